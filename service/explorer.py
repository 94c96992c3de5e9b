"""The graph as somebody explores it: one thing, what lies around it, how two things hang together, and search."""

from dataclasses import asdict

from graph.insight import neighbourhood
from graph.model import Node
from graph.paths import Path, between
from graph.personal import UNTOLD
from graph.relations import RELATIONS, Edge
from graph.search import search
from graph.store import Direction, Reader
from service.access import Caller
from service.planner_schemas import (
    Chain,
    Chains,
    CutView,
    EdgeView,
    Found,
    NearView,
    Neighbourhood,
    NodeDetail,
    NodeView,
    RelationCount,
    SearchResult,
)
from service.privacy import label
from service.schemas import NodeLabel, StepView
from service.sight import Sight, fields

MOST_COUNTED = 500
"""So many relations of one name are counted at one thing."""


def node_detail(reader: Reader, caller: Caller, id: str) -> NodeDetail:
    """A thing with what it may show, and how many relations it has.

    :raises NotThere: none that the caller may see.
    """
    sight = Sight(reader, caller)
    node = sight.node(id)
    relations = tuple(_counts(reader, sight, node))
    return NodeDetail(**_node(node).model_dump(), relations=relations, withheld=sight.withheld)


def around(reader: Reader, caller: Caller, id: str, hops: int, limit: int) -> Neighbourhood:
    """What lies around a thing.

    :raises NotThere: none that the caller may see. :raises BadValue: hops or limit out of range.
    """
    sight = Sight(reader, caller)
    part = neighbourhood(reader, sight.node(id).id, hops, limit, sight.shows)
    return Neighbourhood(
        nodes=tuple(NearView(**_node(node).model_dump(), hops=hop) for node, hop in part.nodes),
        edges=tuple(map(_edge, part.edges)),
        cut_off=tuple(CutView(node=cut.node, relation=cut.relation) for cut in part.cut_off),
        withheld=sight.withheld,
    )


def chains(reader: Reader, caller: Caller, a: str, b: str, hops: int, limit: int) -> Chains:
    """The shortest chains between two things.

    :raises NotThere: one of them is none that the caller may see. :raises BadValue: hops or limit out of range.
    """
    sight = Sight(reader, caller)
    found = between(reader, sight.node(a).id, sight.node(b).id, hops, limit, shows=sight.shows)
    return Chains(
        paths=tuple(_chain(reader, path) for path in found.paths),
        more=found.more,
        cut_off=found.cut_off,
        withheld=sight.withheld,
    )


def found(reader: Reader, caller: Caller, words: str, kind: str | None, limit: int) -> SearchResult:
    """What is called so, and before it what has just this id.

    :raises BadValue: blank words.
    """
    exact = reader.get(words.strip()) if Sight(reader, caller).sees(words.strip()) else None
    ids = [exact.id] if exact is not None and kind in (None, exact.KIND) else []
    ids += [hit.id for hit in search(reader, words, kind, limit + 1) if hit.id not in ids]
    nodes = [node for node in reader.get_all(ids[:limit]) if node is not None]
    items = tuple(Found(**_labelled(node).model_dump(), kind=node.KIND) for node in nodes)
    return SearchResult(items=items, more=len(ids) > limit)


def _labelled(node: Node) -> NodeLabel:
    names = label(node)
    return NodeLabel(id=node.id, label_zh=names.zh, label_en=names.en)


def _node(node: Node) -> NodeView:
    return NodeView(**_labelled(node).model_dump(), kind=node.KIND, fields=fields(node))


def _counts(reader: Reader, sight: Sight, node: Node) -> list[RelationCount]:
    """The relations of each name in each direction, where there is any to see."""
    ways: list[tuple[str, Direction]] = []
    for name in sorted(RELATIONS.keys() - UNTOLD):
        ways += [(name, "out")] if node.KIND in RELATIONS[name].starts else []
        ways += [(name, "in")] if node.KIND in RELATIONS[name].ends else []
    counted = [_count(reader, sight, node.id, name, direction) for name, direction in ways]
    return [each for each in counted if each.count]


def _count(reader: Reader, sight: Sight, id: str, relation: str, direction: Direction) -> RelationCount:
    edges = reader.neighbours(id, relation, direction, MOST_COUNTED + 1)
    count = sum(map(sight.shows, edges[:MOST_COUNTED]))
    more = len(edges) > MOST_COUNTED
    return RelationCount.model_validate({"relation": relation, "direction": direction, "count": count, "more": more})


def _edge(edge: Edge) -> EdgeView:
    facts = edge.properties
    return EdgeView(
        relation=edge.relation,
        start=edge.start,
        end=edge.end,
        source=facts.source,
        since=facts.since,
        until=facts.until,
    )


def _chain(reader: Reader, path: Path) -> Chain:
    nodes = tuple(_labelled(node) for node in reader.get_all(path.nodes) if node is not None)
    return Chain(nodes=nodes, steps=tuple(StepView(**asdict(step)) for step in path.steps))
