"""Where pieces of a week are worked on: in this process, in a pool of processes, or on machines of a Dask cluster.

A task is a function of this program and plain values (bytes, numbers); its answer depends on these alone. So it does
not matter where it runs, how often it has to be begun again, or in which order tasks end.
"""

import multiprocessing
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any, Protocol, TypeVar

from matching.errors import NoExecutor

T = TypeVar("T")

ATTEMPTS = 3
"""So often a task is begun whose process has died."""


class Executor(Protocol):
    """Runs tasks; close it after use."""

    @property
    def width(self) -> int:
        """How many tasks run at once, at least 1."""

    def map(self, task: Callable[..., T], arguments: Sequence[tuple[Any, ...]]) -> list[T]:
        """The answers, in the order of the arguments.

        :raises NoExecutor: whoever should run them is gone, or lost one again and again.
        :raises Exception: what a task raised.
        """

    def close(self) -> None:
        """Let go of processes and connections. Closing twice is fine."""


class Here:
    """One after the other, in this process."""

    width = 1

    def map(self, task: Callable[..., T], arguments: Sequence[tuple[Any, ...]]) -> list[T]:
        return [task(*each) for each in arguments]

    def close(self) -> None:
        """Nothing to let go of."""


class Pool:
    """Processes of this machine, started with the first task. One that dies is replaced."""

    def __init__(self, width: int) -> None:
        """:param width: processes, at least 1."""
        self.width = width
        self._pool: ProcessPoolExecutor | None = None

    def map(self, task: Callable[..., T], arguments: Sequence[tuple[Any, ...]]) -> list[T]:
        answers: dict[int, T] = {}
        for _ in range(ATTEMPTS):
            self._run(task, arguments, answers)
            if len(answers) == len(arguments):
                return [answers[place] for place in range(len(arguments))]
        raise NoExecutor(f"a process that worked on a region died {ATTEMPTS} times; is there enough memory?")

    def _run(self, task: Callable[..., T], arguments: Sequence[tuple[Any, ...]], answers: dict[int, T]) -> None:
        """Run what has no answer yet; what a process leaves behind that dies is for another time."""
        pool = self._pool = self._pool or ProcessPoolExecutor(self.width, multiprocessing.get_context("spawn"))
        try:
            waiting = {p: pool.submit(task, *each) for p, each in enumerate(arguments) if p not in answers}
            for place, future in waiting.items():
                answers[place] = future.result()
        except BrokenProcessPool:
            self.close()

    def close(self) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None


def executor(name: str, width: int) -> Executor:
    """The executor of a name: `here`, `processes`, or the address of a Dask scheduler such as `dask://host:8786`.

    :param width: how many processes of this machine; a cluster has its own.
    :raises NoExecutor: an unknown name, or nobody answers at the address.
    """
    if name == "here":
        return Here()
    if name == "processes":
        return Pool(width)
    if name.startswith("dask://"):
        from matching.dask_executor import Dask

        return Dask(name.removeprefix("dask://"))
    raise NoExecutor(f"executor {name!r}: not known; here, processes, or dask://host:port")
