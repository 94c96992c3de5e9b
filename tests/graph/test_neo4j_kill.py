"""A Neo4j server that is killed while it writes: nothing that was acknowledged is lost, and nothing is half there."""

import os
import random
import threading
import time
from contextlib import closing

import pytest

from graph.errors import Unreachable
from graph.store import GraphStore, Put, open_store
from tests import neo4j_server
from tests.graph.lane import HOUSE
from tests.graph.test_kill import check_whole, household, kill_while_writing
from tests.service.serving import until

ROUNDS = int(os.environ.get("NEO4J_KILLS", "3"))
"""A server takes ten seconds to come back: a hundred rounds are for who changes how it is written to."""


def write_until_killed(store: GraphStore, told: list[int]) -> None:
    """Write one household after another, and tell each version when it is written."""
    with store.snapshot() as reader:
        version = reader.version
    try:
        while True:
            version = store.write(household(version - 1), by="writer")
            told.append(version)
    except Unreachable:
        return


def test_kills_of_a_writer_leave_nothing_half_there_and_others_write_on() -> None:
    """What a process that died had not committed is gone, and so is its turn."""
    address, chance = neo4j_server.fresh(), random.Random(2026)
    with closing(open_store(address)) as store:
        store.write([Put(HOUSE)], by="test")
        for _ in range(10):
            told = kill_while_writing(address, chance.uniform(0, 0.1), after_first=True)
            with store.snapshot() as reader:
                assert reader.version >= told > 0
                check_whole(reader)


def wait_for(told: list[int], writes: int) -> None:
    until(lambda: len(told) >= writes)


def test_kills_of_the_server_lose_nothing_that_was_acknowledged(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same folder lives through all rounds, so that each kill also meets what the kills before it left."""
    monkeypatch.setenv("TONGXIN_NEO4J_PATIENCE", "3")
    monkeypatch.setenv("TONGXIN_NEO4J_PASSWORD", neo4j_server.PASSWORD)
    chance = random.Random(2026)
    written = 0
    with neo4j_server.own_server() as server:
        with closing(open_store(server.address)) as store:
            store.write([Put(HOUSE)], by="test")
        for _ in range(ROUNDS):
            told: list[int] = []
            with closing(open_store(server.address)) as store:
                writer = threading.Thread(target=write_until_killed, args=(store, told))
                writer.start()
                wait_for(told, chance.randint(1, 8))
                time.sleep(chance.uniform(0, 0.05))
                server.kill()
                writer.join()
            server.start()
            with closing(open_store(server.address)) as store, store.snapshot() as reader:
                assert reader.version >= (told[-1] if told else written)
                check_whole(reader)
                written = reader.version
            print(f"version {written}, of which {len(told)} writes in this round")
    assert written > 1
