"""The changes of one write as what is done to which key: checked, and ready for any store."""

from collections.abc import Sequence
from typing import NamedTuple

from graph.admission import admit_edge, admit_node, kind_of
from graph.bodies import body_of
from graph.errors import BadValue
from graph.model import Node
from graph.relations import RELATIONS, Edge
from graph.store import Change, DropEdge, DropNode, Put

Key = tuple[str, ...]
"""A node's (id,), or an edge's (relation, start, end)."""


class Act(NamedTuple):
    """One change: what is done, to which key, and the body where there is one."""

    does: str
    key: Key
    body: str


def acts_of(changes: Sequence[Change]) -> list[Act]:
    """The changes as acts, each checked against the vocabulary and the table of relations.

    :raises BadValue: not a change, or an item that the vocabulary does not have.
    :raises NotAllowed: a relation between these kinds is not in the table.
    """
    return [_act(change) for change in changes]


def _act(change: Change) -> Act:
    match change:
        case Put(Edge() as edge):
            admit_edge(edge)
            return Act("put edge", (edge.relation, edge.start, edge.end), body_of(edge.properties))
        case Put(Node() as node):
            admit_node(node)
            return Act("put node", (node.id,), body_of(node))
        case DropEdge(relation, start, end):
            return Act("drop edge", (relation, start, end), "")
        case DropNode(id):
            return Act("drop node", (id,), "")
    raise BadValue(f"change {change!r}: give a Put of a node or edge, a DropNode or a DropEdge")


def table_of(name: str) -> str:
    """The relation of that name, or the kind whose ids begin with it: where a key with that first part stands."""
    return name if name in RELATIONS else kind_of(f"{name}:").KIND
