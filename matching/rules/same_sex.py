"""The wish for a helper of the same sex in care at home."""

from matching.pairs import Bools, Pairs
from matching.rules.rule import HardRule


def refuses(p: Pairs) -> Bools:
    wished = p.need.same_sex & p.service.at_home & (p.need.resident >= 0)
    refused: Bools = wished & p.provider.person & (p.provider.sex != p.resident.sex)
    return refused


RULE = HardRule("same_sex", "The resident wishes for a helper of the same sex in care at home.", refuses)
