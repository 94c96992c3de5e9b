"""What more of something would do: the week solved again with it, and a bound on what any plan with it is worth.

The bound is the lower of two: what the solve proves, and what the plan's own prices prove when what there is more of
gets the price that makes the bound lowest. The bound is convex in that one price, so it is searched by sections; each
price is valid, and `matching.verify.recompute_bound` gives the number that counts.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from matching.ceilings import Ceilings
from matching.fillings import malformed_classes
from matching.ledger import Ledger, worth
from matching.more import EXTRA, asks, with_capacity, with_offers
from matching.plan import Plan, Served, WeekClass
from matching.possible import Possible
from matching.problem import Problem
from matching.restrict import touched
from matching.verify import Certificate, recompute_bound

SECONDS = 5.0
GOLDEN = 0.618034
EVALUATIONS = 2000
"""Needs that may be worked out in the search for a price, all prices together."""


@dataclass(frozen=True, slots=True)
class Range:
    """What the best plan is worth, in points: a plan worth `low` is known, and none is worth more than `high`."""

    low: int
    high: int


@dataclass(frozen=True, slots=True)
class WhatIf:
    """The week as it is planned, and with more. `served` is the plan that is worth `after.low`, checked in integers.

    `gain` is above the plan as it stands. `exact`: the plan found is proved the best there is with so much more.
    """

    before: Range
    after: Range
    served: tuple[Served, ...]

    @property
    def gain(self) -> Range:
        return Range(self.after.low - self.before.low, self.after.high - self.before.low)

    @property
    def exact(self) -> bool:
        return self.after.low == self.after.high


def more_of(problem: Problem, plan: Plan, capacity: str, add: int, seconds: float = SECONDS) -> WhatIf:
    """What the week would be with `add` more of a capacity.

    :param plan: a valid plan of the problem, with its prices.
    :param add: at least 0, in the capacity's unit.
    :raises KeyError: the problem has no such capacity.
    """
    larger = with_capacity(problem, capacity, add)
    return _what_if(larger, plan, _bound_from_prices(larger, plan, capacity), seconds)


def more_offers(
    problem: Problem, plan: Plan, needs: Collection[str], society: str, count: int, seconds: float = SECONDS
) -> WhatIf:
    """What the week would be with `count` more offers of a society for these needs, as `matching.gaps` defines them.

    :param count: at least 1.
    """
    larger = with_offers(problem, needs, society, count)
    bound = _bound_from_prices(larger, plan, EXTRA)
    ceiling = _ceiling(problem, plan, set(needs), society, count)
    return _what_if(larger, plan, bound if ceiling is None else min(bound, ceiling), seconds)


def _ceiling(problem: Problem, plan: Plan, needs: set[str], society: str, count: int) -> int | None:
    """What `matching.ceilings` proves, for one offer or for several."""
    ceilings, asked = Ceilings(problem, plan), [need for need in problem.needs if need.id in needs]
    if count > 1:
        more = ceilings.of_several(asked, society, count)
    else:
        places = [(need, slot) for need in asked for slot in need.slots if asks(slot, society)]
        more = max((ceilings.of(need, slot)[1] for need, slot in places), default=None)
    return None if more is None else (plan.objective or 0) + more


def _what_if(larger: Problem, plan: Plan, bound: int, seconds: float) -> WhatIf:
    objective = plan.objective or 0
    before = Range(objective, objective if plan.bound is None else plan.bound)
    found = _solved(larger, plan)
    return WhatIf(before, Range(found.objective, bound), tuple(found.served.values()))


def _solved(larger: Problem, plan: Plan) -> Ledger:
    """The plan with whatever fits beside it."""
    ledger, teams = Ledger(larger, plan.served), Possible(larger, plan.prices)
    for need in sorted(larger.needs, key=lambda need: (-need.value, need.id)):
        team = None if need.id in ledger.served else teams[need.id].best(ledger.left)
        if team is not None and worth(need, team) > 0:
            ledger.enter(team)
    return ledger


def _bound_from_prices(larger: Problem, plan: Plan, more: str) -> int:
    """What the better of the plan's certificates proves, with the best price for what there is more of."""
    proofs = [_Proof(plan.prices, plan.floor_prices, ())]
    if plan.weeks is not None:
        weeks = plan.weeks
        others = tuple(one for one in weeks.classes if more not in (one.capacity, one.nested))
        proofs.append(_Proof(weeks.prices, weeks.floor_prices, others))
        if len(others) < len(weeks.classes) and not any(malformed_classes(larger, weeks.classes)):
            proofs.append(_Proof(weeks.prices, weeks.floor_prices, weeks.classes))
    recorded = [proof.bound(larger, more, proof.prices.get(more, Fraction(0))) for proof in proofs]
    best = min(range(len(proofs)), key=recorded.__getitem__)
    return min(recorded[best], _lowest_bound(larger, proofs[best], more))


