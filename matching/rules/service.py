"""The service that an offer is for."""

from matching.rules.rule import HardRule

RULE = HardRule("service", "It is not for this service, nor for a broader one.")
