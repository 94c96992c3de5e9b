"""Which communities lie in the places that somebody answers for."""

from collections.abc import Iterable

from graph.store import Reader


def communities_within(reader: Reader, places: Iterable[str]) -> frozenset[str]:
    """The communities that are among these places, or lie in a town or city that is."""
    found: set[str] = set()
    for place in places:
        kind = place.partition(":")[0]
        if kind == "community":
            found.add(place)
        elif kind in {"town", "city"}:
            found |= communities_within(reader, [edge.start for edge in reader.neighbours(place, "IN", "in")])
    return frozenset(found)
