"""A table of gaps as a page draws it: a count in each cell, totals at both edges, and how hot each cell is."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from graph.model import SOCIETIES, Society
from graph.store import Reader
from service import labels
from service.gaps.heat import Heat
from service.gaps.queries import Show
from service.language import translations
from service.planner_schemas import GapKey, GapPage, GapRow, SocietyGap, TrendPoint
from service.week import HOMES


@dataclass(frozen=True)
class Count:
    """What a cell tells: asked and served (needs, or places of one society), places missing, the price of one more."""

    asked: int = 0
    served: int = 0
    missing: int = 0
    price: float | None = None

    def __add__(self, other: "Count") -> "Count":
        """Both together; the price is the greater."""
        prices = [each.price for each in (self, other) if each.price is not None]
        return Count(
            self.asked + other.asked,
            self.served + other.served,
            self.missing + other.missing,
            max(prices, default=None),
        )

    def hot(self, show: Show) -> float:
        """What its colour tells: 0 is nothing to do."""
        if show == "share":
            return 1 - self.served / self.asked if self.asked else 0.0
        return float(self.missing) if show == "missing" else round(self.price or 0.0)


@dataclass(frozen=True)
class Cell:
    """One cell. `heat` is its class; None where nothing is asked for."""

    key: GapKey
    count: Count
    heat: int = 0


@dataclass(frozen=True)
class Line:
    """One row: a cell for each column, None where nothing is asked, and the needs of all of it."""

    key: GapKey
    cells: tuple[Cell | None, ...]
    total: Count
    trend: tuple[TrendPoint, ...]


@dataclass(frozen=True)
class Group:
    """Rows that stand together, under a home where they are services."""

    home: str | None
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Cross:
    """The whole table. `totals` and `trend` are those of every need in it, `edge` those of each column."""

    columns: tuple[GapKey, ...]
    groups: tuple[Group, ...]
    edge: tuple[Count, ...]
    total: Count
    trend: tuple[TrendPoint, ...]
    heat: Heat = field(default_factory=lambda: Heat(()))

    @property
    def lines(self) -> tuple[Line, ...]:
        return tuple(line for group in self.groups for line in group.lines)


def cross(page: GapPage, society: Society | None, show: Show, homes: Mapping[str, str]) -> Cross:
    """The table of a page of gaps that holds all its rows.

    :param society: whose gaps are counted; None is all of them.
    :param homes: the home of each service, under which its row stands.
    """
    lines = tuple(_by_society(page.items) if len(page.by) == 1 else _by_two(page.items, society))
    columns = society_keys() if len(page.by) == 1 else _columns(page.items)
    lines = tuple(replace(line, cells=_aligned(line, columns)) for line in lines)
    heat = Heat.of(cell.count.hot(show) for line in lines for cell in line.cells if cell)
    hot = tuple(replace(line, cells=tuple(_warmed(cell, heat, show) for cell in line.cells)) for line in lines)
    edge = tuple(_sum(line.cells[place] for line in lines) for place in range(len(columns)))
    total = _sum(Cell(line.key, line.total) for line in lines)
    grouped = _groups(hot, homes) if page.by[0] == "service" else (Group(None, hot),)
    return Cross(columns, grouped, edge, total, _trend(line.trend for line in lines), heat)


def society_keys() -> tuple[GapKey, ...]:
    """The five societies as columns."""
    chinese = translations("zh").gettext
    names = ((society, labels.SOCIETIES[society]) for society in SOCIETIES)
    return tuple(
        GapKey(dimension="society", id=society, label_zh=chinese(english), label_en=english)
        for society, english in names
    )


def homes_of_services(reader: Reader) -> dict[str, str]:
    """The home under which each service stands, by its name."""
    return {service: home.partition(":")[2] for service, home in reader.columns("UNDER").rows()}


def counted(row: GapRow, society: Society | None = None) -> Count:
    """The needs of a row and what they miss, of one society or of all."""
    found = [each for each in row.societies if society in (None, each.society)]
    prices = [each.price for each in found if each.price is not None]
    missing = sum(each.missing for each in found)
    return Count(row.needs, row.served, missing, max(prices, default=None))


def _by_society(rows: Iterable[GapRow]) -> Iterator[Line]:
    keys = society_keys()
    for row in rows:
        cells = (Cell(key, _places(each)) for key, each in zip(keys, row.societies, strict=True) if each.asked)
        yield Line(row.keys[0], tuple(cells), counted(row), row.trend)


def _places(gap: SocietyGap) -> Count:
    return Count(gap.asked, gap.filled, gap.missing, gap.price)


def _by_two(rows: Sequence[GapRow], society: Society | None) -> Iterator[Line]:
    found: dict[GapKey, list[GapRow]] = defaultdict(list)
    for row in rows:
        found[row.keys[0]].append(row)
    for key, inside in found.items():
        cells = tuple(Cell(row.keys[1], counted(row, society)) for row in inside)
        yield Line(key, cells, _sum(cells), _trend(row.trend for row in inside))


def _columns(rows: Iterable[GapRow]) -> tuple[GapKey, ...]:
    """Every second key: homes in their order, communities by what they miss, the others by id; not known comes last."""
    missing: dict[GapKey, int] = defaultdict(int)
    for row in rows:
        missing[row.keys[1]] += counted(row).missing
    return tuple(sorted(missing, key=lambda key: (key.id is None, _place(key, missing[key]), key.id or "")))


def _place(key: GapKey, missing: int) -> int:
    if key.dimension == "home":
        return HOMES.index(key.id) if key.id in HOMES else 0
    return -missing if key.dimension == "community" else 0


def _aligned(line: Line, columns: Sequence[GapKey]) -> tuple[Cell | None, ...]:
    known = {cell.key: cell for cell in line.cells if cell}
    return tuple(known.get(column) for column in columns)


def _warmed(cell: Cell | None, heat: Heat, show: Show) -> Cell | None:
    return cell and replace(cell, heat=heat(cell.count.hot(show)))


def _sum(cells: Iterable[Cell | None]) -> Count:
    return sum((cell.count for cell in cells if cell), Count())


def _trend(trends: Iterable[Sequence[TrendPoint]]) -> tuple[TrendPoint, ...]:
    """Several rows' trends as one; all tell of the same weeks."""
    together = list(zip(*trends, strict=True))
    return tuple(
        TrendPoint(week=points[0].week, needs=sum(p.needs for p in points), served=sum(p.served for p in points))
        for points in together
    )


def _groups(lines: Sequence[Line], homes: Mapping[str, str]) -> tuple[Group, ...]:
    def home(line: Line) -> int:
        named = homes.get(line.key.id or "", "")
        return HOMES.index(named) if named in HOMES else len(HOMES)

    ordered = groupby(sorted(lines, key=home), key=home)
    return tuple(Group(HOMES[place] if place < len(HOMES) else None, tuple(inside)) for place, inside in ordered)
