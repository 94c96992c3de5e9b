"""The table of gaps as it is shown: rows of the week's needs, the last weeks beside them, and prices."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from graph.model import Community, CommunityType, Run, Service, Town
from graph.store import Reader
from service.access import Caller
from service.artifacts import problem_of
from service.asking import page
from service.deps import Desk
from service.gaps.dimensions import Ground, Ids, named
from service.gaps.questions import Cell, GapPrices, Priced
from service.gaps.rows import Figures, Only, Row, grouping, rows
from service.planner_schemas import Dimension, GapKey, GapPage, GapRow, RangeView, SocietyGap, TrendPoint
from service.refusals import NotThere
from service.week import known_weeks

WEEKS = 8
"""So many weeks with needs make a trend."""


Prices = Mapping[Cell, Priced | None]


@dataclass(frozen=True)
class Asked:
    """What is asked of a week's gaps: by which dimensions, and of which needs."""

    week: str
    by: tuple[Dimension, ...]
    only: Only


@dataclass(frozen=True)
class Told:
    """A row with its names and its trend, not yet priced."""

    row: Row
    keys: tuple[GapKey, ...]
    trend: tuple[TrendPoint, ...]


@dataclass(frozen=True)
class Table:
    """All rows of the week's gaps, among the needs that a caller sees. `run` is that whose plan is told; `priced`
    whether that plan has prices."""

    asked: Asked
    run: str | None
    priced: bool
    rows: tuple[Told, ...]


def table(desk: Desk, caller: Caller, asked: Asked) -> tuple[str, Table]:
    """The table and its tag, another one whenever something in it may be different.

    :raises BadValue: no such week in the calendar.
    :raises NotThere: no such service, town or community, or one that the caller does not see.
    """
    with desk.store.snapshot() as reader:
        must_be(reader, asked.only, caller)
        key = (asked, caller.communities)
        tag, made = desk.gaps(reader, key, lambda reader: _made(desk, caller, reader, asked))
    return f"{asked.week}-{tag}-{caller.scope}", made


def must_be(reader: Reader, only: Only, caller: Caller) -> None:
    """:raises NotThere: a filter names no such thing, or a community that the caller does not see."""
    named = (only.service, Service), (only.town, Town), (only.community, Community), (only.type, CommunityType)
    for id, kind in named:
        if id is not None and not isinstance(reader.get(id), kind):
            raise NotThere(f"{id!r}: no such {kind.PREFIX}; the rows by {kind.PREFIX} have the ids")
    if only.community is not None and not caller.sees(only.community):
        raise NotThere(f"community {only.community!r}: not among those that you see")


def _made(desk: Desk, caller: Caller, reader: Reader, asked: Asked) -> Table:
    ground = Ground.of(reader)
    _, view = desk.view(reader, asked.week, caller)
    run = reader.get(view.figures.run) if view.figures.run else None
    cards = asked.only.among(view.linkages, ground)
    found = rows(cards, ground, asked.by, _values(reader, run))
    names, trends = named(reader, asked.by, [row.ids for row in found]), _Trends(desk, caller, reader, asked, ground)
    told = tuple(Told(row, names[row.ids], trends(row.ids)) for row in found)
    return Table(asked, view.figures.run, view.figures.value is not None, told)


def _values(reader: Reader, run: object) -> dict[str, int]:
    """What each need is worth in the problem of a run, in points."""
    if not isinstance(run, Run):
        return {}
    return {need.id: need.value for need in problem_of(reader, run.problem).needs}


class _Trends:
    """Each row's needs and how many are served, in the last weeks that have needs."""

    def __init__(self, desk: Desk, caller: Caller, reader: Reader, asked: Asked, ground: Ground) -> None:
        self._weeks = sorted(week for week in known_weeks(reader) if week <= asked.week)[-WEEKS:]
        self._counts: dict[str, dict[Ids, tuple[int, int]]] = {}
        for week in self._weeks:
            cards = asked.only.among(desk.view(reader, week, caller)[1].linkages, ground)
            grouped = grouping(cards, ground, asked.by).items()
            self._counts[week] = {ids: (len(each), sum(bool(card.served) for card in each)) for ids, each in grouped}

    def __call__(self, ids: Ids) -> tuple[TrendPoint, ...]:
        found = ((week, self._counts[week].get(ids, (0, 0))) for week in self._weeks)
        return tuple(TrendPoint(week=week, needs=needs, served=served) for week, (needs, served) in found)


def gap_page(desk: Desk, table: Table, limit: int, cursor: str | None) -> GapPage:
    """A page of the table, with the price of one more unit wherever something is missing.

    :raises BadValue: a cursor of another table.
    :raises Busy: the prices are not there in time.
    """
    part, following = page(table.rows, lambda told: told.row.id, limit, cursor)
    prices = _prices(desk, table, [told.row for told in part])
    return GapPage(
        week=table.asked.week,
        run=table.run,
        by=table.asked.by,
        items=tuple(_shown(told, prices) for told in part),
        next=following,
    )


def _prices(desk: Desk, table: Table, part: Sequence[Row]) -> Prices:
    """The prices of the cells in which something is missing; none without a plan."""
    cells = tuple(_cell(row, figures) for row in part for figures in row.figures if figures.missing)
    if table.run is None or not table.priced or not cells:
        return {}
    question = GapPrices(table.run, cells)
    with desk.store.snapshot() as reader:  # the files of a run stay as they are, so nothing read makes them stale
        _, found = desk.gaps(reader, question, lambda _: desk.oracle.ask(question))
    return dict(zip(cells, found, strict=True))


def _cell(row: Row, figures: Figures) -> Cell:
    return tuple(card.need for card in row.cards), figures.society


def _shown(told: Told, prices: Prices) -> GapRow:
    row = told.row
    served = sum(bool(card.served) for card in row.cards)
    return GapRow(
        id=row.id,
        keys=told.keys,
        needs=len(row.cards),
        served=served,
        unserved=sum(card.served is False for card in row.cards),
        share=round(served / len(row.cards), 4),
        missing_value=row.missing_value,
        societies=tuple(_society(row, figures, prices) for figures in row.figures),
        trend=told.trend,
        invented=any(card.invented for card in row.cards),
    )


def _society(row: Row, figures: Figures, prices: Prices) -> SocietyGap:
    priced = prices.get(_cell(row, figures)) if figures.missing else None
    return SocietyGap(
        society=figures.society,
        asked=figures.asked,
        filled=figures.filled,
        missing=figures.missing,
        price=priced.price if priced else None,
        effect=RangeView(low=priced.low, high=priced.high) if priced else None,
    )
