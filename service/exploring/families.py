"""Kinds of things drawn alike: each family has its colour and its shape, so that nobody needs to see colours."""

from collections.abc import Mapping
from math import cos, pi, sin
from typing import Literal

from service.labels import N_

Family = Literal["place", "organization", "worker", "people", "charity", "service", "need", "offer", "record"]

FAMILIES: Mapping[Family, str] = {
    "place": N_("places"),
    "organization": N_("social organizations and what they do"),
    "worker": N_("social workers and trainings"),
    "people": N_("volunteers and residents"),
    "charity": N_("charity resources"),
    "service": N_("services and homes"),
    "need": N_("needs and how they became known"),
    "offer": N_("offers"),
    "record": N_("records"),
}

_KINDS: Mapping[Family, tuple[str, ...]] = {
    "place": ("City", "Town", "Community", "CommunityType", "Grid", "Seat", "Building", "Household", "Room", "Council"),
    "organization": ("Organization", "Project", "Agreement"),
    "worker": ("SocialWorker", "Training"),
    "people": ("Volunteer", "Resident"),
    "charity": ("Enterprise", "Program", "Fund", "Pledge"),
    "service": ("Service", "Home"),
    "need": ("Need", "Slot", "Visit", "Intake", "Deliberation", "Proposal"),
    "offer": ("Offer",),
}
_FAMILY: Mapping[str, Family] = {kind: family for family, kinds in _KINDS.items() for kind in kinds}


def family(kind: str) -> Family:
    """The family of a kind; what is in none is a record."""
    return _FAMILY.get(kind, "record")


def _polygon(corners: int, radius: float, turned: float) -> str:
    turns = (turned + 2 * pi * k / corners for k in range(corners))
    return "M" + "L".join(f"{radius * cos(turn):.1f},{radius * sin(turn):.1f}" for turn in turns) + "Z"


SHAPES: Mapping[Family, str] = {
    "place": _polygon(6, 14, pi / 6),
    "organization": _polygon(4, 16, pi / 4),
    "worker": _polygon(3, 16, -pi / 2),
    "people": "M-12,0A12,12 0 1 0 12,0A12,12 0 1 0 -12,0Z",
    "charity": _polygon(4, 15, 0),
    "service": "M-15,0A9,9 0 0 1 -6,-9H6A9,9 0 0 1 6,9H-6A9,9 0 0 1 -15,0Z",
    "need": _polygon(3, 16, pi / 2),
    "offer": "M-4,-13H4V-4H13V4H4V13H-4V4H-13V-4H-4Z",
    "record": "M-8,0A8,8 0 1 0 8,0A8,8 0 1 0 -8,0Z",
}
"""Each family's outline around (0, 0), as the `d` of an SVG path."""
