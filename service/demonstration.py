"""The accounts of a demonstration: one for each role, signed in by a click.

They exist only where there is nothing to protect and nobody from outside: in a store that a seed has filled with
invented people (`seeds.world`), served to this machine alone. Anywhere else none is made, and one that was left over,
say in a copy of the store, is not let in.
"""

from typing import TypeGuard

from graph.model import Account, Role
from graph.place_tree import place_tree
from graph.relations import SPONSORS, Edge
from graph.store import Change, Put, Reader
from seeds.world import world_of
from service.books import Books, moment
from service.deeds import Deed, settle
from service.guard import is_loopback
from service.labels import DEMONSTRATION
from service.settings import Settings

ROLES: tuple[Role, ...] = ("coordinator", "planner", "sponsor", "admin")
LOGIN = "demonstration-"
"""How their logins begin; no other account may take such a one."""


def demonstrates(reader: Reader, settings: Settings) -> bool:
    """Whether demonstration accounts may be here."""
    return is_loopback(settings.host) and not settings.allow_remote and world_of(reader) is not None


def account_of(role: Role) -> str:
    """The id of a role's demonstration account."""
    return f"account:{LOGIN}{role}"


def present(reader: Reader, settings: Settings) -> tuple[Role, ...]:
    """The roles that a click signs in here."""
    if not demonstrates(reader, settings):
        return ()
    return tuple(role for role in ROLES if usable(reader.get(account_of(role))))


def usable(account: object) -> TypeGuard[Account]:
    """Whether this is a demonstration account that was not closed."""
    return isinstance(account, Account) and account.demonstration and account.active


def prepare(books: Books, settings: Settings) -> None:
    """Make the accounts that are missing, where they may be; write nothing where none is."""
    with books.store.snapshot() as reader:
        if not demonstrates(reader, settings) or not _missing(reader):
            return
    settle(books, "service", lambda: _made(books))


def _missing(reader: Reader) -> list[Role]:
    return [role for role in ROLES if reader.get(account_of(role)) is None and (role not in _TIE or _tie(reader, role))]


def _made(books: Books) -> Deed:
    with books.store.snapshot() as reader:
        roles = _missing(reader)
        ties = [edge for role in roles if role in _TIE and (edge := _tie(reader, role))]
    accounts = [
        Account(
            id=account_of(role), login=f"{LOGIN}{role}", name=DEMONSTRATION, role=role, demonstration=True,
            created=moment(), invented=True,
        )
        for role in roles
    ]  # fmt: skip
    changes: list[Change] = [*map(Put, accounts), *map(Put, ties)]
    ids = [account.id for account in accounts]
    return Deed(changes, "demonstration accounts made", None, about=ids, expect=dict.fromkeys(ids, 0))


_TIE: dict[Role, str] = {"coordinator": "SEES", "sponsor": "SPEAKS_FOR"}
"""What ties an account of this role to the world; without it there is no such account."""


def _tie(reader: Reader, role: Role) -> Edge | None:
    end = _place(reader) if role == "coordinator" else _giver(reader)
    return Edge(relation=_TIE[role], start=account_of(role), end=end) if end else None


def _place(reader: Reader) -> str | None:
    """The first town by id that has needs; where towns have none, the first community, or the city."""
    tree = place_tree(reader)
    at = reader.columns("AT")
    rows = tree.rows(at.filter(at["start"].str.starts_with("need:"))["end"])
    for level in ("town", "community", "city"):
        found: list[str] = sorted({tree.ids[int(row)] for row in tree.level[level][rows] if row >= 0})
        if found:
            return found[0]
    return None


def _giver(reader: Reader) -> str | None:
    """The first enterprise that gives something, else a program, else a fund."""
    order = [f"{kind.lower()}:" for kind in SPONSORS]
    gives = reader.columns("GIVES")["start"].to_list()
    return next((min(found) for kind in order if (found := [id for id in gives if id.startswith(kind)])), None)
