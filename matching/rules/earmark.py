"""What was pledged for one need."""

from matching.pairs import Bools, Pairs
from matching.rules.rule import HardRule


def refuses(p: Pairs) -> Bools:
    elsewhere: Bools = (p.offer.earmark != -1) & (p.offer.earmark != p.slot.rows)
    return elsewhere


RULE = HardRule("earmark", "It was pledged for another need, or for another part of what this one lacks.", refuses)
