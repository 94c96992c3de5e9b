"""One write of a Neo4j graph, as a transaction."""

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Any, NamedTuple

from neo4j import ManagedTransaction

from graph.acts import Act, Key, table_of
from graph.admission import refuse_missing_end, refuse_one_more, refuse_other_version
from graph.neo4j_gate import HELD, Gate, gate_of
from graph.neo4j_link import rows
from graph.neo4j_outcome import Outcome, State, outcome
from graph.neo4j_schema import Labels
from graph.neo4j_stored import body_from
from graph.relations import RELATIONS, Edge
from graph.weeks import SHANGHAI

_BATCH = 10_000
"""Rows in one statement."""

KEPT_SECONDS = 3600
"""So long it stays readable what something was before."""

_SWEEP = 64
"""Every so many writes, what need not be readable any more goes."""

_TURN = """
    MATCH (turn:<store> {name: 'turn'}) SET turn.held = true
    WITH turn MATCH (gate:<store> {name: 'gate'}) RETURN properties(gate)
"""
_NODES = "MATCH (n:<thing>) WHERE n.id IN $batch RETURN properties(n)"
_THERE = "MATCH (n:<thing>) WHERE n.id IN $batch RETURN collect(n.id)"
_EDGES = """
    UNWIND $batch AS key MATCH (:<thing> {id: key[1]})-[r:<relation>]->(:<thing> {id: key[2]})
    RETURN key, properties(r)
"""
_EDGES_AT = """
    MATCH (n:<thing>) WHERE n.id IN $batch MATCH (n)-[r]-()
    RETURN DISTINCT [type(r), startNode(r).id, endNode(r).id], properties(r)
"""

_DROP_EDGES = """
    UNWIND $batch AS key MATCH (:<thing> {id: key[1]})-[r:<relation>]->(:<thing> {id: key[2]}) DELETE r
"""
_DROP_NODES = "MATCH (n:<thing>) WHERE n.id IN $batch DELETE n"
_MAKE_NODES = "UNWIND $batch AS row CREATE (n:<thing>:<kind>) SET n = row"
_CHANGE_NODES = "UNWIND $batch AS row MATCH (n:<thing> {id: row.id}) SET n = row"
_MAKE_EDGES = """
    UNWIND $batch AS row MATCH (a:<thing> {id: row.start}), (b:<thing> {id: row.end})
    CREATE (a)-[r:<relation>]->(b) SET r = row.fields
"""
_CHANGE_EDGES = """
    UNWIND $batch AS row MATCH (:<thing> {id: row.start})-[r:<relation>]->(:<thing> {id: row.end}) SET r = row.fields
"""
_KEEP = "UNWIND $batch AS row CREATE (was:<was>) SET was = row"
_BURY = "UNWIND $batch AS row CREATE (gone:<dropped>) SET gone = row"
_SWEPT = """
    MATCH (was:<was>) WHERE was.at < $oldest WITH was, was.until AS until DELETE was RETURN max(until)
"""
_MANY = """
    MATCH (n:<thing>) WHERE n.id IN $batch WITH n.id AS id, COUNT { <walk> } AS found
    WHERE found > $limit RETURN id, found ORDER BY id LIMIT 1
"""
_WALKS = {"start": "(n)-[:<relation>]->()", "end": "(n)<-[:<relation>]-()"}

_DONE = f"""
    CREATE (w:<written> {{token: $token, version: $version, at: $at, by: $by, changes: $changes}})
    WITH w {HELD} SET gate.version = $version, gate += $touched
"""
_TOKEN = "MATCH (w:<written> {token: $token}) RETURN w.version"


