"""What the pages at the entrance show: what Tongxin is, how to sign in, and where each role goes on from there."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from graph.model import Role
from service.access import Part
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


STARTS: Mapping[Part, str] = {"planner": "/gaps", "sponsor": "/sponsor", "admin": "/admin/accounts"}
"""Where somebody begins who wants nothing else, by role; others at the front."""


def onward(next: str, role: Part) -> str:
    """Where to go on from signing in: to what was wanted, else to where the role begins."""
    wanted = local(next)
    return STARTS.get(role, "/") if wanted == "/" else wanted
