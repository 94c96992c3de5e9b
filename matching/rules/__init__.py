"""The whole policy on one screen: every rule in its order. To add one: a file, a line here, a test.

A hard rule refuses an offer for a slot; an offer counts under the first that refuses it. The graph tests the first five
while it looks for candidates; what depends on half-days comes last. Soft rules and bonds give points.
"""

from matching.rules import (
    acquaintance,
    active,
    affiliation,
    age,
    agreement,
    amount,
    consent,
    continuity,
    distance,
    earmark,
    eligibility,
    fitness,
    form,
    half_day,
    holiday,
    minor,
    nearness,
    neighbour,
    own_need,
    partnership,
    quality,
    reach,
    refusal,
    room,
    same_sex,
    service,
    training,
)
from matching.rules.rule import BondRule, HardRule, SoftRule

HARD: tuple[HardRule, ...] = (
    form.RULE, service.RULE, active.RULE, reach.RULE, distance.RULE,
    consent.RULE, age.RULE, minor.RULE, fitness.RULE, training.RULE,
    refusal.RULE, same_sex.RULE, own_need.RULE,
    agreement.RULE, eligibility.RULE, earmark.RULE, amount.RULE, room.RULE,
    half_day.RULE, holiday.RULE,
)  # fmt: skip
"""Who may not."""

SOFT: tuple[SoftRule, ...] = (nearness.RULE, neighbour.RULE, continuity.RULE, acquaintance.RULE, quality.RULE)
"""Who had better, by points on each offer."""

BONDS: tuple[BondRule, ...] = (affiliation.RULE, partnership.RULE)
"""Who had better together, by points on two offers of one need."""

RULES: tuple[HardRule | SoftRule | BondRule, ...] = (*HARD, *SOFT, *BONDS)
"""All of them, in the order in which pages list them."""

__all__ = ["BONDS", "HARD", "RULES", "SOFT", "BondRule", "HardRule", "SoftRule"]
