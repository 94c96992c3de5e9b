"""The same plans in fewer words: whatever no plan can use is left out before anything is searched."""

from collections.abc import Mapping
from dataclasses import replace

from matching.problem import Bond, Candidate, Choice, Need, Problem, Slot
from matching.restrict import demanded


def reduce(problem: Problem) -> Problem:
    """A problem with the same plans (needs that cannot be served, and bans, are gone; ids are unchanged).

    Left out: banned candidates; candidates that use more than a capacity's maximum; rivals of a pin that fills its
    slot; options in which a required slot has too few offers; needs without an option; capacities that can never bind.
    A demanded need that cannot be served stays as it was, so that the solver finds the contradiction.
    """
    most = {capacity.id: capacity.max for capacity in problem.capacities}
    banned, pinned = _by_slot(problem.bans), _by_slot(problem.pins)
    must = demanded(problem)
    needs = []
    for need in problem.needs:
        smaller = _shrink(need, most, banned, pinned)
        if smaller is not None:
            needs.append(smaller)
        elif need.id in must:
            needs.append(_without(need, banned))
    return _drop_idle_capacities(replace(problem, needs=tuple(needs), bans=()))


def _by_slot(choices: tuple[Choice, ...]) -> dict[tuple[str, str], set[str]]:
    found: dict[tuple[str, str], set[str]] = {}
    for choice in choices:
        found.setdefault((choice.need, choice.slot), set()).add(choice.offer)
    return found


def _shrink(
    need: Need,
    most: Mapping[str, int],
    banned: Mapping[tuple[str, str], set[str]],
    pinned: Mapping[tuple[str, str], set[str]],
) -> Need | None:
    slots = []
    for slot in need.slots:
        no, only = banned.get((need.id, slot.id), set()), pinned.get((need.id, slot.id), set())
        slots.append(_fitting(slot, most, no, only if len(only) == slot.count else set()))
    options = tuple(option for option in need.options if all(_enough(slot, option) for slot in slots))
    if not options:
        return None
    live = {None, *options}
    slots = [replace(s, candidates=tuple(c for c in s.candidates if c.option in live)) for s in slots]
    return replace(need, options=options, slots=tuple(s for s in slots if s.candidates), bonds=_bonds(need, slots))


def _fitting(slot: Slot, most: Mapping[str, int], no: set[str], only: set[str]) -> Slot:
    def fits(c: Candidate) -> bool:
        return c.offer not in no and (not only or c.offer in only) and all(a <= most[cap] for cap, a in c.uses.items())

    return replace(slot, candidates=tuple(c for c in slot.candidates if fits(c)))


def _without(need: Need, banned: Mapping[tuple[str, str], set[str]]) -> Need:
    slots = tuple(
        replace(s, candidates=tuple(c for c in s.candidates if c.offer not in banned.get((need.id, s.id), ())))
        for s in need.slots
    )
    return replace(need, slots=slots)


def _enough(slot: Slot, option: str | None) -> bool:
    if not slot.required:
        return True
    return sum(c.option in (None, option) for c in slot.candidates) >= slot.count


def _bonds(need: Need, slots: list[Slot]) -> tuple[Bond, ...]:
    ends = {(slot.id, c.offer) for slot in slots for c in slot.candidates}
    return tuple(bond for bond in need.bonds if bond.a in ends and bond.b in ends)


def _drop_idle_capacities(problem: Problem) -> Problem:
    asked: dict[str, int] = {}
    for need in problem.needs:
        for slot in need.slots:
            largest: dict[str, int] = {}
            for candidate in slot.candidates:
                for capacity, amount in candidate.uses.items():
                    largest[capacity] = max(largest.get(capacity, 0), amount)
            for capacity, amount in largest.items():
                asked[capacity] = asked.get(capacity, 0) + slot.count * amount
    kept = tuple(c for c in problem.capacities if c.min > 0 or asked.get(c.id, 0) > c.max)
    live = {capacity.id for capacity in kept}
    return replace(problem, capacities=kept, needs=tuple(_use_only(need, live) for need in problem.needs))


def _use_only(need: Need, live: set[str]) -> Need:
    def trim(c: Candidate) -> Candidate:
        return replace(c, uses={cap: amount for cap, amount in c.uses.items() if amount and cap in live})

    return replace(need, slots=tuple(replace(s, candidates=tuple(map(trim, s.candidates))) for s in need.slots))
