"""What was made from the graph is made again when, and only when, what it was made from has changed."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from graph.model import Fund, Town
from graph.store import GraphStore, Put, Reader, open_store
from service.kept import Kept


@pytest.fixture
def store(tmp_path: Path) -> Iterator[GraphStore]:
    opened = open_store(str(tmp_path / "towns.db"))
    opened.write([Put(Town(id="town:a", name="Alder", code="320585001"))], by="test")
    yield opened
    opened.close()


def names(reader: Reader) -> list[str]:
    return [town.name for town in reader.nodes(Town)]


def ask(store: GraphStore, kept: Kept) -> tuple[int, list[str]]:
    with store.snapshot() as reader:
        return kept(reader, "names", names)


def test_a_write_to_something_else_changes_nothing(store: GraphStore) -> None:
    kept = Kept(4)
    tag, first = ask(store, kept)
    store.write([Put(Fund(id="fund:f", name="Fund", balance=0))], by="test")
    assert ask(store, kept)[0] == tag
    assert ask(store, kept)[1] is first


def test_a_write_to_what_was_read_brings_a_new_one_with_another_tag(store: GraphStore) -> None:
    kept = Kept(4)
    tag, _ = ask(store, kept)
    store.write([Put(Town(id="town:b", name="Birch", code="320585002"))], by="test")
    assert ask(store, kept) == (2, ["Alder", "Birch"])
    assert tag == 1


def test_what_is_made_of_something_kept_depends_on_what_that_was_made_of(store: GraphStore) -> None:
    inner, outer = Kept(4), Kept(4)

    def count(reader: Reader) -> int:
        return len(inner(reader, "names", names)[1])

    def counted() -> tuple[int, int]:
        with store.snapshot() as reader:
            return outer(reader, "count", count)

    ask(store, inner)
    assert counted() == (1, 1)
    store.write([Put(Town(id="town:b", name="Birch", code="320585002"))], by="test")
    assert counted() == (2, 2)


def test_an_older_snapshot_gets_what_was_true_then(store: GraphStore) -> None:
    kept = Kept(4)
    with store.snapshot() as before:
        store.write([Put(Town(id="town:b", name="Birch", code="320585002"))], by="test")
        assert ask(store, kept)[1] == ["Alder", "Birch"]
        assert kept(before, "names", names) == (1, ["Alder"])
    assert ask(store, kept)[1] == ["Alder", "Birch"]


def test_many_who_ask_at_once_have_it_made_once(store: GraphStore) -> None:
    kept, made, together = Kept(4), [], threading.Barrier(8)

    def slow(reader: Reader) -> list[str]:
        made.append(1)
        return names(reader)

    def one() -> list[str]:
        together.wait()
        with store.snapshot() as reader:
            return kept(reader, "names", slow)[1]

    with ThreadPoolExecutor(8) as threads:
        answers = [each.result() for each in [threads.submit(one) for _ in range(8)]]
    assert answers == [["Alder"]] * 8
    assert len(made) == 1


def test_what_was_not_asked_for_longest_goes_first(store: GraphStore) -> None:
    kept, made = Kept(2), []

    def asked(key: str) -> None:
        def make(reader: Reader) -> str:
            made.append(key)
            return key

        with store.snapshot() as reader:
            kept(reader, key, make)

    for key in ("a", "b", "a", "c", "a", "b"):
        asked(key)
    assert made == ["a", "b", "c", "b"]


def test_what_cannot_be_made_is_asked_for_again(store: GraphStore) -> None:
    kept = Kept(4)

    def wrong(reader: Reader) -> list[str]:
        raise ZeroDivisionError

    with store.snapshot() as reader, pytest.raises(ZeroDivisionError):
        kept(reader, "names", wrong)
    assert ask(store, kept)[1] == ["Alder"]
