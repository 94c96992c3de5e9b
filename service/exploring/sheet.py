"""What is on the sheet: the first thing, what was opened from it, the relations between, and what was cut off."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from graph.model import KIND_OF_PREFIX
from graph.store import Reader
from service.access import Caller
from service.explorer import around, chains
from service.exploring.families import Family, family
from service.exploring.rings import Point, fans
from service.planner_schemas import Chains, EdgeView, NearView, Neighbourhood
from service.schemas import NodeLabel

MOST = 150
"""More things at once nobody tells apart, and no browser moves smoothly."""

FIRST, NEXT = 40, 24
"""So many things are asked for around the first one, and around each that is opened."""

LONGEST = 8
"""Letters of a name that a picture has room for."""


@dataclass(frozen=True)
class Thing:
    """A thing on the sheet, where it is drawn until a browser finds a better place. `open`: what is around it is
    shown. `week` and `society` are its own, where it has them: they tell things apart that have no name."""

    id: str
    kind: str
    label_zh: str
    label_en: str
    open: bool
    at: Point
    week: str = ""
    society: str = ""

    @property
    def family(self) -> Family:
        return family(self.kind)

    @property
    def named(self) -> bool:
        """Whether it has a name, and not its id alone."""
        return self.label_zh != self.id


@dataclass(frozen=True)
class Line:
    """Two things and every relation between them that is told."""

    start: str
    end: str
    relations: tuple[str, ...]


@dataclass(frozen=True)
class Entry:
    """A line of the list: the relation of a thing that is open to another. `outward`: the open one is its start."""

    relation: str
    outward: bool
    other: Thing
    edge: EdgeView


@dataclass(frozen=True)
class Part:
    """What the list tells of one open thing: its relations, and those of which there are more."""

    centre: Thing
    entries: tuple[Entry, ...]
    more: tuple[str, ...]


@dataclass(frozen=True)
class Sheet:
    """The whole. `left_out` counts things for which there was no room."""

    things: Mapping[str, Thing]
    lines: tuple[Line, ...]
    edges: tuple[EdgeView, ...]
    parts: tuple[Part, ...]
    left_out: int
    withheld: bool
    first: NearView

    @property
    def families(self) -> tuple[Family, ...]:
        """The families that are there."""
        return tuple(dict.fromkeys(thing.family for thing in self.things.values()))


def sheet(reader: Reader, caller: Caller, centres: Sequence[str]) -> Sheet:
    """What lies around some things, the first of them first, at most MOST things.

    :raises NotThere: one of them is none that the caller may see.
    """
    found = [(id, around(reader, caller, id, 1, NEXT if place else FIRST)) for place, id in enumerate(centres)]
    nodes, parents = _together(found)
    kept = set(list(nodes)[:MOST])
    drawn = fans(centres[0], {id: parent for id, parent in parents.items() if id in kept}, _kinds(nodes))
    things = {id: _thing(nodes[id], id in centres, drawn[id]) for id in nodes if id in kept}
    edges = _edges(part.edges for _, part in found)
    shown = tuple(edge for edge in edges if {edge.start, edge.end} <= kept)
    return Sheet(
        things=things,
        lines=_lines(shown),
        edges=shown,
        parts=tuple(_part(things, id, shown, part) for id, part in found if id in things),
        left_out=len(nodes) - len(kept),
        withheld=any(part.withheld for _, part in found),
        first=nodes[centres[0]],
    )


@dataclass(frozen=True)
class Way:
    """The ways between two things, drawn from left to right, and as chains."""

    chains: Chains
    things: Mapping[str, Thing]
    lines: tuple[Line, ...]
    ends: tuple[NodeLabel, NodeLabel] | None

    @property
    def families(self) -> tuple[Family, ...]:
        return tuple(dict.fromkeys(thing.family for thing in self.things.values()))


STEP, ROW = 190, 96
"""How far a way goes to the right with each relation, and how far two ways lie apart."""


def way(reader: Reader, caller: Caller, start: str, end: str) -> Way:
    """How two things hang together.

    :raises NotThere: one of them is none that the caller may see.
    """
    found = chains(reader, caller, start, end, 4, 3)
    longest = max((len(path.steps) for path in found.paths), default=0)
    things: dict[str, Thing] = {}
    for row, path in enumerate(found.paths):
        for place, node in enumerate(path.nodes):
            x = STEP * place * longest / max(1, len(path.steps))
            middle = ROW * (len(found.paths) - 1) / 2
            y = middle if node.id in (start, end) else ROW * row
            things.setdefault(node.id, _labelled(node, node.id in (start, end), (x, y)))
    steps = {(step.start, step.relation, step.end): step for path in found.paths for step in path.steps}
    joined: dict[frozenset[str], list[tuple[str, str, str]]] = defaultdict(list)
    for key in steps:
        joined[frozenset((key[0], key[2]))].append(key)
    lines = tuple(Line(keys[0][0], keys[0][2], tuple(key[1] for key in keys)) for keys in joined.values())
    ends = (found.paths[0].nodes[0], found.paths[0].nodes[-1]) if found.paths else None
    return Way(found, things, lines, ends)


def kind_of(id: str) -> str:
    """The kind of what has this id."""
    return KIND_OF_PREFIX[id.partition(":")[0]].KIND


def _together(found: Iterable[tuple[str, Neighbourhood]]) -> tuple[dict[str, NearView], dict[str, str]]:
    """Every thing once, in the order in which it was reached, and from where; what was opened by itself, from the
    first."""
    nodes: dict[str, NearView] = {}
    parents: dict[str, str] = {}
    for centre, part in found:
        for node in part.nodes:
            if node.id not in nodes:
                nodes[node.id] = node
                parents[node.id] = centre if node.id != centre else next(iter(nodes))
    return nodes, parents


def _kinds(nodes: Mapping[str, NearView]) -> dict[str, str]:
    return {id: node.kind for id, node in nodes.items()}


def _thing(node: NearView, open: bool, at: Point) -> Thing:
    week, society = (str(node.fields.get(field) or "") for field in ("week", "society"))
    return Thing(node.id, node.kind, node.label_zh, node.label_en, open, at, week, society)


def _labelled(node: NodeLabel, open: bool, at: Point) -> Thing:
    return Thing(node.id, kind_of(node.id), node.label_zh, node.label_en, open, at)


def _edges(parts: Iterable[Sequence[EdgeView]]) -> list[EdgeView]:
    """Every relation once."""
    return list({(edge.start, edge.relation, edge.end): edge for part in parts for edge in part}.values())


def _lines(edges: Iterable[EdgeView]) -> tuple[Line, ...]:
    between: dict[frozenset[str], list[EdgeView]] = defaultdict(list)
    for edge in edges:
        between[frozenset((edge.start, edge.end))].append(edge)
    return tuple(Line(some[0].start, some[0].end, tuple(each.relation for each in some)) for some in between.values())


def _part(things: Mapping[str, Thing], id: str, edges: Iterable[EdgeView], part: Neighbourhood) -> Part:
    entries = [_entry(things, id, edge) for edge in edges if id in (edge.start, edge.end)]
    entries.sort(key=lambda entry: (entry.relation, not entry.outward, not entry.other.named, entry.other.label_zh))
    more = tuple(dict.fromkeys(cut.relation for cut in part.cut_off if cut.node == id))
    return Part(things[id], tuple(entries), more)


def _entry(things: Mapping[str, Thing], id: str, edge: EdgeView) -> Entry:
    outward = edge.start == id
    return Entry(edge.relation, outward, things[edge.end if outward else edge.start], edge)
