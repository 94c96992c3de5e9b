"""Words for small worlds of these tests: two communities of one town, one of another, and what stands in them."""

from typing import Any

from graph.model import Building, City, Community, Grid, Household, Node, Town
from graph.relations import RELATIONS, Edge

WEEK, MONDAY = "2026-W48", "2026-11-23"
Item = Node | Edge


def link(start: str, relation: str, end: str, **properties: Any) -> Edge:
    """Start RELATION end."""
    made = RELATIONS[relation].properties.model_validate(properties)
    return Edge(relation=relation, start=start, end=end, properties=made)


def community(local: str, east: int, north: int = 0) -> Community:
    code = f"990101001{ord(local):03d}"
    return Community(
        id=f"community:{local}", name=local, official_name=local, code=code, rural=False, east=east, north=north
    )


SMALL_TOWN: list[Item] = [
    City(id="city:z", name="z", code="990101"),
    Town(id="town:t", name="t", code="990101001"),
    Town(id="town:u", name="u", code="990101002"),
    community("a", 0),
    community("b", 3000, 4000),
    community("c", 10_000),
    Grid(id="grid:a", name="a"),
    Building(id="building:a1", name="1"),
    Building(id="building:a2", name="2"),
    Household(id="household:a11", label="11"),
    link("town:t", "IN", "city:z"),
    link("town:u", "IN", "city:z"),
    link("community:a", "IN", "town:t"),
    link("community:b", "IN", "town:t"),
    link("community:c", "IN", "town:u"),
    link("grid:a", "IN", "community:a"),
    link("building:a1", "IN", "grid:a"),
    link("building:a2", "IN", "community:a"),
    link("household:a11", "IN", "building:a1"),
]
