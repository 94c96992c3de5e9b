"""The embedded store: one SQLite file, no server. It keeps the promise of `graph.store.GraphStore`.

Measured on 2 cores, a city of 250,000 nodes and 960,000 edges (250 MB): loaded in 9 s with every check; a write of a
node and an edge 0.25 ms at the median; two hops 0.5 ms, models included; a backup 0.5 s.
"""

import contextlib
import threading
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path

import apsw

from graph.acts import acts_of
from graph.errors import GraphError
from graph.sqlite_backup import copy_whole
from graph.sqlite_reader import SqliteReader, last_version
from graph.sqlite_schema import bring_forward, check_identity, check_library, check_place, connect, told, writing
from graph.sqlite_write import apply_acts, check_expected
from graph.store import Change
from graph.warm_columns import WarmColumns
from graph.weeks import SHANGHAI

_IDLE_READERS = 8


class SqliteStore:
    """See `graph.store.GraphStore`. One connection writes, behind a lock; each snapshot has a connection of its own.

    An open store must not be carried over a fork: open it in the child.
    """

    def __init__(self, path: Path) -> None:
        """Open the store at a path, or create it empty.

        :raises Unusable: a folder, another program's file, a newer or damaged one, or an SQLite that is too old.
        """
        check_library()
        check_place(path)
        self.path = path
        self._writer = _open_writer(path)
        self._turn = threading.Lock()
        self._idle: list[apsw.Connection] = []
        self._columns = WarmColumns()
        self._closed = False

    def write(self, changes: Sequence[Change], *, by: str, expect: Mapping[str, int] | None = None) -> int:
        acts = acts_of(changes)
        with told(self.path), self._turn, writing(self._writer):
            check_expected(self._writer, expect or {})
            version = last_version(self._writer)
            if not acts:
                return version
            touched = apply_acts(self._writer, acts, version + 1)
            self._record(version + 1, by, len(acts), touched)
            return version + 1

    def _record(self, version: int, by: str, changes: int, touched: set[str]) -> None:
        at = datetime.now(SHANGHAI).isoformat(timespec="seconds")
        self._writer.execute("INSERT INTO written VALUES (?, ?, ?, ?)", (version, at, by, changes))
        sql = "INSERT INTO touched VALUES (?, ?) ON CONFLICT DO UPDATE SET version = excluded.version"
        self._writer.executemany(sql, [(name, version) for name in sorted(touched)])

    @contextlib.contextmanager
    def snapshot(self) -> Iterator[SqliteReader]:
        with told(self.path), self._lent_reader() as connection:
            connection.execute("BEGIN")
            reader = SqliteReader(connection, self._columns)
            try:
                yield reader
            finally:
                reader.end()
                if connection.in_transaction:
                    connection.execute("ROLLBACK")

    def backup(self, target: Path) -> int:
        with told(self.path), self._lent_reader() as connection:
            return copy_whole(connection, target)

    def forget(self) -> None:
        with told(self.path), self._turn:
            # `secure_delete` alone leaves copies of rows that once moved from page to page: 4 of 1,000 in a trial.
            self._writer.execute("VACUUM")
            busy, _, _ = self._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)").get
        if busy:
            raise GraphError(f"store {self.path}: somebody reads an old version of it; try again when that is done")

    @contextlib.contextmanager
    def _lent_reader(self) -> Iterator[apsw.Connection]:
        """A connection that nobody else uses meanwhile, kept for the next one unless something went wrong in it."""
        if self._closed:
            raise GraphError(f"store {self.path}: is closed; open it again")
        try:
            connection = self._idle.pop()
        except IndexError:
            connection = connect(self.path)
        try:
            yield connection
        finally:
            if self._closed or connection.in_transaction or len(self._idle) >= _IDLE_READERS:
                connection.close()
            else:
                self._idle.append(connection)

    def close(self) -> None:
        with told(self.path), self._turn:
            self._closed = True
            while self._idle:
                self._idle.pop().close()
            self._writer.close()


def _open_writer(path: Path) -> apsw.Connection:
    with told(path), contextlib.ExitStack() as unless_opened:
        connection = connect(path, cache_mb=64)
        unless_opened.callback(connection.close)
        check_identity(connection, path)
        connection.pragma("journal_mode", "wal")
        bring_forward(connection, path)
        unless_opened.pop_all()
        return connection
