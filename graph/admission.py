"""What every store asks of a node or an edge before it writes it: the vocabulary and the table of relations."""

from functools import lru_cache

from graph.errors import BadValue, Conflict, Missing, NotAllowed
from graph.model import KIND_OF_PREFIX, KINDS, Node
from graph.relations import RELATIONS, Edge, Relation


def kind_of(id: str) -> type[Node]:
    """The kind that an id names before its colon.

    :raises BadValue: no such kind.
    """
    kind = KIND_OF_PREFIX.get(id.partition(":")[0])
    if kind is None:
        raise BadValue(f"id {id!r}: names no kind; ids look like need:2026-0001, see graph.model")
    return kind


def relation_of(name: str) -> Relation:
    """The table's row of that name.

    :raises NotAllowed: the table does not contain it.
    """
    if name not in RELATIONS:
        raise NotAllowed(f"relation {name!r}: not in the table; see graph.relations")
    return RELATIONS[name]


def admit_node(node: Node) -> None:
    """Let a node of one of our kinds pass.

    :raises BadValue: any other class.
    """
    if KINDS.get(type(node).KIND) is not type(node):
        raise BadValue(f"{type(node).__name__} {node.id!r}: not a kind of the graph; see graph.model.KINDS")


def admit_edge(edge: Edge) -> None:
    """Let an edge pass that joins what its relation may join, with properties of the relation's type.

    :raises NotAllowed: no such relation, or not between these kinds.
    :raises BadValue: an id of no kind, or properties of another type.
    """
    try:
        asked = _properties(edge.relation, edge.start.partition(":")[0], edge.end.partition(":")[0])
    except BadValue as refused:
        raise type(refused)(f"{_sentence(edge)}: {refused}") from None
    if type(edge.properties) is not asked:
        raise BadValue(f"{_sentence(edge)}: has {type(edge.properties).__name__}; give {asked.__name__}")


def refuse_other_version(id: str, version: int, expected: int) -> Conflict:
    """The error for a compare-and-set that found another version."""
    return Conflict(f"node {id}: is at version {version}, not {expected}; read it again, then decide")


def refuse_drop(key: tuple[str, ...]) -> Missing:
    """The error for a drop of what is not there: a node's (id,), or an edge's (relation, start, end)."""
    what = f"node {key[0]}" if len(key) == 1 else f"edge {key[1]} {key[0]} {key[2]}"
    return Missing(f"{what}: not in the store, so it cannot be dropped")


def refuse_missing_end(edge: Edge, id: str) -> BadValue:
    """The error for an edge one of whose ends does not exist."""
    return BadValue(f"{_sentence(edge)}: {id} does not exist; put it in the same write or before")


def refuse_one_more(relation: str, side: str, id: str, found: int) -> NotAllowed:
    """The error for more edges at a start or end than the table's cardinality allows."""
    row = RELATIONS[relation]
    limit = row.start_max if side == "start" else row.end_max
    return NotAllowed(f"{relation} with {side} {id}: {found} edges, at most {limit} allowed; drop one first")


@lru_cache(maxsize=4096)
def _properties(name: str, start: str, end: str) -> type:
    row = relation_of(name)
    for prefix, kinds, side in ((start, row.starts, "start"), (end, row.ends, "end")):
        kind = kind_of(f"{prefix}:").KIND
        if kind not in kinds:
            raise NotAllowed(f"{name} may not {side} at a {kind}; it may {side} at {', '.join(kinds)}")
    return row.properties


def _sentence(edge: Edge) -> str:
    return f"edge {edge.start} {edge.relation} {edge.end}"
