"""One's own account on a page: who one is, the browsers and programs that come in as oneself, and changing them."""

from typing import Annotated, Literal

from pydantic import Field

from service.access import Caller
from service.accounts import me
from service.books import moment
from service.deps import Desk
from service.schemas import Shown
from service.sessions import sessions_of
from service.tokens import token_view, tokens_of

Done = Literal["password", "sessions", "revoked"]
"""What was done just now."""

DAYS = (7, 30, 90, 366)


class PasswordForm(Shown):
    """The present password, and the new one twice."""

    old: Annotated[str, Field(max_length=200)] = ""
    new: Annotated[str, Field(max_length=200)] = ""
    again: Annotated[str, Field(max_length=200)] = ""


class TokenForm(Shown):
    """What a new token is for, what it may, and for how many days."""

    label: Annotated[str, Field(max_length=200)] = ""
    reach: Literal["read", "write"] = "read"
    days: Annotated[int, Field(ge=1, le=366)] = 30


def values(desk: Desk, caller: Caller) -> dict[str, object]:
    """What the template `account.html` needs, as long as nothing was done."""
    with desk.store.snapshot() as reader:
        who = me(reader, caller)
        sessions, mine = sessions_of(reader, caller), tokens_of(reader, caller.account)
    return {
        "who": who,
        "sessions": sessions.items,
        "tokens": tuple(map(token_view, mine)),
        "now": moment(),
        "days": DAYS,
        "done": None,
        "secret": None,
        "form": TokenForm(),
        "unequal": False,
        "of_password": None,
        "of_token": None,
    }
