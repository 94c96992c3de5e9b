"""How far a volunteer goes."""

from matching.rules.rule import HardRule

RULE = HardRule("distance", "The need is farther from home than the volunteer goes, or the home is not known.")
