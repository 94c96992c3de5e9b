"""What every store promises (`graph.store`), told on Willow Lane. It runs on each store that `stores` lists."""

import contextlib
import multiprocessing
import re
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.errors import BadValue, Conflict, GraphError, Missing, NotAllowed
from graph.model import Building, City, Node, Resident, Town
from graph.relations import Properties
from graph.store import Change, DropEdge, DropNode, GraphStore, Put, Reader, open_store
from tests.graph.lane import (
    BAO,
    EDGES,
    GRID,
    HELPED,
    HELPERS,
    HOUSE,
    LANE,
    LI,
    NODES,
    QIN,
    WORLD,
    edge,
    resident,
    seat,
)
from tests.graph.stores import STORES, kept_bytes


@pytest.fixture(params=STORES)
def empty(request: pytest.FixtureRequest) -> Callable[[Path], str]:
    """The address of a new, empty store, given a fresh folder."""
    return STORES[request.param]


@pytest.fixture
def address(empty: Callable[[Path], str], tmp_path: Path) -> str:
    return empty(tmp_path)


@pytest.fixture
def store(address: str) -> Iterator[GraphStore]:
    opened = open_store(address)
    yield opened
    opened.close()


def everything(reader: Reader) -> list[Change]:
    return reader.changes(0)


def state(store: GraphStore) -> list[Change]:
    with store.snapshot() as reader:
        return everything(reader)


# What is written can be read


def test_a_new_store_is_empty_at_version_0(store: GraphStore) -> None:
    with store.snapshot() as reader:
        assert reader.version == 0
        assert everything(reader) == []
        assert reader.count("Resident") == reader.count("LIVES_IN") == 0


def test_what_was_written_is_read_back_equal(store: GraphStore) -> None:
    assert store.write(WORLD, by="test") == 1
    with store.snapshot() as reader:
        assert reader.version == 1
        assert reader.get_all([node.id for node in NODES]) == list(NODES)
        assert reader.get("resident:li") == LI
        assert reader.get("resident:nobody") is None
        assert sorted(reader.neighbours(BAO.id), key=str) == sorted(
            (e for e in EDGES if BAO.id in (e.start, e.end)), key=str
        )


def test_an_edge_may_stand_before_its_nodes(store: GraphStore) -> None:
    store.write(list(reversed(WORLD)), by="test")
    with store.snapshot() as reader:
        assert reader.count("LIVES_IN") == 3


def test_a_put_replaces_what_has_the_same_identity(store: GraphStore) -> None:
    store.write(WORLD, by="test")
    older = QIN.model_copy(update={"birth_year": 1931})
    more = HELPED.model_copy(update={"times": 4, "last_week": "2026-W41"})
    store.write([Put(older), Put(edge(BAO, "HELPED", LI, more))], by="test")
    with store.snapshot() as reader:
        assert reader.get(QIN.id) == older
        assert reader.neighbours(LI.id, "HELPED") == [edge(BAO, "HELPED", LI, more)]
        assert reader.count("Resident") == 2


def test_the_last_of_several_puts_in_one_write_stands(store: GraphStore) -> None:
    names = [LI.model_copy(update={"name": name}) for name in ("甲", "乙", "丙")]
    store.write([Put(name) for name in names], by="test")
    with store.snapshot() as reader:
        assert list(reader.nodes(Resident)) == [names[-1]]


RARE = [
    "𠮷野家", "O'Brien \"the\" \\ neighbour", "🧧👨‍👩‍👧", "a\nb\tc\r", "\x00\x1f", "'; DROP TABLE node; --",
    "\u2028é e\u0301",
]  # fmt: skip


@pytest.mark.parametrize("name", RARE)
def test_rare_characters_come_back_as_they_were(store: GraphStore, name: str) -> None:
    odd = LI.model_copy(update={"name": name, "notes": name * 3})
    store.write([Put(odd), Put(HOUSE), Put(edge(odd, "LIVES_IN", HOUSE, Properties(source=name)))], by=name)
    with store.snapshot() as reader:
        assert reader.get(LI.id) == odd
        assert reader.neighbours(LI.id)[0].properties.source == name
        assert reader.columns("Resident", "name")["name"].to_list() == [name]
        assert reader.columns("LIVES_IN", "source")["source"].to_list() == [name]


