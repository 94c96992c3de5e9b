"""Who gets which share of a week: each community with what it wanted, could be served and gets, and its past weeks."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import polars as pl

from graph.fairness import fairness, past_needs
from graph.model import Fairness, Run
from graph.place_tree import place_tree
from graph.store import Reader
from matching.plan import Plan
from matching.policy import POLICY
from matching.problem import Problem
from matching.reduce import reduce
from matching.shares import behind, ledger, servable
from matching.tally import Tally
from service.access import Caller
from service.artifacts import plan_of, problem_of, tally_of
from service.asking import page
from service.deps import Desk
from service.fair_schemas import CommunityShare, FairnessPage, LedgerWeek, ShareRange
from service.fairness.policy import policy_view
from service.fairness.questions import HighestShare, Share
from service.gaps.what_if import planned
from service.privacy import label
from service.schemas import LinkageView, NodeLabel

LEDGER_WEEKS = 4
"""So many past weeks are shown where the policy looks at none."""


@dataclass(frozen=True)
class Shares:
    """A week's shares, the smallest first: of every community of the city. `run` is that whose plan is told."""

    week: str
    run: str
    policy: Fairness
    communities: tuple[CommunityShare, ...]


def shares(desk: Desk, caller: Caller, week: str) -> tuple[str, Shares]:
    """The shares and their tag, another one whenever something in them may be different.

    :raises Stands: the week has no plan.
    """
    with desk.store.snapshot() as reader:
        planned(desk, caller, reader, week)
        tag, made = desk.gaps(reader, ("shares", week), lambda reader: _made(desk, reader, week))
    return f"{week}-{tag}-{caller.scope}", made


def fairness_page(
    desk: Desk, caller: Caller, whole: Shares, highest: bool, limit: int, cursor: str | None
) -> FairnessPage:
    """A page of the shares of the communities that the caller sees.

    :param highest: whether to work out the highest share that all can have, which takes seconds.
    :raises BadValue: a cursor of another list. :raises Busy: no answer in time.
    """
    hers = [one for one in whole.communities if caller.sees(one.id)]
    part, following = page(hers, lambda one: one.id, limit, cursor)
    return FairnessPage(
        week=whole.week,
        run=whole.run,
        policy=policy_view(whole.policy),
        spread=spread([one.share for one in whole.communities if one.share is not None]),
        highest=_highest(desk, whole.run) if highest else None,
        items=tuple(part),
        next=following,
    )


def spread(found: Iterable[float]) -> float | None:
    """Of two of these taken at random, how far they lie apart on average; None where there are no two."""
    ordered = sorted(found)
    pairs = len(ordered) * (len(ordered) - 1) // 2
    if not pairs:
        return None
    apart = sum(
        (upper - lower) * place * (len(ordered) - place) for place, (lower, upper) in enumerate(pairwise(ordered), 1)
    )
    return round(apart / pairs, 2)


def _highest(desk: Desk, run: str) -> ShareRange | None:
    question = HighestShare(run)
    with desk.store.snapshot() as reader:  # the files of a run stay as they are, so nothing read makes them stale
        _, found = desk.gaps(reader, question, lambda _: desk.oracle.ask(question))
    return None if found is None else _range(found)


def _range(found: Share) -> ShareRange:
    """In hundredths of a percent, rounded so that what is said of both ends stays true."""
    low, high = int(found.low * 10_000 + 1e-6) / 100, -int(-found.high * 10_000 - 1e-6) / 100
    return ShareRange(low=low, high=low if found.exact else max(low, high), exact=found.exact)


def _made(desk: Desk, reader: Reader, week: str) -> Shares:
    run, cards = planned(desk, Caller(role="planner", communities=None), reader, week)
    policy = fairness(reader)
    past = ledger(past_needs(reader, week, policy.weeks or LEDGER_WEEKS, place_tree(reader)), POLICY)
    more = behind(past, POLICY) if policy.weeks else {}
    figures = _figures(reader, run, cards)
    labels = community_labels(reader, sorted(figures.keys() | set(past["community"])))
    weeks = _weeks(past)
    found = [
        CommunityShare(
            **named.model_dump(), **figures.get(id, _Figures()).told(), behind=more.get(id, 0), ledger=weeks.get(id, ())
        )
        for id, named in labels.items()
    ]
    whole = sorted(found, key=lambda one: (one.share is None, one.share, one.id))
    return Shares(week, run.id, policy, tuple(whole))


def community_labels(reader: Reader, ids: Sequence[str]) -> dict[str, NodeLabel]:
    """Communities by id under the names by which they are shown."""
    nodes = zip(ids, reader.get_all(ids), strict=True)
    named = ((id, label(node) if node else None) for id, node in nodes)
    return {
        id: NodeLabel(id=id, label_zh=names.zh if names else id, label_en=names.en if names else id)
        for id, names in named
    }


def _weeks(past: pl.DataFrame) -> dict[str, tuple[LedgerWeek, ...]]:
    found: dict[str, tuple[LedgerWeek, ...]] = defaultdict(tuple)
    for community, week, wanted, served in past.select("community", "week", "wanted", "served").iter_rows():
        found[community] = (*found[community], LedgerWeek(week=week, wanted=wanted, served=served))
    return found


@dataclass
class _Figures:
    """What a run's problem, plan and tally say of one community."""

    needs: int = 0
    wanted: int = 0
    servable: int = 0
    served: int = 0
    waited: int | None = None
    floor: int | None = None
    asked: int | None = None
    floor_price: float | None = None

    def told(self) -> dict[str, int | float | None]:
        share = round(100 * self.served / self.servable, 2) if self.servable else None
        return {**vars(self), "share": share}


def _figures(reader: Reader, run: Run, cards: Iterable[LinkageView]) -> dict[str, _Figures]:
    problem, plan, tally = problem_of(reader, run.problem), plan_of(reader, run.plan), tally_of(reader, run.tally)
    figures: dict[str, _Figures] = defaultdict(_Figures)
    _count(figures, problem, plan)
    for card in cards:
        if card.community in figures and card.served is False:
            one = figures[card.community]
            one.waited = max(one.waited or 0, card.weeks_waited)
    _add_floors(figures, problem, plan, tally)
    return figures


def _count(figures: Mapping[str, _Figures], problem: Problem, plan: Plan) -> None:
    served, reduced = {one.need for one in plan.served}, reduce(problem)
    for need in problem.needs:
        if need.group is not None:
            one = figures[need.group]
            one.needs, one.wanted = one.needs + 1, one.wanted + need.value
            one.served += need.value if need.id in served else 0
    for group, value in servable(reduced).items() if reduced else ():
        figures[group].servable = value


def _add_floors(figures: Mapping[str, _Figures], problem: Problem, plan: Plan, tally: Tally) -> None:
    for floor in problem.floors:
        figures[floor.group].floor = floor.min_value
        figures[floor.group].floor_price = round(float(plan.floor_prices.get(floor.group, 0)), 6)
    for group, asked in tally.fairness.floors.items() if tally.fairness else ():
        figures[group].asked = asked
