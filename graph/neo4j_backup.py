"""A copy of a Neo4j graph as a SQLite file: the same nodes, edges and versions, and what is known of those before."""

from collections.abc import Iterator
from pathlib import Path

import apsw
from neo4j import ManagedTransaction

from graph.bodies import body_of, edge_of, node_of
from graph.model import KINDS
from graph.neo4j_gate import Gate
from graph.neo4j_link import Link, rows
from graph.neo4j_schema import Labels
from graph.neo4j_stored import Stored, dropped, stored
from graph.relations import RELATIONS
from graph.sqlite_backup import new_file
from graph.sqlite_schema import bring_forward, connect, told, writing

_WRITTEN = """
    MATCH (w:<written>) WHERE w.version <= $version RETURN w.version, w.at, w.by, w.changes ORDER BY w.version
"""


def back_up(link: Link, gate: Gate, target: Path) -> int:
    """Write the file of what the gate has told, whole or not at all; returns its version.

    :raises GraphError: something is at the target.
    """
    with told(target), new_file(target) as part:
        connection = connect(part)
        try:
            bring_forward(connection, part)
            with writing(connection):
                _fill(connection, link, gate)
        finally:
            connection.close()
    return gate.version


def _fill(connection: apsw.Connection, link: Link, gate: Gate) -> None:
    version = gate.version
    for kind in KINDS:
        nodes = map(_node_row, _in_order(link, gate, kind))
        connection.executemany("INSERT INTO node (id, body, born, version) VALUES (?, ?, ?, ?)", nodes)
    for name in RELATIONS:
        edges = map(_edge_row, _in_order(link, gate, name))
        sql = "INSERT INTO edge (relation, start, end, body, born, version) VALUES (?, ?, ?, ?, ?, ?)"
        connection.executemany(sql, edges)
    gone = ((*(key if len(key) > 1 else ("", *key, "")), born, died) for key, born, died in dropped(link, version))
    connection.executemany("INSERT INTO dropped VALUES (?, ?, ?, ?, ?)", gone)
    connection.executemany("INSERT INTO touched VALUES (?, ?)", gate.touched.items())
    connection.executemany("INSERT INTO written VALUES (?, ?, ?, ?)", link.run(_written, link.labels, version))


def _in_order(link: Link, gate: Gate, table: str) -> Iterator[Stored]:
    return iter(sorted(stored(link, table, gate.version)) if gate.last_touch([table]) else ())


def _node_row(node: Stored) -> tuple[str, str, int, int]:
    (id,) = node.key
    return id, body_of(node_of(id, node.body)), node.born, node.version


def _edge_row(edge: Stored) -> tuple[str, str, str, str, int, int]:
    relation, start, end = edge.key
    return relation, start, end, body_of(edge_of(relation, start, end, edge.body).properties), edge.born, edge.version


def _written(tx: ManagedTransaction, labels: Labels, version: int) -> list[list[int | str]]:
    return rows(tx, labels.fill(_WRITTEN), version=version)
