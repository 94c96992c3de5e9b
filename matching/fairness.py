"""Fairness between groups: the highest share that all can have at once, and what a floor costs the week.

A group's *share* is the value of its served needs in what is servable there: the value of those of its needs that could
be served if they were alone (`matching.shares.servable`).
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from math import ceil, isfinite

from matching.asked import Asked
from matching.by_hand import Values, towards
from matching.clock import Clock
from matching.duties import fulfil
from matching.errors import NoPlanInTime
from matching.exact import Model
from matching.fair_week import floors_asked
from matching.ledger import Ledger
from matching.limits import Limits
from matching.narrower import narrower
from matching.plan import Plan, Served
from matching.problem import Floor, Need, Problem, Slot
from matching.program import Answer, Term
from matching.reduce import reduce
from matching.shares import servable
from matching.solve import EXACT_CANDIDATES, solve
from matching.verify import recompute_bound
from matching.what_if import Range

STEP = Fraction(1, 10_000)
"""Two shares nearer than this are told as one: HiGHS's tolerances tell no more apart."""

SECONDS = 12.0

BY_HAND = 0.3
"""Of the seconds, for what can be found without a solver."""

_SCALE = 10_000.0  # of the share in the program, whose gaps are absolute
_SURE = 1e-6


@dataclass(frozen=True, slots=True)
class Highest:
    """The highest share that every group can have at once: a plan that gives at least `low` to each is known
    (`served`), and by HiGHS none gives each more than `high`. `low` equals `high` where it is proved to STEP."""

    low: Fraction
    high: Fraction
    served: tuple[Served, ...]

    @property
    def exact(self) -> bool:
        return self.low == self.high


def highest_share(problem: Problem, seconds: float = SECONDS) -> Highest | None:
    """The highest share of all groups that have anything servable, beside the duties, minimums, pins and bans of the
    week; its floors do not count. None: there is no such group, or no plan is known that keeps every duty.

    :param seconds: for all of it; a range is left where they are over before the proof.
    """
    reduced = reduce(replace(problem, floors=()))
    wanted = {group: value for group, value in servable(reduced).items() if value} if reduced else {}
    if reduced is None or not wanted:
        return None
    clock = Clock(Limits(seconds=seconds))
    start, low = _by_hand(reduced, wanted, clock.part(BY_HAND))
    found, high = _exactly(reduced, wanted, start, clock.seconds_left() or seconds)
    if found is not None and (start is None or _least(found, wanted) >= low):
        start, low = found, _least(found, wanted)
    if start is None:
        return None
    return Highest(low, low if high - low < STEP else high, tuple(start.served.values()))


def _least(ledger: Ledger, wanted: Values) -> Fraction:
    """The lowest share of any group."""
    reached = ledger.achieved()
    return min(Fraction(reached.get(group, 0), value) for group, value in wanted.items())


