"""Reads a world against the table of relations, knowing nothing of how it was made or how a store keeps it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from graph.model import Node
from graph.relations import RELATIONS, Edge
from graph.store import Change, Put


@dataclass
class Graph:
    """A world in memory: nodes by id, and edges as they came."""

    nodes: dict[str, Node] = field(default_factory=dict)
    edges: list[Edge] = field(default_factory=list)

    def of(self, kind: str) -> list[Node]:
        """Every node of a kind."""
        return [node for node in self.nodes.values() if kind == node.KIND]

    def pairs(self, relation: str) -> list[tuple[str, str]]:
        """Start and end of every edge of a relation."""
        return [(edge.start, edge.end) for edge in self.edges if edge.relation == relation]


def lawful(changes: Iterable[Change]) -> Graph:
    """The world as a graph.

    :raises AssertionError: anything put twice, a relation before its nodes or not in the table, or one too many.
    """
    graph = Graph()
    for change in changes:
        assert isinstance(change, Put), change
        if isinstance(change.item, Edge):
            _admit(change.item, graph)
        else:
            assert change.item.id not in graph.nodes, change.item
            graph.nodes[change.item.id] = change.item
    _check_cardinality(graph)
    return graph


def _admit(edge: Edge, graph: Graph) -> None:
    row = RELATIONS[edge.relation]
    assert graph.nodes[edge.start].KIND in row.starts, edge
    assert graph.nodes[edge.end].KIND in row.ends, edge
    assert type(edge.properties) is row.properties, edge
    graph.edges.append(edge)


def _check_cardinality(graph: Graph) -> None:
    assert len({(edge.relation, edge.start, edge.end) for edge in graph.edges}) == len(graph.edges)
    starts = Counter((edge.relation, edge.start) for edge in graph.edges)
    ends = Counter((edge.relation, edge.end) for edge in graph.edges)
    for (relation, start), count in starts.items():
        assert count <= (RELATIONS[relation].start_max or count), (relation, start, count)
    for (relation, end), count in ends.items():
        assert count <= (RELATIONS[relation].end_max or count), (relation, end, count)
