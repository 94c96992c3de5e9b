"""What a standing partnership that is missing would be worth to a week: between a carrier and somebody who gives.

Partners who serve a need together earn it some points. The *price* of a partnership is what these points add to the
needs' worths at the plan's prices: it tells where one is worth most. What it would really do is told as the *gain*
above the plan, in exact integers: a plan with it is worth at least `low` more and keeps every demand, and no plan is
worth more than `high` more.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from time import monotonic

from matching.clock import Clock
from matching.ledger import Ledger, uses
from matching.limits import Limits
from matching.nearby import again, standing
from matching.problem import Bond, Need, Problem, Slot
from matching.proofs import Proofs
from matching.verify import Case
from matching.what_if import Range

Pair = tuple[str, str]
"""An organization and a sponsor."""

QUICK = 0.35
"""Seconds for solving again those whom one partnership concerns."""

FREED = 60
"""So many of the needs that gain most by it are solved again, and as many of those who hold what they would use."""


@dataclass(frozen=True, slots=True)
class Missing:
    """Partnerships that could be: who carries and who gives, by offer; the pairs that are partners already; and the
    points of a partnership, at least 1."""

    carriers: Mapping[str, str]
    givers: Mapping[str, str]
    partners: Collection[Pair]
    points: int


@dataclass(frozen=True, slots=True)
class Worth:
    """What one partnership would be worth. `needs` are those to whose worth it adds at the plan's prices."""

    pair: Pair
    price: Fraction
    needs: tuple[str, ...]
    gain: Range


def partnerships(
    proofs: Proofs, missing: Missing, limit: int, seconds: float = 3.0, among: Collection[str] | None = None
) -> tuple[Worth, ...]:
    """The missing partnerships that would be worth most, by their price.

    Each is proved by what the plan has already; as long as there is time the needs concerned are solved again.

    :param limit: at most so many.
    :param among: only those that add to the worth of one of these needs; None is all.
    """
    end = monotonic() + seconds
    priced = prices(proofs, missing).items()
    asked = [(pair, adds) for pair, adds in priced if among is None or not adds.keys().isdisjoint(among)]
    best = sorted(asked, key=lambda one: (-sum(one[1].values()), one[0]))[:limit]
    found = [_by_the_plan(proofs, missing, pair, adds) for pair, adds in best]
    for at, worth in enumerate(found):
        if monotonic() + QUICK > end:
            break
        found[at] = _solved(proofs, missing, worth)
    return tuple(found)


def prices(proofs: Proofs, missing: Missing) -> dict[Pair, dict[str, Fraction]]:
    """By pair, what the partnership adds to which needs' worth at the plan's prices; what adds nothing is left out."""
    found: dict[Pair, dict[str, Fraction]] = defaultdict(dict)
    certificate = proofs.tightest
    for need in proofs.problem.needs:
        carries, gives = _places(need, missing.carriers, True), _places(need, missing.givers, False)
        if not carries or not gives:
            continue
        worth = certificate.need_worth(need) or 0
        points = missing.points * certificate.scale
        for case in certificate.cases(need):
            for pair, reached in _reached(case, carries, gives, missing, worth - points):
                added = Fraction(reached + points - worth, certificate.scale)
                found[pair][need.id] = max(added, found[pair].get(need.id, Fraction(0)))
    return dict(found)


def with_partnership(problem: Problem, missing: Missing, pair: Pair) -> Problem:
    """The problem in which the two are partners; the needs that this does not concern are the same objects."""
    needs = tuple(_joined(need, bonds) if (bonds := _bonds(need, missing, pair)) else need for need in problem.needs)
    return replace(problem, needs=needs, sha256="")


def _joined(need: Need, bonds: Sequence[Bond]) -> Need:
    return replace(need, bonds=(*need.bonds, *bonds))


def _bonds(need: Need, missing: Missing, pair: Pair) -> list[Bond]:
    organization, sponsor = pair
    carries = _ends(_places(need, missing.carriers, True), missing.carriers, organization)
    gives = _ends(_places(need, missing.givers, False), missing.givers, sponsor) if carries else []
    return [Bond(a, b, missing.points) for a in carries for b in gives]


