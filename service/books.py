"""The one way in which the service writes: each change with its line in the journal, in the same transaction.

A line says who did what to what, never anything about a person. Lines are numbered and chained by hash, so that one
that was changed or removed shows: `broken` finds it.
"""

import hashlib
import threading
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import orjson

from graph.errors import Conflict
from graph.model import Entry, Journal
from graph.store import Change, GraphStore, Put, Reader
from graph.weeks import SHANGHAI

JOURNAL = "journal:office"
_TRIES = 50
"""So many other writers may come before this one, in other processes."""


def moment() -> str:
    """This second in Shanghai."""
    return datetime.now(SHANGHAI).isoformat(timespec="seconds")


class Books:
    """Writes to one store. Safe for several threads and processes."""

    def __init__(self, store: GraphStore) -> None:
        self.store = store
        self._lock = threading.Lock()

    def write(
        self,
        changes: Sequence[Change],
        *,
        by: str,
        action: str,
        about: Sequence[str] = (),
        detail: str = "",
        expect: Mapping[str, int] | None = None,
    ) -> int:
        """Apply the changes and their line in the journal, or neither; returns the store's new version.

        :param by: the account's id, or what acted by itself: `service`, `command line`.
        :param action: what was done, in a few words: `decision taken`, `resident read`.
        :param about: ids of what it was done to.
        :param detail: at most 2000 characters that are nobody's personal data.
        :param expect: as in `GraphStore.write`; with `nothing_since`, that the service has written nothing meanwhile.
        :raises Conflict: a node in `expect` has another version; nothing is written.
        """
        expected = dict(expect or {})
        for _ in range(_TRIES):
            with self._lock:
                end, version = self._end()
                entry = _entry(end, by, action, about, detail)
                head = Journal(id=JOURNAL, entries=entry.number, sha256=entry.sha256)
                try:
                    return self.store.write(
                        [*changes, Put(entry), Put(head)], by=by, expect={JOURNAL: version, **expected}
                    )
                except Conflict:
                    if self._stale(expected):
                        raise
        raise Conflict("the journal: too many writers at once; try again")

    def note(self, *, by: str, action: str, about: Sequence[str], detail: str = "") -> None:
        """A line for what changes nothing, such as a read of a resident's details."""
        self.write([], by=by, action=action, about=about, detail=detail)

    def _end(self) -> tuple[Journal, int]:
        with self.store.snapshot() as reader:
            return _end(reader)

    def _stale(self, expected: Mapping[str, int]) -> bool:
        """Whether it was one of the caller's nodes that had changed, and not only the journal."""
        with self.store.snapshot() as reader:
            return any(_version(reader, id) != version for id, version in expected.items())


def nothing_since(reader: Reader) -> dict[str, int]:
    """What to expect of a write that must see all that was written: no line may have come since this snapshot."""
    return {JOURNAL: _version(reader, JOURNAL)}


def _version(reader: Reader, id: str) -> int:
    return reader.node_version(id) if reader.get(id) is not None else 0


def _end(reader: Reader) -> tuple[Journal, int]:
    found = reader.get(JOURNAL)
    return (found, reader.node_version(JOURNAL)) if isinstance(found, Journal) else (Journal(id=JOURNAL), 0)


def _entry(end: Journal, by: str, action: str, about: Sequence[str], detail: str) -> Entry:
    number, at = end.entries + 1, moment()
    told: dict[str, Any] = {
        "number": number,
        "at": at,
        "by": by,
        "action": action,
        "about": tuple(about),
        "detail": detail,
    }
    return Entry(id=f"entry:{number:012d}", **told, previous=end.sha256, sha256=_hash(end.sha256, told))


def _hash(previous: str, told: Mapping[str, object]) -> str:
    return hashlib.sha256(orjson.dumps([previous, told], option=orjson.OPT_SORT_KEYS)).hexdigest()


def entries(reader: Reader) -> Iterator[Entry]:
    """The journal, oldest line first."""
    return reader.nodes(Entry)


def broken(reader: Reader) -> str | None:
    """Where the journal is not what was written: the first line that was changed, removed or put in; None where all
    is well."""
    previous, number = "", 0
    for entry in entries(reader):
        number += 1
        if entry.number != number:
            return f"line {number} is missing: line {entry.number} stands in its place"
        told = entry.model_dump(include={"number", "at", "by", "action", "about", "detail"})
        if entry.previous != previous or entry.sha256 != _hash(previous, told):
            return f"line {number} is not as it was written"
        previous = entry.sha256
    end, _ = _end(reader)
    if (end.entries, end.sha256) != (number, previous):
        return f"lines {number + 1} to {end.entries} are missing" if end.entries > number else "the end was changed"
    return None
