"""What an answer depends on is what was read for it."""

from pathlib import Path

from graph.model import KINDS
from graph.relations import RELATIONS
from graph.store import Put, Reader, open_store
from graph.watching import Watching
from tests.graph.lane import LI, QIN, WORLD, edge


def test_an_answer_stands_until_something_that_it_read_changes(tmp_path: Path) -> None:
    store = open_store(str(tmp_path / "lane.db"))
    store.write(WORLD, by="test")
    with store.snapshot() as reader:
        watching = Watching(reader)
        watching.neighbours(LI.id, "KNOWS", "out")
        tables, then = watching.tables, reader.touched(*watching.tables)
    store.write([Put(LI.model_copy(update={"notes": "喜欢下棋"}))], by="test")
    with store.snapshot() as reader:
        assert reader.touched(*tables) == then, "only acquaintances were read, not residents"
    store.write([Put(edge(QIN, "KNOWS", LI))], by="test")
    with store.snapshot() as reader:
        assert reader.touched(*tables) > then
    store.close()


def read_each_way(reader: Reader) -> set[str]:
    watching = Watching(reader)
    watching.get(LI.id)
    watching.get_all([QIN.id])
    list(watching.nodes(KINDS["Grid"]))
    watching.count("Town")
    watching.columns("KNOWS")
    watching.node_version(LI.id)
    watching.touched("Seat")
    return watching.tables


def test_every_way_of_reading_is_noticed(tmp_path: Path) -> None:
    store = open_store(str(tmp_path / "lane.db"))
    store.write(WORLD, by="test")
    with store.snapshot() as reader:
        assert read_each_way(reader) == {"Resident", "Grid", "Town", "KNOWS", "Seat"}
        everything = Watching(reader)
        everything.changes(0)
        assert everything.tables == {*KINDS, *RELATIONS}
        around = Watching(reader)
        around.neighbours(LI.id)
        assert "LIVES_IN" in around.tables and "UNDER" not in around.tables
    store.close()
