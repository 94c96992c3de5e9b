"""Where somebody lives, from the door outward."""

from graph.model import Community, Node
from graph.store import Reader


def address(reader: Reader, person: str) -> tuple[Node, ...]:
    """The household, building, grid, community, town and city of a person's home, as far as they are known.

    Empty where the person LIVES_IN nothing.
    """
    homes = reader.neighbours(person, "LIVES_IN", "out")
    return around(reader, homes[0].end) if homes else ()


def around(reader: Reader, place: str) -> tuple[Node, ...]:
    """A place and all that it lies IN, the smallest first."""
    chain: dict[str, Node] = {}
    here: str | None = place
    while here and here not in chain and (node := reader.get(here)) is not None:
        chain[here] = node
        larger = reader.neighbours(here, "IN", "out")
        here = larger[0].end if larger else None
    return tuple(chain.values())


def community_of(places: tuple[Node, ...]) -> str | None:
    """The id of the community among these places; None where it is not known."""
    return next((place.id for place in places if isinstance(place, Community)), None)
