"""A reader that remembers what it was asked: so that whoever keeps an answer knows what the answer depends on."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

import polars as pl

from graph.admission import kind_of
from graph.model import KINDS, Node
from graph.relations import RELATIONS, Edge
from graph.store import Change, Direction, Reader

N = TypeVar("N", bound=Node)


class Watching:
    """A `Reader` over another. `tables` are the kinds and relations that were read through it so far.

    An answer made of what was read is still true while `reader.touched(*tables)` is what it was.
    """

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self.tables: set[str] = set()

    @property
    def version(self) -> int:
        return self._reader.version

    def get(self, id: str) -> Node | None:
        self.tables.add(kind_of(id).KIND)
        return self._reader.get(id)

    def get_all(self, ids: Sequence[str]) -> list[Node | None]:
        self.tables |= {kind_of(id).KIND for id in ids}
        return self._reader.get_all(ids)

    def nodes(self, kind: type[N]) -> Iterator[N]:
        self.tables.add(kind.KIND)
        return self._reader.nodes(kind)

    def count(self, table: str) -> int:
        self.tables.add(table)
        return self._reader.count(table)

    def neighbours(
        self, id: str, relation: str | None = None, direction: Direction = "both", limit: int | None = None
    ) -> list[Edge]:
        kind = kind_of(id).KIND
        possible = {name for name, row in RELATIONS.items() if kind in row.starts + row.ends}
        self.tables |= possible if relation is None else {relation}
        return self._reader.neighbours(id, relation, direction, limit)

    def columns(self, table: str, *fields: str) -> pl.DataFrame:
        self.tables.add(table)
        return self._reader.columns(table, *fields)

    def node_version(self, id: str) -> int:
        self.tables.add(kind_of(id).KIND)
        return self._reader.node_version(id)

    def touched(self, *tables: str) -> int:
        self.tables |= set(tables)
        return self._reader.touched(*tables)

    def changes(self, since: int) -> list[Change]:
        self.tables |= {*KINDS, *RELATIONS}
        return self._reader.changes(since)
