"""One service for a store at a time: two would each take the other's running solves for dead."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from service.refusals import Unservable


@contextmanager
def lease(store: str) -> Iterator[None]:
    """Hold a store for this process until the context ends; the system lets go of it if the process dies.

    :raises Unservable: another process holds it.
    """
    path = Path(f"{store}.lease")
    if not path.parent.is_dir():
        raise Unservable(f"store {store!r}: there is no folder {str(path.parent)!r}; make it, or give another path")
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Unservable(f"store {store!r}: another process serves it; stop that one, or use it") from None
        yield
