"""The trainings that a service takes (Volunteer Service Regulations, Art. 16)."""

from matching.pairs import Bools, Pairs
from matching.rules.rule import HardRule


def refuses(p: Pairs) -> Bools:
    return p.provider.person & (p.fact("trainings") < p.service.trainings)


RULE = HardRule("training", "The helper lacks a training that the service takes, valid through the week.", refuses)
