"""The same plans in fewer words: whatever no plan can use is left out before anything is searched."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from matching.implied import Uses, implied
from matching.problem import Candidate, Choice, Need, Problem, Slot
from matching.restrict import demanded, live_bonds


def reduce(problem: Problem) -> Problem | None:
    """A problem with the same plans (needs that cannot be served, and bans, are gone; ids are unchanged).

    None where that shows already that no plan keeps every demand.

    Left out: banned candidates; candidates that use more than a capacity's maximum; rivals of a pin that fills its
    slot; options in which a required slot has too few offers; needs without an option; capacities that can never bind,
    or never before another does.
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
    if len(options) < len(need.options):
        live = {None, *options}
        slots = [replace(s, candidates=tuple(c for c in s.candidates if c.option in live)) for s in slots]
    return replace(need, options=options, slots=tuple(s for s in slots if s.candidates), bonds=live_bonds(need, slots))


def _fitting(slot: Slot, most: Mapping[str, int], no: set[str], only: set[str]) -> Slot:
    candidates = [c for c in slot.candidates if _fits(c, most)]
    if no or only:
        candidates = [c for c in candidates if c.offer not in no and (not only or c.offer in only)]
    return slot if len(candidates) == len(slot.candidates) else replace(slot, candidates=tuple(candidates))


def _fits(candidate: Candidate, most: Mapping[str, int]) -> bool:
    for capacity, amount in candidate.uses.items():  # noqa: SIM110 a generator for each of a million takes a second
        if amount > most[capacity]:
            return False
    return True


def _enough(slot: Slot, option: str | None) -> bool:
    if not slot.required:
        return True
    return sum(c.option in (None, option) for c in slot.candidates) >= slot.count


def _drop_idle_capacities(problem: Problem) -> Problem:
    uses = Uses.of(problem)
    scarce = uses.asked() > uses.most
    kept = scarce & ~implied(uses, scarce) | np.array([c.min > 0 for c in problem.capacities], np.bool_)
    left = tuple(c for c, keep in zip(problem.capacities, kept.tolist(), strict=True) if keep)
    live = {capacity.id for capacity in left}
    return replace(problem, capacities=left, needs=tuple(_use_only(need, live) for need in problem.needs))


def _reachable(problem: Problem) -> bool:
    """Whether each minimum and floor is reached when everybody takes the most, and each pin is a candidate."""
    least = [c.id for c in problem.capacities if c.min > 0]
    asked = (
        dict(zip((c.id for c in problem.capacities), Uses.of(problem).asked().tolist(), strict=True)) if least else {}
    )
    values: dict[str | None, int] = {}
    for need in problem.needs:
        values[need.group] = values.get(need.group, 0) + need.value
    pinned = {pin.need for pin in problem.pins}
    offers = {
        (n.id, slot.id, c.offer) for n in problem.needs if n.id in pinned for slot in n.slots for c in slot.candidates
    }
    return (
        all(asked[c.id] >= c.min for c in problem.capacities if c.min > 0)
        and all(values.get(f.group, 0) >= f.min_value for f in problem.floors)
        and all((pin.need, pin.slot, pin.offer) in offers for pin in problem.pins)
    )


def _use_only(need: Need, live: set[str]) -> Need:
    return replace(need, slots=tuple(_trimmed(slot, live) for slot in need.slots))


def _trimmed(slot: Slot, live: set[str]) -> Slot:
    candidates = tuple(
        Candidate(c.offer, c.option, c.score, {cap: amount for cap, amount in c.uses.items() if amount and cap in live})
        for c in slot.candidates
    )
    return replace(slot, candidates=candidates)