@dataclass(frozen=True, slots=True)
class _Proof:
    """Prices of capacities, of floors and of classes of providers' weeks."""

    prices: Mapping[str, Fraction]
    floor_prices: Mapping[str, Fraction]
    classes: tuple[WeekClass, ...]

    def bound(self, problem: Problem, capacity: str, price: Fraction) -> int:
        """What the prices prove, with this one for that capacity."""
        bound = recompute_bound(problem, {**self.prices, capacity: price}, self.floor_prices, self.classes)
        assert bound is not None, "the problem has a plan"
        return bound


def _lowest_bound(larger: Problem, proof: _Proof, more: str) -> int:
    certificate = Certificate.of(larger, proof.prices, proof.floor_prices, proof.classes)
    best = _best_price(_Line(certificate, larger, more))
    return proof.bound(larger, more, Fraction(best, certificate.scale))


class _Line:
    """A bound as a function of one capacity's price, from 0 up; whole numbers, `certificate.scale` times."""

    def __init__(self, certificate: Certificate, problem: Problem, capacity: str) -> None:
        self._certificate, self._capacity = certificate, capacity
        self._max = next(one.max for one in problem.capacities if one.id == capacity)
        self.needs = [need for need in problem.needs if capacity in touched(need)]
        free = self._worths(0)
        self.end = max([0, *free]) + 1
        """A price at which nobody uses the capacity who need not: it would cost more than a need can be worth."""
        without = self._worths(self.end)
        self.needs = [need for need, a, b in zip(self.needs, free, without, strict=True) if a != b]
        gains = sorted((a - b for a, b in zip(free, without, strict=True)), reverse=True)
        self.guess = gains[self._max - 1] if self._max <= len(gains) else 0
        """The best price where each need could use one unit: as many want it at that price as there are units."""

    def __call__(self, price: int) -> int:
        """The part of the bound that changes with the price."""
        return self._max * price + sum(self._worths(price))

    def _worths(self, price: int) -> list[int]:
        priced = replace(self._certificate, prices={**self._certificate.prices, self._capacity: price})
        return [priced.need_worth(need) or 0 for need in self.needs]


def _best_price(line: _Line) -> int:
    """The best price that is guessed or found by golden sections of a convex function."""
    return min(line.guess, _by_sections(line), key=line)


def _by_sections(line: _Line) -> int:
    low, high = 0, line.end
    left, right = _cut(low, high)
    at_left, at_right = line(left), line(right)
    for _ in range(EVALUATIONS // max(1, len(line.needs))):
        if right - left < 2:
            break
        if at_left <= at_right:
            high, right, at_right = right, left, at_left
            left = low + high - right
            at_left = line(left)
        else:
            low, left, at_left = left, right, at_right
            right = low + high - left
            at_right = line(right)
    return left if at_left <= at_right else right


def _cut(low: int, high: int) -> tuple[int, int]:
    inner = round((high - low) * GOLDEN)
    return high - inner, low + inner
