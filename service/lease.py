"""Who serves a store, and which of its processes starts the solves.

Two services on one file are one too many: who starts the second has mistaken the path. The processes of one service
share a file, and one of them dispatches. Both are locks on files beside the store, which the system lets go of when
their holder dies. A store in a server may be served by several services on several machines; there, who dispatches
holds a lease of the server, which lapses when its holder has not been heard of for some seconds.
"""

import fcntl
import secrets
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, Self, cast

from graph.errors import GraphError
from graph.store import GraphStore
from service.refusals import Unservable

if TYPE_CHECKING:
    from graph.neo4j_store import Neo4jStore

LAPSE = 10.0
"""Seconds after which a lease of a server lapses that was not renewed."""

RENEW = 2.0
"""Seconds between two renewals."""

_DISPATCH = "lease dispatch"


def in_server(address: str) -> bool:
    """Whether a store's address is that of a server, and not the path of a file."""
    return "://" in address


@contextmanager
def lease(address: str) -> Iterator[None]:
    """Hold a file for this service until the context ends; a server may have several services.

    :raises Unservable: another service holds it.
    """
    if in_server(address):
        yield
        return
    with _lock_file(address, "lease") as file:
        if not _locked(file, fcntl.LOCK_EX):
            raise Unservable(f"store {address!r}: another process serves it; stop that one, or use it")
        yield


@contextmanager
def dispatching(address: str, store: GraphStore) -> Iterator[Callable[[], bool]]:
    """What tells whether this process is the one that dispatches the store's runs, for as long as the context lasts."""
    if in_server(address):
        with _Renewed(cast("Neo4jStore", store)) as renewed:
            yield renewed.mine
        return
    with _lock_file(address, "dispatch") as file:
        mine = _locked(file, fcntl.LOCK_EX)
        yield lambda: mine


def dispatched(address: str, store: GraphStore) -> bool:
    """Whether any process dispatches the store's runs now."""
    if in_server(address):
        return cast("Neo4jStore", store).leases.held(_DISPATCH)
    with _lock_file(address, "dispatch") as file:
        return not _locked(file, fcntl.LOCK_SH)  # shared: two who look do not take each other for a holder


class _Renewed:
    """The lease to dispatch, renewed by a thread until the context ends."""

    def __init__(self, store: "Neo4jStore") -> None:
        self._leases, self._holder = store.leases, f"{socket.gethostname()} {secrets.token_hex(6)}"
        self._mine, self._over = False, threading.Event()
        self._thread = threading.Thread(target=self._renew, name="lease", daemon=True)

    def mine(self) -> bool:
        """Whether it was held when it was last asked for. Who lost it meanwhile learns so at the next renewal."""
        return self._mine

    def __enter__(self) -> Self:
        self._mine = self._leases.take(_DISPATCH, self._holder, LAPSE)
        if self._mine:
            self._thread.start()
        return self

    def _renew(self) -> None:
        while self._mine and not self._over.wait(RENEW):
            with suppress(GraphError):  # while the server is away, nobody else can take it either
                self._mine = self._leases.take(_DISPATCH, self._holder, LAPSE)

    def __exit__(self, *_: object) -> None:
        self._over.set()
        if self._thread.is_alive():
            self._thread.join()
        if self._mine:
            with suppress(GraphError):  # then it lapses
                self._leases.let_go(_DISPATCH, self._holder)


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