def _ends(slots: Iterable[Slot], givers: Mapping[str, str], wanted: str) -> list[tuple[str, str]]:
    ends = ((slot.id, c.offer) for slot in slots for c in slot.candidates if givers.get(c.offer) == wanted)
    return list(dict.fromkeys(ends))


def _places(need: Need, givers: Mapping[str, str], carries: bool) -> list[Slot]:
    """The slots that a carrier, or somebody else, of these could fill."""
    return [
        slot
        for slot in need.slots
        if (slot.society == "organization") == carries and any(c.offer in givers for c in slot.candidates)
    ]


def _reached(
    case: Case, carries: Sequence[Slot], gives: Sequence[Slot], missing: Missing, least: int
) -> Iterator[tuple[Pair, int]]:
    """The pairs that are no partners yet, with what the need is worth in this case with both of them, above `least`."""
    whole = case.worth()
    if whole is None or whole <= least:
        return
    spare = whole - least
    for carrier, lost in _losses(case, carries, missing.carriers, spare):
        for giver, too in _losses(case, gives, missing.givers, spare - lost):
            if (carrier, giver) not in missing.partners:
                yield (carrier, giver), whole - lost - too


def _losses(case: Case, slots: Sequence[Slot], givers: Mapping[str, str], spare: int) -> Iterator[tuple[str, int]]:
    """Who could fill one of the slots, and how much less the case is worth with them; less than `spare`."""
    for slot in slots:
        freely = case.slot_worth(slot)
        for offer in case.priced[slot.id]:
            if offer in givers and freely is not None:
                forced = case.slot_worth(slot, offer)
                if forced is not None and freely - forced < spare:
                    yield givers[offer], freely - forced


def _by_the_plan(proofs: Proofs, missing: Missing, pair: Pair, adds: Mapping[str, Fraction]) -> Worth:
    """What is known without solving: what the plan itself would earn, and what prices prove."""
    changed = with_partnership(proofs.problem, missing, pair)
    needs = {need.id: need for need in changed.needs}
    earned = sum(
        missing.points
        for one in proofs.plan.served
        for bond in _bonds(needs[one.need], missing, pair)
        if bond.a[1] in one.slots.get(bond.a[0], ()) and bond.b[1] in one.slots.get(bond.b[0], ())
    )
    high = (proofs.bound(changed) or 0) - (proofs.plan.objective or 0)
    concerned = tuple(sorted(adds, key=lambda need: (-adds[need], need)))
    return Worth(pair, sum(adds.values(), Fraction(0)), concerned, Range(earned, max(earned, high)))


def _solved(proofs: Proofs, missing: Missing, worth: Worth) -> Worth:
    changed = with_partnership(proofs.problem, missing, worth.pair)
    kept, _ = standing(changed, proofs.plan.served)
    free = list(dict.fromkeys([*worth.needs[:FREED], *_holders(kept, missing, worth)]))[: 2 * FREED]
    found = again(changed, kept, proofs.plan.served, free, Clock(Limits(seconds=QUICK)))
    if found is None:
        return worth
    objective = proofs.plan.objective or 0
    high = worth.gain.high if found.bound is None else min(worth.gain.high, found.bound - objective)
    low = max(worth.gain.low, found.objective - objective)
    return replace(worth, gain=Range(low, max(low, high)))


def _holders(kept: Ledger, missing: Missing, worth: Worth) -> Iterator[str]:
    """The served needs that use what the two could give to those whom the partnership concerns."""
    pair = {offer for offer, giver in {**missing.carriers, **missing.givers}.items() if giver in worth.pair}
    slots = [slot for need in worth.needs[:FREED] for slot in kept.needs[need].slots]
    used = {id for slot in slots for c in slot.candidates if c.offer in pair for id in c.uses}
    return (id for id, one in kept.served.items() if not used.isdisjoint(uses(kept.needs[id], one)))
