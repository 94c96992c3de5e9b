"""A Neo4j graph as it was at one version."""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, TypeVar, cast, get_args

import polars as pl

from graph.acts import Key
from graph.admission import kind_of, relation_of
from graph.bodies import edge_of, node_of
from graph.columns import keys
from graph.errors import BadValue, GraphError, Missing
from graph.model import KIND_OF_PREFIX, KINDS, Node
from graph.neo4j_around import Around
from graph.neo4j_columns import columns_question, frame_of
from graph.neo4j_gate import Gate, Past, Question, answer
from graph.neo4j_link import Link
from graph.neo4j_names import Names
from graph.neo4j_now import columns_now
from graph.neo4j_stored import Stored, body_from, dropped, stored
from graph.relations import RELATIONS, Edge
from graph.store import Change, Direction, DropEdge, DropNode, Put
from graph.warm_columns import WarmColumns

N = TypeVar("N", bound=Node)
Fields = Mapping[str, Any]

_BATCH = 1000

_ONES = "MATCH (x:<thing>) WHERE x.id IN $ids AND <seen> WITH collect(properties(x)) AS found"
_PAGE = """
    MATCH (x:<thing>) WHERE x.id > $after AND x.id < $end AND <seen> WITH x ORDER BY x.id LIMIT $limit
    WITH collect(properties(x)) AS found
"""
_COUNT_NODES = "MATCH (x:<thing>:<kind>) WHERE <seen> WITH count(x) AS found"
_COUNT_EDGES = "MATCH (:<thing>)-[x:<relation>]->() WHERE <seen> WITH count(x) AS found"
_OUT = "MATCH (:<thing> {id: $id})-[x:<relations>]->() WHERE <seen> RETURN x"
_IN = "MATCH (:<thing> {id: $id})<-[x:<relations>]-() WHERE <seen> RETURN x"
_NEIGHBOURS = """
    CALL () { <walks> }
    WITH x, type(x) AS relation, startNode(x).id AS start, endNode(x).id AS end
    ORDER BY relation, start, end <limit>
    WITH collect([relation, start, end, properties(x)]) AS found
"""


