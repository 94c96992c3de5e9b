"""What makes and changes accounts: planned here on one snapshot, written by whoever asked for the plan."""

from collections.abc import Mapping

from graph.errors import BadValue
from graph.model import Account, City, Community, Enterprise, Fund, Program, Role, Town
from graph.relations import Edge
from graph.store import Change, DropEdge, DropNode, Put, Reader
from service import passwords
from service.access import Caller
from service.accounts import TIES, account_named, account_view, get_account, tag, ties
from service.asking import must_match
from service.books import moment
from service.deeds import Deed
from service.demonstration import LOGIN, demonstrates
from service.office_schemas import AccountChange, AccountOrder
from service.refusals import Stands
from service.settings import Settings


def made(reader: Reader, order: AccountOrder, password: str) -> Deed:
    """What makes a new account.

    :param password: the hash to keep, or empty.
    :raises Stands: the login is taken, or kept for demonstrations.
    :raises BadValue: places or giver that do not exist, or do not fit the role.
    """
    if order.login.startswith(LOGIN):
        raise Stands(f"login {order.login!r}: logins that begin with {LOGIN!r} are kept for demonstrations")
    if account_named(reader, order.login):
        raise Stands(f"login {order.login!r}: it is taken; /api/accounts lists the accounts")
    tied = _fitting(reader, order.role, order.places, order.giver)
    account = Account(
        id=f"account:{order.login}",
        login=order.login,
        name=order.name,
        role=order.role,
        password=password,
        created=moment(),
    )
    edges = [Put(Edge(relation=name, start=account.id, end=end)) for name in TIES for end in tied[name]]
    answer = account_view(reader, account, tied)
    return Deed(
        [Put(account), *edges],
        "account made",
        answer,
        about=[account.id],
        detail=f"role {order.role}",
        expect={account.id: 0},
        status=201,
        location=f"/api/accounts/{account.id}",
    )


def _fitting(reader: Reader, role: Role, places: tuple[str, ...], giver: str | None) -> dict[str, tuple[str, ...]]:
    """Places and giver as ties, when they exist and are what the role needs."""
    if role == "coordinator" and not places:
        raise BadValue("places: a coordinator sees at least one city, town or community; give its id")
    if role != "coordinator" and places:
        raise BadValue(f"places: only a coordinator has places; a {role} has none")
    if (role == "sponsor") != (giver is not None):
        raise BadValue("giver: a sponsor speaks for one enterprise, program or fund, and nobody else does")
    for place in places:
        if not isinstance(reader.get(place), City | Town | Community):
            raise BadValue(f"places: {place!r} is not in the graph; give the id of a city, town or community")
    if giver is not None and not isinstance(reader.get(giver), Enterprise | Program | Fund):
        raise BadValue(f"giver: {giver!r} is not in the graph; give the id of an enterprise, program or fund")
    return {"SEES": tuple(sorted(set(places))), "SPEAKS_FOR": (giver,) if giver else ()}


def changed(
    reader: Reader,
    caller: Caller,
    id: str,
    change: AccountChange,
    password: str,
    *,
    if_match: str | None,
    settings: Settings,
) -> Deed:
    """What changes an account.

    :param password: the hash of a new password, or empty where it stays.
    :raises NotThere: no such account.
    :raises Changed: it is another than `if_match` says.
    :raises Stands: nobody could administer any more, or a demonstration account is to get a password.
    :raises BadValue: places or giver that do not exist, or do not fit the role.
    """
    before = get_account(reader, id)
    must_match(if_match, tag(account_view(reader, before).model_dump_json()))
    if password and before.demonstration:
        raise Stands(f"account {id!r}: a demonstration account has no password")
    after = _with(before, change, password)
    had = ties(reader, id)
    tied = _fitting(reader, after.role, *_wanted(had, change, after.role))
    others = _other_admins(reader, id, settings)
    if _administers(reader, before, settings) and not _administers(reader, after, settings) and not others:
        raise Stands(f"account {id!r}: it is the last that can administer; make another admin first")
    ended = _ended(reader, caller, before, after)
    changes: list[Change] = [Put(after), *_retied(id, had, tied), *map(DropNode, ended)]
    return Deed(
        changes,
        "account changed",
        account_view(reader, after, tied),
        about=[id],
        detail=", ".join(sorted(change.model_dump(exclude_none=True))),
        expect={each: reader.node_version(each) for each in (id, *others, *ended)},
    )


