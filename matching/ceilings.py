"""The most that more offers could add to a plan: proved from the plan's prices, in exact integers.

Whatever plan uses one more offer, uses it in one place: a required slot of one need. Then it is worth no more than

- the bound at the recorded prices, and what the offer adds to the need's worth at these prices. (Weak duality: the
  offer's own capacity, of 1, at a price of just that.)
- if no demand holds the need: the plan's bound, and the most that the need can be worth when nothing has a price,
  since without the need the rest is a plan that does not use the offer.

A plan that does not use it is worth no more than the plan's bound. A demand holds a need that is must or pinned, whose
group has a floor, or one of whose candidates counts towards a minimum: such a need cannot simply be left out. Where no
demand holds any of the needs, several offers add no more than as many needs are worth, those that are worth most.

Of the plan's two certificates that with the lower bound is used. `matching.verify` defines worth and bound.
"""

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction
from functools import cached_property

from matching.more import asks
from matching.plan import Plan
from matching.problem import Candidate, Need, Problem, Slot
from matching.restrict import demanded, touched
from matching.verify import Certificate


class Ceilings:
    """What more offers could add to one plan."""

    def __init__(self, problem: Problem, plan: Plan) -> None:
        """:param plan: a valid plan of the problem, with its prices."""
        self.problem, self.plan = problem, plan
        self._priced = _lowest(problem, plan)
        self._unpriced = Certificate.of(problem, {}, {})

    def of(self, need: Need, slot: Slot) -> tuple[Fraction, int]:
        """What the offer in this slot adds to the need's worth at the plan's prices; and how much more than the plan
        any plan may be worth that uses the offer there or nowhere. Both in points, at least 0."""
        added = (self._priced.need_worth(_with_free(need, slot)) or 0) - self._worth[need.id]
        ceiling = (self._bound + added) // self._priced.scale
        if need.id not in self._held:
            ceiling = min(ceiling, self._plan_bound + (self._unpriced.need_worth(_with_free(need, slot)) or 0))
        return Fraction(added, self._priced.scale), max(ceiling, self._plan_bound) - (self.plan.objective or 0)

    def of_several(self, needs: Iterable[Need], society: str, count: int) -> int | None:
        """How much more than the plan any plan may be worth that uses `count` more offers of the society for these
        needs, in points; None where a demand holds one of them, so that this way proves nothing."""
        asking = [need for need in needs if any(asks(slot, society) for slot in need.slots)]
        if any(need.id in self._held for need in asking):
            return None
        worths = sorted(
            (self._unpriced.need_worth(_with_all_free(need, society)) or 0 for need in asking), reverse=True
        )
        return self._plan_bound - (self.plan.objective or 0) + sum(worths[:count])

    @cached_property
    def _worth(self) -> dict[str, int]:
        """Each need's worth at the prices; a need without any cannot be in a problem that has a plan."""
        return {need.id: self._priced.need_worth(need) or 0 for need in self.problem.needs}

    @cached_property
    def _bound(self) -> int:
        """The certificate's bound before it is rounded down, `scale` times."""
        return self._priced.limits(self.problem) + sum(self._worth.values())

    @cached_property
    def _plan_bound(self) -> int:
        bound = self._bound // self._priced.scale
        return bound if self.plan.bound is None else min(bound, self.plan.bound)

    @cached_property
    def _held(self) -> set[str]:
        """The needs that demands hold."""
        least = {capacity.id for capacity in self.problem.capacities if capacity.min > 0}
        floored = {floor.group for floor in self.problem.floors if floor.min_value > 0}
        return demanded(self.problem) | {
            need.id for need in self.problem.needs if need.group in floored or least & touched(need)
        }


def _lowest(problem: Problem, plan: Plan) -> Certificate:
    weeks = plan.weeks
    if weeks is None or (plan.bound_from_prices is not None and plan.bound_from_prices <= weeks.bound):
        return Certificate.of(problem, plan.prices, plan.floor_prices)
    return Certificate.of(problem, weeks.prices, weeks.floor_prices, weeks.classes)


def _with_free(need: Need, slot: Slot) -> Need:
    return replace(need, slots=tuple(_joined(one, 1) if one.id == slot.id else one for one in need.slots))


def _with_all_free(need: Need, society: str) -> Need:
    return replace(need, slots=tuple(_joined(one, one.count) if asks(one, society) else one for one in need.slots))


def _joined(slot: Slot, count: int) -> Slot:
    """The slot with so many of the offers, without a price."""
    return replace(slot, candidates=(*slot.candidates, *(Candidate(f"extra:{n}") for n in range(1, count + 1))))
