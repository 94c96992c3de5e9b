"""Old neighbours and friends."""

from matching.pairs import Ints, Pairs
from matching.rules.rule import SoftRule

POINTS = 8


def points(p: Pairs) -> Ints:
    return POINTS * (p.fact("knows") > 0)


RULE = SoftRule("acquaintance", f"+{POINTS} when the helper knows the resident.", points)