def apply(
    tx: ManagedTransaction, labels: Labels, acts: Sequence[Act], expect: Mapping[str, int], by: str, token: str
) -> int:
    """The write that `graph.store.GraphStore.write` promises, within one transaction; its version.

    :param token: by which `version_of` finds it.
    :raises GraphError: as the promise says.
    """
    gate = _turn(tx, labels)
    _check_expected(tx, labels, expect)
    if not acts:
        return gate.version
    version = gate.version + 1
    come = outcome(acts, _before(tx, labels, acts, gate), version)
    edges = [act.key for act in acts if act.does == "put edge"]
    _check_ends(tx, labels, edges, come)
    _tell(tx, labels, come)
    _check_cardinality(tx, labels, edges, come)
    _remember(tx, labels, come)
    if version % _SWEEP == 0:
        sweep(tx, labels, int(time.time()) - KEPT_SECONDS)
    at = datetime.now(SHANGHAI).isoformat(timespec="seconds")
    touched = dict.fromkeys(come.touched, version)
    values = {"token": token, "version": version, "at": at, "by": by, "changes": len(acts), "touched": touched}
    rows(tx, labels.fill(_DONE), **values)
    return version


def version_of(tx: ManagedTransaction, labels: Labels, token: str) -> int | None:
    """The version of a write of which it is not known whether it was committed; None: nothing of it is there."""
    _turn(tx, labels)  # whoever still writes it has it
    found = rows(tx, labels.fill(_TOKEN), token=token)
    return int(found[0][0]) if found else None


def sweep(tx: ManagedTransaction, labels: Labels, oldest: int) -> None:
    """Keep no more what something was until before a moment, in seconds since 1970."""
    ((until,),) = rows(tx, labels.fill(_SWEPT), oldest=oldest)
    if until is not None:
        rows(tx, labels.fill(f"{HELD} SET gate.kept = $until"), until=until)


def forget(tx: ManagedTransaction, labels: Labels) -> None:
    """Keep nothing of what anything was before."""
    _turn(tx, labels)
    sweep(tx, labels, int(time.time()) + 1)


def _turn(tx: ManagedTransaction, labels: Labels) -> Gate:
    """Wait until nobody else writes; nobody else does, then, until this transaction ends."""
    ((gate,),) = rows(tx, labels.fill(_TURN))
    return gate_of(gate)


def _check_expected(tx: ManagedTransaction, labels: Labels, expect: Mapping[str, int]) -> None:
    """:raises Conflict: a node has another version than expected."""
    found = {key[0]: state.version for key, state in _nodes(tx, labels, expect)} if expect else {}
    for id, expected in expect.items():
        if found.get(id, 0) != expected:
            raise refuse_other_version(id, found.get(id, 0), expected)


# What is there before


def _before(tx: ManagedTransaction, labels: Labels, acts: Sequence[Act], gate: Gate) -> dict[Key, State]:
    """What is there of all that the acts touch, and every edge at a node that they drop."""
    before = dict(_nodes(tx, labels, {act.key[0] for act in acts if len(act.key) == 1}))
    edges = {act.key for act in acts if act.key[0] in RELATIONS and gate.last_touch([act.key[0]])}
    for relation, keys in _by(edges, lambda key: key[0]).items():
        for batch in _batches(keys):
            for key, fields in rows(tx, labels.fill(_EDGES, relation=relation), batch=batch):
                before[tuple(key)] = _state(fields)
    drops = {act.key[0] for act in acts if act.does == "drop node"}
    for batch in _batches(sorted(drops)):
        for key, fields in rows(tx, labels.fill(_EDGES_AT), batch=batch):
            before[tuple(key)] = _state(fields)
    return before


def _nodes(tx: ManagedTransaction, labels: Labels, ids: Iterable[str]) -> Iterator[tuple[Key, State]]:
    for batch in _batches(sorted(ids)):
        for (fields,) in rows(tx, labels.fill(_NODES), batch=batch):
            yield (fields["id"],), _state(fields)


def _state(properties: dict[str, Any]) -> State:
    return State(properties.pop("_born"), properties.pop("_version"), properties)


# What the server is told


def _tell(tx: ManagedTransaction, labels: Labels, come: Outcome) -> None:
    """Edges go before nodes and come after them."""
    dropped, made, changed = _parted(come.dropped()), _parted(come.made()), _parted(come.changed())
    for relation, keys in dropped.edges.items():
        _each(tx, labels.fill(_DROP_EDGES, relation=relation), keys)
    _each(tx, labels.fill(_DROP_NODES), [id for keys in dropped.nodes.values() for (id,) in keys])
    for kind, keys in made.nodes.items():
        _each(tx, labels.fill(_MAKE_NODES, kind=kind), [_properties(come.now[key]) for key in keys])
    for keys in changed.nodes.values():
        _each(tx, labels.fill(_CHANGE_NODES), [_properties(come.now[key]) for key in keys])
    for text, parts in ((_MAKE_EDGES, made), (_CHANGE_EDGES, changed)):
        for relation, keys in parts.edges.items():
            _each(tx, labels.fill(text, relation=relation), [_edge_row(key, come.now[key]) for key in keys])


