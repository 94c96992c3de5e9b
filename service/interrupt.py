"""Ctrl-C as a question that work asks itself, so that the best result so far can be kept."""

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn, TypeVar

T = TypeVar("T")

ECHO = 1.0
"""Seconds within which a second signal is the same Ctrl-C: some send it to a process and to its group."""


class Interrupt:
    """Whether the user has asked to stop. Asking again, after ECHO, ends the process at once."""

    def __init__(self) -> None:
        self._asked: float | None = None

    def __call__(self) -> bool:
        return self._asked is not None

    def run(self, work: Callable[[], T]) -> T:
        """Do the work in a thread, so that a signal is seen while a solver is deep in its own code."""
        with self._watching(), ThreadPoolExecutor(1) as thread:
            return thread.submit(work).result()

    @contextmanager
    def _watching(self) -> Iterator[None]:
        before = signal.signal(signal.SIGINT, self._ask)
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, before)

    def _ask(self, number: int, frame: FrameType | None) -> None:
        if self._asked is None:
            self._asked = time.monotonic()
        elif time.monotonic() - self._asked > ECHO:
            signal.signal(signal.SIGINT, signal.SIG_DFL)
            signal.raise_signal(signal.SIGINT)


def leave(code: int) -> NoReturn:
    """End the process at once: a solver's thread that was left behind would abort an orderly exit."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)
