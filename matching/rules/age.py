"""The ages between which a service may be given (Volunteer Service Regulations, Art. 15)."""

from matching.pairs import Bools, Pairs
from matching.rules.rule import HardRule


def refuses(p: Pairs) -> Bools:
    age = p.provider.age
    return p.provider.person & ((age < p.service.min_age) | (age > p.service.max_age))


RULE = HardRule("age", "The helper is younger or older than the service allows.", refuses)
