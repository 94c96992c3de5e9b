"""Accounts as they are shown: who may sign in, as what, and what they see."""

import hashlib
from collections.abc import Mapping

from graph.model import Account, Session, Token
from graph.store import Reader
from service.access import Caller
from service.books import moment
from service.office_schemas import AccountView, Me
from service.privacy import label
from service.refusals import NotSignedIn, NotThere
from service.schemas import NodeLabel

TIES = ("SEES", "SPEAKS_FOR")


def account_named(reader: Reader, login: str) -> Account | None:
    """The account of a login, or None."""
    account = reader.get(f"account:{login}")
    return account if isinstance(account, Account) else None


def get_account(reader: Reader, id: str) -> Account:
    """:raises NotThere: no such account."""
    account = reader.get(id)
    if not isinstance(account, Account):
        raise NotThere(f"account {id!r}: no such account; /api/accounts lists them")
    return account


def me(reader: Reader, caller: Caller) -> Me:
    """Who is signed in, for herself."""
    account, way = get_account(reader, caller.account), reader.get(caller.way)
    if not isinstance(way, Session | Token):
        raise NotSignedIn("the session or token has ended meanwhile; sign in again")
    return Me(
        id=account.id,
        login=account.login,
        name=account.name,
        role=account.role,
        demonstration=account.demonstration,
        **tied_names(reader, ties(reader, account.id)),
        reach=caller.reach,
        expires=way.expires,
    )


def account_view(reader: Reader, account: Account, tied: Mapping[str, tuple[str, ...]] | None = None) -> AccountView:
    """An account as an admin sees it.

    :param tied: its places and its giver where they are to be others than they are.
    """
    locked = account.locked_until if account.locked_until and account.locked_until > moment() else None
    return AccountView(
        id=account.id,
        login=account.login,
        name=account.name,
        role=account.role,
        active=account.active,
        demonstration=account.demonstration,
        created=account.created,
        locked_until=locked,
        **tied_names(reader, ties(reader, account.id) if tied is None else tied),
    )


def tag(shown: str | bytes) -> str:
    """The ETag of what is shown of an account."""
    return hashlib.sha256(shown if isinstance(shown, bytes) else shown.encode()).hexdigest()[:16]


def ties(reader: Reader, account: str) -> dict[str, tuple[str, ...]]:
    """What an account SEES and whom it SPEAKS_FOR, as ids."""
    return {name: tuple(edge.end for edge in reader.neighbours(account, name, "out")) for name in TIES}


def tied_names(reader: Reader, tied: Mapping[str, tuple[str, ...]]) -> dict[str, object]:
    """The `places` and the `giver` of an account, by name."""
    givers = _labels(reader, tied["SPEAKS_FOR"])
    return {"places": _labels(reader, tied["SEES"]), "giver": givers[0] if givers else None}


def _labels(reader: Reader, ids: tuple[str, ...]) -> tuple[NodeLabel, ...]:
    named = [(node.id, label(node)) for node in reader.get_all(ids) if node]
    return tuple(NodeLabel(id=id, label_zh=names.zh, label_en=names.en) for id, names in named)
