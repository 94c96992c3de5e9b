"""`tongxin admin`: the first account, the list of them, a lock undone, the journal verified."""

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from service.options import Store, existing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graph.model import Account
    from service.books import Books

BY = "command line"
"""Who stands in the journal."""

NO = 1

admin = typer.Typer(no_args_is_help=True, help="Accounts, and the journal.")

Login = Annotated[str, typer.Argument(metavar="LOGIN", help="Small letters, digits, dot, dash, underscore.")]


@admin.command()
def create(
    login: Login,
    name: Annotated[str, typer.Option(metavar="NAME", help="Who it is, as others see it.")],
    store: Store = None,
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="The password is the first line of standard input.")
    ] = False,
) -> None:
    """Make an account that may administer.

    \b
    tongxin admin create lin.jing --name "Lin Jing" --store taicang.db

    It asks for the password, twice: at least 12 characters. Others get theirs through the API, from an admin. Works
    also while the store is served.
    """
    from pydantic import ValidationError

    from service.account_deeds import hash_of, made
    from service.deeds import Deed, settle
    from service.office_schemas import AccountOrder

    try:
        order = AccountOrder(login=login, name=name, role="admin")
    except ValidationError as error:
        first = error.errors()[0]
        raise typer.BadParameter(f"{first['loc'][0]} {first['input']!r}: {first['msg']}") from None
    password = hash_of(_password(password_stdin), login)
    with _books(store, new=True) as books:

        def plan() -> Deed:
            with books.store.snapshot() as reader:
                return made(reader, order, password)

        settle(books, BY, plan)
        typer.echo(f"{login} may administer {_where(store)}")


def _password(from_input: bool) -> str:
    if from_input:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise typer.BadParameter("standard input is no terminal; give --password-stdin to read the password from it")
    asked: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    return asked


@admin.command("list")
def list_accounts(store: Store = None) -> None:
    """Every account: login, role, how it stands, name.

    \b
    tongxin admin list --store taicang.db
    """
    from graph.model import Account

    with _books(store) as books, books.store.snapshot() as reader:
        for account in reader.nodes(Account):
            typer.echo(f"{account.login:<25} {account.role:<12} {_standing(account):<14} {account.name}")


def _standing(account: "Account") -> str:
    from service.moments import seconds_until

    if not account.active:
        return "closed"
    if seconds_until(account.locked_until):
        return "locked"
    return "demonstration" if account.demonstration else "active"


@admin.command()
def unlock(login: Login, store: Store = None) -> None:
    """Let somebody try again who is locked out after wrong passwords.

    \b
    tongxin admin unlock lin.jing --store taicang.db
    """
    from service.account_deeds import unlocked
    from service.deeds import Deed, settle

    with _books(store) as books:

        def plan() -> Deed:
            with books.store.snapshot() as reader:
                return unlocked(reader, login)

        settle(books, BY, plan)
    typer.echo(f"{login} may try again")


@admin.command("verify-journal")
def verify_journal(store: Store = None) -> None:
    """Whether the journal is what was written.

    \b
    tongxin admin verify-journal --store taicang.db

    Exit code 1 and the first line that is changed, missing or put in, when it is not. Keep the hash that is told
    elsewhere, now and then: whoever can change the whole store could make another chain.
    """
    from service.journal import verification

    with _books(store) as books, books.store.snapshot() as reader:
        found = verification(reader)
    if found.fault:
        typer.echo(f"the journal is broken: {found.fault}")
        raise typer.Exit(NO)
    typer.echo(f"intact: {found.entries} lines, sha256 {found.sha256 or 'of nothing yet'}")


@contextmanager
def _books(store: str | None, *, new: bool = False) -> "Iterator[Books]":
    """The books of a store; one that does not exist is made only when it may be new."""
    from graph.store import open_store
    from service.books import Books

    graph = open_store(_where(store) if new else existing(_where(store)))
    try:
        yield Books(graph)
    finally:
        graph.close()


def _where(store: str | None) -> str:
    from service.settings import settings

    return settings(store=store).store