class _Parts(NamedTuple):
    """Keys by their kind or relation, in order."""

    nodes: dict[str, list[Key]]
    edges: dict[str, list[Key]]


def _parted(keys: Iterable[Key]) -> _Parts:
    tables = _by(keys, _table)
    nodes = {table: keys for table, keys in tables.items() if table not in RELATIONS}
    return _Parts(nodes, {table: keys for table, keys in tables.items() if table in RELATIONS})


def _table(key: Key) -> str:
    return table_of(key[0].partition(":")[0])


def _properties(state: State) -> dict[str, Any]:
    return {**state.fields, "_born": state.born, "_version": state.version}


def _edge_row(key: Key, state: State) -> dict[str, Any]:
    return {"start": key[1], "end": key[2], "fields": _properties(state)}


def _remember(tx: ManagedTransaction, labels: Labels, come: Outcome) -> None:
    """Keep what was otherwise before, for those who read it still, and that something was there at all."""
    at = int(time.time())
    was = [
        {
            "table": _table(key),
            "key": key,
            "born": come.before[key].born,
            "version": come.before[key].version,
            "until": come.version,
            "body": body_from(come.before[key].fields).decode(),
            "at": at,
        }
        for key in (*come.changed(), *come.dropped())
    ]
    _each(tx, labels.fill(_KEEP), was)
    _each(tx, labels.fill(_BURY), [{"key": key, "born": born, "died": come.version} for key, born in come.gone])


# What is checked of the outcome


def _check_ends(tx: ManagedTransaction, labels: Labels, edges: Sequence[Key], come: Outcome) -> None:
    """:raises BadValue: an edge whose end does not exist."""
    ends = {id for edge in edges for id in edge[1:]}
    unknown = sorted(id for id in ends if (id,) not in come.now)
    there = {id for batch in _batches(unknown) for id in rows(tx, labels.fill(_THERE), batch=batch)[0][0]}
    missing = {id for id in unknown if id not in there or (id,) in come.before}
    for key in edges if missing else ():
        gone = missing.intersection(key[1:])
        if gone and key in come.now:  # an edge that a later change of this write dropped needs no ends
            raise refuse_missing_end(Edge(relation=key[0], start=key[1], end=key[2]), min(gone))


def _check_cardinality(tx: ManagedTransaction, labels: Labels, edges: Sequence[Key], come: Outcome) -> None:
    """:raises NotAllowed: more edges than the cardinality allows."""
    for name, keys in sorted(_by(edges, lambda key: key[0]).items()):
        row = RELATIONS[name]
        for side, place, limit in (("start", 1, row.start_max), ("end", 2, row.end_max)):
            if limit is not None:
                _check_side(tx, labels, name, side, sorted({key[place] for key in keys}), limit)


def _check_side(tx: ManagedTransaction, labels: Labels, relation: str, side: str, ids: list[str], limit: int) -> None:
    text = labels.fill(_MANY.replace("<walk>", _WALKS[side]), relation=relation)
    for batch in _batches(ids):
        for id, found in rows(tx, text, batch=batch, limit=limit):
            raise refuse_one_more(relation, side, id, found)


# Batches


def _by(keys: Iterable[Key], of: Any) -> dict[str, list[Key]]:
    found: dict[str, list[Key]] = {}
    for key in sorted(keys):
        found.setdefault(of(key), []).append(key)
    return found


def _batches(items: Iterable[Any]) -> Iterator[list[Any]]:
    rest = iter(items)
    while batch := list(islice(rest, _BATCH)):
        yield batch


def _each(tx: ManagedTransaction, text: str, items: Iterable[Any]) -> None:
    for batch in _batches(items):
        tx.run(text, batch=batch).consume()
