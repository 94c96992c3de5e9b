"""A honeycomb instead of a map: each place is one hexagon near where it lies, none over another.

All are of one size, so that a small town with many gaps is seen as well as a large one, and no borders are needed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from math import cos, hypot, pi, sin, sqrt

Point = tuple[float, float]

ROOM = 1.25
"""So many cells for each place, that they lie apart where the places do."""


@dataclass(frozen=True)
class Comb:
    """Where the middles of the hexagons are, in units of their radius, x to the east and y to the south, and how wide
    and high the whole is."""

    middles: Mapping[str, Point]
    width: float
    height: float


def comb(places: Mapping[str, Point]) -> Comb:
    """The honeycomb of some places (metres east, metres north); the same places give the same one."""
    if not places:
        return Comb({}, 0, 0)
    cells = _seated(_scaled(places))
    points = {id: (sqrt(3) * (column + (row % 2) / 2), 1.5 * row) for id, (column, row) in cells.items()}
    west, north = min(x for x, _ in points.values()), min(y for _, y in points.values())
    moved = {id: (x - west + sqrt(3) / 2, y - north + 1) for id, (x, y) in points.items()}
    return Comb(moved, max(x for x, _ in moved.values()) + sqrt(3) / 2, max(y for _, y in moved.values()) + 1)


def corners(middle: Point, radius: float) -> str:
    """The corners of a hexagon that stands on one of them, as SVG takes them."""
    x, y = middle
    turns = (pi / 6 + pi / 3 * k for k in range(6))
    return " ".join(f"{x + radius * cos(turn):.1f},{y + radius * sin(turn):.1f}" for turn in turns)


def _scaled(places: Mapping[str, Point]) -> dict[str, Point]:
    """Where the places lie on a sheet that has ROOM cells for each, x to the east and y to the south, in cells."""
    east, north = [x for x, _ in places.values()], [y for _, y in places.values()]
    width, height = max(max(east) - min(east), 1.0), max(max(north) - min(north), 1.0)
    cell = sqrt(width * height / (ROOM * len(places) * sqrt(3) * 1.5)) or 1.0
    cell = max(cell, max(width, height) / (sqrt(3) * len(places)))
    return {id: ((x - min(east)) / cell, (max(north) - y) / cell) for id, (x, y) in places.items()}


def _seated(points: Mapping[str, Point]) -> dict[str, tuple[int, int]]:
    """A cell (column, row) for each, the nearest that is free; those in the midst first."""
    middle_x = sum(x for x, _ in points.values()) / len(points)
    middle_y = sum(y for _, y in points.values()) / len(points)
    order = sorted(points, key=lambda id: (hypot(points[id][0] - middle_x, points[id][1] - middle_y), id))
    taken: dict[tuple[int, int], str] = {}
    for id in order:
        taken[_nearest(points[id], taken)] = id
    return {id: cell for cell, id in taken.items()}


def _nearest(point: Point, taken: Mapping[tuple[int, int], str]) -> tuple[int, int]:
    x, y = point
    reach = 3 + round(sqrt(len(taken)))
    around = product(
        range(round(x / sqrt(3)) - reach, round(x / sqrt(3)) + reach + 1),
        range(round(y / 1.5) - reach, round(y / 1.5) + reach + 1),
    )
    free = [cell for cell in around if cell not in taken]
    return min(free, key=lambda c: (hypot(sqrt(3) * (c[0] + (c[1] % 2) / 2) - x, 1.5 * c[1] - y), c))
