"""What the graph shows about people and places: what lies around a node, and who is likely to be a building head.

What the office keeps for itself (accounts, sessions, the journal) is never part of it, nor is what was told in
confidence (`graph.personal.UNTOLD`). Beyond that nothing is left out for privacy here: who may see what is for those
who show it, and who ask with `shows`.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, zip_longest

import networkx as nx

from graph.admission import kind_of
from graph.errors import BadValue, Missing
from graph.model import Node, Seat
from graph.personal import INTERNAL_KINDS, UNTOLD
from graph.relations import RELATIONS, Edge
from graph.store import Reader

MOST_HOPS = 3
MOST_NODES = 1000


@dataclass(frozen=True, slots=True)
class CutOff:
    """A node that has more edges of this relation than the part shows."""

    node: str
    relation: str


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the graph. `nodes`: nearest to the start first, with how many relations away each is; `edges`: all
    that were looked at and whose two ends are in the part, by (relation, start, end)."""

    nodes: tuple[tuple[Node, int], ...]
    edges: tuple[Edge, ...]
    cut_off: tuple[CutOff, ...]


def every_edge(edge: Edge) -> bool:
    """Shows everything."""
    return True


def neighbourhood(
    reader: Reader, node: str, hops: int = 1, limit: int = 150, shows: Callable[[Edge], bool] = every_edge
) -> Part:
    """What lies within `hops` relations of a node, at most `limit` nodes of it, the node itself among them.

    From each node the relations take turns, so that one with thousands of edges does not crowd out the others.

    :param hops: 1 to 3.
    :param limit: 1 to 1000.
    :param shows: a relation for which it says False is as if it were not there.
    :raises Missing: no such node, or one of the office's.
    :raises BadValue: hops or limit out of range.
    """
    if not 1 <= hops <= MOST_HOPS:
        raise BadValue(f"hops {hops}: give 1 to {MOST_HOPS}")
    if not 1 <= limit <= MOST_NODES:
        raise BadValue(f"limit {limit}: give 1 to {MOST_NODES}")
    start = reader.get(node)
    if start is None or start.KIND in INTERNAL_KINDS:
        raise Missing(f"node {node}: not in the graph; search for it first")
    away, edges, cut_off = _spread(reader, node, hops, limit, shows)
    shown = sorted(
        {(edge.relation, edge.start, edge.end): edge for edge in edges if {edge.start, edge.end} <= away.keys()}.items()
    )
    nodes = zip(reader.get_all(list(away)), away.values(), strict=True)
    return Part(
        tuple((found, hop) for found, hop in nodes if found is not None),
        tuple(edge for _, edge in shown),
        tuple(sorted(cut_off, key=lambda cut: (cut.node, cut.relation))),
    )


def _spread(
    reader: Reader, node: str, hops: int, limit: int, shows: Callable[[Edge], bool]
) -> tuple[dict[str, int], list[Edge], set[CutOff]]:
    """How far each node of the part is from the start, the edges looked at, and what was cut off."""
    away, edges, cut_off = {node: 0}, list[Edge](), set[CutOff]()
    ring = [node]
    for hop in range(1, hops + 1):
        reached = []
        for id in ring:
            for edge in filter(shows, _in_turns(reader, id, limit)):
                edges.append(edge)
                other = edge.end if edge.start == id else edge.start
                if other not in away and len(away) < limit:
                    away[other] = hop
                    reached.append(other)
                elif other not in away:
                    cut_off.add(CutOff(id, edge.relation))
        ring = reached
    return away, edges, cut_off


def _in_turns(reader: Reader, id: str, limit: int) -> Iterator[Edge]:
    """The edges at a node, one of each relation, then a second of each, and so on; `limit` + 1 of each at most."""
    kind = kind_of(id).KIND
    names = sorted(name for name, row in RELATIONS.items() if name not in UNTOLD and kind in row.starts + row.ends)
    by_relation = [reader.neighbours(id, name, limit=limit + 1) for name in names]
    return (edge for edge in chain.from_iterable(zip_longest(*by_relation)) if edge is not None)


POINTS = {"proposals": 5, "rounds": 3, "deliberations": 3, "help": 2, "neighbours": 1}
"""What each kind of act counts. A round is a walk through the building; help is one time that somebody was helped."""

