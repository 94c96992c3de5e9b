"""What the API gives and takes about accounts, sessions, tokens and the journal."""

from typing import Annotated, Literal

from pydantic import Discriminator, Field, Tag

from graph.model import Reach, Role
from graph.model.base import Moment, Name, NodeId
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
