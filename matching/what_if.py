"""What more of something would do: the week solved again with it, and a bound on what any plan with it is worth.

The bound is the lowest of what the solve proves, what the plan's own prices prove (`matching.bound_with_more`), and, of
offers, what `matching.ceilings` proves.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace

from matching.bound_with_more import bound_with_more
from matching.ceilings import Ceilings
from matching.clock import Clock
from matching.limits import Limits
from matching.more import EXTRA, asks, with_capacity, with_offers
from matching.nearby import Near, near
from matching.plan import Plan, Served
from matching.problem import Problem

SECONDS = 3.0


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
    :param seconds: for the solve; the bound takes some more.
    :raises KeyError: the problem has no such capacity.
    """
    larger = with_capacity(problem, capacity, add)
    found = _solved(larger, plan, seconds)
    if found.objective != found.bound:
        found = replace(found, bound=bound_with_more(larger, plan, capacity, found.bound))
    return _what_if(plan, found)


def more_offers(
    problem: Problem, plan: Plan, needs: Collection[str], society: str, count: int, seconds: float = SECONDS
) -> WhatIf:
    """What the week would be with `count` more offers of a society for these needs, as `matching.gaps` defines them.

    :param count: at least 1.
    :param seconds: for the solve; the bound takes some more.
    """
    larger = with_offers(problem, needs, society, count)
    found = _solved(larger, plan, seconds)
    if found.objective != found.bound:
        known = [found.bound, _ceiling(problem, plan, set(needs), society, count)]
        lowest = min((bound for bound in known if bound is not None), default=None)
        found = replace(found, bound=bound_with_more(larger, plan, EXTRA, lowest))
    return _what_if(plan, found)


def _solved(larger: Problem, plan: Plan, seconds: float) -> Near:
    """The best plan found in the time, at least as good as the plan, which is one of the larger week too."""
    guide = {id: float(price) for id, price in plan.prices.items()}
    found = near(larger, plan.served, guide, Clock(Limits(seconds=seconds)), prove=True)
    stands = Near(plan.served, plan.objective or 0, None if found is None else found.bound)
    return stands if found is None or found.objective < stands.objective else found


def _ceiling(problem: Problem, plan: Plan, needs: set[str], society: str, count: int) -> int | None:
    """What `matching.ceilings` proves, for one offer or for several."""
    ceilings, asked = Ceilings(problem, plan), [need for need in problem.needs if need.id in needs]
    if count > 1:
        more = ceilings.of_several(asked, society, count)
    else:
        places = [(need, slot) for need in asked for slot in need.slots if asks(slot, society)]
        more = max((ceilings.of(need, slot)[1] for need, slot in places), default=None)
    return None if more is None else (plan.objective or 0) + more


def _what_if(plan: Plan, found: Near) -> WhatIf:
    objective = plan.objective or 0
    before = Range(objective, objective if plan.bound is None else plan.bound)
    return WhatIf(before, Range(found.objective, found.objective if found.bound is None else found.bound), found.served)
