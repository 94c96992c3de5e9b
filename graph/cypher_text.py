"""The graph as Cypher statements, to be run on an empty Neo4j (`cypher-shell -f`)."""

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

import orjson

from graph.admission import kind_of
from graph.export_rows import Fields, Rows

_BATCH = 500
"""Rows in one statement."""

_BEFORE_U = re.compile(r"(?<=\\)(?=u)")


def cypher(rows: Rows) -> Iterator[str]:
    """The file's text: a uniqueness constraint for each kind, its nodes, then the edges by the kinds that they join."""
    yield f"// Tongxin graph, version {rows.version}\n"
    for kind in rows.kinds():
        name = f"{kind.lower()}_id"
        yield f"CREATE CONSTRAINT {name} IF NOT EXISTS FOR (n:{kind}) REQUIRE n.id IS UNIQUE;\n"
    for kind in rows.kinds():
        maps = ({"id": id, **fields} for id, fields in rows.nodes(kind))
        yield from _statements(maps, f"CREATE (n:{kind}) SET n = row")
    for relation in rows.relations():
        for (start, end), edges in _by_ends(rows, relation).items():
            ends = f"MATCH (a:{start} {{id: row.start}}), (b:{end} {{id: row.end}})"
            yield from _statements(edges, f"{ends} CREATE (a)-[r:{relation}]->(b) SET r = row.properties")


def _by_ends(rows: Rows, relation: str) -> dict[tuple[str, str], list[Fields]]:
    """The edges of a relation by the kinds that they join, because a node is found by its kind and id."""
    found: dict[tuple[str, str], list[Fields]] = {}
    for start, end, properties in rows.edges(relation):
        joined = kind_of(start).KIND, kind_of(end).KIND
        found.setdefault(joined, []).append({"start": start, "end": end, "properties": properties})
    return found


def _statements(maps: Iterable[Fields], action: str) -> Iterator[str]:
    rest = iter(maps)
    while batch := [*islice(rest, _BATCH)]:
        yield f"UNWIND [{', '.join(map(_literal, batch))}] AS row {action};\n"


def _literal(value: Any) -> str:
    """A value as a Cypher literal: maps, lists, texts, numbers, booleans."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_literal(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_literal, value)) + "]"
    if isinstance(value, str):
        return _text(value)
    return orjson.dumps(value).decode()


def _text(value: str) -> str:
    r"""A text as JSON writes it, which Cypher reads alike.

    One trap: Cypher resolves `\u0027` before any other escape, so a backslash and a u must not meet in one text.
    """
    return " + ".join(orjson.dumps(piece).decode() for piece in _BEFORE_U.split(value))
