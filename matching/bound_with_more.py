"""What a plan's own prices prove of a week in which there is more of something.

The prices stay as they are, but for that of what there is more of: of all its prices, each of which is valid, the one
that makes the bound lowest is looked for. The bound is convex in it, so it is searched by sections; the number that
counts is then `matching.verify.recompute_bound` of the larger week, which anyone can repeat.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from matching.fillings import malformed_classes
from matching.plan import Plan, WeekClass
from matching.problem import Problem
from matching.restrict import touched
from matching.verify import Certificate, recompute_bound

GOLDEN = 0.618034
EVALUATIONS = 1200
"""Needs that may be worked out in the search for a price, all prices together."""


def bound_with_more(larger: Problem, plan: Plan, more: str, known: int | None = None) -> int:
    """No plan of the larger week is worth more.

    :param plan: a valid plan, with its prices, of the same week with less of the capacity `more`, or without it.
    :param known: a bound that is known already: where the recorded prices prove no less, no other price is looked for.
    """
    proofs = _proofs(larger, plan, more)
    recorded = [proof.bound(larger, more, proof.prices.get(more, Fraction(0))) for proof in proofs]
    if known is not None and known <= min(recorded):
        return known
    best = proofs[recorded.index(min(recorded))]
    certificate = Certificate.of(larger, best.prices, best.floor_prices, best.classes)
    price = Fraction(_best_price(_Line(certificate, larger, more)), certificate.scale)
    return min(*recorded, best.bound(larger, more, price), *([] if known is None else [known]))


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


def _proofs(larger: Problem, plan: Plan, more: str) -> list[_Proof]:
    """The plan's certificates as far as they hold for the larger week: the provider's week of which there is more is
    another one now, and may not be a week at all."""
    proofs = [_Proof(plan.prices, plan.floor_prices, ())]
    if plan.weeks is not None:
        weeks = plan.weeks
        others = tuple(one for one in weeks.classes if more not in (one.capacity, one.nested))
        proofs.append(_Proof(weeks.prices, weeks.floor_prices, others))
        if len(others) < len(weeks.classes) and not any(malformed_classes(larger, weeks.classes)):
            proofs.append(_Proof(weeks.prices, weeks.floor_prices, weeks.classes))
    return proofs


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
