"""Where a page leads: the entries of the navigation, each with the roles that it is for."""

from collections.abc import Collection
from dataclasses import dataclass

from service.access import STAFF, Part
from service.labels import N_


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: the name that a page gives as `here`, its address, its words, and for whom it is."""

    here: str
    path: str
    words: str
    roles: Collection[Part]


EVERYBODY: frozenset[Part] = STAFF | {"public", "sponsor", "admin"}

ENTRIES: tuple[Entry, ...] = (
    Entry("home", "/", N_("This week"), STAFF),
    Entry("home", "/", N_("Start"), {"public"}),
    Entry("gaps", "/gaps", N_("Gaps"), STAFF),
    Entry("graph", "/graph", N_("Graph"), STAFF),
    Entry("sponsor", "/sponsor", N_("Gifts wanted"), EVERYBODY - {"admin"}),
    Entry("pledges", "/sponsor/pledges", N_("My pledges"), {"sponsor"}),
    Entry("accounts", "/admin/accounts", N_("Accounts"), {"admin"}),
    Entry("fairness", "/fairness", N_("Fairness"), {"admin"}),
    Entry("journal", "/admin/journal", N_("Journal"), {"admin"}),
    Entry("docs", "/docs", N_("API reference"), EVERYBODY),
)
"""From left to right."""


def entries(role: Part) -> list[Entry]:
    """What somebody of this role is led to."""
    return [entry for entry in ENTRIES if role in entry.roles]
