"""The chain of relations behind a linkage: how a need and an offer, or any two things, hang together.

Only ids and what a relation carries are told, no name. That somebody refuses a helper, or what she consents to,
is never a step.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice, pairwise, product

import networkx as nx

from graph.errors import BadValue, Missing
from graph.insight import every_edge
from graph.model import KINDS
from graph.personal import INTERNAL_KINDS, UNTOLD
from graph.relations import RELATIONS, Edge
from graph.store import Direction, Reader
from graph.weeks import today

MOST_HOPS = 4
"""The longest chain that `between` looks for."""

_FAN = 60
"""So many edges of one relation are followed from a node; a node with more is a hub."""
_NODES = 2000
"""So many nodes are looked at from either end."""
_CHAINS = 100
"""So many chains between two nodes are compared before the best are told."""

Chain = tuple[Edge, ...]
Way = tuple[str, Direction]
Ways = dict[str, tuple[Way, ...]]

_FROM_NEED: Ways = {
    "need": (("ASKS_FOR", "out"), ("OF", "out"), ("AT", "out"), ("RAISED", "in")),
    "service": (("NARROWS", "out"), ("TAKES", "out")),
    "resident": (("HELPED", "in"), ("KNOWS", "both"), ("CARES_FOR", "both"), ("IS", "in"), ("LIVES_IN", "out")),
    "household": (("LIVES_IN", "in"), ("IN", "out")),
    "building": (("IN", "out"),),
    "grid": (("IN", "out"), ("HAS_SEAT", "out")),
    "seat": (("HOLDS", "in"),),
    "community": (("IN", "out"),),
    "town": (("IN", "out"),),
    "visit": (("WALKED", "in"),),
    "volunteer": (("MEMBER_OF", "out"),),
    "social_worker": (("MEMBER_OF", "out"),),
    "organization": (("PARTNER_OF", "out"),),
}
_PERSON: tuple[Way, ...] = (("KNOWS", "out"), ("IS", "out"), ("TRAINED_IN", "out"), ("MEMBER_OF", "out"))
_FROM_OFFER: Ways = {
    "offer": (("GIVES", "in"), ("FOR", "out"), ("REACHES", "out"), ("STANDS_IN", "out")),
    "volunteer": (("KNOWS", "out"), ("IS", "out"), ("LIVES_IN", "out"), ("TRAINED_IN", "out"), ("MEMBER_OF", "out")),
    "social_worker": (
        ("KNOWS", "out"),
        ("IS", "out"),
        ("WORKS_AT", "out"),
        ("TRAINED_IN", "out"),
        ("MEMBER_OF", "out"),
    ),
    "organization": (("PROVIDES", "out"), ("BASED_IN", "out")),
    "agreement": (("COVERS", "out"), ("REACHES", "out"), ("PURCHASES", "in")),
    "enterprise": (("PARTNER_OF", "in"), ("BASED_IN", "out")),
    "program": (("PARTNER_OF", "in"),),
    "fund": (("PARTNER_OF", "in"),),
    "room": (("OWNS", "in"), ("IN", "out")),
    "resident": (("LIVES_IN", "out"),),
    "household": (("IN", "out"),),
    "building": (("IN", "out"),),
    "grid": (("IN", "out"),),
}
"""Which relations are followed from a node of each kind, from the need and from the offer; where both walks come to
the same node, they make a chain.

