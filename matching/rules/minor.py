"""What minors may do, and who may help minors."""

from matching.pairs import Bools, Pairs
from matching.rules.rule import HardRule

ADULT = 18


def refuses(p: Pairs) -> Bools:
    minor = p.provider.person & (p.provider.age < ADULT)
    helps_minor = p.service.with_minors | ((p.need.resident >= 0) & (p.resident.age < ADULT))
    return minor & (~p.provider.guardian_consent | p.service.at_home | helps_minor)


RULE = HardRule(
    "minor",
    "The helper is under 18, and has no guardian's consent, or would serve in a home or help another minor.",
    refuses,
)
