"""Signing in: by login and password, or in a demonstration by a click. A wrong password is counted, and tells nothing.

Whether a login does not exist, its password is wrong or the account may not come in: the answer is the same, and takes
as long.
"""

import secrets
from datetime import timedelta

from graph.model import Account, Role
from graph.store import Put
from service import passwords
from service.accounts import account_named, get_account
from service.deeds import Deed, settle
from service.demonstration import account_of, demonstrates, usable
from service.deps import Desk
from service.moments import later, seconds_until
from service.refusals import Forbidden, NotSignedIn, TooMany
from service.sessions import Entered, entered, opening
from service.tries import locked_for

NO = "login or password: not right, or the account may not come in; whoever runs the service can tell"


def by_password(desk: Desk, login: str, password: str, address: str) -> Entered:
    """Sign in.

    :param address: where the request comes from.
    :raises NotSignedIn: no such login, another password, or an account that may not come in.
    :raises TooMany: the login is locked, or the address has tried too often.
    """
    found = tried(desk, login, password, address)
    if found is None:
        raise NotSignedIn(NO)
    secret = secrets.token_urlsafe(32)
    kept = passwords.hashed(password) if passwords.outdated(found.password) else found.password

    def plan() -> Deed:
        with desk.store.snapshot() as reader:
            account = get_account(reader, found.id)
            _must_be_open(seconds_until(account.locked_until))
            if not account.active or account.password != found.password:
                raise NotSignedIn(NO)
            welcome = {"failures": 0, "locked_until": None, "password": kept}
            return opening(reader, account.model_copy(update=welcome), secret)

    settle(desk.books, found.id, plan)
    return entered(desk, found.id, secret)


def by_click(desk: Desk, role: Role) -> Entered:
    """Sign in as the demonstration account of a role.

    :raises Forbidden: there are none here.
    """
    id, secret = account_of(role), secrets.token_urlsafe(32)

    def plan() -> Deed:
        with desk.store.snapshot() as reader:
            account = reader.get(id)
            if not usable(account) or not demonstrates(reader, desk.settings):
                raise Forbidden(f"demonstration {role!r}: there is no such account here; sign in with a password")
            return opening(reader, account, secret)

    settle(desk.books, id, plan)
    return entered(desk, id, secret)


def tried(desk: Desk, login: str, password: str, address: str) -> Account | None:
    """The active account whose login and password these are; a wrong try is counted, and may lock the login.

    :raises TooMany: as `by_password`.
    """
    desk.tries.take(address)
    with passwords.turn():  # the lock is looked at in turn, so that many tries at once are not all before it
        with desk.store.snapshot() as reader:
            account = account_named(reader, login)
        _must_be_open(seconds_until(account.locked_until) if account else desk.tries.stranger(login))
        right = passwords.fits(account.password if account else "", password)
        if account is None:
            desk.tries.missed(login)
        elif not right or not account.active:
            _missed(desk, account.id)
        else:
            desk.tries.give_back(address)
            return account
    return None


def _must_be_open(seconds: int) -> None:
    if seconds:
        raise TooMany(f"too many wrong passwords: this login is locked; try again in {seconds} s", seconds)


def _missed(desk: Desk, id: str) -> None:
    def plan() -> Deed:
        with desk.store.snapshot() as reader:
            account, version = get_account(reader, id), reader.node_version(id)
        failures = min(account.failures + 1, 10**6)
        minutes = locked_for(failures)
        until = later(timedelta(minutes=minutes)) if minutes else None
        counted = account.model_copy(update={"failures": failures, "locked_until": until})
        detail = f"locked until {until}" if until else ""
        return Deed([Put(counted)], "sign-in failed", None, about=[id], detail=detail, expect={id: version})

    settle(desk.books, "public", plan)
