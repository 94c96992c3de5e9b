"""Where things are drawn without a script: those around the first on rings, those around an opened one in a fan."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from math import cos, pi, sin

Point = tuple[float, float]

RING = 190
"""How far the first ring is from the middle."""

APART = 82
"""Room along a ring for one thing and its name."""

FAN = 150
"""How far what was opened is from where it was opened."""


def fans(first: str, parents: Mapping[str, str], kinds: Mapping[str, str]) -> dict[str, Point]:
    """A place for each thing, the first at (0, 0); the same things give the same places.

    :param parents: from which thing each was reached; the first from itself.
    """
    children: dict[str, list[str]] = defaultdict(list)
    for id, parent in parents.items():
        if id != first:
            children[parent].append(id)
    places: dict[str, Point] = {first: (0.0, 0.0)}
    around = sorted(children.pop(first, []), key=lambda id: (kinds[id], id))
    places.update(_rings(around))
    for parent, ids in children.items():
        places.update(_fan(places[parent], sorted(ids, key=lambda id: (kinds[id], id))))
    return places


def _rings(ids: Sequence[str]) -> dict[str, Point]:
    """On one ring while there is room, else on two that alternate, and so on."""
    rings = 1
    while len(ids) * APART > sum(2 * pi * (RING + 95 * ring) for ring in range(rings)):
        rings += 1
    places = {}
    for place, id in enumerate(ids):
        turn, radius = 2 * pi * place / len(ids) - pi / 2, RING + 95 * (place % rings)
        places[id] = (round(radius * cos(turn) * 1.25, 1), round(radius * sin(turn), 1))
    return places


def _fan(centre: Point, ids: Sequence[str]) -> dict[str, Point]:
    """Away from the middle, row behind row."""
    x, y = centre
    length = (x * x + y * y) ** 0.5 or 1.0
    places, row, start = {}, 0, 0
    while start < len(ids):
        radius = FAN + 80 * row
        room = max(3, int(pi * 0.8 * radius / APART))
        part = ids[start : start + room]
        for place, id in enumerate(part):
            turn = (place - (len(part) - 1) / 2) * (APART / radius)
            dx, dy = (x / length, y / length) if (x, y) != (0.0, 0.0) else (1.0, 0.0)
            places[id] = (
                round(x + radius * (dx * cos(turn) - dy * sin(turn)), 1),
                round(y + radius * (dx * sin(turn) + dy * cos(turn)), 1),
            )
        start, row = start + room, row + 1
    return places
