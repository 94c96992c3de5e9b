"""What more of something would do to a week, as it is shown to somebody who sees some of its communities."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from graph.errors import BadValue
from graph.model import Run, Society
from graph.store import Reader
from matching.changes import changes
from matching.plan import Served
from service.access import Caller
from service.artifacts import plan_of
from service.deps import Desk
from service.gaps.capacities import capacities
from service.gaps.dimensions import Ground
from service.gaps.questions import MoreOf, MoreOffers, Solved
from service.gaps.rows import EVERYWHERE, Only, asks
from service.gaps.table import must_be
from service.planner_schemas import CapacityView, NeedChanges, RangeView, WhatIfView
from service.refusals import NotThere, Stands
from service.schemas import LinkageView


@dataclass(frozen=True)
class More:
    """More of what: a capacity, or offers of a society for the needs that filters let through."""

    add: int
    capacity: str | None = None
    society: Society | None = None
    only: Only = EVERYWHERE

    def __post_init__(self) -> None:
        if (self.capacity is None) == (self.society is None):
            raise BadValue("what-if: name a capacity, or a society; not both, and not neither")
        if self.capacity and self.only != EVERYWHERE:
            raise BadValue("what-if: service, place and home go with a society, not with a capacity")


def with_more(desk: Desk, caller: Caller, week: str, more: More) -> WhatIfView:
    """The week solved again with more.

    :raises Stands: the week has no plan.
    :raises NotThere: no such capacity or community, or none that the caller sees.
    :raises Busy: no answer in time.
    """
    with desk.store.snapshot() as reader:
        run, cards = planned(desk, caller, reader, week)
        before = plan_of(reader, run.plan).served
        chosen = _capacity(desk, caller, reader, run, cards, more.capacity) if more.capacity else None
        asking = () if chosen else _asking(reader, caller, cards, more)
    if chosen:
        found = desk.oracle.ask(MoreOf(run.id, chosen.capacity, more.add))
    else:
        found = desk.oracle.ask(MoreOffers(run.id, asking, str(more.society), more.add))
    return _shown(week, run, more, chosen, found, before, {card.need for card in cards})


def planned(desk: Desk, caller: Caller, reader: Reader, week: str) -> tuple[Run, tuple[LinkageView, ...]]:
    """The run whose plan is the week's, and the needs that the caller sees.

    :raises Stands: there is none, or it has no plan that could be asked about.
    """
    _, view = desk.view(reader, week, caller)
    run = reader.get(view.figures.run) if view.figures.run else None
    if not isinstance(run, Run) or view.figures.value is None:
        raise Stands(f"week {week}: it has no plan yet; compute it, then ask")
    return run, view.linkages


def known(
    desk: Desk, caller: Caller, reader: Reader, run: Run, cards: Collection[LinkageView]
) -> tuple[CapacityView, ...]:
    """The capacities that the needs of some cards could use; for who sees every community, all."""
    needs = None if caller.communities is None else frozenset(card.need for card in cards)
    return desk.gaps(reader, ("capacities", run.id, needs), lambda reader: capacities(reader, run, needs))[1]


def _capacity(
    desk: Desk, caller: Caller, reader: Reader, run: Run, cards: Collection[LinkageView], id: str
) -> CapacityView:
    for view in known(desk, caller, reader, run, cards):
        if view.capacity == id:
            return view
    raise NotThere(f"capacity {id!r}: not of this week's problem; /api/weeks/{run.week}/gaps/capacities lists them")


def _asking(reader: Reader, caller: Caller, cards: Collection[LinkageView], more: More) -> tuple[str, ...]:
    """The needs for which the offers would be.

    :raises NotThere: none asks for them, or there is no such thing as a filter names.
    """
    must_be(reader, more.only, caller)
    needs = [
        card.need for card in more.only.among(cards, Ground.of(reader)) if more.society and asks(card, more.society)
    ]
    if not needs:
        raise NotThere(f"{more.society}: no need of this week asks for it there; /api/weeks/…/gaps lists those that do")
    return tuple(sorted(needs))


def _shown(
    week: str,
    run: Run,
    more: More,
    chosen: CapacityView | None,
    found: Solved,
    before: Collection[Served],
    seen: Collection[str],
) -> WhatIfView:
    objective = found.before[0]
    return WhatIfView(
        week=week,
        run=run.id,
        capacity=more.capacity,
        society=more.society,
        service=more.only.service,
        community=more.only.community,
        town=more.only.town,
        type=more.only.type,
        home=more.only.home,
        unit=chosen.unit if chosen else "offer",
        add=more.add,
        before=RangeView(low=objective, high=found.before[1]),
        after=RangeView(low=found.after[0], high=found.after[1]),
        gain=RangeView(low=found.after[0] - objective, high=found.after[1] - objective),
        served_before=len(before),
        served_after=len(found.served),
        changes=changes_seen(before, found.served, seen),
        exact=found.after[0] == found.after[1],
    )


def changes_seen(before: Iterable[Served], after: Iterable[Served], seen: Collection[str]) -> NeedChanges:
    """What changes from one plan to another, as somebody sees it who sees these needs."""
    found = changes(before, after)
    hers = found.among(set(seen))
    return NeedChanges(
        served=hers.served,
        dropped=hers.dropped,
        moved=tuple(one.need for one in hers.moved),
        elsewhere=len(found) - len(hers),
    )
