"""Tokens: what a program may do with one, for how long, and never more than its account."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from graph.model import Token
from service import tokens
from tests.service.offices import LONG_AGO, journal, opened, put
from tests.service.serving import WEEK, signed_in

RUNS = f"/api/weeks/{WEEK}/runs"


def token(client: httpx.Client, reach: str = "write", **order: Any) -> dict[str, Any]:
    made: dict[str, Any] = client.post("/api/tokens", json={"label": "desk", "reach": reach, "days": 30} | order).json()
    return made


@pytest.fixture
def program(public: httpx.Client) -> Iterator[httpx.Client]:
    """A client that is given its token by the test."""
    with signed_in(public, None) as client:
        yield client


def carry(program: httpx.Client, secret: str) -> httpx.Client:
    program.headers["Authorization"] = f"Bearer {secret}"
    return program


def test_a_token_acts_for_its_account(coordinator: httpx.Client, program: httpx.Client) -> None:
    made = token(coordinator)
    assert made["secret"].startswith("tx_")
    assert len(made["secret"]) == 46
    me = carry(program, made["secret"]).get("/api/me").json()
    assert (me["role"], me["reach"], me["expires"]) == ("coordinator", "write", made["expires"])
    assert program.get(f"/api/weeks/{WEEK}/linkages").json() == coordinator.get(f"/api/weeks/{WEEK}/linkages").json()
    assert program.post(RUNS, json={}).status_code == 202
    assert program.get("/api/accounts").status_code == 404


def test_the_secret_is_shown_once_and_kept_nowhere(coordinator: httpx.Client, admin: httpx.Client, tiny: Path) -> None:
    answer = coordinator.post("/api/tokens", json={"label": "desk", "reach": "read", "days": 1})
    secret = answer.json()["secret"]
    assert (answer.status_code, answer.headers["cache-control"]) == (201, "no-store")
    assert secret not in coordinator.get("/api/tokens").text
    assert secret not in admin.get("/api/journal?limit=500").text
    for file in tiny.parent.glob("tiny.db*"):
        assert secret.encode() not in file.read_bytes()


def test_no_key_can_ask_for_the_secret_again(coordinator: httpx.Client) -> None:
    order, headers = {"label": "desk", "reach": "read", "days": 1}, {"Idempotency-Key": "monday"}
    first, again = (coordinator.post("/api/tokens", json=order, headers=headers).json() for _ in range(2))
    assert first["secret"] != again["secret"]


def test_a_token_that_reads_changes_nothing(coordinator: httpx.Client, program: httpx.Client) -> None:
    carry(program, token(coordinator, "read")["secret"])
    assert program.get(f"/api/weeks/{WEEK}").status_code == 200
    answer = program.post(RUNS, json={})
    assert (answer.status_code, "may only read" in answer.json()["detail"]) == (403, True)
    assert program.delete("/api/runs/run:x").status_code == 403


def test_a_token_makes_no_tokens_changes_no_password_and_ends_no_session(
    coordinator: httpx.Client, program: httpx.Client
) -> None:
    carry(program, token(coordinator)["secret"])
    assert program.post("/api/tokens", json={"label": "more", "reach": "write", "days": 366}).status_code == 403
    assert program.post("/api/me/password", json={"old": "x", "new": "y" * 12}).status_code == 403
    assert program.delete("/api/session").status_code == 403
    assert coordinator.get("/api/me").status_code == 200


def test_a_revoked_token_is_good_for_nothing_and_stays_on_the_list(
    coordinator: httpx.Client, program: httpx.Client, admin: httpx.Client
) -> None:
    made = token(coordinator)
    carry(program, made["secret"])
    assert program.delete(f"/api/tokens/{made['id']}").status_code == 204
    answer = program.get("/api/me")
    assert (answer.status_code, "revoked" in answer.json()["detail"]) == (401, True)
    assert program.get("/healthz").status_code == 401, "a token that is no good is told so wherever it is sent"
    (listed,) = coordinator.get("/api/tokens").json()["items"]
    assert listed["revoked"]
    assert coordinator.delete(f"/api/tokens/{made['id']}").status_code == 204
    assert coordinator.get("/api/tokens").json()["items"] == [listed]
    lines = journal(admin, about=made["id"])
    assert [line["action"] for line in lines[-2:]] == ["token revoked", "token made"]


def test_nobody_sees_or_revokes_the_tokens_of_others(coordinator: httpx.Client, planner: httpx.Client) -> None:
    made = token(coordinator)
    assert planner.get("/api/tokens").json()["items"] == []
    assert planner.delete(f"/api/tokens/{made['id']}").status_code == 404
    assert coordinator.get("/api/tokens").json()["items"][0]["revoked"] is None


def test_an_expired_token_is_refused(coordinator: httpx.Client, program: httpx.Client, tiny: Path) -> None:
    made = token(coordinator)
    with opened(tiny) as store:
        put(store, made["id"], expires=LONG_AGO)
    assert carry(program, made["secret"]).get("/api/me").status_code == 401


@pytest.mark.parametrize("word", ["tx_", "tx_" + "A" * 43, "x" * 5000, "é"])
def test_a_word_that_is_no_token_is_refused(program: httpx.Client, word: str) -> None:
    answer = program.get("/api/me", headers=[(b"Authorization", f"Bearer {word}".encode())])
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == 'Bearer realm="tongxin"'


def test_a_token_counts_before_a_cookie_and_needs_no_origin(coordinator: httpx.Client, planner: httpx.Client) -> None:
    secret = token(planner)["secret"]
    me = coordinator.get("/api/me", headers={"Authorization": f"bearer {secret}"}).json()
    assert me["role"] == "planner"


@pytest.mark.parametrize(
    "order", [{"days": 0}, {"days": 367}, {"days": 1.5}, {"reach": "all"}, {"label": ""}, {"account": "account:root"}]
)
def test_an_order_outside_its_bounds_is_refused(coordinator: httpx.Client, order: dict[str, Any]) -> None:
    answer = coordinator.post("/api/tokens", json={"label": "desk", "reach": "read", "days": 1} | order)
    assert answer.status_code == 422


def test_an_account_has_only_so_many_good_tokens(coordinator: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens, "AT_MOST", 2)
    first = token(coordinator)
    token(coordinator)
    order = {"label": "third", "reach": "read", "days": 1}
    assert coordinator.post("/api/tokens", json=order).status_code == 409
    coordinator.delete(f"/api/tokens/{first['id']}")
    assert coordinator.post("/api/tokens", json=order).status_code == 201


def test_tokens_come_newest_first_and_page_by_page(coordinator: httpx.Client, tiny: Path) -> None:
    ids = [token(coordinator, label=f"number {n}")["id"] for n in range(3)]
    with opened(tiny) as store:
        for n, id in enumerate(ids):
            put(store, id, created=f"2026-11-2{n}T08:00:00+08:00")
        with store.snapshot() as reader:
            assert reader.count(Token.KIND) == 3
    first = coordinator.get("/api/tokens", params={"limit": 2}).json()
    rest = coordinator.get("/api/tokens", params={"cursor": first["next"]}).json()
    assert [each["label"] for each in first["items"] + rest["items"]] == ["number 2", "number 1", "number 0"]
    assert rest["next"] is None
