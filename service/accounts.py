"""Accounts: who may sign in, as what, and what they see."""

from graph.model import Account, Session, Token
from graph.store import Reader
from service.access import Caller
from service.office_schemas import Me
from service.privacy import label
from service.refusals import NotThere
from service.schemas import NodeLabel


def get_account(reader: Reader, id: str) -> Account:
    """:raises NotThere: no such account."""
    account = reader.get(id)
    if not isinstance(account, Account):
        raise NotThere(f"account {id!r}: no such account; /api/accounts lists them")
    return account


def me(reader: Reader, caller: Caller) -> Me:
    """Who is signed in, for herself."""
    account, way = get_account(reader, caller.account), reader.get(caller.way)
    givers = tied(reader, account, "SPEAKS_FOR")
    if not isinstance(way, Session | Token):
        raise NotThere(f"{caller.way}: it has ended meanwhile; sign in again")
    return Me(
        id=account.id,
        login=account.login,
        name=account.name,
        role=account.role,
        demonstration=account.demonstration,
        places=tied(reader, account, "SEES"),
        giver=givers[0] if givers else None,
        reach=caller.reach,
        expires=way.expires,
    )


def tied(reader: Reader, account: Account, relation: str) -> tuple[NodeLabel, ...]:
    """The places or the giver of an account, by name."""
    ids = [edge.end for edge in reader.neighbours(account.id, relation, "out")]
    named = [(node.id, label(node)) for node in reader.get_all(ids) if node]
    return tuple(NodeLabel(id=id, label_zh=names.zh, label_en=names.en) for id, names in named)
