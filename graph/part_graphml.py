"""A small part of the graph as GraphML, held whole: what somebody looks at, to take along to other tools."""

from collections.abc import Iterable, Mapping

import networkx as nx

Facts = Mapping[str, str]


def part_graphml(nodes: Iterable[tuple[str, Facts]], edges: Iterable[tuple[str, str, str, Facts]]) -> str:
    """The file's text.

    :param nodes: each with its id and facts.
    :param edges: start, relation, end and facts. An edge's id is `start RELATION end`: parallel ones stay apart.
    """
    graph = nx.MultiDiGraph()
    for id, facts in nodes:
        graph.add_node(id, **facts)
    for start, relation, end, facts in edges:
        graph.add_edge(start, end, key=f"{start} {relation} {end}", relation=relation, **facts)
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    return "\n".join([head, *nx.generate_graphml(graph, named_key_ids=True)]) + "\n"
