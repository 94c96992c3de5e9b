"""The graph's server is away for ten seconds in the middle of a week: the service says so, and then goes on."""

import time
from contextlib import closing

import httpx
import pytest

from graph.store import open_store
from seeds.fill import fill
from tests import neo4j_server
from tests.service.serving import WEEK, finished, serving, sign_in, state, until

BASE = f"/api/weeks/{WEEK}"
AWAY = 10.0


def accept(client: httpx.Client, need: str) -> httpx.Response:
    """Accept a need's linkage; sent again, it is the same request."""
    order = {"need": need, "action": "accept"}
    return client.post(f"{BASE}/decisions", json=order, headers={"Idempotency-Key": f"accept {need}"})


def test_a_server_that_is_away_for_a_while_costs_503s_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TONGXIN_NEO4J_PATIENCE", "3")
    monkeypatch.setenv("TONGXIN_NEO4J_PASSWORD", neo4j_server.PASSWORD)
    with neo4j_server.own_server() as server:
        with closing(open_store(server.address)) as store:
            fill(store, "tiny", WEEK)
        with serving(server.address) as client:
            first = client.post(f"{BASE}/runs").raise_for_status().json()["id"]
            assert finished(client, first)["objective"] == 8953
            assert accept(client, "need:meals").status_code == 201
            second = client.post(f"{BASE}/runs").raise_for_status().json()["id"]

            server.kill()
            end = time.monotonic() + AWAY
            while time.monotonic() < end:
                for refused in (client.get(f"{BASE}/linkages"), accept(client, "need:company"), client.get("/readyz")):
                    assert refused.status_code == 503
                    assert "try again when it is back" in refused.json()["detail"]
                assert httpx.get(f"{client.base_url}/healthz").is_success, "who asks has no session to be looked up"
            server.start()

            until(lambda: client.get("/readyz").is_success)
            assert finished(client, second)["state"] == "done"
            assert accept(client, "need:company").status_code == 201
            assert accept(client, "need:company").status_code == 201, "the same answer again, not another decision"
            decided = [item["need"] for item in client.get(f"{BASE}/decisions").json()["items"]]
            assert decided == ["need:company", "need:meals"]
            assert state(client, first)["state"] == "done"
            assert sign_in(client, "admin").get("/api/journal/verification").json()["intact"] is True