Every way leads to few: to whose, where and which, never from a place, service or training to all that are in it or
for it. The walk from the offer stops at its community, so that no chain goes up to a town and down into another part.
"""

_ALL_WAYS: Ways = {
    kind.PREFIX: tuple(
        (name, "both")
        for name, row in sorted(RELATIONS.items())
        if name not in UNTOLD and kind.KIND in row.starts + row.ends
    )
    for kind in KINDS.values()
}

_STRENGTH = (
    "HELPED", "CARES_FOR", "KNOWS", "IS", "WALKED", "HOLDS", "TRAINED_IN", "MEMBER_OF", "PARTNER_OF", "PROVIDES",
    "FOR", "LIVES_IN",
)  # fmt: skip
"""Of chains of one length, that with the relation that stands first here says most; then the one told first by id."""


@dataclass(frozen=True, slots=True)
class Step:
    """One relation of a chain, as it stands in the graph: start RELATION end.

    `forward` when the chain walks it from start to end. `age_days` is how long before the day asked about the fact
    was known to hold (0 or more), None when nobody wrote down since when.
    """

    relation: str
    start: str
    end: str
    forward: bool
    source: str
    since: str | None
    until: str | None
    age_days: int | None


@dataclass(frozen=True, slots=True)
class Path:
    """A chain from one node to another, no node twice."""

    steps: tuple[Step, ...]

    @property
    def nodes(self) -> tuple[str, ...]:
        """The ids along the chain, both ends included."""
        walked = [(step.start, step.end) if step.forward else (step.end, step.start) for step in self.steps]
        return (walked[0][0], *(after for _, after in walked)) if walked else ()


@dataclass(frozen=True, slots=True)
class Between:
    """The shortest chains between two nodes, and what was not looked at.

    `cut_off` are hubs: nodes with more edges than were followed, so that a chain through them may be missing here.
    `more` when further chains were found than asked for.
    """

    paths: tuple[Path, ...]
    cut_off: tuple[str, ...]
    more: bool


def evidence(reader: Reader, need_id: str, offer_id: str, limit: int = 3, day: date | None = None) -> list[Path]:
    """Why this offer stands near this need: the shortest meaningful chains from the need to the offer.

    Shorter chains first, then those through people who know each other. Of chains that read alike (the same
    relations in the same order) only the first by id, and of chains through the same nodes only the one that says
    most. A fact that does not hold on `day` is not a step.

    :param day: the day asked about; None is today in Shanghai.
    :returns: at most `limit`, perhaps none.
    :raises Missing: no such need or offer.
    """
    return Evidence(reader, need_id, day)(offer_id, limit)


class Evidence:
    """The evidence for one need, offer by offer, on one snapshot: what was looked up for one is known for the next."""

    def __init__(self, reader: Reader, need_id: str, day: date | None = None) -> None:
        """:raises Missing: no such need."""
        _check(reader, need_id)
        self._reader, self._need_id, self._day = reader, need_id, day or today()
        self._known: dict[str, dict[Way, list[Edge]]] = {}
        self._from_need = self._walks(need_id, _FROM_NEED)

    def __call__(self, offer_id: str, limit: int = 3) -> list[Path]:
        """As `evidence`."""
        _check(self._reader, offer_id)
        _check_limit(limit)
        from_offer = self._walks(offer_id, _FROM_OFFER)
        told: list[Path] = []
        alike: set[object] = set()
        for path in sorted(_meetings(self._from_need, from_offer, self._need_id, self._day), key=_merit):
            reads = tuple((step.relation, step.forward) for step in path.steps)
            if not alike & {reads, path.nodes}:
                told.append(path)
                alike |= {reads, path.nodes}
        return told[:limit]

    def _walks(self, start: str, ways: Ways) -> dict[str, list[Chain]]:
        """Every walk of at most three relations that hold on the day, by the node where it ends."""
        found: dict[str, list[Chain]] = {start: [()]}
        ring: list[tuple[str, Chain]] = [(start, ())]
        for _ in range(3):
            ring = [
                (_other(edge, id), (*walk, edge))
                for id, walk in ring
                for edge in self._edges(id, ways)
                if _other(edge, id) not in _ids(walk, start)
            ][:_NODES]
            for id, walk in ring:
                found.setdefault(id, []).append(walk)
        return found

    def _edges(self, id: str, ways: Ways) -> Iterator[Edge]:
        known = self._known.setdefault(id, {})
        for way in ways.get(id.partition(":")[0], ()):
            if way not in known:
                edges = self._reader.neighbours(id, *way, _FAN)
                known[way] = [edge for edge in edges if _holds(edge, self._day)]
            yield from known[way]


def between(
    reader: Reader,
    a: str,
    b: str,
    hops: int = MOST_HOPS,
    limit: int = 3,
    day: date | None = None,
    shows: Callable[[Edge], bool] = every_edge,
) -> Between:
    """The shortest chains of at most `hops` relations between any two nodes, whichever way the relations point.

    Every relation is followed, facts that no longer hold too; from a hub only some of its edges (`Between.cut_off`).

    :param hops: 1 to 4.
    :param day: from which ages are counted; None is today in Shanghai.
    :param shows: a relation for which it says False is as if it were not there.
    :raises Missing: no such node, or one of the office's.
    :raises BadValue: hops or limit out of range.
    """
    _check(reader, a, b)
    _check_limit(limit)
    if not 1 <= hops <= MOST_HOPS:
        raise BadValue(f"hops {hops}: give 1 to {MOST_HOPS}")
    part = _Part(reader, shows)
    part.add(a, (hops + 1) // 2)
    part.add(b, hops // 2)
    paths = [_path(edges, a, day or today()) for edges in part.chains(a, b, hops)]
    paths.sort(key=_merit)
    return Between(tuple(paths[:limit]), tuple(sorted(part.cut_off)), more=len(paths) > limit)


def _check(reader: Reader, *ids: str) -> None:
    for id in ids:
        node = reader.get(id)
        if node is None or node.KIND in INTERNAL_KINDS:
            raise Missing(f"node {id}: not in the graph; search for it first")


def _check_limit(limit: int) -> None:
    if limit < 1:
        raise BadValue(f"limit {limit}: give at least 1")


def _meetings(
    from_need: dict[str, list[Chain]], from_offer: dict[str, list[Chain]], need_id: str, day: date
) -> Iterator[Path]:
    """The chains made of a walk from the need and one from the offer that end at the same node."""
    for id in sorted(from_need.keys() & from_offer.keys()):
        for there, back in product(from_need[id], from_offer[id]):
            chain = (*there, *reversed(back))
            if len(set(_ids(chain, need_id))) == len(chain) + 1:
                yield _path(chain, need_id, day)


def _holds(edge: Edge, day: date) -> bool:
    # ISO days sort as text.
    return (edge.properties.since or "") <= day.isoformat() <= (edge.properties.until or "9")


def _other(edge: Edge, id: str) -> str:
    return edge.end if edge.start == id else edge.start


def _ids(chain: Chain, start: str) -> list[str]:
    """The nodes along a chain, from its start."""
    ids = [start]
    for edge in chain:
        ids.append(_other(edge, ids[-1]))
    return ids


class _Part:
    """The part of the graph between two nodes, in NetworkX: between two nodes one line, of what says most."""

    def __init__(self, reader: Reader, shows: Callable[[Edge], bool]) -> None:
        self.cut_off: set[str] = set()
        self._reader, self._shows = reader, shows
        self._graph = nx.Graph()

    def add(self, start: str, depth: int) -> None:
        """Add what lies within `depth` relations of the start, breadth first."""
        self._graph.add_node(start)
        seen, ring = {start}, [start]
        for _ in range(depth):
            found = dict.fromkeys(other for id in ring for other in self._look_around(id))
            ring = [id for id in found if id not in seen][: max(0, _NODES - len(seen))]
            seen.update(ring)

    def _look_around(self, id: str) -> Iterator[str]:
        for relation, direction in _ALL_WAYS[id.partition(":")[0]]:
            edges = self._reader.neighbours(id, relation, direction, _FAN + 1)
            shown = list(filter(self._shows, edges[:_FAN]))
            if shown and len(edges) > _FAN:
                self.cut_off.add(id)
            for edge in shown:
                self._draw(edge)
                yield _other(edge, id)

    def _draw(self, edge: Edge) -> None:
        drawn = self._graph.get_edge_data(edge.start, edge.end, {}).get("edge")
        if drawn is None or _weight(edge.relation) < _weight(drawn.relation):
            self._graph.add_edge(edge.start, edge.end, edge=edge)

    def chains(self, a: str, b: str, most: int) -> Iterator[Chain]:
        """Chains of at most `most` relations, shorter ones first; none from a node to itself."""
        if a == b or not nx.has_path(self._graph, a, b):
            return
        for ids in islice(nx.shortest_simple_paths(self._graph, a, b), _CHAINS):
            if len(ids) > most + 1:
                return
            yield tuple(self._graph.edges[pair]["edge"] for pair in pairwise(ids))


def _path(chain: Chain, start: str, day: date) -> Path:
    return Path(tuple(_step(edge, id, day) for edge, id in zip(chain, _ids(chain, start), strict=False)))


def _step(edge: Edge, walked_from: str, day: date) -> Step:
    facts = edge.properties
    return Step(
        edge.relation,
        edge.start,
        edge.end,
        forward=edge.start == walked_from,
        source=facts.source,
        since=facts.since,
        until=facts.until,
        age_days=max(0, (day - date.fromisoformat(facts.since)).days) if facts.since else None,
    )


def _weight(relation: str) -> tuple[int, str]:
    return (_STRENGTH.index(relation) if relation in _STRENGTH else len(_STRENGTH), relation)


def _merit(path: Path) -> tuple[int, tuple[int, str], tuple[str, ...]]:
    return len(path.steps), min(_weight(step.relation) for step in path.steps), path.nodes
