"""How a snapshot of a Neo4j graph stays as it is, though Neo4j reads whatever is committed at the moment of reading.

Whoever writes holds the gate from just before the commit until all of it is visible. So whoever holds the gate sees one
version and nothing half done. A snapshot notes, while it holds the gate for a moment, the version and which write last
touched each kind and relation. A read then asks, and only after that takes the gate and looks: where nothing that it
asked about was touched since, no write that matters came between, and what it found is true. Else it asks again while
it still holds the gate, for what has not changed since its version, and adds what was until then, from `_Was`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from neo4j import ManagedTransaction

from graph.acts import Key
from graph.errors import GraphError
from graph.model import KINDS
from graph.neo4j_link import Link, rows
from graph.neo4j_schema import Labels
from graph.relations import RELATIONS

HELD = "MATCH (gate:<store> {name: 'gate'}) SET gate.held = true"
"""Holds the gate: to set what is so already writes nothing, and takes the node's lock until the transaction ends."""


class Past(NamedTuple):
    """What something was: its key, the write that made it, the write that made it so, and its body."""

    key: Key
    born: int
    version: int
    body: str


@dataclass(frozen=True)
class Gate:
    """What the gate says: the last write, which write last touched what, and the oldest version that can be read."""

    version: int
    kept: int
    touched: Mapping[str, int]

    def last_touch(self, tables: Sequence[str]) -> int:
        """The last write that touched any of these; 0 where none ever did."""
        return max((self.touched.get(table, 0) for table in tables), default=0)


def gate_of(properties: Mapping[str, Any]) -> Gate:
    """The gate from its node's properties: one for each table is named like the table."""
    touched = {name: at for name, at in properties.items() if name in KINDS or name in RELATIONS}
    return Gate(properties["version"], properties["kept"], touched)


def look(link: Link) -> Gate:
    """What the gate says now."""
    return link.run(look_again, link.labels)


def look_again(tx: ManagedTransaction, labels: Labels) -> Gate:
    """What the gate says now, held until the transaction ends."""
    ((found,),) = rows(tx, labels.fill(f"{HELD} RETURN properties(gate)"))
    return gate_of(found)


@dataclass(frozen=True)
class Question:
    """A read. `text` ends with `WITH … AS found`; `<seen>` in it is a condition on the node or relation `x`.

    `large`: the answer takes long to send, so the gate is not held meanwhile. `nothing` is the answer where none of its
    tables was ever touched.
    """

    text: str
    tables: Sequence[str]
    values: Mapping[str, Any]
    large: bool = False
    nothing: Any = ()


def answer(link: Link, question: Question, version: int) -> tuple[Any, list[Past]]:
    """What is found as of a version, without what is otherwise now; and what was there instead.

    :raises GraphError: that version is so old that what was then is kept no more.
    """
    return link.run(_answer, link.labels, question, version)


def _answer(tx: ManagedTransaction, labels: Labels, question: Question, version: int) -> tuple[Any, list[Past]]:
    found, gate = _now(tx, labels, question, version)
    if gate.last_touch(question.tables) <= version:
        return found, []
    if gate.kept > version:
        raise GraphError("snapshot: too much was written since it was taken; take another")
    return _then(tx, labels, question, version)


def _now(tx: ManagedTransaction, labels: Labels, question: Question, version: int) -> tuple[Any, Gate]:
    text = labels.fill(question.text, seen="true")
    if question.large:
        ((found,),) = rows(tx, f"{text} RETURN found", **question.values)
        return found, look_again(tx, labels)
    text += labels.fill(f" {HELD} RETURN found, properties(gate)")
    ((found, gate),) = rows(tx, text, **question.values)
    return found, gate_of(gate)


_WAS = """
    MATCH (was:<was>) WHERE was.table IN $tables AND was.version <= $version AND was.until > $version
    RETURN was.key, was.born, was.version, was.body
"""


def _then(tx: ManagedTransaction, labels: Labels, question: Question, version: int) -> tuple[Any, list[Past]]:
    """The gate is held: nothing changes between the two."""
    text = labels.fill(f"{question.text} RETURN found", seen="x._version <= $version")
    ((found,),) = rows(tx, text, version=version, **question.values)
    was = rows(tx, labels.fill(_WAS), tables=list(question.tables), version=version)
    return found, [Past(tuple(key), born, since, body) for key, born, since, body in was]
