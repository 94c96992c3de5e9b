"""What a store of the graph promises. Every store keeps this promise and passes one contract suite."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol, TypeVar

import polars as pl

from graph.model import Node
from graph.relations import Edge

N = TypeVar("N", bound=Node)
Direction = Literal["out", "in", "both"]


@dataclass(frozen=True)
class Put:
    """Add a node or edge, or replace the one with the same identity (a node's id; an edge's relation, start, end)."""

    item: Node | Edge


@dataclass(frozen=True)
class DropNode:
    """Remove a node and every edge at it."""

    id: str


@dataclass(frozen=True)
class DropEdge:
    """Remove one edge."""

    relation: str
    start: str
    end: str


Change = Put | DropNode | DropEdge


class Reader(Protocol):
    """The graph as it was at one version: nothing that is written meanwhile shows."""

    @property
    def version(self) -> int:
        """The number of the last write that is visible here; 0 is the empty store."""

    def get(self, id: str) -> Node | None:
        """The node of that id, or None."""

    def get_all(self, ids: Sequence[str]) -> list[Node | None]:
        """The nodes of these ids, in the order asked, None where there is none."""

    def nodes(self, kind: type[N]) -> Iterator[N]:
        """Every node of a kind, by id ascending (code points)."""

    def count(self, table: str) -> int:
        """How many nodes of a kind, or edges of a relation."""

    def neighbours(
        self, id: str, relation: str | None = None, direction: Direction = "both", limit: int | None = None
    ) -> list[Edge]:
        """The edges at a node, by (relation, start, end) ascending, at most `limit`."""

    def columns(self, table: str, *fields: str) -> pl.DataFrame:
        """A whole kind or relation as columns.

        A kind gives `id` and the fields asked, by id ascending; a relation `start`, `end` and the properties asked,
        by (start, end) ascending. Types follow the model: str → String, int → Int64, float → Float64,
        bool → Boolean, a tuple of str → List(String); None is null.

        :raises BadValue: a table or field that the vocabulary does not have.
        """

    def node_version(self, id: str) -> int:
        """The write that last changed this node's own fields.

        :raises Missing: no such node.
        """

    def touched(self, *tables: str) -> int:
        """The last write that changed anything of these kinds or relations; 0 where none ever did.

        :raises BadValue: a table that the vocabulary does not have.
        """

    def changes(self, since: int) -> list[Change]:
        """What turns the graph of version `since` into this one: the present state of whatever changed, nodes before
        edges, then drops, each in stable order."""


class GraphStore(Protocol):
    """A property graph that lasts.

    Atomic: a write happens whole or not at all, also when the process or machine dies in it.
    Durable: when `write` returns, it survives a crash. Serialised: writes happen one after another, each sees all
    before it; a version number counts them. Checked: what `graph.model` and `graph.relations` do not allow is refused
    and nothing of that write stays. Ordered: the same graph gives the same answers in the same order, whatever the
    store and the order in which it was filled. Safe for several threads and processes.
    """

    def write(self, changes: Sequence[Change], *, by: str, expect: Mapping[str, int] | None = None) -> int:
        """Apply all changes in order, or none, and return the new version.

        Within one write an edge may stand before its nodes: ends and cardinality are checked when all is applied.
        No changes is no write: the present version is returned.

        :param by: who writes, for the record of writes.
        :param expect: node id → the `node_version` that it must still have; 0 is "must not exist".
        :raises Conflict: a node in `expect` has another version.
        :raises NotAllowed: a relation between these kinds, or its cardinality, is not in the table.
        :raises BadValue: an edge whose end does not exist, or properties of another type.
        :raises Missing: a drop of what is not there.
        """

    def snapshot(self) -> AbstractContextManager[Reader]:
        """A consistent view that stays as it is until the context ends. Use it in the thread that opened it."""

    def backup(self, target: Path) -> int:
        """A consistent copy as one file that this kind of store can open, made while others read and write.

        :returns: its version.
        :raises GraphError: the target exists.
        """

    def forget(self) -> None:
        """Leave nothing of what was dropped or replaced before in the store's own files, free space and log included.

        Backups that were made before keep it. Writes wait while it lasts: a second for each 100 MB. Of a server's own
        logs and free space whoever runs it disposes; none of it is given out again.

        :raises GraphError: somebody reads an old version, or writes, for too long; call it again.
        """

    def close(self) -> None:
        """Release files and connections. Closing twice is fine."""


def open_store(address: str) -> GraphStore:
    """Open, or create empty, the store at an address: the path of a SQLite file, or a Neo4j server's neo4j://host:port.

    :raises Unusable: it cannot be opened; the message says why and what to do.
    :raises Unreachable: the server does not answer.
    """
    if "://" in address:
        from graph.neo4j_store import Neo4jStore

        return Neo4jStore(address)
    from graph.sqlite_store import SqliteStore

    return SqliteStore(Path(address))
