"""What it would cost the week to do otherwise than its plan: to serve a need that it does not serve, or to put another
offer in a place.

A cost is what the best plan would be worth less, in points: at least `low`, at most `high`. Both are exact integers:
`high` since a plan is known that does so and keeps every demand, `low` since no such plan is worth more than what
prices, or a solve to the end, prove. It is exact where they are the same.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from time import monotonic

from matching.alternates import Alternate, Held
from matching.ledger import Ledger, uses
from matching.plan import Served
from matching.problem import Choice, Problem
from matching.proofs import Proofs
from matching.solved_again import before, demanding, solved_again
from matching.what_if import Range, WhatIf

GLANCE, QUICK = 0.12, 0.35
"""Seconds for a plan near the present one: mostly it is there in the first, nearly always in half of the second."""

UNKNOWN, BOUNDED, EXACT = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Instead:
    """What it would cost the week to serve a need, and what would become of the others."""

    cost: Range
    served: tuple[Served, ...]


def instead(proofs: Proofs, need: str, seconds: float = 1.0) -> Instead | None:
    """What it would cost to serve a need that the plan does not serve, with nothing more than there is. None where no
    plan that serves it was found: it is blocked, or the time is over."""
    found = solved_again(demanding(proofs.problem, need), proofs, seconds, prove=True)
    return None if found is None else Instead(cost(found), found.served)


def cost(found: WhatIf) -> Range:
    """What the best plan is worth less in a week in which only more is demanded."""
    return Range(max(0, found.before.low - found.after.high), max(0, found.before.high - found.after.low))


@dataclass(frozen=True, slots=True)
class Priced:
    """An alternate of a slot with what it would cost the whole week; None where no plan with it was found in time, so
    that it may not be possible at all."""

    alternate: Alternate
    cost: Range | None


def priced_alternates(proofs: Proofs, need: str, seconds: float = 3.0) -> Mapping[str, tuple[Priced, ...]]:
    """The alternates of each slot of a need that the plan serves, those that cost the week least first.

    First each has what is known without solving; then, as long as there is time, the week is solved with the alternate
    pinned: at a glance, those first of which no plan is known; then once more. An alternate that a demand excludes is
    none.
    """
    ledger = Ledger(proofs.problem, proofs.plan.served)
    if need not in ledger.served:
        return {}
    end = monotonic() + seconds
    places = [(slot, one) for slot, others in Held(ledger).alternates(need).items() for one in others]
    pinned = {place: _pinned(proofs.problem, need, *place) for place in places}
    bounds = {place: proofs.bound(problem) for place, problem in pinned.items()}
    alone = not _meets_minimums(ledger, need)
    costs = {place: _known(proofs, bound, place[1], alone) for place, bound in bounds.items() if bound is not None}
    for patience in (GLANCE, QUICK):
        for place in sorted(costs, key=lambda place: _doubt(costs[place])):
            left = end - monotonic()
            if left > 0 and _doubt(costs[place])[0] < EXACT:
                costs[place] = _solved(proofs, pinned[place], min(patience, left), costs[place])
    slots = dict.fromkeys(slot.id for slot in ledger.needs[need].slots)
    return {slot: tuple(_cheapest_first(costs, slot)) for slot in slots}


def _pinned(problem: Problem, need: str, slot: str, other: Alternate) -> Problem:
    return replace(problem, pins=(*problem.pins, Choice(need, slot, other.offer)), sha256="")


def _meets_minimums(ledger: Ledger, need: str) -> bool:
    """Whether what it takes counts towards a minimum, so that it may not simply take another's."""
    least = {capacity.id for capacity in ledger.problem.capacities if capacity.min > 0}
    return bool(least & uses(ledger.needs[need], ledger.served[need]).keys())


def _known(proofs: Proofs, bound: int, other: Alternate, alone: bool) -> Range | None:
    """What is known without solving; None: no plan with it is.

    :param alone: whether the need alone may change.
    """
    if other.cost is None or not alone:
        return None
    standing = before(proofs)
    return Range(max(0, standing.low - bound), max(0, standing.high - standing.low + other.cost))


def _doubt(known: Range | None) -> tuple[int, int]:
    """Whether there is something to find out, and how much."""
    if known is None:
        return UNKNOWN, 0
    return (EXACT if known.low == known.high else BOUNDED), known.high - known.low


def _solved(proofs: Proofs, pinned: Problem, seconds: float, known: Range | None) -> Range | None:
    found = solved_again(pinned, proofs, seconds)
    if found is None:
        return known
    better = cost(found)
    return better if known is None else Range(max(known.low, better.low), min(known.high, better.high))


def _cheapest_first(costs: Mapping[tuple[str, Alternate], Range | None], slot: str) -> Iterator[Priced]:
    mine = [Priced(other, cost) for (name, other), cost in costs.items() if name == slot]
    yield from sorted(mine, key=_place)


def _place(one: Priced) -> tuple[bool, int, int, str]:
    return (one.cost is None, *((one.cost.high, one.cost.low) if one.cost else (0, 0)), one.alternate.offer)
