"""The form and item of what is given."""

from matching.rules.rule import HardRule

RULE = HardRule("form", "It gives something of another form or another item than the slot asks for.")
