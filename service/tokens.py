"""Tokens: what a program of somebody's sends instead of signing in. It may what its account may, and never more."""

import secrets
from datetime import timedelta

from graph.model import Token
from graph.relations import Edge
from graph.store import Put, Reader
from service.access import Caller
from service.accounts import get_account
from service.books import moment
from service.deeds import Deed
from service.door import hashed
from service.moments import later
from service.office_schemas import TokenMade, TokenOrder, TokenView
from service.refusals import Forbidden, NotThere, Stands

PREFIX = "tx_"
AT_MOST = 50
"""Tokens of one account that are good at the same time."""


def tokens_of(reader: Reader, account: str) -> list[Token]:
    """An account's tokens, the newest first."""
    ids = [edge.start for edge in reader.neighbours(account, "ACTS_FOR", "in")]
    found = [token for token in reader.get_all(ids) if isinstance(token, Token)]
    return sorted(found, key=lambda token: (token.created, token.id), reverse=True)


def made(reader: Reader, caller: Caller, order: TokenOrder, secret: str) -> Deed:
    """What makes a token that this secret opens, for the caller herself.

    :raises Forbidden: a token asks, which could so outlive itself.
    :raises Stands: the account has too many that are good.
    """
    if not caller.by_browser:
        raise Forbidden("a token makes no tokens; sign in and make it then")
    account = get_account(reader, caller.account)
    if sum(token.expires > moment() and not token.revoked for token in tokens_of(reader, account.id)) >= AT_MOST:
        raise Stands(f"{AT_MOST} tokens of this account are good; revoke one first")
    token = Token(
        id=hashed("token", secret),
        label=order.label,
        reach=order.reach,
        created=moment(),
        expires=later(timedelta(days=order.days)),
    )
    changes = [
        Put(token),
        Put(Edge(relation="ACTS_FOR", start=token.id, end=account.id)),
        Put(account.model_copy(update={"revision": account.revision + 1})),
    ]
    answer = TokenMade(**_shown(token), secret=secret)
    expect = {account.id: reader.node_version(account.id)}
    return Deed(changes, "token made", answer, about=[account.id, token.id], expect=expect, status=201)


def new_secret() -> str:
    """`tx_` and 32 bytes that nobody can guess."""
    return PREFIX + secrets.token_urlsafe(32)


def revoked(reader: Reader, caller: Caller, id: str) -> Deed:
    """What makes a token of the caller good for nothing from now on.

    :raises NotThere: she has no such token.
    """
    token = next((token for token in tokens_of(reader, caller.account) if token.id == id), None)
    if token is None:
        raise NotThere(f"token {id!r}: not one of yours; /api/tokens lists them")
    if token.revoked:
        return Deed([], "token revoked", None, about=[id], status=204)
    ended = token.model_copy(update={"revoked": moment()})
    expect = {id: reader.node_version(id)}
    return Deed([Put(ended)], "token revoked", None, about=[caller.account, id], expect=expect, status=204)


def token_view(token: Token) -> TokenView:
    """A token as its owner sees it."""
    return TokenView(**_shown(token))


def _shown(token: Token) -> dict[str, object]:
    return token.model_dump(exclude={"invented"})
