"""Waiting for a call that cannot be stopped, unless somebody cancels."""

from collections.abc import Callable
from threading import Thread
from typing import TypeVar

from matching.limits import Cancelled

T = TypeVar("T")
SECONDS_BETWEEN_LOOKS = 0.05


def unless(cancelled: Cancelled | None, call: Callable[[], T]) -> T | None:
    """What the call returns, or None once `cancelled` says so: then the call is left to end by itself.

    HiGHS offers no way to be interrupted from Python, but it lets other threads run.
    """
    if cancelled is None:
        return call()
    results: list[T] = []
    errors: list[BaseException] = []

    def work() -> None:
        try:
            results.append(call())
        except BaseException as error:  # handed on to the caller's thread
            errors.append(error)

    thread = Thread(target=work, daemon=True)
    thread.start()
    thread.join(SECONDS_BETWEEN_LOOKS)
    while thread.is_alive():
        if cancelled():
            return None
        thread.join(SECONDS_BETWEEN_LOOKS)
    if errors:
        raise errors[0]
    return results[0]
