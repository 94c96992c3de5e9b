"""The resident's consent (PIPL Art. 13, 29)."""

from matching.pairs import Bools, Pairs
from matching.rules.rule import HardRule


def refuses(p: Pairs) -> Bools:
    agreed = p.resident.consents_service & (p.resident.consents_health | ~p.service.uses_health)
    return (p.need.resident >= 0) & ~agreed


RULE = HardRule("consent", "The resident has not consented to being matched, or to the use of health facts.", refuses)
