"""The door: who asks is found out, and whether they may, before any handler looks at what they want.

A browser says who it is by the cookie of its session, a program by `Authorization: Bearer` and its token; both secrets
are known to the store by their SHA-256 only.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from fastapi import APIRouter, Request
from fastapi.routing import APIRoute

from graph.model import Account, Session, Token
from graph.store import Reader
from service.access import ACCESS, COOKIE, Caller
from service.books import moment
from service.demonstration import demonstrates
from service.guard import SAFE_METHODS
from service.places import communities_within
from service.reference import operation_id
from service.refusals import Forbidden, NotSignedIn, NotThere
from service.settings import Settings

if TYPE_CHECKING:
    from service.deps import Desk


def must_be_listed(routers: Iterable[APIRouter]) -> None:
    """:raises LookupError: an operation without a row in ACCESS, named: nobody has said who may."""
    routes = (route for router in routers for route in router.routes if isinstance(route, APIRoute))
    if missing := sorted({operation_id(route) for route in routes} - set(ACCESS)):
        raise LookupError(f"{', '.join(missing)}: no row in service.access.ACCESS says who may")


def let_in(request: Request) -> None:
    """Let the request go on to its handler, with `request.state.caller` set.

    :raises NotSignedIn: nobody is signed in and the operation is not for everybody, or the token is no good.
    :raises NotThere: the caller may not see it.
    :raises Forbidden: the caller may not do it.
    """
    caller, allowed = identify(request), ACCESS[operation_id(request.scope["route"])]
    safe = request.method in SAFE_METHODS
    if caller.role not in allowed:
        if caller.role == "public":
            raise NotSignedIn(
                "nobody is signed in, or the session is over: sign in at /sign-in, or send Authorization: Bearer"
            )
        if safe:
            raise NotThere(f"{request.url.path}: nothing is here; /docs lists what is")
        raise Forbidden(f"{request.method} {request.url.path}: not for the role {caller.role}; /docs says for which")
    if caller.reach == "read" and not safe:
        raise Forbidden("this token may only read; make one that may write")


def identify(request: Request) -> Caller:
    """Who asks; `public` where nobody is signed in, or the session is over.

    :raises NotSignedIn: a bearer token that is unknown, expired or revoked, or whose account may not come in.
    """
    if not hasattr(request.state, "caller"):
        request.state.caller = _identified(request)
    return cast("Caller", request.state.caller)


def _identified(request: Request) -> Caller:
    desk = cast("Desk", request.app.state.desk)
    scheme, _, word = request.headers.get("authorization", "").partition(" ")
    bearer, cookie = scheme.lower() == "bearer", request.cookies.get(COOKIE)
    if not bearer and cookie is None:
        return Caller()
    id = hashed("token", word.strip()) if bearer else hashed("session", cookie or "")
    with desk.store.snapshot() as reader:
        _, found = desk.passes(reader, id, lambda reader: _pass(reader, id, desk.settings))
    if found is not None and found.expires > moment():
        return found.caller
    if bearer:
        raise NotSignedIn(
            "Authorization: the token is unknown, expired or revoked, or its account may not come in; make a new one"
        )
    return Caller()


def address(request: Request) -> str:
    """Where the request comes from: the other end of its connection, whatever its headers say."""
    return request.client.host if request.client else ""


def hashed(kind: str, secret: str) -> str:
    """The id of the session or token that a secret opens."""
    return f"{kind}:{hashlib.sha256(secret.encode(errors='replace')).hexdigest()}"


@dataclass(frozen=True)
class Pass:
    """What a session or token opens: as whom somebody comes in by it, and until when."""

    caller: Caller
    expires: str


def _pass(reader: Reader, id: str, settings: Settings) -> Pass | None:
    """The pass of that id, unless it was revoked or its account may not come in here and now."""
    way = reader.get(id)
    if not isinstance(way, Session | Token) or (isinstance(way, Token) and way.revoked):
        return None
    for edge in reader.neighbours(id, "SIGNS_IN" if isinstance(way, Session) else "ACTS_FOR", "out"):
        account = reader.get(edge.end)
        if isinstance(account, Account) and _may_enter(reader, account, settings):
            return Pass(caller_of(reader, account, way), way.expires)
    return None


def _may_enter(reader: Reader, account: Account, settings: Settings) -> bool:
    return account.active and (not account.demonstration or demonstrates(reader, settings))


def caller_of(reader: Reader, account: Account, way: Session | Token) -> Caller:
    """The account as a caller, with what it sees now."""
    givers = reader.neighbours(account.id, "SPEAKS_FOR", "out")
    places = [edge.end for edge in reader.neighbours(account.id, "SEES", "out")]
    return Caller(
        role=account.role,
        account=account.id,
        name=account.name,
        communities=None if account.role == "planner" else communities_within(reader, places),
        giver=givers[0].end if givers else "",
        reach=way.reach if isinstance(way, Token) else "write",
        way=way.id,
    )
