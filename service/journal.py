"""Reading the journal: newest first, by who did it, what it was done to, and what was done."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from graph.model import Entry, Journal
from graph.store import Reader
from service.books import JOURNAL, broken
from service.office_schemas import EntryView, JournalPage, Verification


@dataclass(frozen=True)
class Sought:
    """Which lines: each that is given must be exactly so; `about` must be among the ids of the line."""

    by: str | None = None
    about: str | None = None
    action: str | None = None


def journal_page(reader: Reader, sought: Sought, limit: int, before: int | None) -> JournalPage:
    """The newest lines that are sought.

    :param before: only lines with smaller numbers: the cursor.
    """
    numbers = _numbers(reader, sought, before)
    part = numbers[:limit]
    found = [line for line in reader.get_all([f"entry:{number:012d}" for number in part]) if isinstance(line, Entry)]
    following = str(part[-1]) if len(numbers) > limit else None
    return JournalPage(items=tuple(map(_view, found)), next=following)


def _numbers(reader: Reader, sought: Sought, before: int | None) -> Sequence[int]:
    """The numbers of the lines, newest first."""
    asked = [(name, value) for name, value in vars(sought).items() if value is not None]
    if not asked:
        return _every(reader, before)
    table = reader.columns("Entry", "number", *(name for name, _ in asked))
    if before is not None:
        table = table.filter(pl.col("number") < before)
    for name, value in asked:
        table = table.filter(pl.col(name).list.contains(value) if name == "about" else pl.col(name) == value)
    numbers: list[int] = table["number"].sort(descending=True).to_list()
    return numbers


def _every(reader: Reader, before: int | None) -> range:
    """All of them, without reading any: they are numbered without a hole."""
    end = reader.get(JOURNAL)
    last = end.entries if isinstance(end, Journal) else 0
    return range(last if before is None else min(last, before - 1), 0, -1)


def _view(entry: Entry) -> EntryView:
    return EntryView(**entry.model_dump(exclude={"id", "invented"}))


def verification(reader: Reader) -> Verification:
    """Every line and its hash, recomputed."""
    end, fault = reader.get(JOURNAL), broken(reader)
    told = (end.entries, end.sha256) if isinstance(end, Journal) else (0, "")
    return Verification(entries=told[0], sha256=told[1], intact=fault is None, fault=fault)
