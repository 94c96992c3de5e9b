"""Public holidays: communities and their rooms, social workers and enterprise staff do not work; volunteers may."""

from matching.pairs import Bools, Pairs
from matching.rules.rule import HardRule


def refuses(p: Pairs) -> Bools:
    asked = p.need.half_days
    closed: Bools = ((asked & p.offer.free) != 0) & ((asked & p.offer.works) == 0)
    return closed


RULE = HardRule("holiday", "It is free on the need's half-days only where a public holiday closes it.", refuses)
