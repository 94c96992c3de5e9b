"""Signing in and out: a browser gets a secret of 32 bytes in a cookie, and the store keeps its SHA-256 for 12 hours."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from graph.model import Account, Role, Session
from graph.relations import Edge
from graph.store import Change, DropNode, Put, Reader
from graph.weeks import SHANGHAI
from service.access import Caller
from service.accounts import get_account
from service.books import moment
from service.deeds import Deed, settle
from service.demonstration import account_of, demonstrates
from service.deps import Desk
from service.door import caller_of, hashed
from service.refusals import Forbidden

LASTS = timedelta(hours=12)
AT_MOST = 500
"""So many expired sessions are cleared away by one sign-in."""


@dataclass(frozen=True)
class Entered:
    """Who has signed in, and the secret that opens her session again, which nobody else knows."""

    caller: Caller
    secret: str


def later(by: timedelta) -> str:
    """The moment that so much time after this one is."""
    return (datetime.now(SHANGHAI) + by).isoformat(timespec="seconds")


def by_click(desk: Desk, role: Role) -> Entered:
    """Sign in as the demonstration account of a role.

    :raises Forbidden: there are none here.
    """
    secret = secrets.token_urlsafe(32)

    def plan() -> Deed:
        with desk.store.snapshot() as reader:
            account = reader.get(account_of(role))
            if not isinstance(account, Account) or not account.active or not demonstrates(reader, desk.settings):
                raise Forbidden(f"demonstration {role!r}: there is no such account here; sign in with a password")
            return opening(reader, account, secret)

    settle(desk.books, account_of(role), plan)
    return entered(desk, account_of(role), secret)


def entered(desk: Desk, account: str, secret: str) -> Entered:
    """The account as a caller with the session that this secret opens."""
    with desk.store.snapshot() as reader:
        session = reader.get(hashed("session", secret))
        assert isinstance(session, Session)
        return Entered(caller_of(reader, get_account(reader, account), session), secret)


def opening(reader: Reader, account: Account, secret: str) -> Deed:
    """What opens a session of this account, with the account as it is to be from now on."""
    session = Session(id=hashed("session", secret), created=moment(), expires=later(LASTS))
    expired = _expired(reader)
    changes: list[Change] = [
        Put(session),
        Put(Edge(relation="SIGNS_IN", start=session.id, end=account.id)),
        Put(account.model_copy(update={"revision": account.revision + 1})),
        *map(DropNode, expired),
    ]
    expect = {id: reader.node_version(id) for id in (account.id, *expired)}
    return Deed(changes, "signed in", None, about=[account.id], expect=expect)


def _expired(reader: Reader) -> list[str]:
    sessions = reader.columns("Session", "expires")
    return sessions.filter(sessions["expires"] <= moment())["id"].to_list()[:AT_MOST]


def leave(desk: Desk, caller: Caller) -> None:
    """Sign the caller's browser out: its cookie opens nothing any more.

    :raises Forbidden: a program with a token, which no session has let in.
    """
    if not caller.by_browser:
        raise Forbidden("a token has no session to end; revoke it at /api/tokens")

    def plan() -> Deed:
        with desk.store.snapshot() as reader:
            gone = reader.get(caller.way) is None
            changes = [] if gone else [DropNode(caller.way)]
            expect = {} if gone else {caller.way: reader.node_version(caller.way)}
        return Deed(changes, "signed out", None, about=[caller.account], expect=expect)

    settle(desk.books, caller.account, plan)
