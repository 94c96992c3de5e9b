"""The carrier works with the sponsor already."""

from matching.rules.rule import BondRule

POINTS = 20

RULE = BondRule(
    "partnership",
    f"+{POINTS} when the carrier is a partner of who gives money, goods, a place or staff.",
    "PARTNER_OF",
    POINTS,
)
