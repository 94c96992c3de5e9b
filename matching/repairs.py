"""Repairs: what would let an unserved need be served, each certified by solving the week again with it.

Of what could be done (`matching.mending`) the cheapest are tried, of different kinds; of each it is told what the best
plan with it is worth, at least and at most, and which plan that is: the need is in it, and it keeps every demand.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from time import monotonic

from matching.ledger import Ledger
from matching.mending import Opening, Proposal, mended, proposals
from matching.proofs import Proofs
from matching.solved_again import solved_again
from matching.what_if import WhatIf

MOST, ALIKE = 6, 2
"""So many repairs are certified; so many by steps of the same kinds."""

QUICK = 0.35
"""Seconds for solving the week again near its plan."""


@dataclass(frozen=True, slots=True)
class Mended:
    """A proposal that was certified: `served` of `found` is a plan of the week with these steps, and the need is in it.

    `found.after` is what the best such plan is worth, at least and at most; `found.before` the same without the steps.
    """

    proposal: Proposal
    found: WhatIf


def repairs(proofs: Proofs, need: str, openings: Sequence[Opening] = (), seconds: float = 2.0) -> tuple[Mended, ...]:
    """The cheapest repairs of a need that the plan does not serve, certified, in the order of `mending.proposals`: as
    many as there is time for, and the first always.

    :raises KeyError: the problem has no such need.
    """
    end = monotonic() + seconds
    found: list[Mended] = []
    for proposal in _of_every_kind(proposals(proofs.problem, proofs.plan.served, need, openings)):
        if found and monotonic() + QUICK > end:
            break
        if one := certified(proofs, proposal, openings, QUICK):
            found.append(one)
    return tuple(found)


def _of_every_kind(every: Sequence[Proposal]) -> Iterator[Proposal]:
    """The first few, without those of which enough are alike."""
    kinds = Counter[tuple[str, ...]]()
    told = 0
    for proposal in every:
        alike = tuple(step.kind for step in proposal.steps)
        kinds[alike] += 1
        if kinds[alike] <= ALIKE and told < MOST:
            told += 1
            yield proposal


def certified(proofs: Proofs, proposal: Proposal, openings: Sequence[Opening], seconds: float) -> Mended | None:
    """The proposal with what comes of it; None where no plan with it was found in time."""
    changed = mended(proofs.problem, proposal.team.need, proposal.steps, openings)
    known = Ledger(changed, [*proofs.plan.served, proposal.team]) if proposal.beside else None
    if known is not None and not known.keeps_limits():
        known = None
    found = solved_again(changed, proofs, seconds, known=known)
    return None if found is None else Mended(proposal, found)
