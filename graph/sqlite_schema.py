"""The embedded store's file: how it is opened, told from other files, and brought forward to this version."""

import contextlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import apsw

from graph.errors import GraphError, Unusable

APPLICATION_ID = 0x746F6E67
"""`tong` in ASCII, at byte 68 of the file: whose file it is."""

OLDEST_SQLITE = (3, 51, 3)
"""From here on, several connections may write and checkpoint one WAL without corrupting it."""

BUSY_SECONDS = 30
"""How long to wait for another process's write before giving up."""

_LOG_BYTES = 64 * 2**20
"""What a large write leaves of its log."""

STEPS = (
    """
    CREATE TABLE node (
        id TEXT PRIMARY KEY,
        body TEXT NOT NULL,
        born INTEGER NOT NULL,
        version INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX node_by_version ON node (version);

    CREATE TABLE edge (
        relation TEXT NOT NULL,
        start TEXT NOT NULL,
        end TEXT NOT NULL,
        body TEXT NOT NULL,
        born INTEGER NOT NULL,
        version INTEGER NOT NULL,
        PRIMARY KEY (relation, start, end)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX edge_by_end ON edge (relation, end, start);
    CREATE INDEX edge_by_version ON edge (version);

    CREATE TABLE dropped (
        relation TEXT NOT NULL,
        start TEXT NOT NULL,
        end TEXT NOT NULL,
        born INTEGER NOT NULL,
        died INTEGER NOT NULL,
        PRIMARY KEY (relation, start, end, born)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX dropped_by_death ON dropped (died);

    CREATE TABLE touched (
        name TEXT PRIMARY KEY,
        version INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE written (
        version INTEGER PRIMARY KEY,
        at TEXT NOT NULL,
        by TEXT NOT NULL,
        changes INTEGER NOT NULL
    ) STRICT;
    """,
)
"""Step n brings a file of schema version n - 1 to n. A step that was released is never changed: add one.

`node` and `edge` hold what is there: the model as JSON, the write that made it (`born`) and the write that last
changed it. `dropped` holds what lived from `born` until `died` (a node: `start` alone); `touched` the last write that
changed anything of a kind or relation; `written` the record of writes.
"""


def check_library() -> None:
    """:raises Unusable: the SQLite that we run on is too old to be trusted with several writers."""
    version = apsw.sqlite_lib_version()
    if tuple(map(int, version.split("."))) < OLDEST_SQLITE:
        needed = ".".join(map(str, OLDEST_SQLITE))
        raise Unusable(f"SQLite {version}: can corrupt a store that several write; install apsw {needed} or later")


@contextlib.contextmanager
def told(path: Path) -> Iterator[None]:
    """Turn what SQLite says into our errors, with the place and the next step."""
    try:
        yield
    except apsw.NotADBError:
        raise Unusable(f"store {path}: not a file of ours; give another path") from None
    except (apsw.CorruptError, apsw.SchemaChangeError) as error:
        raise Unusable(f"store {path}: damaged ({error}); restore a backup with `tongxin restore`") from error
    except (apsw.BusyError, apsw.LockedError) as error:
        raise GraphError(f"store {path}: another process is writing; try again when it is done") from error
    except apsw.ConnectionClosedError:
        raise GraphError(f"store {path}: is closed; open it again") from None
    except (apsw.CantOpenError, apsw.PermissionsError, apsw.ReadOnlyError) as error:
        raise Unusable(f"store {path}: cannot be opened ({error}); check the path and its permissions") from error
    except apsw.Error as error:
        raise GraphError(f"store {path}: {error}; check the disk and its space, then try again") from error


def connect(path: Path, *, read_only: bool = False, cache_mb: int = 16) -> apsw.Connection:
    """A connection that waits for other writers and survives crashes. Use it inside `told`."""
    flags = apsw.SQLITE_OPEN_READONLY if read_only else apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_CREATE
    connection = apsw.Connection(str(path.absolute()), flags=flags)
    connection.set_busy_timeout(BUSY_SECONDS * 1000)
    connection.execute("PRAGMA synchronous = FULL")
    # What is dropped or replaced is wiped at once, at no cost that can be measured; `forget` finds what is left.
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute(f"PRAGMA cache_size = -{cache_mb * 1024}")
    connection.execute(f"PRAGMA journal_size_limit = {_LOG_BYTES}")
    return connection


@contextlib.contextmanager
def writing(connection: apsw.Connection) -> Iterator[None]:
    """One write transaction: whole when the context ends, nothing of it when that raises."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def query(connection: apsw.Connection, sql: str, bindings: tuple[str | int, ...] = ()) -> list[Any]:
    """All rows, each a tuple of what its columns hold."""
    return connection.execute(sql, bindings).fetchall()


def check_place(path: Path) -> None:
    """:raises Unusable: no file can stand at this path."""
    if path.is_dir():
        raise Unusable(f"store {path}: is a folder; give the path of a file in it")
    if not path.parent.is_dir():
        raise Unusable(f"store {path}: the folder {path.parent} does not exist; create it first")


# One statement sees one moment of the file: another process may be creating it between two.
_IDENTITY = """
    SELECT application_id, user_version, (SELECT count(*) FROM sqlite_schema)
    FROM pragma_application_id, pragma_user_version
"""


def check_identity(connection: apsw.Connection, path: Path, newest: int = len(STEPS)) -> int:
    """The schema version of a file of ours; 0 is a new, empty file.

    :raises Unusable: another program's file, or a newer one.
    """
    owner, version, tables = connection.execute(_IDENTITY).get
    is_new = owner == version == tables == 0
    if not is_new and owner != APPLICATION_ID:
        raise Unusable(f"store {path}: another program's database; give another path")
    if version > newest:
        raise Unusable(f"store {path}: schema {version}, we know up to {newest}; install the newer Tongxin")
    return int(version)


def bring_forward(connection: apsw.Connection, path: Path, steps: Sequence[str] = STEPS) -> None:
    """Run the steps that the file has not seen, all or none. A file that is up to date is not written to.

    :raises Unusable: see `check_identity`.
    """
    if check_identity(connection, path, len(steps)) == len(steps):
        return
    with writing(connection):
        # Another process may have done it while we waited.
        for step in steps[check_identity(connection, path, len(steps)) :]:
            connection.execute(step)
        connection.pragma("application_id", APPLICATION_ID)
        connection.pragma("user_version", len(steps))
