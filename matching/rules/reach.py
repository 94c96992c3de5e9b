"""The places that an offer reaches."""

from matching.rules.rule import HardRule

RULE = HardRule("reach", "It does not reach the place of the need.")
