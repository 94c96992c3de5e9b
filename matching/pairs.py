"""Pairs of a slot and an offer that might fill it, as columns: what every rule looks at.

    p.provider.age        the age of each pair's provider
    p.need.resident       the row of each pair's resident; -1 where the need has none
    p.fact("helped")      what is known between each pair's provider and resident

Tables: need, slot, offer, provider, resident, service, room, agreement. Each column is a numpy array with one element
for each pair, gathered when it is asked for. A row of -1 reads the blank: 0, False, "".
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.int64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Column = NDArray[Any]

UNLIMITED = 2**62
"""The maximum of what has none."""


class Table:
    """Columns of one kind of thing, with the blank row at their end."""

    def __init__(self, columns: Mapping[str, Column]) -> None:
        self._columns = {name: _with_blank(column) for name, column in columns.items()}

    def column(self, name: str) -> Column:
        """The whole column, blank row included."""
        return self._columns[name]


def _with_blank(column: Column) -> Column:
    blank: object = "" if column.dtype.kind in "OU" else 0
    return np.append(column, np.array([blank], dtype=column.dtype))


class View:
    """The rows of a table that each pair points at; every attribute is a column of the table."""

    def __init__(self, table: Table, rows: Rows) -> None:
        self.rows = rows
        self._table = table

    def __getattr__(self, name: str) -> Column:
        try:
            return self._table.column(name)[self.rows]
        except KeyError:
            raise AttributeError(f"no column {name!r} in this table") from None


@dataclass(frozen=True)
class Fact:
    """What is known between a provider and something of a need: its resident, service or site, by row.

    `absent` where nothing is known. `provider` and `other` ascend together, and each pair stands once.
    """

    of: str
    provider: Rows
    other: Rows
    value: Ints
    absent: int = 0

    def between(self, provider: Rows, other: Rows) -> Ints:
        """The value for each provider and other, `absent` where either is -1."""
        if not len(self.value):
            return np.full(len(provider), self.absent)
        keys, asked = _key(self.provider, self.other), _key(provider, other)
        place = np.minimum(np.searchsorted(keys, asked), len(keys) - 1)
        known = (keys[place] == asked) & (provider >= 0) & (other >= 0)
        return np.where(known, self.value[place], self.absent)


def _key(provider: Rows, other: Rows) -> Ints:
    return (provider << 32) + other


@dataclass(frozen=True)
class World:
    """Everything that pairs point at: tables, facts, and the metres from areas (last row: unknown) to communities."""

    tables: Mapping[str, Table]
    facts: Mapping[str, Fact]
    metres: NDArray[np.float64]


class Pairs:
    """Some pairs of slot and offer of one world."""

    def __init__(self, world: World, slot: Rows, offer: Rows) -> None:
        self.world = world
        self.slot = View(world.tables["slot"], slot)
        self.offer = View(world.tables["offer"], offer)

    def __len__(self) -> int:
        return len(self.slot.rows)

    def where(self, keep: Bools) -> "Pairs":
        """Only the pairs that are kept, in the same order."""
        return Pairs(self.world, self.slot.rows[keep], self.offer.rows[keep])

    @cached_property
    def need(self) -> View:
        return self._view("need", self.slot.need)

    @cached_property
    def provider(self) -> View:
        return self._view("provider", self.offer.provider)

    @cached_property
    def resident(self) -> View:
        return self._view("resident", self.need.resident)

    @cached_property
    def service(self) -> View:
        return self._view("service", self.need.service)

    @cached_property
    def room(self) -> View:
        return self._view("room", self.offer.room)

    @cached_property
    def agreement(self) -> View:
        """Under which each organization may be commissioned at the need's site; -1 under none."""
        return self._view("agreement", self.fact("agreed"))

    def fact(self, name: str) -> Ints:
        """What is known between each pair's provider and its need."""
        fact = self.world.facts[name]
        return fact.between(self.provider.rows, getattr(self.need, fact.of))

    @cached_property
    def metres(self) -> NDArray[np.float64]:
        """From where each offer comes from to the need's community; infinite where unknown."""
        return self.world.metres[self.offer.seat, self.need.community]

    def _view(self, table: str, rows: Rows) -> View:
        return View(self.world.tables[table], rows)
