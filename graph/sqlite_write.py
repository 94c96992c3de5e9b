"""One write of the embedded store: its changes applied in order, then what they touched is checked."""

from collections.abc import Mapping, Sequence
from itertools import groupby

import apsw
import orjson

from graph.acts import Act, Key, table_of
from graph.admission import kind_of, refuse_drop, refuse_missing_end, refuse_one_more, refuse_other_version
from graph.relations import RELATIONS, Edge
from graph.sqlite_reader import neighbours_sql
from graph.sqlite_schema import query


def check_expected(connection: apsw.Connection, expect: Mapping[str, int]) -> None:
    """:raises Conflict: a node has another version than expected."""
    for id, expected in expect.items():
        version = connection.execute("SELECT version FROM node WHERE id = ?", (id,)).get or 0
        if version != expected:
            raise refuse_other_version(id, version, expected)


def apply_acts(connection: apsw.Connection, acts: Sequence[Act], version: int) -> set[str]:
    """Apply the acts in order as this version and check the outcome; returns the kinds and relations touched.

    :raises Missing: a drop of what is not there.
    :raises BadValue: an edge whose end does not exist.
    :raises NotAllowed: more edges than the cardinality allows.
    """
    touched: set[str] = set()
    for are_puts, run in groupby(acts, key=lambda act: act.does in _PUTS):
        if are_puts:
            touched |= _put(connection, list(run), version)
        else:
            touched |= {table for act in run for table in _DROPS[act.does](connection, act.key, version)}
    edges = [act.key for act in acts if act.does == "put edge"]
    _check_ends(connection, edges)
    _check_cardinality(connection, edges)
    return touched


def _put(connection: apsw.Connection, acts: list[Act], version: int) -> set[str]:
    """Each key once with its last body, in the order of the keys: so the trees of a large write grow at their ends."""
    touched = set()
    for does, sql in _PUTS.items():
        bodies = {act.key: act.body for act in acts if act.does == does}
        connection.executemany(sql, ((*key, bodies[key], version) for key in sorted(bodies)))
        touched |= {table_of(name) for name in {key[0].partition(":")[0] for key in bodies}}
    return touched


_PUTS = {
    "put node": """
        INSERT INTO node (id, body, born, version) VALUES (?1, ?2, ?3, ?3)
        ON CONFLICT DO UPDATE SET body = excluded.body, version = excluded.version WHERE body <> excluded.body
    """,
    "put edge": """
        INSERT INTO edge (relation, start, end, body, born, version) VALUES (?1, ?2, ?3, ?4, ?5, ?5)
        ON CONFLICT DO UPDATE SET body = excluded.body, version = excluded.version WHERE body <> excluded.body
    """,
}


def _drop_node(connection: apsw.Connection, key: Key, version: int) -> set[str]:
    (id,) = key
    born = connection.execute("DELETE FROM node WHERE id = ? RETURNING born", key).get
    if born is None:
        raise refuse_drop(key)
    _remember(connection, ("", id, ""), born, version)
    sql = neighbours_sql(id.partition(":")[0], None, "both")
    edges = query(connection, sql, (id, -1)) if sql else []  # some kinds, such as artifacts, have no relations
    touched = {table for edge in edges for table in _drop_edge(connection, edge[:3], version)}
    return touched | {kind_of(id).KIND}


def _drop_edge(connection: apsw.Connection, key: Key, version: int) -> set[str]:
    sql = "DELETE FROM edge WHERE relation = ? AND start = ? AND end = ? RETURNING born"
    born = connection.execute(sql, key).get
    if born is None:
        raise refuse_drop(key)
    _remember(connection, key, born, version)
    return {key[0]}


_DROPS = {"drop node": _drop_node, "drop edge": _drop_edge}


def _remember(connection: apsw.Connection, key: Key, born: int, died: int) -> None:
    if born < died:  # what one write makes and drops again was never seen
        connection.execute("INSERT INTO dropped VALUES (?, ?, ?, ?, ?)", (*key, born, died))


def _check_ends(connection: apsw.Connection, edges: list[Key]) -> None:
    sql = "SELECT value FROM json_each(?) WHERE NOT EXISTS (SELECT 1 FROM node WHERE id = value)"
    ends = {id for edge in edges for id in edge[1:]}
    missing = {id for (id,) in query(connection, sql, (_json(ends),))}
    for key in edges if missing else ():
        gone = missing.intersection(key[1:])
        if gone and _exists(connection, key):  # an edge that a later change of this write dropped needs no ends
            raise refuse_missing_end(Edge(relation=key[0], start=key[1], end=key[2]), min(gone))


def _exists(connection: apsw.Connection, edge: Key) -> bool:
    sql = "SELECT 1 FROM edge WHERE relation = ? AND start = ? AND end = ?"
    return connection.execute(sql, edge).get is not None


def _check_cardinality(connection: apsw.Connection, edges: list[Key]) -> None:
    for name in sorted({edge[0] for edge in edges}):
        row = RELATIONS[name]
        for side, place, limit in (("start", 1, row.start_max), ("end", 2, row.end_max)):
            if limit is not None:
                ids = {edge[place] for edge in edges if edge[0] == name}
                _check_side(connection, name, side, ids, limit)


def _check_side(connection: apsw.Connection, relation: str, side: str, ids: set[str], limit: int) -> None:
    sql = f"""
        SELECT {side}, count(*) FROM edge WHERE relation = ?1 AND {side} IN (SELECT value FROM json_each(?2))
        GROUP BY {side} HAVING count(*) > ?3 ORDER BY {side} LIMIT 1
    """
    for id, found in query(connection, sql, (relation, _json(ids), limit)):
        raise refuse_one_more(relation, side, id, found)


def _json(ids: set[str]) -> str:
    return orjson.dumps(sorted(ids)).decode()
