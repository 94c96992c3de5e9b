"""A graph made by hand in a real store, read once."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from graph.model import Node
from graph.relations import Edge
from graph.store import Put, Reader, open_store


@contextmanager
def graph_of(items: Iterable[Node | Edge], folder: Path) -> Iterator[Reader]:
    """A reader of a new store in `folder` that holds these nodes and edges and nothing else."""
    store = open_store(str(folder / "graph.db"))
    try:
        store.write([Put(item) for item in items], by="test")
        with store.snapshot() as reader:
            yield reader
    finally:
        store.close()
