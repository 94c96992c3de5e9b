"""What is on the sheet, to take along: as GraphML for graph tools, as CSV for spreadsheets."""

import networkx as nx

from service.exploring.sheet import Sheet
from service.gaps.files import written


def graphml(found: Sheet) -> str:
    """A directed graph: a kind and a name for each thing, and for each relation where it comes from and when it holds.

    An edge's id is `start RELATION end`, so that parallel edges stay apart.
    """
    graph = nx.MultiDiGraph()
    for thing in found.things.values():
        graph.add_node(thing.id, kind=thing.kind, zh=thing.label_zh, en=thing.label_en)
    for edge in found.edges:
        facts = {"source": edge.source, "since": edge.since or "", "until": edge.until or ""}
        key = f"{edge.start} {edge.relation} {edge.end}"
        graph.add_edge(edge.start, edge.end, key=key, relation=edge.relation, **facts)
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    return "\n".join([head, *nx.generate_graphml(graph, named_key_ids=True)]) + "\n"


def relations_csv(found: Sheet) -> bytes:
    """A line for each relation on the sheet."""
    head = [
        "start", "start_kind", "start_zh", "start_en", "relation", "end", "end_kind", "end_zh", "end_en",
        "source", "since", "until",
    ]  # fmt: skip
    lines = []
    for edge in found.edges:
        start, end = found.things[edge.start], found.things[edge.end]
        ends = [[thing.id, thing.kind, thing.label_zh, thing.label_en] for thing in (start, end)]
        lines.append([*ends[0], edge.relation, *ends[1], edge.source, edge.since, edge.until])
    return written(head, lines)
