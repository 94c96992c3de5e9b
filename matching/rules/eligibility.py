"""Whom a program or fund is for. Health decides only with the resident's consent (PIPL Art. 29)."""

from matching.pairs import Bools, Pairs
from matching.rules.rule import HardRule


def refuses(p: Pairs) -> Bools:
    giver, resident = p.provider, p.resident
    another_age = (resident.age < giver.min_age) | (resident.age > giver.max_age)
    not_poor = giver.low_income_only & ~resident.low_income
    fits = resident.consents_health & ((resident.conditions & giver.conditions) > 0)
    nobody = giver.for_some & (p.need.resident < 0)
    single = giver.collective_only & ~p.need.collective
    return another_age | not_poor | (giver.for_conditions & ~fits) | nobody | single


RULE = HardRule("eligibility", "The program or fund is for others, or who is helped is not known.", refuses)
