"""What was made from the graph, kept for as long as the part of it that it was made from stays as it was."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from graph.store import Reader
from graph.watching import Watching

T = TypeVar("T")


@dataclass(frozen=True)
class _Made:
    value: Any
    tag: int
    tables: tuple[str, ...]


class Kept:
    """The last things that were made, each with the kinds and relations that it was made from.

    Whatever else is written, a line of the journal or somebody's session, costs nobody a new one. Safe for several
    threads; who asks for what is being made waits for it.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._made: OrderedDict[Hashable, _Made] = OrderedDict()
        self._making: dict[Hashable, threading.Lock] = {}
        self._lock = threading.Lock()

    def __call__(self, reader: Reader, key: Hashable, make: Callable[[Reader], T]) -> tuple[int, T]:
        """The thing of that key as this snapshot has it, and its tag: the last write to what it was made from.

        Two things of one key that differ have different tags: the first thing that was read differently when the later
        one was made stands in a table that both were made from, and was written after the earlier one.

        :param make: makes it from the reader that it is given, and from nothing else that may change. It may ask for
            other kept things.
        """
        found = self._still(reader, key)
        if found is None:
            with self._turn(key):
                found = self._still(reader, key) or self._new(reader, key, make)
        return found.tag, cast("T", found.value)

    def _still(self, reader: Reader, key: Hashable) -> _Made | None:
        with self._lock:
            made = self._made.get(key)
            if made is not None:
                self._made.move_to_end(key)
        return made if made is not None and reader.touched(*made.tables) == made.tag else None

    def _new(self, reader: Reader, key: Hashable, make: Callable[[Reader], Any]) -> _Made:
        watching = Watching(reader)
        value = make(watching)
        tables = tuple(sorted(watching.tables))
        made = _Made(value, reader.touched(*tables), tables)
        with self._lock:
            self._made[key] = made
            self._made.move_to_end(key)
            while len(self._made) > self._most:
                self._made.popitem(last=False)
        return made

    @contextmanager
    def _turn(self, key: Hashable) -> Iterator[None]:
        with self._lock:
            turn = self._making.setdefault(key, threading.Lock())
        try:
            with turn:
                yield
        finally:
            with self._lock:
                self._making.pop(key, None)
