"""What the pages of gaps show, from the API's own answers to the same caller."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from graph.model import SOCIETIES, Society
from graph.store import Reader
from service.access import Caller
from service.asking import page as part_of
from service.deps import Desk
from service.gaps.capacities import matching
from service.gaps.cross import Cross, cross, homes_of_services
from service.gaps.dimensions import Ground, named
from service.gaps.idle import idle
from service.gaps.lines import Chart, chart
from service.gaps.maps import Map, idle_map, missing_map, places_of
from service.gaps.queries import FILTERS, ListAsked, TableAsked, WhatIfAsked, Where
from service.gaps.rows import asks
from service.gaps.table import Asked, gap_page, table
from service.gaps.what_if import More, known, planned, with_more
from service.planner_schemas import (
    CapacityView,
    Dimension,
    GapKey,
    GapPage,
    GapRow,
    IdlePage,
    IdleRow,
    TrendPoint,
    WhatIfView,
)
from service.refusals import Busy, NotThere
from service.schemas import LinkageView, WeekFigures

SCARCEST = 8
"""So many of what is scarce stand on the first page."""

NEEDS = 40
"""So many needs of a cell are listed; the board has the others."""


@dataclass(frozen=True)
class Standing:
    """The week that a page is about, as its caller sees it, and the weeks beside it."""

    figures: WeekFigures
    weeks: tuple[str, ...]

    @property
    def week(self) -> str:
        return self.figures.week

    @property
    def earlier(self) -> str | None:
        return max((week for week in self.weeks if week < self.week), default=None)

    @property
    def later(self) -> str | None:
        return min((week for week in self.weeks if week > self.week), default=None)

    @property
    def planned(self) -> bool:
        """Whether there is a plan of which gaps could be told."""
        return self.figures.run is not None and self.figures.value is not None


def standing(desk: Desk, caller: Caller, reader: Reader, week: str) -> Standing:
    """How the week stands."""
    return Standing(desk.figures(reader, week, caller)[1], tuple(desk.weeks(reader)))


def all_gaps(desk: Desk, caller: Caller, where: Where, by: tuple[Dimension, ...]) -> GapPage:
    """Every row of a table, priced."""
    _, whole = table(desk, caller, Asked(where.its_week, by, where.only))
    return gap_page(desk, whole, max(1, len(whole.rows)), None)


def gap_table(desk: Desk, caller: Caller, asked: TableAsked) -> tuple[Cross, bool]:
    """The table that is asked for, and whether it is without prices because they did not come in time."""
    found, late = _in_time(desk, caller, asked, asked.dimensions)
    with desk.store.snapshot() as reader:
        homes = homes_of_services(reader)
    return cross(found, asked.society, asked.show, homes), late


def _in_time(desk: Desk, caller: Caller, where: Where, by: tuple[Dimension, ...]) -> tuple[GapPage, bool]:
    """Every row, priced if the prices come in time, and whether they did not."""
    try:
        return all_gaps(desk, caller, where, by), False
    except Busy:
        _, whole = table(desk, caller, Asked(where.its_week, by, where.only))
        return gap_page(desk, replace(whole, priced=False), max(1, len(whole.rows)), None), True


def filter_names(reader: Reader, where: Where) -> dict[str, GapKey]:
    """The names of what the filters ask for, by filter."""
    return {name: named(reader, [name], [(id,)])[(id,)][0] for name in FILTERS if (id := where.filters.get(name))}


def towns(reader: Reader) -> list[tuple[str, str]]:
    """The towns to choose from: id and name."""
    found: list[tuple[str, str]] = reader.columns("Town", "name").rows()
    return sorted(found)


def most_missed(page: IdlePage) -> Society:
    """The society of which most places are missing; the first of equals."""
    missing = {
        society: sum(each.missing for row in page.items for each in row.societies if each.society == society)
        for society in SOCIETIES
    }
    return max(SOCIETIES, key=lambda society: missing[society])


@dataclass(frozen=True)
class TownMap:
    """The map of a week: for one society, where it is missing and where it lies idle, and both as a table."""

    society: Society
    missing: Map
    idle: Map
    rows: tuple[IdleRow, ...]


def town_map(desk: Desk, caller: Caller, where: Where) -> TownMap:
    """The map: of towns, or where a town is chosen, of its communities.

    :raises Stands: the week has no plan.
    """
    found = idle(desk, caller, where.its_week, where.places, where.only)
    with desk.store.snapshot() as reader:
        places = places_of(reader)
    society = where.society or most_missed(found)
    return TownMap(society, missing_map(found, society, places), idle_map(found, society, places), found.items)


def trend_chart(points: tuple[TrendPoint, ...]) -> Chart:
    """Needs, and those of them that are served, over the weeks."""
    return chart(
        [point.week for point in points], [point.needs for point in points], [point.served for point in points]
    )


def scarcest(desk: Desk, caller: Caller, week: str) -> list[CapacityView]:
    """What is scarcest in the week, as the API tells it."""
    with desk.store.snapshot() as reader:
        run, cards = planned(desk, caller, reader, week)
        return [view for view in known(desk, caller, reader, run, cards)[:SCARCEST] if view.price > 0]


@dataclass(frozen=True)
class Listed:
    """A page of what the week can use up, and the cursor of the next."""

    items: tuple[CapacityView, ...]
    next: str | None
    total: int


def capacity_list(desk: Desk, caller: Caller, asked: ListAsked, week: str) -> Listed:
    """What the week can use up, the scarcest first.

    :raises Stands: the week has no plan.
    """
    with desk.store.snapshot() as reader:
        run, cards = planned(desk, caller, reader, week)
        found = known(desk, caller, reader, run, cards)
    fitting = found if asked.q is None else matching(found, asked.q)
    part, following = part_of(fitting, lambda view: view.capacity, 50, asked.cursor)
    return Listed(tuple(part), following, len(fitting))


@dataclass(frozen=True)
class Spot:
    """One cell in full: its row, what lies idle for it, and its needs, those that are not served first."""

    row: GapRow
    idle: IdleRow | None
    needs: tuple[LinkageView, ...]


def spot(desk: Desk, caller: Caller, where: Where) -> Spot | None:
    """The cell of some filters, one at least; None where the week has no such need.

    :raises NotThere: no filter, or no such service, place or type, or none that the caller sees.
    """
    if not where.filters:
        raise NotThere("no cell: name a service, a town, a community, a type or a home; /gaps has them all")
    found = all_gaps(desk, caller, where, (where.by,))
    if not found.items:
        return None
    lying = idle(desk, caller, where.its_week, where.by, where.only).items if _priced(found) else ()
    return Spot(found.items[0], lying[0] if lying else None, _needs(desk, caller, where))


def _priced(found: GapPage) -> bool:
    return any(each.price is not None for row in found.items for each in row.societies)


def _needs(desk: Desk, caller: Caller, where: Where) -> tuple[LinkageView, ...]:
    with desk.store.snapshot() as reader:
        cards = where.only.among(desk.view(reader, where.its_week, caller)[1].linkages, Ground.of(reader))
    asking = [card for card in cards if where.society is None or asks(card, where.society)]
    return tuple(sorted(asking, key=lambda card: bool(card.served)))


@dataclass(frozen=True)
class Tried:
    """A what-if and its answer, with the needs that change by their ids."""

    view: WhatIfView
    cards: Mapping[str, LinkageView]


def tried(desk: Desk, caller: Caller, asked: WhatIfAsked) -> Tried | None:
    """The week solved again as asked; None while nothing is asked.

    :raises BadValue: neither a capacity nor a society, or both.
    :raises Stands: the week has no plan.
    :raises NotThere: no such thing, or none that the caller sees.
    :raises Busy: no answer in time.
    """
    if asked.add is None:
        return None
    view = with_more(desk, caller, asked.its_week, More(asked.add, asked.capacity, asked.society, asked.only))
    with desk.store.snapshot() as reader:
        cards = desk.view(reader, asked.its_week, caller)[1].linkages
    changed = {*view.changes.served, *view.changes.dropped, *view.changes.moved}
    return Tried(view, {card.need: card for card in cards if card.need in changed})


def capacity_of(desk: Desk, caller: Caller, week: str, id: str) -> CapacityView | None:
    """A capacity by its id, if the week has it for the caller."""
    with desk.store.snapshot() as reader:
        run, cards = planned(desk, caller, reader, week)
        return next((view for view in known(desk, caller, reader, run, cards) if view.capacity == id), None)
