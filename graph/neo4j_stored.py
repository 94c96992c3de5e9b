"""What a Neo4j graph held at one version, as it is stored: for what changed since, and for copies."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import orjson

from graph.acts import Key
from graph.columns import keys
from graph.neo4j_gate import Question, answer
from graph.neo4j_link import Link

_NODES = "MATCH (x:<thing>:<table>) WHERE x._version > $since AND <seen> WITH collect([[x.id], properties(x)]) AS found"
_EDGES = """
    MATCH (:<thing>)-[x:<table>]->() WHERE x._version > $since AND <seen>
    WITH collect([[type(x), startNode(x).id, endNode(x).id], properties(x)]) AS found
"""
_DROPPED = "MATCH (gone:<dropped>) WHERE gone.died <= $until WITH collect([gone.key, gone.born, gone.died]) AS found"


class Stored(NamedTuple):
    """A node or edge: its key, the write that made it, the write that last changed it, and its body."""

    key: Key
    born: int
    version: int
    body: bytes


def stored(link: Link, table: str, version: int, since: int = 0) -> Iterator[Stored]:
    """Every node of a kind or edge of a relation that a write after `since` changed, as it was at a version."""
    text = (_NODES if keys(table) == ("id",) else _EDGES).replace("<table>", table)
    found, past = answer(link, Question(text, (table,), {"since": since}, large=True), version)
    for key, fields in found:
        yield Stored(tuple(key), fields["_born"], fields["_version"], body_from(fields))
    for was in past:
        if was.version > since:
            yield Stored(was.key, was.born, was.version, was.body.encode())


def dropped(link: Link, version: int) -> list[tuple[Key, int, int]]:
    """What was dropped until a version: its key, the write that made it and the write that dropped it."""
    found, _ = answer(link, Question(_DROPPED, (), {"until": version}), version)
    return [(tuple(key), born, died) for key, born, died in found]


def body_from(properties: Mapping[str, Any]) -> bytes:
    """The JSON of the fields, without what is ours alone."""
    return orjson.dumps({name: value for name, value in properties.items() if name[0] != "_"})
