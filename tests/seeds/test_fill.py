"""Filling a store: only an empty one, whole or not at all, and marked."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from graph.errors import BadValue, NotEmpty
from graph.model import Resident
from graph.store import Change, GraphStore, Put, Reader, open_store
from seeds import fill as filling
from seeds.fill import fill
from seeds.tiny import changes
from seeds.world import World, world_of

WEEK = "2026-W48"


class PowerCut(Exception):
    """The machine stops."""


class CutShort:
    """A store whose machine stops after so many writes."""

    def __init__(self, store: GraphStore, writes: int) -> None:
        self.store, self.left = store, writes

    def write(self, changes: Sequence[Change], *, by: str, expect: Mapping[str, int] | None = None) -> int:
        if not self.left:
            raise PowerCut
        self.left -= 1
        return self.store.write(changes, by=by, expect=expect)

    def snapshot(self) -> AbstractContextManager[Reader]:
        return self.store.snapshot()

    def backup(self, target: Path) -> int:
        return self.store.backup(target)

    def forget(self) -> None:
        self.store.forget()

    def close(self) -> None:
        self.store.close()


def world(store: GraphStore) -> World | None:
    with store.snapshot() as reader:
        return world_of(reader)


def people(store: GraphStore) -> list[str]:
    with store.snapshot() as reader:
        return [person.id for person in reader.nodes(Resident)]


@pytest.fixture
def store(tmp_path: Path) -> GraphStore:
    return open_store(str(tmp_path / "graph.db"))


def test_a_filled_store_says_which_world_it_holds(store: GraphStore) -> None:
    assert world(store) is None
    assert fill(store, "tiny", WEEK) == 1
    assert world(store) == World("tiny", WEEK, seed=1)


def test_a_store_that_is_not_empty_is_refused_and_stays(store: GraphStore) -> None:
    fill(store, "tiny", WEEK)
    before = people(store)
    with pytest.raises(NotEmpty, match="the world tiny of 2026-W48"):
        fill(store, "hard", WEEK)
    assert people(store) == before


def test_a_store_of_ones_own_is_refused_and_never_taken_for_a_demonstration(store: GraphStore) -> None:
    store.write([change for change in changes(WEEK) if isinstance(change, Put)], by="me")
    assert world(store) is None
    with pytest.raises(NotEmpty, match="no demonstration world"):
        fill(store, "tiny", WEEK)


def test_reset_replaces_the_whole_world(store: GraphStore) -> None:
    fill(store, "tiny", WEEK)
    fill(store, "hard", WEEK, reset=True)
    assert world(store) == World("hard", WEEK, seed=1)
    assert "resident:zhou" not in people(store)


def test_an_interrupted_world_is_not_marked_and_reset_makes_it_whole(
    store: GraphStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filling, "BATCH", 100)
    with pytest.raises(PowerCut):
        fill(CutShort(store, writes=2), "tiny", WEEK)
    assert people(store)
    assert world(store) is None
    with pytest.raises(NotEmpty, match="half of one"):
        fill(store, "tiny", WEEK)
    fill(store, "tiny", WEEK, reset=True)
    assert world(store) == World("tiny", WEEK, seed=1)


def test_an_interrupted_reset_leaves_no_mark_of_the_old_world(
    store: GraphStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(store, "tiny", WEEK)
    monkeypatch.setattr(filling, "BATCH", 100)
    with pytest.raises(PowerCut):
        fill(CutShort(store, writes=1), "tiny", WEEK, reset=True)
    assert world(store) is None


@pytest.mark.parametrize(
    ("world", "week", "needs", "message"),
    [
        ("atlantis", WEEK, None, "tiny, hard, taicang, city"),
        ("tiny", "2026-W60", None, "W01 to W53"),
        ("tiny", WEEK, 50, "only a city"),
        ("city", WEEK, None, "how many needs"),
        ("city", WEEK, 49, "50 to 60000"),
    ],
)
def test_a_world_that_cannot_be_is_refused_before_anything_is_dropped(
    store: GraphStore, world: str, week: str, needs: int | None, message: str
) -> None:
    fill(store, "tiny", WEEK)
    before = people(store)
    with pytest.raises(BadValue, match=message):
        fill(store, world, week, needs=needs, reset=True)
    assert people(store) == before
