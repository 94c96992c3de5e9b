"""The embedded store as it was at one version."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TypeVar, cast, get_args

import apsw
import orjson
import polars as pl

from graph.admission import kind_of, relation_of
from graph.bodies import edge_of, node_of
from graph.columns import keys
from graph.errors import BadValue, GraphError, Missing
from graph.model import KINDS, Node
from graph.relations import RELATIONS, Edge
from graph.sqlite_columns import read_columns
from graph.sqlite_schema import query
from graph.store import Change, Direction, DropEdge, DropNode, Put
from graph.warm_columns import WarmColumns

N = TypeVar("N", bound=Node)

_BATCH = 1000

_INDEX = {"start": "", "end": "INDEXED BY edge_by_end"}
"""Without the word the planner walks whole relations to save itself a sort of a few edges."""

_NEIGHBOURS = """
    SELECT relation, start, end, body FROM edge {index}
    WHERE relation IN ({relations}) AND {side} = ?1 ORDER BY relation, start, end LIMIT ?2
"""


class SqliteReader:
    """See `graph.store.Reader`. It reads through a connection that is inside one read transaction."""

    def __init__(self, connection: apsw.Connection, columns: WarmColumns) -> None:
        self._open: apsw.Connection | None = connection
        self._columns = columns
        self._version = last_version(connection)  # the first read: from here on the transaction sees one version

    @property
    def version(self) -> int:
        return self._version

    @property
    def _connection(self) -> apsw.Connection:
        if self._open is None:
            raise GraphError("snapshot: its context has ended; read inside the `with` block")
        return self._open

    def end(self) -> None:
        """Read no more: what follows would show another version."""
        self._open = None

    def get(self, id: str) -> Node | None:
        body = self._connection.execute("SELECT body FROM node WHERE id = ?", (id,)).get
        return None if body is None else node_of(id, body)

    def get_all(self, ids: Sequence[str]) -> list[Node | None]:
        sql = "SELECT id, body FROM node WHERE id IN (SELECT value FROM json_each(?))"
        rows = query(self._connection, sql, (orjson.dumps(list(ids)).decode(),))
        found = {id: node_of(id, body) for id, body in rows}
        return [found.get(id) for id in ids]

    def nodes(self, kind: type[N]) -> Iterator[N]:
        if KINDS.get(kind.KIND) is not kind:
            raise BadValue(f"kind {kind.__name__}: not a kind of the graph; see graph.model.KINDS")
        return self._nodes(kind)

    def _nodes(self, kind: type[N]) -> Iterator[N]:
        sql = "SELECT id, body FROM node WHERE id > ? AND id < ? ORDER BY id LIMIT ?"
        after, end = f"{kind.PREFIX}:", f"{kind.PREFIX};"
        while rows := query(self._connection, sql, (after, end, _BATCH)):
            yield from (cast("N", node_of(*row)) for row in rows)
            after = rows[-1][0]

    def count(self, table: str) -> int:
        if keys(table) == ("id",):
            sql, prefix = "SELECT count(*) FROM node WHERE id > ? AND id < ?", KINDS[table].PREFIX
            return int(self._connection.execute(sql, (f"{prefix}:", f"{prefix};")).get)
        return int(self._connection.execute("SELECT count(*) FROM edge WHERE relation = ?", (table,)).get)

    def neighbours(
        self, id: str, relation: str | None = None, direction: Direction = "both", limit: int | None = None
    ) -> list[Edge]:
        if direction not in get_args(Direction):
            raise BadValue(f"direction {direction!r}: give one of {', '.join(get_args(Direction))}")
        if limit is not None and limit < 0:
            raise BadValue(f"limit {limit}: is below 0; give None for no limit")
        sql = neighbours_sql(id.partition(":")[0], relation, direction)
        rows = query(self._connection, sql, (id, -1 if limit is None else limit)) if sql else []
        return [edge_of(*row) for row in rows]

    def columns(self, table: str, *fields: str) -> pl.DataFrame:
        connection = self._connection
        touched = connection.execute("SELECT version FROM touched WHERE name = ?", (table,)).get or 0
        return self._columns(table, fields, touched, lambda: read_columns(connection, table, fields))

    def node_version(self, id: str) -> int:
        version = self._connection.execute("SELECT version FROM node WHERE id = ?", (id,)).get
        if version is None:
            raise Missing(f"node {id}: not in the store")
        return int(version)

    def touched(self, *tables: str) -> int:
        for table in tables:
            if table not in KINDS and table not in RELATIONS:
                raise BadValue(f"table {table!r}: no such kind or relation; graph.model and graph.relations list them")
        sql = "SELECT max(version) FROM touched WHERE name IN (SELECT value FROM json_each(?))"
        return self._connection.execute(sql, (orjson.dumps(tables).decode(),)).get or 0

    def changes(self, since: int) -> list[Change]:
        if not 0 <= since <= self._version:
            raise BadValue(f"version {since}: give one from 0 to {self._version}, the version read here")
        return [*self._changed_nodes(since), *self._changed_edges(since), *self._drops(since)]

    def _changed_nodes(self, since: int) -> list[Put]:
        sql = "SELECT id, body FROM node WHERE version > ? ORDER BY id"
        rows = query(self._connection, sql, (since,))
        return [Put(node_of(id, body)) for id, body in rows]

    def _changed_edges(self, since: int) -> list[Put]:
        sql = "SELECT relation, start, end, body FROM edge WHERE version > ? ORDER BY relation, start, end"
        return [Put(edge_of(*row)) for row in query(self._connection, sql, (since,))]

    def _drops(self, since: int) -> list[Change]:
        """What lived at `since` and lives no more: edges first, so that no node takes one with it."""
        sql = """
            SELECT DISTINCT relation, start, end FROM dropped AS old WHERE died > ?1 AND born <= ?1
            AND NOT EXISTS (SELECT 1 FROM node WHERE old.relation = '' AND id = old.start)
            AND NOT EXISTS (SELECT 1 FROM edge WHERE (relation, start, end) = (old.relation, old.start, old.end))
            ORDER BY relation = '', relation, start, end
        """
        rows = query(self._connection, sql, (since,))
        return [DropEdge(*row) if row[0] else DropNode(row[1]) for row in rows]


def last_version(connection: apsw.Connection) -> int:
    """The number of the last write that this connection sees."""
    return int(connection.execute("SELECT ifnull(max(version), 0) FROM written").get)


@lru_cache(maxsize=4096)
def neighbours_sql(prefix: str, relation: str | None, direction: Direction) -> str:
    """The edges at a node `?1`, at most `?2` of them; empty where no relation may join a node of this kind.

    Each side is a walk along one index that stops at the limit: the relations that may join the kind are listed,
    because without them either index would be read whole.

    :raises BadValue: no such kind or relation.
    """
    kind = kind_of(f"{prefix}:").KIND
    rows = RELATIONS.values() if relation is None else [relation_of(relation)]
    sides = {
        "start": [row.name for row in rows if kind in row.starts and direction != "in"],
        "end": [row.name for row in rows if kind in row.ends and direction != "out"],
    }
    walks = [
        _NEIGHBOURS.format(side=side, index=_INDEX[side], relations=", ".join(f"'{name}'" for name in names))
        for side, names in sides.items()
        if names
    ]
    if len(walks) < 2:
        return "".join(walks)
    # UNION, not UNION ALL: an edge from a node to itself is found from both sides.
    both = " UNION ".join(f"SELECT * FROM ({walk})" for walk in walks)
    return f"{both} ORDER BY relation, start, end LIMIT ?2"
