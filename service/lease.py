"""Who serves a store, and which of its processes starts the solves.

Two services on one store are one too many: who starts the second has mistaken the path. The processes of one service
share a store, and one of them dispatches. Both are locks on files beside the store, which the system lets go of when
their holder dies.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from service.refusals import Unservable


@contextmanager
def lease(store: str) -> Iterator[None]:
    """Hold a store for this service until the context ends.

    :raises Unservable: another service holds it.
    """
    with _lock_file(store, "lease") as file:
        if not _locked(file, fcntl.LOCK_EX):
            raise Unservable(f"store {store!r}: another process serves it; stop that one, or use it")
        yield


@contextmanager
def dispatching(store: str) -> Iterator[bool]:
    """Whether this process is the one that dispatches the store's runs, for as long as the context lasts."""
    with _lock_file(store, "dispatch") as file:
        yield _locked(file, fcntl.LOCK_EX)


def dispatched(store: str) -> bool:
    """Whether any process dispatches the store's runs now."""
    with _lock_file(store, "dispatch") as file:
        return not _locked(file, fcntl.LOCK_SH)  # shared: two who look do not take each other for a holder


def _lock_file(store: str, purpose: str) -> IO[str]:
    path = Path(f"{store}.{purpose}")
    if not path.parent.is_dir():
        raise Unservable(f"store {store!r}: there is no folder {str(path.parent)!r}; make it, or give another path")
    return path.open("a")


def _locked(file: IO[str], way: int) -> bool:
    try:
        fcntl.flock(file, way | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
