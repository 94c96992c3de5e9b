"""Repairs: what would let an unserved need be served, each certified by solving the week again with it.

Of what could be done (`matching.mending`) the cheapest are tried, of different kinds; of each it is told what the best
plan with it is worth, at least and at most, and which plan that is: the need is in it, and it keeps every demand.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from time import monotonic

from matching.changes import changes
from matching.ledger import Ledger
from matching.mending import Opening, Proposal, Step, cheapness, mended, proposals
from matching.problem import Problem
from matching.proofs import Proofs
from matching.solved_again import before, solved_again
from matching.what_if import Range, WhatIf

MOST, ALIKE = 6, 2
"""So many repairs are told; so many by steps of the same kinds."""

TRIED = 8
"""So many are tried of those at which all others can stay as they are, and of those at which they cannot."""

QUICK = 0.35
"""Seconds for solving the week again near its plan."""


@dataclass(frozen=True, slots=True)
class Mended:
    """A proposal that was certified: `found.served` is a plan of the week with these steps, and the need is in it.

    `found.after` is what the best such plan is worth, at least and at most; `found.before` the same without the steps.
    `beside`: nobody whom the plan serves has to give way.
    """

    steps: tuple[Step, ...]
    found: WhatIf
    beside: bool


def repairs(proofs: Proofs, need: str, openings: Sequence[Opening] = (), seconds: float = 2.0) -> tuple[Mended, ...]:
    """The cheapest repairs of a need that the plan does not serve, certified: first those at which nobody has to give
    way, each by `mending.ORDER`.

    Those at which all others can stay as they are hold by that plan; as long as there is time the week is solved again,
    the cheapest first, which tells what more it gains, and whether fewer steps would do.

    :raises KeyError: the problem has no such need.
    """
    end = monotonic() + seconds
    every = _of_every_kind(proposals(proofs.problem, proofs.plan.served, need, openings))
    found = {proposal.steps: one for proposal in every if (one := _beside(proofs, need, proposal, openings))}
    for proposal in every:
        if monotonic() + QUICK > end:
            break
        if one := certified(proofs, need, proposal, openings):
            found[proposal.steps] = one
    return tuple(_told(proofs, list(found.values())))


def _of_every_kind(every: Sequence[Proposal]) -> list[Proposal]:
    """The first of them, without those of which enough are alike."""
    kinds, sorts = Counter[tuple[bool, tuple[str, ...]]](), Counter[bool]()
    some = []
    for proposal in every:
        sort = proposal.team is None
        alike = sort, tuple(step.kind for step in proposal.steps)
        kinds[alike] += 1
        if kinds[alike] <= ALIKE and sorts[sort] < TRIED:
            sorts[sort] += 1
            some.append(proposal)
    return some


def _told(proofs: Proofs, found: Sequence[Mended]) -> list[Mended]:
    """In order, without those that ask more than another that drops nobody."""
    most = {capacity.id: capacity.max for capacity in proofs.problem.capacities}
    best = sorted(found, key=lambda one: (not one.beside, *cheapness(most, one.steps), -one.found.after.low))
    enough = [set(one.steps) for one in best if one.beside]
    return [one for one in best if not any(less < set(one.steps) for less in enough)][:MOST]


def _beside(proofs: Proofs, need: str, proposal: Proposal, openings: Sequence[Opening]) -> Mended | None:
    """The proposal with the plan in which all others stay as they are; None where they cannot."""
    changed = mended(proofs.problem, need, proposal.steps, openings)
    known, high = _all_stay(proofs, changed, proposal), proofs.bound(changed)
    if known is None or high is None:
        return None
    after = Range(known.objective, max(known.objective, high))
    return Mended(proposal.steps, WhatIf(before(proofs), after, tuple(known.served.values())), True)


def _all_stay(proofs: Proofs, changed: Problem, proposal: Proposal) -> Ledger | None:
    if proposal.team is None:
        return None
    known = Ledger(changed, [*proofs.plan.served, proposal.team])
    return known if known.keeps_limits() else None


def certified(
    proofs: Proofs, need: str, proposal: Proposal, openings: Sequence[Opening], seconds: float = QUICK
) -> Mended | None:
    """The proposal with what comes of it; None where no plan with it is possible, or none was found in time."""
    changed = mended(proofs.problem, need, proposal.steps, openings)
    known = _all_stay(proofs, changed, proposal)
    found = solved_again(changed, proofs, seconds, known=known)
    if found is None:
        return None
    dropped = changes(proofs.plan.served, found.served).dropped
    return Mended(proposal.steps, found, known is not None or not dropped)