def _by_hand(reduced: Problem, wanted: Values, clock: Clock) -> tuple[Ledger | None, Fraction]:
    """The best plan that bisection finds by hand, by whole percents, with its lowest share."""
    best, least = towards(reduced, {}), Fraction(0)
    low, high = 0, 100
    while best is not None and low < high and not clock.stopped():
        percent = (low + high + 1) // 2
        found = towards(reduced, {g: -(-percent * value // 100) for g, value in wanted.items()}, best)
        if found is not None and _least(found, wanted) * 100 >= percent:
            best, least, low = found, _least(found, wanted), percent
        else:
            high = percent - 1
    return best, least


def _exactly(reduced: Problem, wanted: Values, start: Ledger | None, seconds: float) -> tuple[Ledger | None, Fraction]:
    """The best plan that HiGHS finds, if any; and a share above which it says that none is."""
    lean = _lean(reduced)
    if lean.size > EXACT_CANDIDATES:
        return None, Fraction(1)
    model = Model(lean)
    share = model.program.add_column(integer=False)
    for terms in _shares(reduced, model, wanted).values():
        model.program.add_row([*terms, (share, -1.0)], low=0.0)
    model.program.maximise([(share, _SCALE)])
    hint = model.hint(_trimmed(lean, start)) if start else None
    answer = model.program.solved(seconds=seconds, hint=hint, within=_SCALE * _SURE)
    return _checked(reduced, model, answer), _ceiling(answer)


def _shares(reduced: Problem, model: Model, wanted: Values) -> dict[str, list[Term]]:
    terms: dict[str, list[Term]] = defaultdict(list)
    for need in reduced.needs:
        if need.group is not None and need.group in wanted:
            terms[need.group] += [(column, need.value / wanted[need.group]) for column in model.options(need).values()]
    return terms


def _ceiling(answer: Answer) -> Fraction:
    bound = answer.bound
    return Fraction(min(1.0, ceil((bound / _SCALE + _SURE) * 1e6) / 1e6) if isfinite(bound) else 1.0)


def _checked(reduced: Problem, model: Model, answer: Answer) -> Ledger | None:
    if answer.values is None:
        return None
    ledger = Ledger(reduced, model.served(answer.values))
    return ledger if ledger.keeps_limits() else None


def _lean(reduced: Problem) -> Problem:
    """The week without what no share depends on: points, bonds that are no bans, places that may stay empty."""
    least = {capacity.id for capacity in reduced.capacities if capacity.min > 0}
    pinned = {(pin.need, pin.slot) for pin in reduced.pins}

    def counts(need: Need, slot: Slot) -> bool:
        return slot.required or (need.id, slot.id) in pinned or any(least & c.uses.keys() for c in slot.candidates)

    def lean(need: Need) -> Need:
        slots = tuple(
            replace(slot, candidates=tuple(replace(c, score=0) for c in slot.candidates))
            for slot in need.slots
            if counts(need, slot)
        )
        ids = {slot.id for slot in slots}
        bans = tuple(bond for bond in need.bonds if bond.ban and {bond.a[0], bond.b[0]} <= ids)
        return replace(need, value=0, slots=slots, bonds=bans)

    return replace(reduced, needs=tuple(map(lean, reduced.needs)))


def _trimmed(lean: Problem, start: Ledger) -> list[Served]:
    """A plan without what was left out of its problem."""
    slots = {need.id: {slot.id for slot in need.slots} for need in lean.needs}
    return [
        replace(one, slots={slot: offers for slot, offers in one.slots.items() if slot in slots[one.need]})
        for one in start.served.values()
    ]


@dataclass(frozen=True, slots=True)
class FloorEffect:
    """What a floor under every group's share does to the week.

    `holds`: whether all groups can have it at once; None where that was not found in time. `floors`: by group, in
    points. `before` and, where it holds, `after`: what the best plan is worth. `served`: a plan worth `after.low`.
    `prices`: by group, what one more point of its floor costs at the plan's prices: to rank by.
    """

    holds: bool | None
    floors: Mapping[str, int]
    before: Range
    after: Range | None = None
    served: tuple[Served, ...] = ()
    prices: Mapping[str, float] = field(default_factory=dict)

    @property
    def price(self) -> Range | None:
        """What the week loses by the floors: certainly at least `low` and at most `high` points."""
        if self.after is None:
            return None
        return Range(self.before.low - self.after.high, self.before.high - self.after.low)


def floor_effect(problem: Problem, plan: Plan, share: int, seconds: float = SECONDS) -> FloorEffect:
    """The week solved again with a floor of that share under every group, in place of the floors that it has.

    :param plan: a valid plan of the problem.
    :param share: percent, 0 to 100.
    """
    clock, objective = Clock(Limits(seconds=seconds)), plan.objective or 0
    before = Range(objective, objective if plan.bound is None else plan.bound)
    reduced = reduce(replace(problem, floors=()))
    if reduced is None:
        return FloorEffect(None, {}, before)
    floors = floors_asked(reduced, Asked(share))
    asked = replace(
        problem, floors=tuple(Floor(group, least) for group, least in sorted(floors.items())), sha256="0" * 64
    )
    start = _reaching(asked, reduced, floors, clock)
    if not isinstance(start, Ledger):
        return FloorEffect(start, floors, before)
    ceiling = before.high if narrower(asked, problem) else None
    return _solved(asked, plan, start, ceiling, clock, FloorEffect(True, floors, before))


def _reaching(asked: Problem, reduced: Problem, floors: Values, clock: Clock) -> Ledger | bool | None:
    """A plan that reaches the floors; False: there is none; None: that was not found in time."""
    found = towards(reduced, floors)
    if found is not None and all(found.achieved().get(group, 0) >= least for group, least in floors.items()):
        return found
    outcome = fulfil(reduce(asked), clock, seconds=clock.seconds_left(0.5))
    if outcome.served is None:
        return False if outcome.infeasible else None
    return Ledger(asked, outcome.served)


def _solved(
    asked: Problem, plan: Plan, start: Ledger, ceiling: int | None, clock: Clock, effect: FloorEffect
) -> FloorEffect:
    """The best plan found with the floors: where none is in time, the one that shows that they hold."""
    known = Ledger(asked, start.served.values())
    try:
        left = clock.seconds_left() or SECONDS
        found = solve(asked, Limits(seconds=left), before=plan.served, ceiling=ceiling)
    except NoPlanInTime:
        high = ceiling if ceiling is not None else recompute_bound(asked, plan.prices, {}) or known.objective
        return replace(
            effect, after=Range(known.objective, max(high, known.objective)), served=tuple(known.served.values())
        )
    objective = found.objective or 0
    high = objective if found.bound is None else found.bound
    prices = {group: float(price) for group, price in found.floor_prices.items() if price}
    return replace(effect, after=Range(objective, high), served=found.served, prices=prices)
