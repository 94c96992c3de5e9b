"""Tasks on the machines of a Dask cluster, whose workers have this program of the same version."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from matching.errors import NoExecutor

T = TypeVar("T")

WAIT = 10.0
"""Seconds that a scheduler has to answer, and to have a worker."""


class Dask:
    """The workers of one scheduler. A task whose worker dies is begun again on another."""

    def __init__(self, address: str) -> None:
        """:param address: of the scheduler, as host:port.

        :raises NoExecutor: Dask is not installed, nobody answers there, or there is no worker.
        """
        try:
            from distributed import Client
        except ImportError:
            raise NoExecutor(
                "executor dask://: Dask is not installed; install it with `pip install tongxin[cluster]`"
            ) from None
        try:
            self._client = Client(f"tcp://{address}", timeout=WAIT, set_as_default=False)  # type: ignore[no-untyped-call]
            self._client.wait_for_workers(1, timeout=WAIT)
        except (OSError, TimeoutError):
            raise NoExecutor(
                f"executor dask://{address}: no scheduler with a worker answers there; start them with"
                " `dask scheduler` and `dask worker`"
            ) from None

    @property
    def width(self) -> int:
        """The threads of all workers."""
        return max(1, sum(self._client.nthreads().values()))  # type: ignore[no-untyped-call]

    def map(self, task: Callable[..., T], arguments: Sequence[tuple[Any, ...]]) -> list[T]:
        from distributed import KilledWorker

        futures = [self._client.submit(task, *each, pure=False) for each in arguments]
        try:
            answers: list[T] = self._client.gather(futures)  # type: ignore[no-untyped-call]
        except (KilledWorker, OSError) as error:
            raise NoExecutor(f"the Dask cluster lost a region again and again: {error}") from None
        return answers

    def close(self) -> None:
        self._client.close()  # type: ignore[no-untyped-call]
