"""A graph goes from one store into another and back, and arrives whole."""

from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from graph.copying import copy, tally
from graph.errors import NotEmpty
from graph.store import Change, DropNode, GraphStore, Put, open_store
from tests.graph.lane import EDGES, LI, NODES, QIN, WORLD, resident
from tests.graph.stores import STORES


@pytest.fixture(params=[(one, other) for one in STORES for other in STORES], ids="-to-".join)
def stores(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[list[GraphStore]]:
    """A store with Willow Lane, and an empty one."""
    with ExitStack() as opened:
        both = []
        for place, name in zip(("source", "target"), request.param, strict=True):
            (tmp_path / place).mkdir()
            both.append(opened.enter_context(closing(open_store(STORES[name](tmp_path / place)))))
        both[0].write(WORLD, by="test")
        yield both


def held(store: GraphStore) -> list[Change]:
    with store.snapshot() as reader:
        return reader.changes(0)


def test_a_copy_holds_the_same(stores: list[GraphStore]) -> None:
    source, target = stores
    found = copy(source, target)
    assert held(target) == held(source)
    assert (found.nodes, found.edges) == (len(NODES), len(EDGES))
    with source.snapshot() as reader:
        assert tally(reader) == found


def test_a_copy_that_was_interrupted_goes_on_and_follows_what_changed_since(stores: list[GraphStore]) -> None:
    source, target = stores
    target.write([Put(LI), Put(QIN)], by="copy")
    source.write([Put(LI.model_copy(update={"notes": "new stick"}))], by="test")
    copy(source, target)
    assert held(target) == held(source)
    with target.snapshot() as reader:
        assert reader.node_version(QIN.id) == 1, "what was there is not written again"
        version = reader.version
    copy(source, target)
    with target.snapshot() as reader:
        assert reader.version == version


def test_a_store_that_holds_something_else_is_left_as_it_is(stores: list[GraphStore]) -> None:
    source, target = stores
    target.write([Put(resident(1)), Put(resident(2))], by="test")
    with pytest.raises(NotEmpty, match="2 of Resident"):
        copy(source, target)
    assert held(target) == [Put(resident(1)), Put(resident(2))]
    target.write([DropNode(resident(1).id), DropNode(resident(2).id)], by="test")
    copy(source, target)