class Neo4jReader:
    """See `graph.store.Reader`."""

    def __init__(self, link: Link, columns: WarmColumns, names: Names, gate: Gate) -> None:
        self._link, self._columns, self._names, self._gate = link, columns, names, gate
        self._known: dict[str, tuple[int, Node | None]] = {}
        self._around: dict[int | None, Around] = {}
        self._ended = False

    @property
    def version(self) -> int:
        return self._gate.version

    def end(self) -> None:
        """Read no more: who does has kept a reader too long."""
        self._ended = True

    def _check_open(self) -> None:
        if self._ended:
            raise GraphError("snapshot: its context has ended; read inside the `with` block")

    def _ask(self, question: Question) -> tuple[Any, list[Past]]:
        self._check_open()
        if not self._gate.last_touch(question.tables):
            return question.nothing, []
        return answer(self._link, question, self.version)

    def get(self, id: str) -> Node | None:
        return self._one(id)[1]

    def _one(self, id: str) -> tuple[int, Node | None]:
        self.get_all([id])
        return self._known[id]

    def get_all(self, ids: Sequence[str]) -> list[Node | None]:
        self._check_open()
        asked = [id for id in dict.fromkeys(ids) if id not in self._known]
        if asked:
            kinds = {KIND_OF_PREFIX[prefix].KIND for id in asked if (prefix := id.partition(":")[0]) in KIND_OF_PREFIX}
            states = self._states(Question(_ONES, sorted(kinds), {"ids": asked}))
            self._known |= {id: states.get(id, (0, None)) for id in asked}
        return [self._known[id][1] for id in ids]

    def _states(self, question: Question) -> dict[str, tuple[int, Node]]:
        """By id: version and node of what a question finds, and of what was there instead."""
        found, past = self._ask(question)
        states = {fields["id"]: (fields["_version"], node_from(fields)) for fields in found}
        return states | {was.key[0]: (was.version, node_of(was.key[0], was.body)) for was in past}

    def nodes(self, kind: type[N]) -> Iterator[N]:
        if KINDS.get(kind.KIND) is not kind:
            raise BadValue(f"kind {kind.__name__}: not a kind of the graph; see graph.model.KINDS")
        return self._nodes(kind)

    def _nodes(self, kind: type[N]) -> Iterator[N]:
        after, end = f"{kind.PREFIX}:", f"{kind.PREFIX};"
        while True:
            values = {"after": after, "end": end, "limit": _BATCH}
            found, past = self._ask(Question(_PAGE, (kind.KIND,), values))
            page = {fields["id"]: node_from(fields) for fields in found}
            last = max(page) if len(page) == _BATCH else end
            page |= {was.key[0]: node_of(was.key[0], was.body) for was in past if after < was.key[0] <= last}
            yield from (cast("N", page[id]) for id in sorted(page))
            if last == end:
                return
            after = last

    def count(self, table: str) -> int:
        text = _COUNT_NODES if keys(table) == ("id",) else _COUNT_EDGES
        text = text.replace("<kind>", table).replace("<relation>", table)
        found, past = self._ask(Question(text, (table,), {}, nothing=0))
        return int(found) + len(past)

    def neighbours(
        self, id: str, relation: str | None = None, direction: Direction = "both", limit: int | None = None
    ) -> list[Edge]:
        if direction not in get_args(Direction):
            raise BadValue(f"direction {direction!r}: give one of {', '.join(get_args(Direction))}")
        if limit is not None and limit < 0:
            raise BadValue(f"limit {limit}: is below 0; give None for no limit")
        if relation is not None and direction == "both":
            return self._known_around(id, relation, limit)
        text, tables = neighbours_text(id.partition(":")[0], relation, direction, limited=limit is not None)
        if not text:
            return []
        found, past = self._ask(Question(text, tables, {"id": id, "limit": limit}))
        edges = {tuple(key): _edge_now(key, fields) for *key, fields in found}
        edges |= {was.key: _edge_then(was) for was in past if _is_at(was.key, id, direction)}
        return [edges[key] for key in sorted(edges)][:limit]

    def _known_around(self, id: str, relation: str, limit: int | None) -> list[Edge]:
        kind, row = kind_of(id).KIND, relation_of(relation)
        if kind not in row.starts + row.ends:
            return []
        if limit not in self._around:
            self._around[limit] = Around(limit, self._ask, _edge_now, _edge_then)
        self._check_open()
        return list(self._around[limit](id, relation))

    def columns(self, table: str, *fields: str) -> pl.DataFrame:
        return self._columns(table, fields, self.touched(table), lambda: self._cold(table, fields))

    def _cold(self, table: str, fields: tuple[str, ...]) -> pl.DataFrame:
        self._check_open()
        if self._gate.last_touch([table]):
            now = columns_now(self._link, self._gate, table, fields, self._names)
            if now is not None:
                return now
        return frame_of(table, fields, *self._ask(columns_question(table, fields)))

    def node_version(self, id: str) -> int:
        version, node = self._one(id)
        if node is None:
            raise Missing(f"node {id}: not in the store")
        return version

    def touched(self, *tables: str) -> int:
        for table in tables:
            if table not in KINDS and table not in RELATIONS:
                raise BadValue(f"table {table!r}: no such kind or relation; graph.model and graph.relations list them")
        self._check_open()
        return self._gate.last_touch(tables)

    def changes(self, since: int) -> list[Change]:
        if not 0 <= since <= self.version:
            raise BadValue(f"version {since}: give one from 0 to {self.version}, the version read here")
        self._check_open()
        tables = [table for table in (*KINDS, *RELATIONS) if self._gate.last_touch([table]) > since]
        changed = {one.key: one for table in tables for one in stored(self._link, table, self.version, since)}
        puts: list[Change] = [Put(_item(changed[key])) for key in sorted(changed, key=lambda key: (len(key) > 1, key))]
        lived = {key for key, born, died in dropped(self._link, self.version) if born <= since < died}
        gone = sorted(lived - changed.keys(), key=lambda key: (len(key) == 1, key))
        return [*puts, *(DropNode(*key) if len(key) == 1 else DropEdge(*key) for key in gone)]


@lru_cache(maxsize=4096)
def neighbours_text(
    prefix: str, relation: str | None, direction: Direction, *, limited: bool
) -> tuple[str, tuple[str, ...]]:
    """What asks for the edges at a node `$id`, and of which relations they may be; empty where none may join its kind.

    :raises BadValue: no such kind or relation.
    """
    kind = kind_of(f"{prefix}:").KIND
    asked = RELATIONS.values() if relation is None else [relation_of(relation)]
    outs = [row.name for row in asked if kind in row.starts and direction != "in"]
    ins = [row.name for row in asked if kind in row.ends and direction != "out"]
    walks = [walk.replace("<relations>", "|".join(names)) for walk, names in ((_OUT, outs), (_IN, ins)) if names]
    if not walks:
        return "", ()
    # UNION, not UNION ALL: an edge from a node to itself is found from both sides.
    text = _NEIGHBOURS.replace("<walks>", " UNION ".join(walks)).replace("<limit>", "LIMIT $limit" if limited else "")
    return text, tuple(sorted({*outs, *ins}))


def _is_at(key: Key, id: str, direction: Direction) -> bool:
    return (direction != "in" and key[1] == id) or (direction != "out" and key[2] == id)


def node_from(properties: Fields) -> Node:
    """The node that a Neo4j node's properties tell.

    :raises Unusable: they are not as this program wrote them.
    """
    return node_of(properties["id"], body_from(properties))


def _edge_now(key: Sequence[str], properties: Fields) -> Edge:
    relation, start, end = key
    return edge_of(relation, start, end, body_from(properties))


def _edge_then(was: Past) -> Edge:
    relation, start, end = was.key
    return edge_of(relation, start, end, was.body)


def _item(one: Stored) -> Node | Edge:
    if len(one.key) == 1:
        return node_of(one.key[0], one.body)
    relation, start, end = one.key
    return edge_of(relation, start, end, one.body)
