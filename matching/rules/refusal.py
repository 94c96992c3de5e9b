"""A resident's refusal of a helper."""

from matching.pairs import Bools, Pairs
from matching.rules.rule import HardRule


def refuses(p: Pairs) -> Bools:
    return p.fact("refused") > 0


RULE = HardRule("refusal", "The resident does not want this helper.", refuses)
