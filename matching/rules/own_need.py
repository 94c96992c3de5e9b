"""Nobody serves their own need or household as a volunteer."""

from matching.pairs import Bools, Pairs
from matching.rules.rule import HardRule


def refuses(p: Pairs) -> Bools:
    same_home = (p.provider.household >= 0) & (p.provider.household == p.need.household)
    own: Bools = p.provider.person & ((p.fact("family") > 0) | same_home)
    return own


RULE = HardRule("own_need", "The helper is the resident, cares for the resident, or lives in the household.", refuses)
