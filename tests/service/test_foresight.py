"""While nobody asks, the answering process brings the weeks that people ask about up to date."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import httpx
import pytest

from graph.store import GraphStore, Reader, open_store
from graph.weeks import this_week
from service.foresight import Foresight
from service.known import Memory
from tests.service.serving import WEEK, finished


@pytest.fixture
def store(coordinator: httpx.Client, tiny: Path) -> Iterator[GraphStore]:
    """The store of a service whose tiny week has its plan."""
    solve(coordinator)
    opened = open_store(str(tiny))
    yield opened
    opened.close()


def solve(client: httpx.Client) -> None:
    run = client.post(f"/api/weeks/{WEEK}/runs").raise_for_status().json()
    assert finished(client, run["id"])["state"] == "done"


class NothingNew:
    """A reader of a snapshot that tells when something was last written, and nothing else: what asks more, fails."""

    def __init__(self, reader: Reader) -> None:
        self.touched = reader.touched


def at_hand(store: GraphStore, memory: Memory) -> Any:
    """The week's state as it lies ready."""
    with store.snapshot() as reader:
        return memory.known(cast("Reader", NothingNew(reader))).state(WEEK)


def test_after_a_decision_the_week_is_ready_before_anybody_asks(coordinator: httpx.Client, store: GraphStore) -> None:
    memory = Memory()
    with store.snapshot() as reader:
        assert memory.known(reader).state(WEEK).objective == 8953
    rejected = {"need": "need:clinic", "action": "reject", "offer": "offer:hu-helps"}
    assert coordinator.post(f"/api/weeks/{WEEK}/decisions", json=rejected).status_code == 201
    with pytest.raises(AttributeError):
        at_hand(store, memory)
    Foresight(store, memory).look()
    assert at_hand(store, memory).objective == 8289


def test_after_a_run_the_plan_that_counts_is_the_new_one(coordinator: httpx.Client, store: GraphStore) -> None:
    memory = Memory()
    with store.snapshot() as reader:
        before = memory.known(reader).state(WEEK).planned.run
    foresight = Foresight(store, memory)
    foresight.look()
    solve(coordinator)
    foresight.look()
    assert at_hand(store, memory).planned.run != before


def test_a_week_without_a_plan_is_passed_over(tiny: Path) -> None:
    opened, memory = open_store(str(tiny)), Memory()
    memory.weeks.append(WEEK)
    Foresight(opened, memory).look()
    opened.close()
    assert set(memory.weeks) == {WEEK, this_week()}
