"""Organizations are commissioned under an agreement with the town or city (S14)."""

from matching.pairs import Bools, Pairs
from matching.rules.rule import HardRule


def refuses(p: Pairs) -> Bools:
    return p.slot.carries & (p.agreement.rows < 0)


RULE = HardRule(
    "agreement", "No open agreement of the town or city with the organization covers the service here.", refuses
)
