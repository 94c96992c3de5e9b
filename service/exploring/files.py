"""What is on the sheet, to take along: as GraphML for graph tools, as CSV for spreadsheets."""

from graph.part_graphml import part_graphml
from service.exploring.sheet import Sheet
from service.gaps.files import written


def graphml(found: Sheet) -> str:
    """A kind and a name for each thing, and for each relation where it comes from and when it holds."""
    nodes = ((one.id, {"kind": one.kind, "zh": one.label_zh, "en": one.label_en}) for one in found.things.values())
    edges = (
        (each.start, each.relation, each.end, _known(source=each.source, since=each.since, until=each.until))
        for each in found.edges
    )
    return part_graphml(nodes, edges)


def _known(**facts: str | None) -> dict[str, str]:
    return {name: value for name, value in facts.items() if value}


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
