"""Every error has one shape, and a fault of ours tells nothing of itself."""

import asyncio
from typing import Any

import httpx
import pytest

from service.guard import Guard
from service.settings import Settings
from tests.service.serving import WEEK

REFUSED = [
    ("GET", "/nowhere", None, 404, "nothing is here"),
    ("GET", "/api/nowhere", None, 404, "nothing is here"),
    ("PUT", "/api/weeks", None, 405, "not possible"),
    ("DELETE", f"/api/weeks/{WEEK}", None, 405, "not possible"),
    ("GET", "/api/weeks/2026-48", None, 422, "path.week"),
    ("GET", "/api/weeks/2025-W53", None, 422, "W01 to W52"),
    ("GET", "/api/weeks/2025-W53/editions", None, 422, "path.week"),
    ("GET", "/api/weeks/0000-W01/decisions", None, 422, "path.week"),
    ("GET", "/api/weeks/9999-W52", None, 422, "1900 to 2999"),
    ("GET", "/?week=9999-W52", None, 422, "1900 to 2999"),
    ("GET", "/api/sponsor/needs?week=0001-W01", None, 422, "1900 to 2999"),
    ("GET", "/api/weeks?week=1", None, 422, "query.week"),
    ("GET", "/api/weeks?limit=0", None, 422, "query.limit"),
    ("GET", "/api/weeks?limit=2&limit=3", None, 422, "given twice"),
    ("GET", "/api/weeks?cursor=2001-W01", None, 422, "cursor '2001-W01'"),
    ("GET", "/healthz?verbose=1", None, 422, "query.verbose"),
    ("GET", f"/api/weeks/{WEEK}/linkages?status=maybe", None, 422, "query.status"),
    ("GET", f"/api/weeks/{WEEK}/linkages?community=community:x", None, 422, "community 'community:x'"),
    ("GET", f"/api/weeks/{WEEK}/linkages/need:nobody", None, 404, "need:nobody"),
    ("GET", f"/api/weeks/{WEEK}/linkages/resident:zhou", None, 422, "path.need"),
    ("GET", "/api/weeks/2020-W01/plan", None, 404, "no plan yet"),
    ("GET", "/api/weeks/2020-W01/problem", None, 404, "no plan yet"),
    ("GET", "/api/runs/run:none", None, 404, "run:none"),
    ("GET", "/api/runs/run:none/events", None, 404, "run:none"),
    ("GET", "/api/runs/run:none/plan", None, 404, "run:none"),
    ("GET", "/api/runs/need:none", None, 422, "path.id"),
    ("DELETE", "/api/runs/run:none", None, 404, "run:none"),
    ("POST", f"/api/weeks/{WEEK}/runs", {"speed": 9}, 422, "body.speed"),
    ("POST", f"/api/weeks/{WEEK}/runs", {"time_limit": "9"}, 422, "body.time_limit"),
    ("POST", f"/api/weeks/{WEEK}/runs", {"time_limit": 0}, 422, "body.time_limit"),
    ("POST", f"/api/weeks/{WEEK}/runs", {"gap": 2}, 422, "body.gap"),
    ("POST", f"/api/weeks/{WEEK}/runs", {"seed": -1}, 422, "body.seed"),
    ("POST", f"/api/weeks/{WEEK}/runs", {"seed": True}, 422, "body.seed"),
    ("POST", f"/api/weeks/{WEEK}/runs", [1], 422, "body"),
    ("POST", "/api/weeks/2026-W60/runs", {}, 422, "path.week"),
    ("POST", "/api/weeks/2025-W53/runs", {}, 422, "2025-W53"),
]


@pytest.mark.parametrize(("method", "path", "body", "status", "told"), REFUSED)
def test_a_refusal_names_place_and_value(
    solved: httpx.Client, method: str, path: str, body: Any, status: int, told: str
) -> None:
    answer = solved.request(method, path, json=body)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem.keys() == {"type", "title", "status", "detail", "errors"}
    assert problem["status"] == status
    assert told in problem["detail"]


def test_what_is_not_json_is_refused(solved: httpx.Client) -> None:
    answer = solved.post(
        f"/api/weeks/{WEEK}/runs", content='{"seed": NaN', headers={"Content-Type": "application/json"}
    )
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["place"].startswith("body")


def test_what_is_no_text_is_refused_alike(solved: httpx.Client) -> None:
    headers = {"Content-Type": "application/json"}
    answer = solved.post(f"/api/weeks/{WEEK}/runs", content=b"\x87\xb2", headers=headers)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["place"] == "body"


def test_a_refused_method_says_which_are_possible(solved: httpx.Client) -> None:
    assert solved.put("/api/weeks").headers["allow"] == "GET"


def test_of_an_address_that_several_routes_share_it_says_all_their_methods(solved: httpx.Client) -> None:
    assert solved.put("/api/runs/run:none").headers["allow"] == "DELETE, GET"
    assert solved.patch("/api/session").headers["allow"] == "DELETE, POST"


def test_a_fault_of_ours_leaks_nothing(caplog: pytest.LogCaptureFixture) -> None:
    async def faulty(scope: Any, receive: Any, send: Any) -> None:
        raise RuntimeError("Zhou Yulan, 13800000000")

    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "GET", "path": "/x", "headers": [(b"host", b"localhost")]}
    asyncio.run(Guard(faulty, Settings())(scope, None, send))  # type: ignore[arg-type]
    start, body = sent
    assert start["status"] == 500
    assert (b"content-type", b"application/problem+json") in start["headers"]
    assert b"Zhou" not in body["body"]
    assert "RuntimeError" in caplog.text
