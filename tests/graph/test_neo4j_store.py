"""A graph in a Neo4j server beyond what every store promises: what a person sees there, and what it refuses."""

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import orjson
import pytest

from graph.errors import GraphError, Unreachable, Unusable
from graph.insight import neighbourhood
from graph.neo4j_schema import STEPS, Labels
from graph.neo4j_server import Place, place_of
from graph.neo4j_store import Neo4jStore
from graph.neo4j_write import KEPT_SECONDS
from graph.relations import Properties
from graph.store import DropNode, Put, open_store
from tests import neo4j_server
from tests.graph.lane import BAO, HELPED, LI, QIN, WORLD, edge, resident


@pytest.fixture
def address() -> str:
    return neo4j_server.fresh()


@pytest.fixture
def store(address: str) -> Iterator[Neo4jStore]:
    with closing(Neo4jStore(address)) as opened:
        yield opened


def asked(address: str, text: str) -> list[list[Any]]:
    """What somebody sees who asks the server in Cypher."""
    labels = Labels(place_of(address).space)
    with neo4j_server.signed_in(neo4j_server.server_address()) as driver:
        return [record.values() for record in driver.execute_query(labels.fill(text)).records]


# What is seen in the Browser


def test_the_graph_is_the_vocabulary_in_native_types(store: Neo4jStore, address: str) -> None:
    store.write(WORLD, by="test")
    ((labels, seen),) = asked(address, "MATCH (n:<thing> {id: 'resident:li'}) RETURN labels(n), properties(n)")
    assert sorted(labels) == sorted(["Resident", Labels(place_of(address).space).fill("<thing>")])
    assert seen == {
        "id": LI.id, "invented": False, "name": "李𠮷", "sex": "female", "birth_year": 1938, "lives_alone": True,
        "low_income": False, "conditions": ["frail"], "_born": 1, "_version": 1,
    }  # fmt: skip
    ((helped,),) = asked(address, "MATCH (:<thing>)-[r:HELPED]->(:Resident) RETURN properties(r)")
    assert helped == {"times": 3, "last_week": "2026-W40", "source": "service records", "_born": 1, "_version": 1}


def test_spaces_of_one_database_know_nothing_of_each_other(store: Neo4jStore) -> None:
    store.write(WORLD, by="here")
    with closing(open_store(neo4j_server.fresh())) as other:
        other.write([Put(LI)], by="there")
        with other.snapshot() as reader:
            assert (reader.count("Resident"), reader.count("LIVES_IN"), reader.neighbours(LI.id)) == (1, 0, [])
            assert reader.columns("HELPED").height == 0
    with store.snapshot() as reader:
        assert (reader.version, reader.count("Resident")) == (1, 2)


# Columns: more than are told one by one


MANY = [resident(number).model_copy(update={"birth_year": 1940 + number % 3}) for number in range(5200)]
FRAIL = [
    one.model_copy(update={"conditions": ("frail", "diabetes")[: place % 3], "notes": "rings twice" * (place % 2)})
    for place, one in enumerate(MANY)
]
ROUND = [edge(one, "KNOWS", MANY[place - 1], Properties(source="club")) for place, one in enumerate(MANY)]
"""Everybody knows who came before, and the first the last."""

CARERS = [edge(MANY[place], "CARES_FOR", MANY[0]) for place in range(1, 4)]


@pytest.mark.parametrize("first", ["KNOWS", "CARES_FOR", "Resident"])
def test_whatever_was_read_before_edges_tell_the_ids_of_their_ends(address: str, first: str) -> None:
    with closing(open_store(address)) as store:
        store.write([*map(Put, FRAIL), *map(Put, ROUND), *map(Put, CARERS)], by="test")
    with closing(open_store(address)) as store, store.snapshot() as reader:
        reader.columns(first)
        told = sorted((one.start, one.end, "club") for one in ROUND)
        assert reader.columns("KNOWS", "source").rows() == told
        assert reader.columns("CARES_FOR").rows() == sorted((one.start, one.end) for one in CARERS)


@pytest.mark.parametrize(
    "fields", [("sex", "birth_year", "conditions", "notes"), ("conditions",), ("birth_year", "name")]
)
def test_what_many_have_in_common_is_told_of_each(store: Neo4jStore, fields: tuple[str, ...]) -> None:
    store.write(list(map(Put, FRAIL)), by="test")
    with store.snapshot() as reader:
        told = [{field: getattr(one, field) for field in ("id", *fields)} for one in FRAIL]
        assert orjson.dumps(reader.columns("Resident", *fields).to_dicts()) == orjson.dumps(told)


def test_who_comes_in_the_place_of_another_is_told_by_her_own_id(store: Neo4jStore) -> None:
    store.write([Put(LI)], by="test")
    for number in range(5):
        newcomer = resident(number)
        store.write([Put(newcomer), Put(edge(LI, "KNOWS", newcomer))], by="test")
        with store.snapshot() as reader:
            assert reader.columns("KNOWS").rows() == [(LI.id, newcomer.id)]
        store.write([DropNode(newcomer.id)], by="test")


