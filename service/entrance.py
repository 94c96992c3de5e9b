"""What the pages at the entrance show: what Tongxin is, how to sign in, and where each role goes on from there."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from graph.model import Role
from graph.store import Reader
from service.access import Caller, Part
from service.accounts import tied_names, ties
from service.labels import N_
from service.refusals import NotSignedIn, TooMany
from service.schemas import Shown, WeekFigures

Next = Annotated[str, Field(max_length=2000)]


class ByPasswordForm(Shown):
    """The form of the sign-in page."""

    login: Annotated[str, Field(max_length=200)] = ""
    password: Annotated[str, Field(max_length=200)] = ""
    next: Next = "/"


class ByClickForm(Shown):
    """A button of the demonstration."""

    role: Role
    next: Next = "/"


def local(next: str) -> str:
    """Where to go on after signing in: a path of this service, and nothing that a browser takes for another's."""
    harmless = next.startswith("/") and not next.startswith("//") and next.isprintable() and "\\" not in next
    return next if harmless else "/"


def refusal(refused: NotSignedIn | TooMany | None) -> dict[str, object]:
    """Why somebody was not let in, for the sign-in page: `wrong`, `wait` (minutes, at least 1)."""
    wait = -(-refused.seconds // 60) if isinstance(refused, TooMany) else 0
    return {"wrong": isinstance(refused, NotSignedIn), "wait": wait}


def welcome(figures: WeekFigures, *, filled: bool, roles: tuple[Role, ...]) -> dict[str, object]:
    """The page for whoever is not signed in.

    :param filled: the store has needs, of this week or another.
    :param roles: those that a click signs in.
    """
    return {"figures": figures, "filled": filled, "roles": roles}


LINKS: Mapping[Part, tuple[tuple[str, str], ...]] = {
    "sponsor": (
        ("/api/sponsor/needs", N_("needs that a gift would unlock, without a word about anybody")),
        ("/api/sponsor/what-if?cash=2000000", N_("what 20,000 yuan would unlock (money is counted in fen)")),
        ("/api/sponsor/pledges", N_("your pledges, and what became of them")),
    ),
    "admin": (
        ("/api/accounts", N_("accounts: who may sign in, as what")),
        ("/api/journal", N_("the journal: who did what, newest first")),
        ("/api/journal/verification", N_("whether the journal is what was written")),
    ),
}
"""Where those go on from the start page who work through the API."""


def start(reader: Reader, caller: Caller) -> dict[str, object]:
    """The page for a sponsor or an admin."""
    giver = tied_names(reader, ties(reader, caller.account))["giver"]
    return {"links": LINKS.get(caller.role, ()), "giver": giver}
