"""Who else could fill a slot of a linkage, and what that would cost."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from matching.certain import Verdict
from matching.ledger import Ledger, banned_together, uses, worth
from matching.plan import Plan, Served
from matching.problem import Candidate, Need, Problem, Slot


@dataclass(frozen=True, slots=True)
class Alternate:
    """Another offer for a slot in the same option.

    `cost` is what the plan's value would lose by it (negative: gain), exact for this need with all others as they
    are; None where others hold what it needs: then `takes_from` names them. `certain`: whether it has this place in
    some best plan or in none (`matching.certain`), where somebody worked it out.
    """

    offer: str
    option: str | None
    score: int
    cost: int | None
    takes_from: tuple[str, ...] = ()
    certain: Verdict = "open"


def alternates(problem: Problem, plan: Plan, need: str) -> Mapping[str, tuple[Alternate, ...]]:
    """For each slot of a served need the offers that could take an offer's place in its option, cheapest first.

    Empty for a need that the plan does not serve.
    """
    ledger = Ledger(problem, plan.served)
    return Held(ledger).alternates(need) if need in ledger.served else {}


class Held:
    """What each capacity of a plan has left, and who holds the rest; made once for many questions, it never changes."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._holders: dict[str, set[str]] = {}
        for id, served in ledger.served.items():
            for capacity in uses(ledger.needs[id], served):
                self._holders.setdefault(capacity, set()).add(id)
        self._bans: dict[str, set[tuple[str, str]]] = {}
        for ban in ledger.problem.bans:
            self._bans.setdefault(ban.need, set()).add((ban.slot, ban.offer))

    def alternates(self, need: str) -> Mapping[str, tuple[Alternate, ...]]:
        """As the function of that name, for a need that is served."""
        served, asked = self._ledger.served[need], self._ledger.needs[need]
        return {slot.id: self._of_slot(asked, slot, served) for slot in asked.slots}

    def _of_slot(self, need: Need, slot: Slot, served: Served) -> tuple[Alternate, ...]:
        """In the place of the slot's lowest scored offer."""
        filled, banned = served.slots.get(slot.id, ()), self._bans.get(need.id, ())
        scores = {c.offer: c.score for c in slot.candidates if c.offer in filled and c.option in (None, served.option)}
        kept = [offer for offer in filled if offer != min(scores, key=lambda o: (scores[o], o))] if scores else []
        found = []
        for candidate in slot.candidates:
            free = candidate.option in (None, served.option) and candidate.offer not in filled
            if free and (slot.id, candidate.offer) not in banned:
                other = replace(served, slots={**served.slots, slot.id: (*kept, candidate.offer)})
                if not banned_together(need, other.slots):
                    found.append(self._alternate(need, served, other, candidate))
        return tuple(sorted(found, key=lambda a: (a.cost is None, a.cost or 0, -a.score, a.offer)))

    def _alternate(self, need: Need, served: Served, other: Served, candidate: Candidate) -> Alternate:
        own = uses(need, served)
        lacks = [c for c, amount in uses(need, other).items() if amount > self._ledger.left[c] + own.get(c, 0)]
        if not lacks:
            return Alternate(candidate.offer, served.option, candidate.score, worth(need, served) - worth(need, other))
        holders = {id for capacity in lacks for id in self._holders.get(capacity, ())} - {need.id}
        return Alternate(candidate.offer, served.option, candidate.score, None, tuple(sorted(holders)))
