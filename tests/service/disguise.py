"""Everything that identifies people, changed: any personal field to any value, any home to another in its community."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from graph.model import KINDS, Node, Resident
from graph.personal import PERSONAL_FIELDS
from graph.relations import Consent, Edge
from graph.store import Change, DropEdge, Put, Reader
from tests.service.values import values_of

LEFT = {("Artifact", "content"), ("Pledge", "note")}
"""The files of a plan, which stays as it is; and what sponsors wrote themselves, and may read."""

FIELDS = sorted(
    (kind, field)
    for kind, fields in PERSONAL_FIELDS.items()
    for field in fields
    if kind in KINDS and (kind, field) not in LEFT
)

BUILDINGS = (
    ("building:willow-1", "building:willow-2", "building:willow-3"),
    ("building:oldlane-1", "building:oldlane-2"),
)
"""Of each community of the tiny world, with one more in 旧里社区 so that people can move there."""


@dataclass(frozen=True)
class Written:
    """A personal field of something in the graph, and another value that it may have."""

    node: Node
    field: str
    value: Any


@dataclass(frozen=True)
class Moved:
    """Who or what is in a building (people, households, needs, rounds of visits), and another one near by."""

    edge: Edge
    end: str


@dataclass(frozen=True)
class Signed:
    """A consent, and another guardian who gave it."""

    edge: Edge
    guardian: str

    def otherwise(self) -> Edge:
        terms = self.edge.properties.model_copy(update={"guardian": self.guardian})
        return self.edge.model_copy(update={"properties": terms})


@dataclass(frozen=True)
class Disguise:
    """Some of what identifies people, otherwise than it is."""

    written: tuple[Written, ...]
    moved: tuple[Moved, ...]
    signed: tuple[Signed, ...]

    def put_on(self) -> list[Change]:
        """What makes it so."""
        nodes = {each.node.id: each.node for each in self.written}
        for each in self.written:
            nodes[each.node.id] = nodes[each.node.id].model_copy(update={each.field: each.value})
        there = [each.edge.model_copy(update={"end": each.end}) for each in self.moved]
        signed = [each.otherwise() for each in self.signed]
        return [*map(Put, nodes.values()), *(_gone(each.edge) for each in self.moved), *map(Put, there + signed)]

    def taken_off(self) -> list[Change]:
        """What makes it as it was."""
        nodes = {each.node.id: each.node for each in self.written}
        there = [_gone(each.edge.model_copy(update={"end": each.end})) for each in self.moved]
        back = [*(each.edge for each in self.moved), *(each.edge for each in self.signed)]
        return [*map(Put, nodes.values()), *there, *map(Put, back)]


def _gone(edge: Edge) -> DropEdge:
    return DropEdge(edge.relation, edge.start, edge.end)


def disguises(reader: Reader) -> st.SearchStrategy[Disguise]:
    """Any disguise of one to twelve fields, up to three homes and a guardian of what the graph has."""
    fields = [(node, field) for kind, field in FIELDS for node in reader.nodes(KINDS[kind])]
    written = st.sampled_from(fields).flatmap(lambda each: _written(*each))
    moved = st.sampled_from(list(_homes(reader))).flatmap(lambda each: _moved(*each))
    return st.builds(
        Disguise,
        st.lists(written, min_size=1, max_size=12, unique_by=lambda each: (each.node.id, each.field)).map(tuple),
        st.lists(moved, max_size=3, unique_by=lambda each: each.edge).map(tuple),
        st.lists(st.builds(Signed, st.sampled_from(_consents(reader)), GUARDIAN), max_size=1).map(tuple),
    )


GUARDIAN = values_of(Consent.model_fields["guardian"])


def _consents(reader: Reader) -> list[Edge]:
    return [edge for one in reader.nodes(Resident) for edge in reader.neighbours(one.id, "CONSENTS_TO", "out")]


def _written(node: Node, field: str) -> st.SearchStrategy[Written]:
    return st.builds(Written, st.just(node), st.just(field), values_of(type(node).model_fields[field]))


def _moved(edge: Edge, others: tuple[str, ...]) -> st.SearchStrategy[Moved]:
    return st.builds(Moved, st.just(edge), st.sampled_from(others))


def _homes(reader: Reader) -> Iterator[tuple[Edge, tuple[str, ...]]]:
    """Whoever and whatever is in a building, and the other buildings. Who lives in a household moves with it."""
    for buildings in BUILDINGS:
        for building in buildings:
            others = tuple(other for other in buildings if other != building)
            for relation in ("LIVES_IN", "IN", "AT"):
                yield from ((edge, others) for edge in reader.neighbours(building, relation, "in"))


def everybody_else(reader: Reader) -> Disguise:
    """All that identifies anybody, each field with another value and each home in another building."""
    written = [
        Written(node, field, _other(node, field)) for kind, field in FIELDS for node in reader.nodes(KINDS[kind])
    ]
    moved = [Moved(edge, others[0]) for edge, others in _homes(reader)]
    return Disguise(tuple(written), tuple(moved), tuple(Signed(edge, "别人") for edge in _consents(reader)))


OTHER: dict[str, Any] = {"sex": "male", "conditions": ("dementia", "mental"), "number": "ZZ9999"}


def _other(node: Node, field: str) -> Any:
    """A value that the field does not have."""
    now = getattr(node, field)
    if isinstance(now, bool):
        return not now
    if isinstance(now, int):
        return now - 7
    return OTHER.get(field, "别人") if OTHER.get(field) != now else "female"
