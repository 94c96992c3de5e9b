"""The stores that the contract suite runs on. A new store is one line here."""

from collections.abc import Callable
from pathlib import Path

from tests import neo4j_server

STORES: dict[str, Callable[[Path], str]] = {
    "sqlite": lambda folder: str(folder / "graph.db"),
    "neo4j": lambda folder: neo4j_server.fresh(),
}
"""By name: the address of a store that is empty, given a fresh folder that it may use."""


def kept_bytes(address: str) -> bytes:
    """Every byte that a store keeps in its own files, log and free space included; of a server, all that it tells."""
    if "://" in address:
        return neo4j_server.told(address)
    path = Path(address)
    return b"".join(file.read_bytes() for file in sorted(path.parent.glob(f"{path.name}*")))
