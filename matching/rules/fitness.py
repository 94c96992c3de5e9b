"""The fitness that a service takes (Volunteer Service Regulations, Art. 15)."""

from matching.pairs import Bools, Pairs
from matching.rules.rule import HardRule


def refuses(p: Pairs) -> Bools:
    return p.provider.volunteer & (p.provider.fitness < p.service.effort)


RULE = HardRule("fitness", "The work is harder than the volunteer's health allows.", refuses)
