"""The half-days on which both sides are free."""

from matching.pairs import Bools, Pairs
from matching.rules.rule import HardRule


def refuses(p: Pairs) -> Bools:
    busy: Bools = (p.need.half_days != 0) & ((p.need.half_days & p.offer.free) == 0)
    return busy


RULE = HardRule("half_day", "It is free on none of the need's half-days.", refuses)