MOST_COUNTED = {"proposals": 4, "rounds": 12, "deliberations": 4, "help": 20, "neighbours": 10}
"""So many of each count, so that one busy role does not outweigh sense of duty in all others."""


@dataclass(frozen=True, slots=True)
class LikelyHead:
    """Somebody whose acts speak for her as a building head: how often she did what, and the points for it."""

    person: str
    score: int
    counts: Mapping[str, int]


def likely_heads(reader: Reader, community: str, limit: int = 10) -> list[LikelyHead]:
    """Who in a community, and not yet a building head there, has shown a sense of duty (S9), most points first.

    Counted is what people did: they put proposals to a deliberation or took part in one, walked rounds, helped
    others, and know neighbours. Acquaintance alone makes nobody a candidate. A volunteer who IS a resident counts as
    that resident, with what both did.

    :returns: at most `limit`, by score descending, then id.
    :raises Missing: no such community.
    """
    if not community.startswith("community:") or reader.get(community) is None:
        raise Missing(f"community {community}: not in the graph; give the id of a community")
    people = _people(reader, community)
    acquainted = _acquaintance(reader, people)
    found = [
        _judged(person, _acts(reader, selves) | {"neighbours": acquainted.degree(person)})
        for person, selves in people.items()
        if not any(_is_head(reader, self) for self in selves)
    ]
    likely = [head for head in found if any(head.counts[act] for act in POINTS if act != "neighbours")]
    return sorted(likely, key=lambda head: (-head.score, head.person))[:limit]


def _people(reader: Reader, community: str) -> dict[str, tuple[str, ...]]:
    """Everybody who lives in the community, each with the ids under which she appears."""
    homes = [place for place in _inside(reader, community) if place.startswith(("building:", "household:"))]
    living = [edge.start for home in homes for edge in reader.neighbours(home, "LIVES_IN", "in")]
    selves: dict[str, set[str]] = {}
    for id in living:
        selves.setdefault(_resident(reader, id), set()).add(id)
    return {person: tuple(sorted(ids | {person} | _roles(reader, person))) for person, ids in sorted(selves.items())}


def _inside(reader: Reader, place: str) -> set[str]:
    """The place and every place that lies in it, however deep."""
    inside, ring = {place}, [place]
    while ring:
        ring = [edge.start for outer in ring for edge in reader.neighbours(outer, "IN", "in")]
        ring = [inner for inner in ring if inner not in inside]
        inside.update(ring)
    return inside


def _resident(reader: Reader, id: str) -> str:
    same = [] if id.startswith("resident:") else reader.neighbours(id, "IS", "out")
    return same[0].end if same else id


def _roles(reader: Reader, person: str) -> set[str]:
    return {edge.start for edge in reader.neighbours(person, "IS", "in")} if person.startswith("resident:") else set()


def _acquaintance(reader: Reader, people: Mapping[str, tuple[str, ...]]) -> nx.Graph:
    """Who of these people knows whom, whoever said so."""
    person_of = {id: person for person, selves in people.items() for id in selves}
    graph = nx.Graph()
    graph.add_nodes_from(people)
    for id, person in person_of.items():
        for edge in reader.neighbours(id, "KNOWS", "out"):
            if (known := person_of.get(edge.end, person)) != person:
                graph.add_edge(person, known)
    return graph


def _is_head(reader: Reader, id: str) -> bool:
    seats = reader.get_all([edge.end for edge in reader.neighbours(id, "HOLDS", "out")])
    return any(isinstance(seat, Seat) and seat.role == "building_head" for seat in seats)


def _acts(reader: Reader, selves: tuple[str, ...]) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for id in selves:
        for relation, act in (("PROPOSED", "proposals"), ("WALKED", "rounds"), ("TOOK_PART_IN", "deliberations")):
            counts[act] += len(reader.neighbours(id, relation, "out"))
        counts["help"] += sum(_times(edge) for edge in reader.neighbours(id, "HELPED", "out"))
    return dict(counts)


def _times(edge: Edge) -> int:
    return int(getattr(edge.properties, "times", 1))


def _judged(person: str, counts: Mapping[str, int]) -> LikelyHead:
    score = sum(points * min(counts[act], MOST_COUNTED[act]) for act, points in POINTS.items())
    return LikelyHead(person, score, {act: counts[act] for act in POINTS})
