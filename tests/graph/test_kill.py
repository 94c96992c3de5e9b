"""A process that is killed while it writes: nothing that it was told is written is lost, and nothing is half there."""

import os
import random
import signal
import time
from contextlib import closing
from pathlib import Path

from graph.model import Resident
from graph.store import Change, DropEdge, DropNode, Put, Reader, open_store
from tests.graph.lane import HOUSE, LI, edge

ROUNDS = 100


def mover(number: int) -> Resident:
    return LI.model_copy(update={"id": f"resident:m{number:07d}", "notes": "x" * 500})


def household(number: int) -> list[Change]:
    """Write `number` touches several nodes and edges: three people move in who know each other in a ring, and the
    second of the three who came before moves out, with her edges."""
    people = [mover(3 * number + place) for place in range(3)]
    changes: list[Change] = [Put(edge(one, "LIVES_IN", HOUSE)) for one in people]
    changes += [Put(one) for one in people]
    changes += [Put(edge(one, "KNOWS", other)) for one, other in zip(people, people[1:] + people[:1], strict=True)]
    if number:
        leaver = mover(3 * number - 2)
        changes += [DropEdge("LIVES_IN", leaver.id, HOUSE.id), DropNode(leaver.id)]
    return changes


def write_until_killed(address: str, pipe: int) -> None:
    """Write one household after another, and tell each version through the pipe when it is written."""
    with closing(open_store(address)) as store:
        with store.snapshot() as reader:
            version = reader.version
        while True:
            version = store.write(household(version - 1), by="child")
            os.write(pipe, version.to_bytes(4, "big"))


def kill_while_writing(address: str, seconds: float, *, after_first: bool = False) -> int:
    """The last version that the child told before it was killed; 0 when it told none.

    :param after_first: the seconds count from its first write, not from its start.
    """
    read, write = os.pipe()
    child = os.fork()
    if not child:
        try:
            write_until_killed(address, write)
        finally:
            os._exit(1)
    os.close(write)
    with os.fdopen(read, "rb") as pipe:
        told = pipe.read(4) if after_first else b""
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        assert os.WTERMSIG(status) == signal.SIGKILL, "the child ended by itself"
        told += pipe.read()
    return int.from_bytes(told[len(told) // 4 * 4 - 4 :][:4], "big") if len(told) >= 4 else 0


def check_whole(reader: Reader) -> None:
    """After v writes: the house and v - 1 households, of which all but the last have lost their second person."""
    households = reader.version - 1
    gone = max(0, households - 1)
    people = reader.columns("Resident", "notes")["id"].to_list()
    expected = [n for n in range(3 * households) if n % 3 != 1 or n == 3 * households - 2]
    assert people == [f"resident:m{number:07d}" for number in expected]
    assert reader.columns("LIVES_IN")["start"].to_list() == people
    assert reader.count("KNOWS") == 3 * households - 2 * gone
    joined = reader.columns("KNOWS")
    assert set(joined["start"]) | set(joined["end"]) <= set(people)


def test_a_hundred_kills_lose_nothing_that_was_acknowledged_and_leave_nothing_half_there(tmp_path: Path) -> None:
    """The same file lives through all rounds, so that each kill also meets what the kills before it left."""
    path = tmp_path / "graph.db"
    with closing(open_store(str(path))) as store:
        store.write([Put(HOUSE)], by="test")
    chance = random.Random(2026)
    written = 0
    for _ in range(ROUNDS):
        told = kill_while_writing(str(path), chance.uniform(0.02, 0.12))
        with closing(open_store(str(path))) as store, store.snapshot() as reader:
            assert reader.version >= told
            check_whole(reader)
            written = reader.version
    assert written > ROUNDS
