"""What the API gives and takes about accounts, sessions, tokens and the journal."""

from typing import Annotated, Literal

from pydantic import Discriminator, Field, Tag

from graph.model import Reach, Role
from graph.model.base import Moment, Name, NodeId, Text
from service.schemas import NodeLabel, Shown

Login = Annotated[
    str, Field(pattern=r"^[a-z0-9][a-z0-9._-]{1,39}$", description="small letters, digits, dot, dash, underscore")
]
Password = Annotated[str, Field(min_length=1, max_length=200, json_schema_extra={"format": "password"})]
NewPassword = Annotated[
    str,
    Field(
        min_length=12,
        max_length=200,
        description="at least 12 characters of any kind; not the login, and none of the commonest",
        json_schema_extra={"format": "password"},
    ),
]


class ByPassword(Shown):
    """Sign in with login and password."""

    login: Annotated[str, Field(min_length=1, max_length=200)]
    password: Password


class ByClick(Shown):
    """Sign in as the demonstration account of a role; only in a demonstration world on this machine."""

    demonstration: Role


def _way(body: object) -> Literal["click", "password"]:
    named = body if isinstance(body, dict) else vars(body) if isinstance(body, Shown) else {}
    return "click" if "demonstration" in named else "password"


SignIn = Annotated[
    Annotated[ByPassword, Tag("password")] | Annotated[ByClick, Tag("click")],
    Discriminator(_way),
]


class Me(Shown):
    """Who is signed in, and what she may see. `reach` is "read" for a token that may change nothing."""

    id: NodeId
    login: Login
    name: Name
    role: Role
    demonstration: bool
    places: Annotated[tuple[NodeLabel, ...], Field(description="of a coordinator: where she sees needs")]
    giver: Annotated[NodeLabel | None, Field(description="of a sponsor: whom she speaks for")]
    reach: Reach
    expires: Annotated[Moment, Field(description="when the session or token ends")]


class PasswordChange(Shown):
    """A new password for oneself, with the present one. Every other session of the account ends."""

    old: Password
    new: NewPassword


class SessionView(Shown):
    """A browser that is signed in. `here`: the one that asks."""

    created: Moment
    expires: Moment
    here: bool


class SessionPage(Shown):
    """One's own sessions, the newest first."""

    items: tuple[SessionView, ...]


class TokenOrder(Shown):
    """A token for a program of one's own: it may what the account may, or only read, for so many days."""

    label: Annotated[Name, Field(description="what it is for")]
    reach: Reach
    days: Annotated[int, Field(ge=1, le=366)]


class TokenView(Shown):
    """A token without its secret, which nobody can look up."""

    id: NodeId
    label: Name
    reach: Reach
    created: Moment
    expires: Moment
    revoked: Moment | None


class TokenMade(TokenView):
    """A new token. `secret` is shown this once: send it as `Authorization: Bearer tx_…`."""

    secret: str


class TokenPage(Shown):
    """A page of tokens, newest first."""

    items: tuple[TokenView, ...]
    next: str | None


PlaceId = Annotated[str, Field(pattern=r"^(city|town|community):[A-Za-z0-9][A-Za-z0-9._-]{0,79}$")]
GiverId = Annotated[str, Field(pattern=r"^(enterprise|program|fund):[A-Za-z0-9][A-Za-z0-9._-]{0,79}$")]
Places = Annotated[tuple[PlaceId, ...], Field(max_length=200)]


class AccountOrder(Shown):
    """A new account. A coordinator sees at least one place, a sponsor speaks for exactly one giver, others for none."""

    login: Login
    name: Name
    role: Role
    password: NewPassword | None = None
    places: Places = ()
    giver: GiverId | None = None


class AccountChange(Shown):
    """What is to be different about an account; what is null or not given stays, as far as it fits the role.

    A new password and `active: false` end its sessions; `active: false` its tokens too.
    """

    name: Name | None = None
    active: bool | None = None
    role: Role | None = None
    places: Places | None = None
    giver: GiverId | None = None
    password: NewPassword | None = None


class AccountView(Shown):
    """An account as an admin sees it. `locked_until`: after wrong passwords, no sign-in before then."""

    id: NodeId
    login: Login
    name: Name
    role: Role
    active: bool
    demonstration: bool
    created: Moment
    locked_until: Moment | None
    places: tuple[NodeLabel, ...]
    giver: NodeLabel | None


class AccountPage(Shown):
    """A page of accounts, by login."""

    items: tuple[AccountView, ...]
    next: str | None


class EntryView(Shown):
    """A line of the journal. `sha256` is of the line together with `previous`, the hash of the line before."""

    number: int
    at: Moment
    by: str
    action: str
    about: tuple[str, ...]
    detail: Text
    previous: str
    sha256: str


class JournalPage(Shown):
    """A page of the journal, newest first."""

    items: tuple[EntryView, ...]
    next: str | None


class Verification(Shown):
    """Whether the journal is what was written, all of it recomputed. `sha256` is of its last line: write it down
    elsewhere now and then, for whoever can change the whole store could also make another chain."""

    entries: int
    sha256: str
    intact: bool
    fault: Annotated[str | None, Field(description="the first line that is changed, missing or put in")]
