"""Whether a problem only asks more than another: then no plan of it is worth more than the other's best."""

from collections.abc import Iterable

from matching.problem import Floor, Need, Problem, Slot
from matching.restrict import live_bonds


def narrower(problem: Problem, than: Problem) -> bool:
    """Whether every plan of `problem` is a plan of `than`, worth the same there. False where that is not plain to see.

    It is where needs are the same or have candidates, options or bonded pairs taken away, capacities hold no more and
    ask no less, every pin and ban of the other is there, and every floor is as high.
    """
    wider = {need.id: need for need in than.needs}
    most = {c.id: c for c in than.capacities}
    return (
        all(need.id in wider and _narrower(need, wider[need.id]) for need in problem.needs)
        and {need.id for need in than.needs if need.must} <= {need.id for need in problem.needs if need.must}
        and all(c.id in most and c.max <= most[c.id].max for c in problem.capacities)
        and {c.id: c.min for c in than.capacities if c.min} == {c.id: c.min for c in problem.capacities if c.min}
        and set(than.pins) <= set(problem.pins)
        and set(than.bans) <= set(problem.bans)
        and _as_high(problem.floors, than.floors)
    )


def _as_high(floors: Iterable[Floor], than: Iterable[Floor]) -> bool:
    least = {floor.group: floor.min_value for floor in floors}
    return all(least.get(floor.group, 0) >= floor.min_value for floor in than)


def _narrower(need: Need, than: Need) -> bool:
    if need == than:
        return True
    slots = {slot.id: slot for slot in than.slots}
    return (
        (need.value, need.group) == (than.value, than.group)
        and set(need.options) <= set(than.options)
        and len(need.slots) == len(than.slots)
        and all(slot.id in slots and _fewer(slot, slots[slot.id]) for slot in need.slots)
        and need.bonds == live_bonds(than, need.slots)
    )


def _fewer(slot: Slot, than: Slot) -> bool:
    same = (slot.count, slot.required) == (than.count, than.required)
    known = {(c.offer, c.option): c for c in than.candidates}
    return same and all(known.get((c.offer, c.option)) == c for c in slot.candidates)
