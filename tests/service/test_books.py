"""The journal: every change has its line, and a line that is gone shows."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from graph.errors import Conflict
from graph.model import Entry, Folder, Journal
from graph.store import DropNode, GraphStore, Put, open_store
from service.books import JOURNAL, Books, broken, entries, nothing_since

FOLDER = Folder(id="folder:2026-W48", week="2026-W48")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[GraphStore]:
    opened = open_store(str(tmp_path / "store.db"))
    yield opened
    opened.close()


def lines(store: GraphStore) -> list[Entry]:
    with store.snapshot() as reader:
        return list(entries(reader))


def fault(store: GraphStore) -> str | None:
    with store.snapshot() as reader:
        return broken(reader)


def test_a_change_and_its_line_are_one_write(store: GraphStore) -> None:
    version = Books(store).write([Put(FOLDER)], by="account:lin", action="folder opened", about=[FOLDER.id])
    assert version == 1
    (line,) = lines(store)
    assert (line.number, line.by, line.action, line.about) == (1, "account:lin", "folder opened", (FOLDER.id,))
    assert line.previous == ""


def test_what_is_refused_leaves_no_line(store: GraphStore) -> None:
    with pytest.raises(Conflict, match="folder"):
        Books(store).write([Put(FOLDER)], by="service", action="x", expect={FOLDER.id: 7})
    assert lines(store) == []
    assert fault(store) is None


def test_a_read_has_its_line_too(store: GraphStore) -> None:
    Books(store).note(by="account:lin", action="resident read", about=["resident:li"])
    assert [line.about for line in lines(store)] == [("resident:li",)]


def test_whoever_must_see_all_that_was_written_is_told_when_a_line_came_between(store: GraphStore) -> None:
    books = Books(store)
    with store.snapshot() as reader:
        expect = nothing_since(reader)
    books.note(by="account:lin", action="resident read", about=["resident:li"])
    with pytest.raises(Conflict, match="journal"):
        books.write([Put(FOLDER)], by="service", action="x", expect=expect)
    with store.snapshot() as reader:
        books.write([Put(FOLDER)], by="service", action="x", expect=nothing_since(reader))
    assert [line.action for line in lines(store)] == ["resident read", "x"]
    assert fault(store) is None


def test_many_writers_make_one_chain(store: GraphStore) -> None:
    both = [Books(store), Books(store)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: both[n % 2].note(by="service", action=f"act {n}", about=[]), range(40)))
    assert [line.number for line in lines(store)] == list(range(1, 41))
    assert fault(store) is None


@pytest.mark.parametrize(("gone", "told"), [(2, "line 2 is missing"), (4, "lines 4 to 4 are missing")])
def test_a_removed_line_shows(store: GraphStore, gone: int, told: str) -> None:
    for n in range(4):
        Books(store).note(by="service", action=f"act {n}", about=[])
    store.write([DropNode(f"entry:{gone:012d}")], by="intruder")
    assert told in str(fault(store))


def test_a_changed_line_shows(store: GraphStore) -> None:
    Books(store).note(by="account:lin", action="resident read", about=["resident:li"])
    (line,) = lines(store)
    store.write([Put(line.model_copy(update={"by": "account:wu"}))], by="intruder")
    assert "line 1 is not as it was written" in str(fault(store))


def test_an_end_that_was_cut_with_its_lines_shows_against_the_hash_kept_elsewhere(store: GraphStore) -> None:
    Books(store).note(by="service", action="act", about=[])
    with store.snapshot() as reader:
        end = reader.get(JOURNAL)
    assert isinstance(end, Journal)
    assert end.sha256 == lines(store)[-1].sha256, "what an operator writes down now and then"
