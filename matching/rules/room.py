"""Whether a room can take the people who come."""

from matching.pairs import Bools, Pairs
from matching.rules.rule import HardRule


def refuses(p: Pairs) -> Bools:
    unfit = (p.offer.room < 0) | (p.slot.seats > p.room.seats) | (p.resident.needs_access & ~p.room.accessible)
    return p.slot.is_place & unfit


RULE = HardRule("room", "The room has too few seats or is not accessible to the resident, or is not known.", refuses)
