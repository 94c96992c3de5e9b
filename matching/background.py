"""Calls that cannot be stopped: they run in a thread of their own, and can be left behind."""

from collections.abc import Callable
from threading import Thread
from threading import enumerate as all_threads
from typing import Generic, TypeVar

from matching.limits import Cancelled

T = TypeVar("T")
SECONDS_BETWEEN_LOOKS = 0.05
SOLVER = "solver"
"""The name of a thread in which a solver may be left behind."""


def left_behind() -> bool:
    """Whether a solver that nobody waits for any more is still at work in this process: it would abort an orderly
    exit."""
    return any(thread.name == SOLVER for thread in all_threads())


class Background(Generic[T]):
    """A call that has begun. HiGHS offers no way to be interrupted from Python, but it lets other threads run.

    A call that is left behind goes on until it ends by itself: a process that exits before that does so by `os._exit`.
    """

    def __init__(self, call: Callable[[], T]) -> None:
        self._call = call
        self._results: list[T] = []
        self._errors: list[BaseException] = []
        self._thread = Thread(target=self._run, name=SOLVER, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            self._results.append(self._call())
        except BaseException as error:  # handed on to whoever waits
            self._errors.append(error)

    @property
    def ended(self) -> bool:
        """Whether there is a result, or an error."""
        return not self._thread.is_alive()

    def wait(self, cancelled: Cancelled) -> T | None:
        """What the call returns, or None once `cancelled` says so.

        :raises BaseException: what the call raised.
        """
        self._thread.join(SECONDS_BETWEEN_LOOKS)
        while not self.ended:
            if cancelled():
                return None
            self._thread.join(SECONDS_BETWEEN_LOOKS)
        if self._errors:
            raise self._errors[0]
        return self._results[0]


def unless(cancelled: Cancelled | None, call: Callable[[], T]) -> T | None:
    """What the call returns, or None once `cancelled` says so: then the call is left behind."""
    return call() if cancelled is None else Background(call).wait(cancelled)
