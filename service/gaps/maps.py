"""The town map: a honeycomb of towns, or of one town's communities, for what is missing and for what lies idle."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from graph.model import Society
from graph.store import Reader
from service.gaps.heat import Heat
from service.gaps.honeycomb import Point, comb, corners
from service.planner_schemas import GapKey, IdlePage, IdleRow, IdleSociety

RADIUS, SMALLER, MANY = 54, 45, 10
"""The radius of a hexagon, and where there are more than so many."""

MARGIN = 4


@dataclass(frozen=True)
class Hexagon:
    """A place: where its corners and its middle are drawn, what it tells and how hot it is."""

    key: GapKey
    corners: str
    x: float
    y: float
    told: IdleSociety
    heat: int

    @property
    def name(self) -> tuple[str, ...]:
        """The name in lines of at most five characters."""
        whole = self.key.label_zh
        return (whole,) if len(whole) <= 5 else (whole[: (len(whole) + 1) // 2], whole[(len(whole) + 1) // 2 :])


@dataclass(frozen=True)
class Map:
    """A honeycomb, and the steps of its colours."""

    hexagons: tuple[Hexagon, ...]
    width: int
    height: int
    heat: Heat


def missing_map(page: IdlePage, society: Society, places: Mapping[str, Point]) -> Map:
    """Where the society is missing, in the classes of the places missing."""
    return _map(page, society, places, lambda told: float(told.missing))


def idle_map(page: IdlePage, society: Society, places: Mapping[str, Point]) -> Map:
    """Where the society lies idle, in the classes of the share of its week that nobody uses."""
    return _map(page, society, places, lambda told: told.idle / told.max if told.max else 0.0)


def _map(page: IdlePage, society: Society, places: Mapping[str, Point], hot: Callable[[IdleSociety], float]) -> Map:
    told = {row.key: _of(row, society) for row in page.items if row.key.id in places}
    drawn = comb({str(key.id): places[str(key.id)] for key in told})
    heat = Heat.of(hot(each) for each in told.values())
    radius = SMALLER if len(told) > MANY else RADIUS
    hexagons = []
    for key, each in sorted(told.items(), key=lambda item: str(item[0].id)):
        x, y = (part * radius + MARGIN for part in drawn.middles[str(key.id)])
        outline = corners((x, y), radius - 1.5)
        hexagons.append(Hexagon(key, outline, round(x, 1), round(y, 1), each, heat(hot(each))))
    width, height = (round(side * radius) + 2 * MARGIN for side in (drawn.width, drawn.height))
    return Map(tuple(hexagons), width, height, heat)


def _of(row: IdleRow, society: Society) -> IdleSociety:
    return next(each for each in row.societies if each.society == society)


def places_of(reader: Reader) -> dict[str, Point]:
    """Where communities lie, in metres, and towns: in the midst of theirs."""
    places: dict[str, Point] = {
        id: (east, north) for id, east, north in reader.columns("Community", "east", "north").rows()
    }
    inside: dict[str, list[Point]] = defaultdict(list)
    for start, end in reader.columns("IN").rows():
        if start in places:
            inside[end].append(places[start])
    return places | {town: _middle(points) for town, points in inside.items()}


def _middle(points: Iterable[Point]) -> Point:
    found = list(points)
    return sum(x for x, _ in found) / len(found), sum(y for _, y in found) / len(found)