def _with(account: Account, change: AccountChange, password: str) -> Account:
    given = change.model_dump(include={"name", "active", "role"}, exclude_none=True)
    fresh = {"password": password, "failures": 0, "locked_until": None} if password else {}
    return Account.model_validate(account.model_dump() | given | fresh | {"revision": account.revision + 1})


def _wanted(
    had: Mapping[str, tuple[str, ...]], change: AccountChange, role: Role
) -> tuple[tuple[str, ...], str | None]:
    """The places and the giver that are asked for; else those that it has, when the role may have such."""
    places, giver = change.places, change.giver
    if places is None:
        places = had["SEES"] if role == "coordinator" else ()
    if giver is None and role == "sponsor":
        giver = next(iter(had["SPEAKS_FOR"]), None)
    return places, giver


def _retied(id: str, had: Mapping[str, tuple[str, ...]], tied: Mapping[str, tuple[str, ...]]) -> list[Change]:
    gone = [DropEdge(name, id, end) for name in TIES for end in had[name] if end not in tied[name]]
    new = [Put(Edge(relation=name, start=id, end=end)) for name in TIES for end in tied[name] if end not in had[name]]
    return [*gone, *new]


def _ended(reader: Reader, caller: Caller, before: Account, after: Account) -> list[str]:
    """The sessions, and where it may not come in any more the tokens, that end with the change."""
    relations = ["SIGNS_IN"] if after.password != before.password or not after.active else []
    relations += ["ACTS_FOR"] if not after.active else []
    ids = [edge.start for name in relations for edge in reader.neighbours(after.id, name, "in")]
    return [id for id in ids if id != caller.way or not after.active]


def _other_admins(reader: Reader, id: str, settings: Settings) -> list[str]:
    return [each.id for each in reader.nodes(Account) if each.id != id and _administers(reader, each, settings)]


def _administers(reader: Reader, account: Account, settings: Settings) -> bool:
    """Whether this is an admin who can come in."""
    can_enter = bool(account.password) or (account.demonstration and demonstrates(reader, settings))
    return account.role == "admin" and account.active and can_enter


def repassworded(reader: Reader, caller: Caller, old: str, new: str) -> Deed:
    """What gives the caller a new password and ends her other sessions.

    :param old: the hash of the password that she gave as the present one.
    :param new: the hash of the new one.
    :raises Stands: it was changed meanwhile.
    """
    account = get_account(reader, caller.account)
    if account.password != old:
        raise Stands("the password was changed meanwhile; sign in again")
    fresh = {"password": new, "failures": 0, "locked_until": None, "revision": account.revision + 1}
    others = [edge.start for edge in reader.neighbours(account.id, "SIGNS_IN", "in") if edge.start != caller.way]
    expect = {id: reader.node_version(id) for id in (account.id, *others)}
    changes: list[Change] = [Put(account.model_copy(update=fresh)), *map(DropNode, others)]
    return Deed(changes, "password changed", None, about=[account.id], expect=expect, status=204)


def unlocked(reader: Reader, login: str) -> Deed:
    """What forgets the wrong passwords of an account.

    :raises NotThere: no such account.
    """
    account = get_account(reader, f"account:{login}")
    fresh = {"failures": 0, "locked_until": None, "revision": account.revision + 1}
    expect = {account.id: reader.node_version(account.id)}
    return Deed([Put(account.model_copy(update=fresh))], "account unlocked", None, about=[account.id], expect=expect)


def hash_of(password: str | None, login: str) -> str:
    """The hash of a new password; empty where there is none.

    :raises BadValue: a weak one.
    """
    if password is None:
        return ""
    passwords.must_be_good(password, login)
    with passwords.turn():
        return passwords.hashed(password)
