"""The same plans in fewer words: whatever no plan can use is left out before anything is searched."""

from collections.abc import Mapping
from dataclasses import replace

from matching.problem import Candidate, Choice, Need, Problem, Slot
from matching.restrict import demanded, live_bonds


def reduce(problem: Problem) -> Problem | None:
    """A problem with the same plans (needs that cannot be served, and bans, are gone; ids are unchanged).

    None where that shows already that no plan keeps every demand.

    Left out: banned candidates; candidates that use more than a capacity's maximum; rivals of a pin that fills its
    slot; options in which a required slot has too few offers; needs without an option; capacities that can never bind.
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
            return None
    reduced = _drop_idle_capacities(replace(problem, needs=tuple(needs), bans=()))
    return reduced if _reachable(reduced) else None


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
    return replace(need, options=options, slots=tuple(s for s in slots if s.candidates), bonds=live_bonds(need, slots))


def _fitting(slot: Slot, most: Mapping[str, int], no: set[str], only: set[str]) -> Slot:
    def fits(c: Candidate) -> bool:
        return c.offer not in no and (not only or c.offer in only) and all(a <= most[cap] for cap, a in c.uses.items())

    return replace(slot, candidates=tuple(c for c in slot.candidates if fits(c)))


def _enough(slot: Slot, option: str | None) -> bool:
    if not slot.required:
        return True
    return sum(c.option in (None, option) for c in slot.candidates) >= slot.count


def _drop_idle_capacities(problem: Problem) -> Problem:
    asked = _asked(problem)
    kept = tuple(c for c in problem.capacities if c.min > 0 or asked.get(c.id, 0) > c.max)
    live = {capacity.id for capacity in kept}
    return replace(problem, capacities=kept, needs=tuple(_use_only(need, live) for need in problem.needs))


def _asked(problem: Problem) -> dict[str, int]:
    """The most that all needs together could use of each capacity, slot by slot."""
    asked: dict[str, int] = {}
    for need in problem.needs:
        for slot in need.slots:
            largest: dict[str, int] = {}
            for candidate in slot.candidates:
                for capacity, amount in candidate.uses.items():
                    largest[capacity] = max(largest.get(capacity, 0), amount)
            for capacity, amount in largest.items():
                asked[capacity] = asked.get(capacity, 0) + slot.count * amount
    return asked


def _reachable(problem: Problem) -> bool:
    """Whether each minimum and floor is reached when everybody takes the most, and each pin is a candidate."""
    asked = _asked(problem)
    values: dict[str | None, int] = {}
    for need in problem.needs:
        values[need.group] = values.get(need.group, 0) + need.value
    offers = {(need.id, slot.id, c.offer) for need in problem.needs for slot in need.slots for c in slot.candidates}
    return (
        all(asked.get(c.id, 0) >= c.min for c in problem.capacities)
        and all(values.get(f.group, 0) >= f.min_value for f in problem.floors)
        and all((pin.need, pin.slot, pin.offer) in offers for pin in problem.pins)
    )


def _use_only(need: Need, live: set[str]) -> Need:
    def trim(c: Candidate) -> Candidate:
        return replace(c, uses={cap: amount for cap, amount in c.uses.items() if amount and cap in live})

    return replace(need, slots=tuple(replace(s, candidates=tuple(map(trim, s.candidates))) for s in need.slots))
