"""The helper belongs to the carrier."""

from matching.rules.rule import BondRule

POINTS = 15

RULE = BondRule(
    "affiliation", f"+{POINTS} when the helper or caseworker is a member of the carrier.", "MEMBER_OF", POINTS
)
