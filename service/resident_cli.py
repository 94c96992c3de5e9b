"""`tongxin resident`: what a person may ask of whoever keeps data about her (PIPL Art. 45 to 47)."""

from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

from service.options import Output, Store, existing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.books import Books
    from service.people_schemas import Erased

BY = "command line"
"""Who stands in the journal."""

NO = 1

resident = typer.Typer(no_args_is_help=True, help="A resident's rights: a copy, correction, erasure.")

Id = Annotated[str, typer.Argument(metavar="ID", help="The id of a resident, such as resident:r1.")]


@resident.command()
def export(id: Id, store: Store = None, output: Output = "-") -> None:
    """Write all that the graph holds of a resident.

    \b
    tongxin resident export resident:r1 --store taicang.db -o r1.json

    Readable JSON (PIPL Art. 45). Others who have to do with her appear by their ids. The journal says who asked.
    """
    import orjson

    from service import files
    from service.people import everything_look, looked

    files.check_writable(output)
    with _books(store) as books:
        told = looked(books, BY, "resident exported", everything_look(id))
    files.write(output, orjson.dumps(told, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))


@resident.command()
def correct(
    id: Id,
    fields: Annotated[list[str], typer.Argument(metavar="FIELD=VALUE…", help="What is to be otherwise.")],
    store: Store = None,
) -> None:
    """Correct what is not so.

    \b
    tongxin resident correct resident:r1 phone=0512-5550000 birth_year=1941 --store taicang.db
    tongxin resident correct resident:r1 conditions=frail,chronic building=building:b7

    The fields of a Resident, and `building` or `household` for where she lives (PIPL Art. 46). The journal names the
    fields, never what is in them.
    """
    from graph.errors import Missing
    from graph.model import Resident
    from service.deeds import Deed, settle
    from service.rights import correction

    said = dict(_parted(field) for field in fields)
    with _books(store) as books:

        def plan() -> Deed:
            with books.store.snapshot() as reader:
                found = reader.get(id)
                if not isinstance(found, Resident):
                    raise Missing(f"resident {id!r}: not in the graph; `tongxin export` lists the ids")
                values = {name: _meant(name, words, getattr(found, name, "")) for name, words in said.items()}
                return correction(reader, found, values, BY)

        settle(books, BY, plan)
    typer.echo(f"{id}: corrected {', '.join(sorted(said))}")


@resident.command()
def erase(
    id: Id,
    store: Store = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask again.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only tell what would go.")] = False,
) -> None:
    """Erase a resident, from history too.

    \b
    tongxin resident erase resident:r1 --store taicang.db --dry-run
    tongxin resident erase resident:r1 --store taicang.db

    Past needs stay, without words and without her, so that counts and the helpers' records stay right (PIPL Art. 47).
    Can be repeated. Backups that were made before keep her: erase her there too, or delete them.
    """
    from service.people import looked
    from service.rights import erase as erase_whole
    from service.rights import erasure_look

    with _books(store) as books:
        if dry_run or not yes:
            _tell(looked(books, BY, "erasure previewed", erasure_look(id)))
        if dry_run:
            return
        if not yes and not typer.confirm(f"Erase {id}, and all that is known of this person, for good?"):
            typer.echo("nothing was erased", err=True)
            raise typer.Exit(NO)
        _tell(erase_whole(books, BY, id))


@contextmanager
def _books(store: str | None) -> "Iterator[Books]":
    from graph.store import open_store
    from service.books import Books
    from service.settings import settings

    graph = open_store(existing(settings(store=store).store))
    try:
        yield Books(graph)
    finally:
        graph.close()


def _parted(field: str) -> tuple[str, str]:
    name, equals, words = field.partition("=")
    if not equals:
        raise typer.BadParameter("give each field as name=value, such as phone=0512-5550000")
    return name, words


def _meant(name: str, words: str, like: object) -> Any:
    """What the words say, as a value of the type of another.

    :raises BadValue: words of another type, which are not repeated.
    """
    from graph.errors import BadValue

    if isinstance(like, bool):
        if words not in _TRUTH:
            raise BadValue(f"{name}: give {' or '.join(_TRUTH)}")
        return _TRUTH[words]
    if isinstance(like, int):
        if not words.isdecimal():
            raise BadValue(f"{name}: give a whole number")
        return int(words)
    return tuple(word for word in words.split(",") if word) if isinstance(like, tuple) else words


_TRUTH = {"true": True, "false": False}


def _tell(erased: "Erased") -> None:
    """What an erasure took, what stays, and what is for somebody to do."""
    would = "would be " if erased.preview else ""
    for what, counts in ((f"{would}dropped", erased.dropped), (f"{would}emptied of words", erased.emptied)):
        typer.echo(f"{what}: {', '.join(f'{count} {name}' for name, count in counts.items()) or 'nothing'}")
    for what, ids in ((f"{would}closed", erased.closed), (f"{would}cancelled", erased.cancelled)):
        if ids:
            typer.echo(f"{what}: {', '.join(ids)}")
    if erased.roles:
        typer.echo(f"stays: {', '.join(erased.roles)}, the same person in another role")
    if erased.mentions:
        typer.echo(f"the name or phone also stands in words of: {', '.join(erased.mentions)}; read and correct them")
    if erased.preview:
        return
    if erased.swept:
        typer.echo("nothing of it is left in the store's files; backups that were made before keep it")
    else:
        typer.echo("the store is in use: the file still holds remains; give the same command again to sweep them out")
