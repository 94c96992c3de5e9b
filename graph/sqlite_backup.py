"""Copies of the embedded store, made while it is used, and back."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import apsw

from graph.admission import admit_edge
from graph.bodies import edge_of
from graph.errors import BadValue, GraphError, Unusable
from graph.model import KINDS
from graph.sqlite_reader import SqliteReader, last_version
from graph.sqlite_schema import check_identity, check_place, connect, told
from graph.warm_columns import WarmColumns


def restore(backup: Path, target: Path) -> int:
    """Make a new store at `target` from a backup that is sound throughout; returns its version.

    :raises GraphError: something is at the target.
    :raises Unusable: the backup is no store of ours, is newer, or is damaged.
    """
    if not backup.is_file():
        raise Unusable(f"backup {backup}: no such file; give the path of a file that `tongxin backup` made")
    with told(backup), contextlib.closing(connect(backup, read_only=True)) as connection:
        if check_identity(connection, backup) == 0:
            raise Unusable(f"backup {backup}: is an empty file; give the path of a file that `tongxin backup` made")
        check_sound(connection, backup)
        return copy_whole(connection, target)


def copy_whole(connection: apsw.Connection, target: Path) -> int:
    """One consistent file of what the connection sees, complete or not there at all; returns its version.

    :raises GraphError: something is at the target.
    """
    with new_file(target) as part:
        connection.execute("VACUUM INTO ?", (str(part.absolute()),))
        with contextlib.closing(connect(part, read_only=True)) as copy:
            return last_version(copy)


@contextlib.contextmanager
def new_file(target: Path) -> Iterator[Path]:
    """Where to write a file that stands at the target when the context ends, complete or not there at all.

    :raises GraphError: something is at the target.
    """
    check_place(target)
    for taken in (target, *(target.with_name(target.name + suffix) for suffix in ("-wal", "-journal"))):
        if taken.exists():
            raise GraphError(f"file {taken}: exists; give another name or move it away")
    part = target.with_name(f".{target.name}.{uuid4().hex}.part")
    try:
        yield part
        _sync(part)
        part.rename(target)
        _sync(target.parent)
    finally:
        part.unlink(missing_ok=True)


def _sync(path: Path) -> None:
    """Wait until the disk has it: VACUUM INTO does not."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def check_sound(connection: apsw.Connection, path: Path) -> None:
    """Read the whole file: its pages, every node and edge as its model, every edge's ends.

    :raises Unusable: something in it is not as we write it; the message names the first such thing.
    """
    found = connection.execute("PRAGMA integrity_check(1)").get
    if found != "ok":
        raise Unusable(f"store {path}: damaged ({found}); use another backup")
    reader = SqliteReader(connection, WarmColumns())
    try:
        _check_nodes(connection, reader)
        _check_edges(connection)
    except BadValue as error:
        raise Unusable(f"store {path}: damaged ({error}); use another backup") from error


def _check_nodes(connection: apsw.Connection, reader: SqliteReader) -> None:
    known = sum(sum(1 for _ in reader.nodes(kind)) for kind in KINDS.values())
    if known != connection.execute("SELECT count(*) FROM node").get:
        raise BadValue("nodes: some are of no kind that we know")


def _check_edges(connection: apsw.Connection) -> None:
    for row in connection.execute("SELECT relation, start, end, body FROM edge ORDER BY relation, start, end"):
        admit_edge(edge_of(*row))
    lost = "NOT EXISTS (SELECT 1 FROM node WHERE id = {side})"
    sql = f"SELECT start, relation, end FROM edge WHERE {lost.format(side='start')} OR {lost.format(side='end')}"
    for start, relation, end in connection.execute(f"{sql} LIMIT 1"):
        raise BadValue(f"edge {start} {relation} {end}: an end does not exist")
