"""Sessions: a browser gets a secret of 32 bytes in a cookie, and the store keeps its SHA-256 for 12 hours."""

from dataclasses import dataclass
from datetime import timedelta

from graph.model import Account, Session
from graph.relations import Edge
from graph.store import Change, DropNode, Put, Reader
from service.access import Caller
from service.accounts import get_account
from service.books import moment
from service.deeds import Deed, settle
from service.deps import Desk
from service.door import caller_of, hashed
from service.moments import later
from service.office_schemas import SessionPage, SessionView
from service.refusals import Forbidden, NotSignedIn

LASTS = timedelta(hours=12)
AT_MOST = 500
"""So many expired sessions are cleared away by one sign-in."""


@dataclass(frozen=True)
class Entered:
    """Who has signed in, and the secret that opens her session again, which nobody else knows."""

    caller: Caller
    secret: str


def entered(desk: Desk, account: str, secret: str) -> Entered:
    """The account as a caller with the session that this secret opens.

    :raises NotSignedIn: somebody has ended it already.
    """
    with desk.store.snapshot() as reader:
        session = reader.get(hashed("session", secret))
        if not isinstance(session, Session):
            raise NotSignedIn("the session was ended as soon as it was opened; sign in again")
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


def sessions_of(reader: Reader, caller: Caller) -> SessionPage:
    """The browsers in which the caller is signed in."""
    ids = [edge.start for edge in reader.neighbours(caller.account, "SIGNS_IN", "in")]
    found = [each for each in reader.get_all(ids) if isinstance(each, Session) and each.expires > moment()]
    newest = sorted(found, key=lambda each: (each.created, each.id), reverse=True)
    shown = (SessionView(created=each.created, expires=each.expires, here=each.id == caller.way) for each in newest)
    return SessionPage(items=tuple(shown))


def others_ended(reader: Reader, caller: Caller) -> Deed:
    """What ends every session of the caller but the one that asks.

    :raises Forbidden: a program with a token, which has none.
    """
    if not caller.by_browser:
        raise Forbidden("a token ends no sessions; sign in and end them then")
    account = get_account(reader, caller.account)
    others = [edge.start for edge in reader.neighbours(account.id, "SIGNS_IN", "in") if edge.start != caller.way]
    changes: list[Change] = [Put(account.model_copy(update={"revision": account.revision + 1})), *map(DropNode, others)]
    expect = {id: reader.node_version(id) for id in (account.id, *others)}
    detail = f"{len(others)} of them"
    return Deed(changes, "other sessions ended", None, about=[account.id], detail=detail, expect=expect, status=204)


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
