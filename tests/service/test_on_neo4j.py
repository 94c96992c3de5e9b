"""The service on a graph in a Neo4j server: a week as on a file, several services at once, and services that die."""

from contextlib import closing
from pathlib import Path

import httpx
import pytest

from graph.store import open_store
from seeds.fill import fill
from tests import neo4j_server
from tests.service.served import Served, served
from tests.service.serving import WEEK, finished, serving, sign_in, state, until
from tests.service.test_a_week import test_a_week_from_suggestion_to_publication as test_a_week  # noqa: F401
from tests.service.test_decisions import planned  # noqa: F401
from tests.service.test_decisions import (  # noqa: F401
    test_fifty_want_the_last_hours_of_one_volunteer_and_one_gets_them as test_fifty_at_once,
)

BASE = f"/api/weeks/{WEEK}"


def filled(world: str, needs: int | None = None) -> str:
    """The address of a store with a world in a server."""
    address = neo4j_server.fresh()
    with closing(open_store(address)) as store:
        fill(store, world, WEEK, needs=needs)
    return address


@pytest.fixture
def tiny() -> str:
    """What the other tests of this folder have in a file."""
    return filled("tiny")


@pytest.fixture
def city() -> str:
    return filled("city", needs=1000)


def start(client: httpx.Client, **order: int) -> str:
    return str(client.post(f"{BASE}/runs", json=order).raise_for_status().json()["id"])


def test_two_services_on_one_server_agree_on_sessions_runs_and_decisions(tiny: str) -> None:
    with serving(tiny) as here, serving(tiny, role=None) as there:
        there.cookies = here.cookies
        assert there.get("/api/me").json()["role"] == "coordinator"
        id = start(there)
        assert finished(here, id)["objective"] == finished(there, id)["objective"] == 8953
        accepted = {"need": "need:meals", "action": "accept"}
        here.post(f"{BASE}/decisions", json=accepted).raise_for_status()
        assert [item["need"] for item in there.get(f"{BASE}/decisions").json()["items"]] == ["need:meals"]
        assert here.delete("/api/session").is_success
        assert there.get("/api/me").status_code == 401


def test_one_of_two_services_dispatches_and_the_other_takes_its_run_over_when_it_dies(
    city: str, tmp_path: Path
) -> None:
    with served(city, log=tmp_path / "first.log") as first, served(city, log=tmp_path / "second.log") as second:
        id = start(second.client, time_limit=8)
        until(lambda: (state(second.client, id)["progress"] or {}).get("objective"))
        by = next(each for each in (first, second) if _has_begun(each))
        other = second if by is first else first
        by.process.kill()
        by.process.wait()
        ended = finished(other.client, id)
        assert (ended["state"], ended["plan"]) == ("done", True)
        assert _has_begun(other)
        actions = [line["action"] for line in sign_in(other.client, "admin").get("/api/journal").json()["items"]]
        assert (actions.count("run started"), actions.count("run taken over"), actions.count("run done")) == (1, 1, 1)


def _has_begun(service: Served) -> bool:
    return any(line["event"] == "run" and line["state"] == "running" for line in service.lines())