# Old snapshots


def test_a_snapshot_reads_each_thing_as_it_was_while_all_of_it_changes(store: Neo4jStore) -> None:
    store.write(WORLD, by="test")
    with store.snapshot() as old:
        for number in range(3):
            more = HELPED.model_copy(update={"times": 4 + number})
            changed = LI.model_copy(update={"notes": str(number)})
            store.write([Put(changed), Put(edge(BAO, "HELPED", LI, more)), Put(resident(number))], by="test")
        assert (old.get(LI.id), old.node_version(LI.id)) == (LI, 1)
        assert old.neighbours(BAO.id, "HELPED") == [edge(BAO, "HELPED", LI, HELPED)]
        assert old.columns("HELPED", "times")["times"].to_list() == [3]
        assert old.count("Resident") == 2
        assert old.columns("Resident")["id"].to_list() == [LI.id, QIN.id]


def test_a_walk_through_an_old_snapshot_meets_what_was_there(store: Neo4jStore) -> None:
    store.write(WORLD, by="test")
    with store.snapshot() as before:
        was = neighbourhood(before, BAO.id, 2)
    with store.snapshot() as old:
        store.write(
            [DropNode(QIN.id), Put(edge(BAO, "KNOWS", LI)), Put(LI.model_copy(update={"notes": "?"}))], by="test"
        )
        assert neighbourhood(old, BAO.id, 2) == was
        assert [end.end for end in old.neighbours(BAO.id, "KNOWS", limit=1)] == [QIN.id]
    with store.snapshot() as new:
        assert [end.end for end in new.neighbours(BAO.id, "KNOWS")] == [LI.id]


def test_a_snapshot_that_outlives_what_is_kept_says_so(store: Neo4jStore) -> None:
    store.write(WORLD, by="test")
    with store.snapshot() as old:
        store.write([Put(LI.model_copy(update={"notes": "new stick"}))], by="test")
        store.forget()
        assert old.get(BAO.id) == BAO, "nothing of her kind was written since"
        with pytest.raises(GraphError, match="take another"):
            old.get(LI.id)
    assert KEPT_SECONDS >= 3600


# Beside the graph


def test_a_lease_has_one_holder_until_it_lets_go_or_falls_silent(store: Neo4jStore) -> None:
    leases = store.leases
    assert not leases.held("lease night")
    assert leases.take("lease night", "fang", 60)
    assert not leases.take("lease night", "hu", 60)
    assert leases.take("lease night", "fang", 0), "renewed, and over at once"
    assert leases.take("lease night", "hu", 60)
    leases.let_go("lease night", "fang")
    assert leases.held("lease night")
    leases.let_go("lease night", "hu")
    assert not leases.held("lease night")
    with store.snapshot() as reader:
        assert reader.version == 0


def test_a_note_is_seen_until_it_is_taken_down(store: Neo4jStore) -> None:
    assert store.notes.read("run:one") is None
    store.notes.put_up("run:one", "half way")
    store.notes.put_up("run:one", "nearly there")
    assert store.notes.read("run:one") == "nearly there"
    store.notes.take_down("run:one")
    store.notes.take_down("run:one")
    assert store.notes.read("run:one") is None


# What is refused


def test_an_address_names_a_server_and_perhaps_a_database_and_a_space() -> None:
    assert place_of("neo4j://graph.example:7687") == Place("neo4j://graph.example:7687")
    assert place_of("neo4j+s://graph.example/city?space=Two") == Place("neo4j+s://graph.example", "city", "Two")


@pytest.mark.parametrize(
    "address",
    ["http://graph.example", "neo4j://", "bolt://h:port", "bolt://h/a/b", "bolt://h?space=a-b", "bolt://h?pool=3"],
)
def test_another_address_is_refused(address: str) -> None:
    with pytest.raises(Unusable, match="store '"):
        open_store(address)


def test_an_address_with_a_password_is_refused_and_not_repeated() -> None:
    with pytest.raises(Unusable) as refused:
        open_store("bolt://somebody:hush@127.0.0.1")
    assert "hush" not in str(refused.value) and "TONGXIN_NEO4J_USER" in str(refused.value)


def test_a_wrong_password_is_told_without_it(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TONGXIN_NEO4J_PASSWORD", "hush-hush")
    with pytest.raises(Unusable, match="TONGXIN_NEO4J_USER") as refused:
        open_store(address)
    assert "hush" not in str(refused.value)


def test_a_server_that_is_not_there_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TONGXIN_NEO4J_PATIENCE", "1")
    with pytest.raises(Unreachable, match="cannot be reached"):
        open_store("bolt://127.0.0.1:1")


def test_a_database_that_a_newer_tongxin_has_used_is_refused(store: Neo4jStore, address: str) -> None:
    asked(address, f"MATCH (gate:<store> {{name: 'gate'}}) SET gate.schema = {len(STEPS) + 1}")
    with pytest.raises(Unusable, match="install the newer Tongxin"):
        open_store(address)
