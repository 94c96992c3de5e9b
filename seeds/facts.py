"""The words in which every world is written: a thing that is, and a relation that reads as a sentence."""

from collections.abc import Iterator
from datetime import timedelta
from functools import lru_cache

from graph.model import Node
from graph.relations import RELATIONS, Edge, Properties
from graph.store import Put
from graph.taxonomy import EDGES, NODES
from graph.weeks import monday


def put(*nodes: Node) -> Iterator[Put]:
    """Each node as a change."""
    for node in nodes:
        yield Put(node)


def link(start: str, relation: str, end: str, properties: Properties | None = None) -> Put:
    """Start RELATION end, as a change."""
    return Put(Edge(relation=relation, start=start, end=end, properties=properties or known(relation)))


def links(start: str, relation: str, *ends: str, properties: Properties | None = None) -> Iterator[Put]:
    """Start RELATION each end."""
    for end in ends:
        yield link(start, relation, end, properties)


@lru_cache(maxsize=100_000)
def known(relation: str, **properties: object) -> Properties:
    """The properties of a relation, of the type that the table names. Equal properties are one object.

    :raises pydantic.ValidationError: a property that the relation does not have.
    """
    return RELATIONS[relation].properties.model_validate(properties)


def taxonomy() -> Iterator[Put]:
    """Homes, services, trainings and purposes, and how they hang together."""
    yield from put(*NODES)
    yield from (Put(edge) for edge in EDGES)


def day(week: str, weeks: int = 0, days: int = 0) -> str:
    """The date so many weeks and days after a week's Monday."""
    return (monday(week) + timedelta(weeks=weeks, days=days)).isoformat()


def moment(week: str, weeks: int = 0, days: int = 0, hour: int = 9) -> str:
    """The moment at the full hour of that date in Shanghai."""
    return f"{day(week, weeks, days)}T{hour:02d}:00:00+08:00"
