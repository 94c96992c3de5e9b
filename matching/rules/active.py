"""Whether an offer and its giver are open this week."""

from matching.rules.rule import HardRule

RULE = HardRule("active", "The offer, its giver or its program is closed this week.")
