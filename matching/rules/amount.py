"""What one need asks, beside the most that can be given. How often somebody is asked is no amount: people may decide to
ask once more (`matching.fair_week`)."""

import numpy as np

from matching.pairs import Bools, Pairs
from matching.rules.rule import HardRule
from matching.uses import ASKS, uses


def refuses(p: Pairs) -> Bools:
    given = [use for use in uses(p) if f"/{use.suffix}" != ASKS]
    too_much: Bools = np.logical_or.reduce([use.amount > use.most for use in given])
    return too_much | (p.slot.asks > p.offer.most_per_need)


RULE = HardRule(
    "amount", "One need asks more than may go to one need, or than the stock, balance, budget or hours hold.", refuses
)
