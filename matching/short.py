"""Slots that cannot be filled, whatever is demanded and whoever else is served."""

from matching.problem import Need, Slot


def short_slots(need: Need) -> list[tuple[Slot, int]]:
    """The required slots that lack offers in every option; where none does, those that lack them in some, if no option
    suits. Each with how many it has at best. None where some option has enough for each."""
    required = [slot for slot in need.slots if slot.required]
    have = {slot.id: [_candidates_in(slot, option) for option in need.options] for slot in required}
    if any(all(have[slot.id][at] >= slot.count for slot in required) for at in range(len(need.options))):
        return []
    short = [slot for slot in required if max(have[slot.id]) < slot.count]
    short = short or [slot for slot in required if min(have[slot.id]) < slot.count]
    return [(slot, max(have[slot.id])) for slot in short]


def _candidates_in(slot: Slot, option: str | None) -> int:
    return sum(candidate.option in (None, option) for candidate in slot.candidates)
