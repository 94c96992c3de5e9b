"""What a floor under every community would do to a week, as it is shown to somebody who sees some of them."""

from collections import defaultdict
from collections.abc import Collection, Mapping

from matching.plan import Served
from service.access import Caller
from service.artifacts import plan_of, problem_of
from service.deps import Desk
from service.fair_schemas import FloorCommunity, FloorView
from service.fairness.questions import Effect, FloorUnderAll, Points
from service.fairness.shares import community_labels
from service.gaps.what_if import changes_seen, planned
from service.planner_schemas import RangeView
from service.schemas import NodeLabel


def with_floor(desk: Desk, caller: Caller, week: str, share: int) -> FloorView:
    """The week solved again with a floor of that share.

    :param share: percent.
    :raises Stands: the week has no plan. :raises Busy: no answer in time.
    """
    with desk.store.snapshot() as reader:
        run, cards = planned(desk, caller, reader, week)
        before, problem = plan_of(reader, run.plan).served, problem_of(reader, run.problem)
    question = FloorUnderAll(run.id, share)
    with desk.store.snapshot() as reader:
        _, found = desk.gaps(reader, question, lambda _: desk.oracle.ask(question))
    places = {need.id: need.group for need in problem.needs if need.group is not None and caller.sees(need.group)}
    values = {need.id: need.value for need in problem.needs}
    had, gets = _by_community(before, places, values), _by_community(found.served, places, values)
    touched = sorted(id for id in set(places.values()) if found.floors.get(id) or had[id] != gets[id])
    with desk.store.snapshot() as reader:
        labels = community_labels(reader, touched)
    return FloorView(
        week=week,
        run=run.id,
        share=share,
        holds=found.holds,
        before=_range(found.before),
        after=found.after and _range(found.after),
        price=found.price and _range(found.price),
        exact=found.price is not None and found.price[0] == found.price[1],
        changes=changes_seen(before, found.served, {card.need for card in cards}) if found.holds else None,
        communities=_communities(found, labels, had, gets),
    )


def _by_community(
    plan: Collection[Served], places: Mapping[str, str], values: Mapping[str, int]
) -> defaultdict[str, int]:
    total: defaultdict[str, int] = defaultdict(int)
    for one in plan:
        if one.need in places:
            total[places[one.need]] += values[one.need]
    return total


def _communities(
    found: Effect, labels: Mapping[str, NodeLabel], had: Mapping[str, int], gets: Mapping[str, int]
) -> tuple[FloorCommunity, ...]:
    """None where there is no plan with the floor to tell of."""
    if not found.holds:
        return ()
    told = [
        FloorCommunity(
            **named.model_dump(), floor=found.floors.get(id, 0), before=had[id], after=gets[id],
            floor_price=round(found.prices.get(id, 0.0), 6),
        )
        for id, named in labels.items()
    ]  # fmt: skip
    return tuple(sorted(told, key=lambda one: (one.before - one.after, one.id)))


def _range(points: Points) -> RangeView:
    return RangeView(low=points[0], high=points[1])