def test_what_was_written_is_there_after_reopening(address: str) -> None:
    first = open_store(address)
    first.write(WORLD, by="test")
    before = state(first)
    first.close()
    again = open_store(address)
    assert state(again) == before
    again.close()


def test_closing_twice_is_fine_and_a_closed_store_says_so(address: str) -> None:
    store = open_store(address)
    store.close()
    store.close()
    with pytest.raises(GraphError, match="closed"), store.snapshot():
        pass
    with pytest.raises(GraphError, match="closed"):
        store.write(WORLD, by="test")


# All or nothing


class Wizard(Node):
    """A class that is no kind of the graph."""


REFUSED: dict[str, tuple[list[Change], type[GraphError], str]] = {
    "unknown relation": ([Put(edge(LI, "ADMIRES", BAO))], NotAllowed, "ADMIRES"),
    "kind that may not start it": ([Put(edge(HOUSE, "HELPED", LI, HELPED))], NotAllowed, "Building"),
    "kind that may not end it": ([Put(edge(BAO, "HELPED", HOUSE, HELPED))], NotAllowed, "Building"),
    "turned round": ([Put(edge(HOUSE, "LIVES_IN", LI))], NotAllowed, "LIVES_IN"),
    "a second home": ([Put(HOUSE.model_copy(update={"id": "building:8"})), Put(edge(LI, "LIVES_IN", "building:8"))],
                      NotAllowed, "resident:li"),
    "properties of another type": ([Put(edge(BAO, "HELPED", QIN))], BadValue, "History"),
    "no such end": ([Put(edge(BAO, "KNOWS", "resident:nobody"))], BadValue, "resident:nobody"),
    "an id of no kind": ([Put(edge(BAO, "KNOWS", "ghost:1"))], BadValue, "ghost:1"),
    "dropped end": ([Put(edge(BAO, "KNOWS", LI)), DropNode(LI.id), Put(edge(BAO, "KNOWS", LI))], BadValue, LI.id),
    "drop of a missing node": ([DropNode("resident:nobody")], Missing, "resident:nobody"),
    "drop of a missing edge": ([DropEdge("KNOWS", QIN.id, BAO.id)], Missing, QIN.id),
    "drop twice": ([DropNode(QIN.id), DropNode(QIN.id)], Missing, QIN.id),
    "not a kind": ([Put(Wizard(id="wizard:1"))], BadValue, "wizard:1"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_a_refused_change_leaves_nothing_of_its_write(store: GraphStore, case: str) -> None:
    store.write(WORLD, by="test")
    before = state(store)
    changes, error, named = REFUSED[case]
    with pytest.raises(error) as refused:
        store.write([Put(resident(1)), *changes, Put(resident(2))], by="test")
    assert named in str(refused.value)
    with store.snapshot() as reader:
        assert reader.version == 1
        assert everything(reader) == before


def test_cardinality_is_of_the_outcome_not_of_the_way_there(store: GraphStore) -> None:
    other = Building(id="building:8", name="8 幢")
    store.write(WORLD, by="test")
    store.write([Put(other), Put(edge(LI, "LIVES_IN", other)), DropEdge("LIVES_IN", LI.id, HOUSE.id)], by="test")
    with store.snapshot() as reader:
        assert reader.neighbours(LI.id, "LIVES_IN") == [edge(LI, "LIVES_IN", other)]


def test_a_grid_has_six_seats_and_a_seat_one_grid(store: GraphStore) -> None:
    second = GRID.model_copy(update={"id": "grid:willow-2"})
    store.write([Put(GRID), Put(second), *(Put(seat(n)) for n in range(7))], by="test")
    store.write([Put(edge(GRID, "HAS_SEAT", seat(n))) for n in range(6)], by="test")
    with pytest.raises(NotAllowed, match=r"HAS_SEAT with start grid:willow-1: 7 edges, at most 6"):
        store.write([Put(edge(GRID, "HAS_SEAT", seat(6)))], by="test")
    with pytest.raises(NotAllowed, match=r"HAS_SEAT with end seat:0: 2 edges, at most 1"):
        store.write([Put(edge(second, "HAS_SEAT", seat(0)))], by="test")
    store.write([Put(edge(GRID, "HAS_SEAT", seat(n))) for n in range(6)], by="test")  # the same six again


def test_no_changes_is_no_write(store: GraphStore) -> None:
    store.write(WORLD, by="test")
    assert store.write([], by="test") == 1
    assert store.write([Put(resident(1))], by="test") == 2


def test_a_dropped_node_takes_its_edges_with_it(store: GraphStore) -> None:
    store.write(WORLD, by="test")
    store.write([DropNode(HOUSE.id)], by="test")
    with store.snapshot() as reader:
        assert reader.get(HOUSE.id) is None
        assert reader.count("LIVES_IN") == 0
        assert reader.neighbours(GRID.id) == [edge(GRID, "IN", LANE)]


def test_a_node_dropped_and_put_again_has_no_edges(store: GraphStore) -> None:
    store.write(WORLD, by="test")
    store.write([DropNode(HOUSE.id), Put(HOUSE), Put(edge(QIN, "LIVES_IN", HOUSE))], by="test")
    with store.snapshot() as reader:
        assert reader.neighbours(HOUSE.id) == [edge(QIN, "LIVES_IN", HOUSE)]


# Compare and set


def test_a_write_that_expects_the_present_version_passes(store: GraphStore) -> None:
    store.write(WORLD, by="test")
    with store.snapshot() as reader:
        seen = reader.node_version(LI.id)
    assert store.write([Put(LI.model_copy(update={"notes": "new stick"}))], by="test", expect={LI.id: seen}) == 2


def test_a_write_that_expects_another_version_changes_nothing(store: GraphStore) -> None:
    store.write(WORLD, by="test")
    store.write([Put(LI.model_copy(update={"notes": "new stick"}))], by="first")
    before = state(store)
    with pytest.raises(Conflict, match=r"resident:li: is at version 2, not 1"):
        store.write([Put(LI), Put(resident(1))], by="second", expect={QIN.id: 1, LI.id: 1})
    assert state(store) == before


def test_expecting_0_is_expecting_nothing_there(store: GraphStore) -> None:
    store.write([Put(LI)], by="test", expect={LI.id: 0})
    with pytest.raises(Conflict, match=r"not 0"):
        store.write([Put(LI)], by="test", expect={LI.id: 0})
    store.write([DropNode(LI.id)], by="test")
    with pytest.raises(Conflict, match=r"is at version 0, not 1"):
        store.write([Put(LI)], by="test", expect={LI.id: 1})
    assert store.write([Put(LI)], by="test", expect={LI.id: 0}) == 3


def test_a_nodes_version_counts_only_changes_of_its_own_fields(store: GraphStore) -> None:
    store.write(WORLD, by="test")
    store.write([Put(QIN), Put(LI.model_copy(update={"notes": "x"})), DropEdge("KNOWS", BAO.id, QIN.id)], by="test")
    with store.snapshot() as reader:
        assert reader.node_version(LI.id) == 2
        assert reader.node_version(QIN.id) == 1
        assert reader.node_version(BAO.id) == 1
        with pytest.raises(Missing, match="resident:nobody"):
            reader.node_version("resident:nobody")


# Order


def test_the_same_graph_answers_in_the_same_order_however_it_was_filled(store: GraphStore, tmp_path: Path) -> None:
    numbers = [7, 3, 11, 1, 5, 2]
    for number in numbers:
        store.write([Put(resident(number))], by="test")
    store.write(WORLD, by="test")
    store.write([Put(edge(BAO, "KNOWS", resident(number))) for number in numbers], by="test")
    with store.snapshot() as reader:
        ids = [found.id for found in reader.nodes(Resident)]
        assert ids == sorted(ids) and len(ids) == len(numbers) + 2
        assert reader.columns("Resident")["id"].to_list() == ids
        joined = [(found.relation, found.start, found.end) for found in reader.neighbours(BAO.id)]
        assert joined == sorted(joined) and len(joined) == len(numbers) + 4
        rows = reader.columns("KNOWS").rows()
        assert rows == sorted(rows)


def test_capital_letters_come_before_small_ones(store: GraphStore) -> None:
    ids = ["resident:a", "resident:B", "resident:a.1", "resident:Z", "resident:a-1", "resident:a_1", "resident:a1"]
    store.write([Put(LI.model_copy(update={"id": id})) for id in ids], by="test")
    with store.snapshot() as reader:
        assert [found.id for found in reader.nodes(Resident)] == sorted(ids)


def test_kinds_with_like_names_are_kept_apart(store: GraphStore) -> None:
    town = Town(id="town:1", name="甲镇", code="999999001")
    city = City(id="city:1", name="甲市", code="999999")
    store.write([Put(town), Put(city), Put(LANE)], by="test")
    with store.snapshot() as reader:
        assert list(reader.nodes(Town)) == [town]
        assert list(reader.nodes(City)) == [city]
        assert reader.count("CommunityType") == 0


# Neighbours


def test_neighbours_by_direction_relation_and_limit(store: GraphStore) -> None:
    store.write(WORLD, by="test")
    with store.snapshot() as reader:
        assert reader.neighbours(HOUSE.id, direction="out") == [edge(HOUSE, "IN", GRID)]
        lives = [edge(one, "LIVES_IN", HOUSE) for one in (LI, QIN, BAO)]
        assert reader.neighbours(HOUSE.id, direction="in") == lives
        assert reader.neighbours(HOUSE.id, "LIVES_IN") == lives
        assert reader.neighbours(HOUSE.id) == [edge(HOUSE, "IN", GRID), *lives]
        assert reader.neighbours(HOUSE.id, limit=2) == [edge(HOUSE, "IN", GRID), lives[0]]
        assert reader.neighbours(HOUSE.id, limit=0) == []
        assert reader.neighbours(HOUSE.id, "GIVES") == []
        assert reader.neighbours("resident:nobody") == []


def test_an_edge_of_a_node_to_itself_is_one_neighbour(store: GraphStore) -> None:
    store.write([Put(LI), Put(edge(LI, "CARES_FOR", LI))], by="test")
    with store.snapshot() as reader:
        assert reader.neighbours(LI.id) == [edge(LI, "CARES_FOR", LI)]


UNKNOWN: dict[str, Callable[[Reader], object]] = {
    "Wizard": lambda reader: reader.columns("Wizard"),
    "Wizard'": lambda reader: reader.count("Wizard"),
    "Resident.age": lambda reader: reader.columns("Resident", "age"),
    "HELPED.name": lambda reader: reader.columns("HELPED", "name"),
    "ADMIRES": lambda reader: reader.neighbours(LI.id, "ADMIRES"),
    "ghost:": lambda reader: reader.neighbours("ghost:1"),
    "-1": lambda reader: reader.neighbours(LI.id, limit=-1),
    "kind Wizard": lambda reader: reader.nodes(Wizard),
    "version 2": lambda reader: reader.changes(2),
    "version -1": lambda reader: reader.changes(-1),
}


@pytest.mark.parametrize("named", UNKNOWN)
def test_what_the_vocabulary_does_not_have_is_refused_by_name(store: GraphStore, named: str) -> None:
    store.write(WORLD, by="test")
    with store.snapshot() as reader, pytest.raises(BadValue, match=re.escape(named)):
        UNKNOWN[named](reader)


# Columns


def test_columns_have_the_types_of_the_model(store: GraphStore) -> None:
    west = Town(id="town:west", name="西", code="999999002", latitude=31.5, longitude=121.0)
    store.write([*WORLD, Put(west), Put(Town(id="town:east", name="东", code="999999003"))], by="test")
    with store.snapshot() as reader:
        people = reader.columns("Resident", "name", "birth_year", "lives_alone", "conditions")
        assert people.schema == {
            "id": pl.String, "name": pl.String, "birth_year": pl.Int64, "lives_alone": pl.Boolean,
            "conditions": pl.List(pl.String),
        }  # fmt: skip
        assert people.rows() == [(LI.id, "李𠮷", 1938, True, ["frail"]), (QIN.id, "秦", 1941, False, [])]
        towns = reader.columns("Town", "latitude")
        assert towns.schema == {"id": pl.String, "latitude": pl.Float64}
        assert towns.rows() == [("town:east", None), ("town:west", 31.5)]
        helped = reader.columns("HELPED", "times", "last_week", "since")
        assert helped.schema == {
            "start": pl.String, "end": pl.String, "times": pl.Int64, "last_week": pl.String, "since": pl.String,
        }  # fmt: skip
        assert helped.rows() == [(BAO.id, LI.id, 3, "2026-W40", None)]


def test_empty_columns_have_their_types_too(store: GraphStore) -> None:
    with store.snapshot() as reader:
        assert reader.columns("Volunteer", "half_days", "active").schema == {
            "id": pl.String, "half_days": pl.List(pl.String), "active": pl.Boolean,
        }  # fmt: skip
        assert reader.columns("MEMBER_OF", "share").schema == {"start": pl.String, "end": pl.String, "share": pl.Int64}


def test_a_field_asked_twice_or_a_key_asked_comes_once(store: GraphStore) -> None:
    store.write(WORLD, by="test")
    with store.snapshot() as reader:
        assert reader.columns("Resident", "id", "name", "name").columns == ["id", "name"]


def test_columns_agree_with_the_nodes_beyond_one_batch(store: GraphStore) -> None:
    people = [resident(number) for number in range(2500)]
    store.write([Put(one) for one in people], by="test")
    with store.snapshot() as reader:
        assert list(reader.nodes(Resident)) == people
        assert reader.columns("Resident", "name").rows() == [(one.id, one.name) for one in people]


def test_warm_columns_follow_writes_of_this_and_other_openings(address: str) -> None:
    here, there = open_store(address), open_store(address)
    here.write(WORLD, by="here")

    def known() -> list[str]:
        with here.snapshot() as reader:
            return reader.columns("KNOWS")["end"].to_list()

    assert known() == [QIN.id]
    there.write([Put(edge(BAO, "KNOWS", LI))], by="there")
    assert known() == [LI.id, QIN.id]
    there.write([DropNode(QIN.id)], by="there")
    assert known() == [LI.id]
    here.write([DropEdge("KNOWS", BAO.id, LI.id)], by="here")
    assert known() == []
    here.close()
    there.close()


def test_an_old_snapshot_keeps_its_columns_while_a_new_one_has_others(store: GraphStore) -> None:
    store.write([Put(LI)], by="test")
    with store.snapshot() as old:
        store.write([Put(QIN)], by="test")
        with store.snapshot() as new:
            assert new.columns("Resident", "name").height == 2
            assert old.columns("Resident", "name").height == 1
            assert new.columns("Resident", "name").height == 2


def test_what_a_caller_does_to_its_columns_stays_with_it(store: GraphStore) -> None:
    store.write([Put(LI)], by="test")
    with store.snapshot() as reader:
        mine = reader.columns("Resident", "name")
        mine.insert_column(0, pl.Series("mark", [1]))
        assert reader.columns("Resident", "name").columns == ["id", "name"]


# Snapshots


def test_a_snapshot_stays_as_it_is_while_others_write(store: GraphStore) -> None:
    store.write(WORLD, by="test")
    with store.snapshot() as reader:
        before = everything(reader)
        store.write([DropNode(LI.id), Put(resident(1))], by="test")
        assert reader.version == 1
        assert reader.get(LI.id) == LI
        assert [found.id for found in reader.nodes(Resident)] == [LI.id, QIN.id]
        assert everything(reader) == before
    with store.snapshot() as reader:
        assert reader.version == 2
        assert [found.id for found in reader.nodes(Resident)] == ["resident:n0001", QIN.id]


def test_a_snapshot_that_ended_is_not_read_from(store: GraphStore) -> None:
    store.write([Put(resident(number)) for number in range(5)], by="test")
    with store.snapshot() as reader:
        going = reader.nodes(Resident)
    with pytest.raises(GraphError, match="ended"):
        next(going)
    with pytest.raises(GraphError, match="ended"):
        reader.get(LI.id)


def test_an_error_inside_a_snapshot_passes_and_the_store_goes_on(store: GraphStore) -> None:
    with pytest.raises(ZeroDivisionError), store.snapshot():
        _ = 1 / 0
    store.write([Put(LI)], by="test")
    assert state(store) == [Put(LI)]


# Changes since a version


def test_changes_are_nodes_then_edges_then_drops(store: GraphStore) -> None:
    store.write(WORLD, by="test")
    store.write([Put(edge(QIN, "KNOWS", LI)), Put(resident(2)), Put(resident(1)), DropNode(BAO.id)], by="test")
    with store.snapshot() as reader:
        assert reader.changes(2) == []
        assert reader.changes(1) == [
            Put(resident(1)),
            Put(resident(2)),
            Put(edge(QIN, "KNOWS", LI)),
            DropEdge("HELPED", BAO.id, LI.id),
            DropEdge("KNOWS", BAO.id, QIN.id),
            DropEdge("LIVES_IN", BAO.id, HOUSE.id),
            DropEdge("MEMBER_OF", BAO.id, HELPERS.id),
            DropNode(BAO.id),
        ]


def test_what_came_and_went_since_is_not_told(store: GraphStore) -> None:
    store.write([Put(LI)], by="test")
    store.write([Put(QIN)], by="test")
    store.write([DropNode(QIN.id)], by="test")
    with store.snapshot() as reader:
        assert reader.changes(0) == [Put(LI)]
        assert reader.changes(1) == []
        assert reader.changes(2) == [DropNode(QIN.id)]


def test_each_kind_and_relation_knows_the_last_write_that_touched_it(store: GraphStore) -> None:
    store.write(WORLD, by="test")
    store.write([Put(edge(QIN, "KNOWS", LI))], by="test")
    store.write([DropNode(BAO.id)], by="test")
    with store.snapshot() as reader:
        assert reader.touched("Building") == 1
        assert reader.touched("KNOWS") == 3, "the node that went took its edges with it"
        assert reader.touched("Building", "Volunteer") == 3
        assert reader.touched("Run") == reader.touched() == 0
        with pytest.raises(BadValue, match="Street"):
            reader.touched("Street")


PEOPLE = [LI, QIN, resident(1), resident(2)]
PAIRS = [(one, other) for one in PEOPLE for other in PEOPLE]


def noted(person: Resident, note: str) -> Put:
    return Put(person.model_copy(update={"notes": note}))


def acquainted(pair: tuple[Resident, Resident], by: str) -> Put:
    return Put(edge(pair[0], "KNOWS", pair[1], Properties(by=by)))


people, pairs, marks = st.sampled_from(PEOPLE), st.sampled_from(PAIRS), st.sampled_from("ab")
changes_of_any_kind = st.one_of(
    st.builds(noted, people, marks),
    st.builds(acquainted, pairs, marks),
    st.builds(lambda one: DropNode(one.id), people),
    st.builds(lambda pair: DropEdge("KNOWS", pair[0].id, pair[1].id), pairs),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(writes=st.lists(st.lists(changes_of_any_kind, min_size=1, max_size=5), min_size=1, max_size=12))
def test_changes_since_any_version_replay_to_an_equal_graph(
    empty: Callable[[Path], str], tmp_path_factory: pytest.TempPathFactory, writes: list[list[Change]]
) -> None:
    original = open_store(empty(tmp_path_factory.mktemp("original")))
    history: list[list[Change]] = [[]]
    for changes in writes:
        try:
            original.write(changes, by="test")
        except (BadValue, Missing):
            continue
        history.append(state(original))
    with original.snapshot() as reader:
        for since, then in enumerate(history):
            replica = open_store(empty(tmp_path_factory.mktemp("replica")))
            replica.write(then, by="test")
            replica.write(reader.changes(since), by="test")
            assert state(replica) == history[-1]
            replica.close()
    original.close()


# Several threads, several processes


def test_threads_write_one_after_another_and_none_is_lost(store: GraphStore) -> None:
    store.write([Put(LI.model_copy(update={"notes": "0"}))], by="test")

    def add_one(_: int) -> None:
        while True:
            with store.snapshot() as reader:
                seen, version = reader.get(LI.id), reader.node_version(LI.id)
            assert isinstance(seen, Resident)
            more = seen.model_copy(update={"notes": str(int(seen.notes) + 1)})
            with contextlib.suppress(Conflict):
                store.write([Put(more)], by="thread", expect={LI.id: version})
                return

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(add_one, range(60)))
    with store.snapshot() as reader:
        counted = reader.get(LI.id)
    assert isinstance(counted, Resident) and counted.notes == "60"


def test_readers_in_threads_never_see_half_a_write(store: GraphStore) -> None:
    """Each write puts a resident and her home together; whoever reads counts as many of one as of the other."""
    store.write([Put(HOUSE)], by="test")
    done = threading.Event()

    def watch() -> set[int]:
        gaps = set()
        while not done.is_set():
            with store.snapshot() as reader:
                gaps.add(reader.count("Resident") - reader.count("LIVES_IN"))
        return gaps

    with ThreadPoolExecutor(3) as pool:
        watchers = [pool.submit(watch) for _ in range(3)]
        for number in range(150):
            store.write([Put(edge(resident(number), "LIVES_IN", HOUSE)), Put(resident(number))], by="test")
        done.set()
        assert [watcher.result() for watcher in watchers] == [{0}] * 3


def write_some(address: str, first: int) -> None:
    store = open_store(address)
    for number in range(first, first + 40):
        store.write([Put(resident(number)), Put(edge(resident(number), "LIVES_IN", HOUSE))], by=f"process {first}")
    store.close()


def test_processes_open_and_write_one_store_together(address: str) -> None:
    """Four processes start on a store that does not exist yet, and each writes 40 times."""
    context = multiprocessing.get_context("fork")
    store = open_store(address)
    store.write([Put(HOUSE)], by="test")
    store.close()
    writers = [context.Process(target=write_some, args=(address, first)) for first in (0, 1000, 2000, 3000)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert [writer.exitcode for writer in writers] == [0, 0, 0, 0]
    store = open_store(address)
    with store.snapshot() as reader:
        assert reader.version == 161
        assert reader.count("Resident") == reader.count("LIVES_IN") == 160
    store.close()


def create(address: str, number: int) -> None:
    store = open_store(address)
    store.write([Put(resident(number))], by="test")
    store.close()


def test_processes_may_create_one_store_at_the_same_moment(address: str) -> None:
    context = multiprocessing.get_context("fork")
    makers = [context.Process(target=create, args=(address, number)) for number in range(6)]
    for maker in makers:
        maker.start()
    for maker in makers:
        maker.join()
    assert [maker.exitcode for maker in makers] == [0] * 6
    store = open_store(address)
    assert state(store) == [Put(resident(number)) for number in range(6)]
    store.close()


# Backup


def test_a_backup_is_a_store_of_the_same_graph(store: GraphStore, tmp_path: Path) -> None:
    store.write(WORLD, by="test")
    store.write([DropNode(QIN.id)], by="test")
    assert store.backup(tmp_path / "copy") == 2
    copy = open_store(str(tmp_path / "copy"))
    with copy.snapshot() as there, store.snapshot() as here:
        assert there.version == 2
        for since in (0, 1, 2):
            assert there.changes(since) == here.changes(since)
    copy.close()


def test_a_backup_does_not_overwrite(store: GraphStore, tmp_path: Path) -> None:
    target = tmp_path / "copy"
    target.write_text("mine")
    with pytest.raises(GraphError, match=r"copy: exists"):
        store.backup(target)
    assert target.read_text() == "mine"


def test_a_backup_under_writes_is_whole(store: GraphStore, tmp_path: Path) -> None:
    store.write([Put(HOUSE)], by="test")
    done = threading.Event()

    def keep_writing() -> None:
        number = 0
        while not done.is_set():
            number += 1
            store.write([Put(edge(resident(number), "LIVES_IN", HOUSE)), Put(resident(number))], by="test")

    with ThreadPoolExecutor(1) as pool:
        writer = pool.submit(keep_writing)
        versions = [store.backup(tmp_path / f"copy{number}") for number in range(5)]
        done.set()
        writer.result()
    assert versions == sorted(versions)
    for number, version in enumerate(versions):
        copy = open_store(str(tmp_path / f"copy{number}"))
        with copy.snapshot() as reader:
            assert reader.version == version
            assert reader.count("Resident") == reader.count("LIVES_IN") == version - 1
        copy.close()


# Forgetting


def secret(number: int) -> Resident:
    return resident(number).model_copy(update={"phone": f"SECRET{number:04d}", "notes": "x" * (number * 37 % 900)})


def test_nothing_of_what_was_dropped_or_replaced_is_left_when_the_store_forgets(
    store: GraphStore, address: str
) -> None:
    """Rows of many sizes, written in no order, move about between the pages of a file; half of them go."""
    numbers = [number * 389 % 1000 for number in range(1000)]
    for first in range(0, 1000, 50):
        store.write([Put(secret(number)) for number in numbers[first : first + 50]], by="test")
    store.write([Put(resident(number)) for number in numbers[:250]], by="test")
    store.write([DropNode(resident(number).id) for number in numbers[250:500]], by="test")
    before = state(store)
    store.forget()
    assert state(store) == before
    left = re.findall(rb"SECRET[0-9]{4}", kept_bytes(address))
    assert {int(mark[-4:]) for mark in left} == set(numbers[500:])


def test_others_read_and_write_the_store_while_it_forgets(address: str) -> None:
    here, there = open_store(address), open_store(address)
    here.write([Put(LI), Put(QIN)], by="here")
    with there.snapshot() as reader:
        assert reader.get(LI.id) == LI
    here.write([DropNode(LI.id)], by="here")
    here.forget()
    there.write([Put(resident(1))], by="there")
    assert state(here) == state(there) == [Put(resident(1)), Put(QIN)]
    assert LI.name.encode() not in kept_bytes(address)
    here.close()
    there.close()
