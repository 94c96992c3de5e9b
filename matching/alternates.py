"""Who else could fill a slot of a linkage, and what that would cost."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from matching.ledger import Ledger, banned_together, uses, worth
from matching.plan import Plan, Served
from matching.problem import Candidate, Need, Problem, Slot


@dataclass(frozen=True, slots=True)
class Alternate:
    """Another offer for a slot in the same option.

    `cost` is what the plan's value would lose by it (negative: gain), exact for this need with all others as they
    are; None where others hold what it needs: then `takes_from` names them.
    """

    offer: str
    option: str | None
    score: int
    cost: int | None
    takes_from: tuple[str, ...] = ()


def alternates(problem: Problem, plan: Plan, need: str) -> Mapping[str, tuple[Alternate, ...]]:
    """For each slot of a served need the offers that could take an offer's place in its option, cheapest first.

    Empty for a need that the plan does not serve.
    """
    ledger = Ledger(problem, plan.served)
    if need not in ledger.served:
        return {}
    served, asked = ledger.strike(need), ledger.needs[need]
    banned = {(ban.slot, ban.offer) for ban in problem.bans if ban.need == need}
    return {slot.id: _of_slot(ledger, asked, slot, served, banned) for slot in asked.slots}


def _of_slot(
    ledger: Ledger, need: Need, slot: Slot, served: Served, banned: set[tuple[str, str]]
) -> tuple[Alternate, ...]:
    """In the place of the slot's lowest scored offer; the ledger has all other needs."""
    filled = served.slots.get(slot.id, ())
    scores = {c.offer: c.score for c in slot.candidates if c.offer in filled and c.option in (None, served.option)}
    kept = [offer for offer in filled if offer != min(scores, key=lambda o: (scores[o], o))] if scores else []
    found = []
    for candidate in slot.candidates:
        free = candidate.option in (None, served.option) and candidate.offer not in filled
        if free and (slot.id, candidate.offer) not in banned:
            other = replace(served, slots={**served.slots, slot.id: (*kept, candidate.offer)})
            if not banned_together(need, other.slots):
                found.append(_alternate(ledger, need, served, other, candidate))
    return tuple(sorted(found, key=lambda a: (a.cost is None, a.cost or 0, -a.score, a.offer)))


def _alternate(ledger: Ledger, need: Need, served: Served, other: Served, candidate: Candidate) -> Alternate:
    lacks = [c for c, amount in uses(need, other).items() if amount > ledger.left[c]]
    if not lacks:
        return Alternate(candidate.offer, served.option, candidate.score, worth(need, served) - worth(need, other))
    holders = {id for id, one in ledger.served.items() if any(c in uses(ledger.needs[id], one) for c in lacks)}
    return Alternate(candidate.offer, served.option, candidate.score, None, tuple(sorted(holders)))
