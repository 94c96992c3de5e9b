"""What an operator looks at, and what keeps a flood out."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from graph.model import Run
from graph.store import Put, open_store
from service import bodies
from service.app import create_app
from service.bodies import MOST
from service.books import Books
from service.deps import Desk
from service.lease import dispatching
from service.metrics import Metrics
from service.oracle import Oracle
from service.refusals import BadSetting, Unservable
from service.runs import Runs
from service.server import listen
from service.settings import Settings, settings
from tests.service.serving import WEEK, serving


def test_it_is_ready_when_the_store_can_be_read_and_runs_are_started(public: httpx.Client) -> None:
    answer = public.get("/readyz")
    assert answer.status_code == 200
    ready = answer.json()
    assert (ready["status"], ready["store"], ready["runs"]) == ("ready", "ok", {"queued": 0, "running": 0})


def test_it_is_not_ready_while_nobody_starts_runs(tiny: Path) -> None:
    settings = Settings(store=str(tiny))
    app, store = create_app(settings), open_store(str(tiny))
    books, oracle = Books(store), Oracle(str(tiny))
    app.state.desk = Desk(settings, store, Runs(books, settings), books, oracle, Metrics())
    answer = not_started(app, "/readyz")
    assert answer.status_code == 503
    assert "no process starts the runs" in answer.json()["detail"]
    with dispatching(str(tiny), store) as mine:
        assert mine()
        assert not_started(app, "/readyz").status_code == 200
    store.close()


def not_started(app: FastAPI, path: str) -> httpx.Response:
    """The answer of an application that nobody has started, so that it dispatches nothing."""

    async def answer() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost") as client:
            return await client.get(path)

    return asyncio.run(answer())


def test_it_is_not_ready_when_the_store_cannot_be_read(tiny: Path) -> None:
    with serving(tiny, role=None) as client:
        client.get("/readyz").raise_for_status()
        for beside in ("tiny.db-wal", "tiny.db-shm", "tiny.db"):
            tiny.with_name(beside).write_bytes(b"no database any more" * 5000)
        answer = client.get("/readyz")
        assert answer.status_code == 503
        assert answer.headers["content-type"] == "application/problem+json"


@pytest.fixture
def figures(tiny: Path) -> Iterator[httpx.Client]:
    store = open_store(str(tiny))
    made = {"week": WEEK, "created": "2026-11-23T08:00:00+08:00"}
    runs = [
        Run.model_validate({"id": f"run:{n}", "state": state, **made}) for n, state in enumerate(("done", "failed"))
    ]
    store.write([Put(run) for run in runs], by="test")
    store.close()
    with serving(tiny, role=None) as client:
        yield client


def test_the_figures_tell_of_requests_runs_store_and_process(figures: httpx.Client) -> None:
    figures.get(f"/api/weeks/{WEEK}")
    figures.get("/api/runs/run:done/wrong/address")
    answer = figures.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain")
    lines = answer.text.splitlines()
    assert 'tongxin_runs{state="done"} 1.0' in lines
    assert 'tongxin_runs{state="failed"} 1.0' in lines
    assert "tongxin_run_queue 0.0" in lines
    assert 'tongxin_request_seconds_count{method="GET",route="/api/weeks/{week}",status="4xx"} 1.0' in lines
    assert 'tongxin_request_seconds_count{method="GET",route="none",status="4xx"} 1.0' in lines
    names = {line.split()[0] for line in lines}
    assert {"tongxin_store_version", "process_resident_memory_bytes"} <= names


def test_from_another_machine_the_figures_are_for_admin_alone(tiny: Path) -> None:
    with serving(tiny, role=None, allow_remote=True) as client:
        assert client.get("/metrics").status_code == 401
        assert client.get("/healthz").status_code == 200
        assert client.get("/readyz").status_code == 200


def test_only_tls_is_asked_for_when_others_may_ask(tiny: Path) -> None:
    with serving(tiny, role=None, allow_remote=True) as client:
        assert "max-age" in client.get("/healthz").headers["strict-transport-security"]
    with serving(tiny, role=None) as client:
        assert "strict-transport-security" not in client.get("/healthz").headers


def test_it_answers_to_the_names_that_it_was_given(tiny: Path) -> None:
    with serving(tiny, role=None, allow_remote=True, hosts="tongxin.example,WORK.example") as client:
        for host in ("tongxin.example", "Tongxin.Example:8443", "work.example", "localhost"):
            assert client.get("/healthz", headers={"Host": host}).status_code == 200, host
        refused = client.get("/healthz", headers={"Host": "other.example"})
        assert refused.status_code == 421
        assert "tongxin.example or work.example" in refused.json()["detail"]


def test_what_a_proxy_says_of_the_caller_is_not_believed(tiny: Path) -> None:
    with serving(tiny, role=None) as client:
        headers = {"X-Forwarded-Host": "tongxin.example", "X-Forwarded-For": "127.0.0.1", "Host": "tongxin.example"}
        assert client.get("/healthz", headers=headers).status_code == 421


def test_others_need_a_name_to_ask_for() -> None:
    with pytest.raises(Unservable, match="--hosts"):
        listen(Settings(host="0.0.0.0", port=0, allow_remote=True))
    with listen(Settings(host="0.0.0.0", port=0, allow_remote=True, hosts="tongxin.example")) as listener:
        assert listener.getsockname()[1]


@pytest.mark.parametrize("path", ["/api/session", "/nowhere", f"/api/weeks/{WEEK}"])
def test_a_body_that_is_too_large_is_refused_whether_it_says_so_or_not(public: httpx.Client, path: str) -> None:
    told = public.post(path, content=b"x" * (MOST + 1))
    assert told.status_code == 413
    assert told.headers["content-type"] == "application/problem+json"
    assert public.post(path, content=iter([b"x" * MOST, b"x"])).status_code == 413


def test_the_largest_body_is_read(public: httpx.Client) -> None:
    body = b'{"login": "' + b"x" * (MOST - 40) + b'", "password": "x"}'
    assert public.post("/api/session", content=body, headers={"Content-Type": "application/json"}).status_code == 422


def test_a_body_that_does_not_come_is_waited_for_in_vain(public: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "PATIENCE", 0.2)
    answer = raw(public, "POST /api/session HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n{")
    assert answer.startswith("HTTP/1.1 408 ")


@pytest.mark.parametrize(
    ("head", "status"),
    [
        (f"GET /{'x' * 9_000} HTTP/1.1", 414),
        (f"GET /healthz?q={'x' * 9_000} HTTP/1.1", 414),
        (f"GET /healthz HTTP/1.1\r\nX: {'x' * 17_000}", 431),
        (f"GET /healthz HTTP/1.1\r\nX: {'x' * 3_000_000}", 400),
    ],
)
def test_a_head_that_is_too_long_is_refused_and_the_service_goes_on(
    public: httpx.Client, head: str, status: int
) -> None:
    assert raw(public, f"{head}\r\nHost: localhost\r\nConnection: close\r\n\r\n").startswith(f"HTTP/1.1 {status} ")
    assert public.get("/healthz").status_code == 200


def raw(client: httpx.Client, request: str) -> str:
    """What comes back for bytes that no ordinary client would send."""
    with socket.create_connection((client.base_url.host, client.base_url.port or 80)) as connection:
        with suppress(ConnectionError):  # it may have hung up before the end
            connection.sendall(request.encode())
        return connection.makefile("rb").readline().decode()


def test_a_run_asks_for_no_more_time_than_is_allowed(tiny: Path) -> None:
    with serving(tiny, most_seconds=100) as client:
        refused = client.post(f"/api/weeks/{WEEK}/runs", json={"time_limit": 101})
        assert refused.status_code == 422
        assert "at most 100 seconds" in refused.json()["detail"]
        assert client.post(f"/api/weeks/{WEEK}/runs", json={"time_limit": 100}).status_code == 202


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"most_seconds": 59}, "TONGXIN_MOST_SECONDS"),
        ({"hosts": "two words"}, "TONGXIN_HOSTS"),
        ({"processes": 0}, "TONGXIN_PROCESSES"),
        ({"allow_remote": "perhaps"}, "TONGXIN_ALLOW_REMOTE"),
    ],
)
def test_a_setting_out_of_its_range_is_named(given: dict[str, object], told: str) -> None:
    with pytest.raises(BadSetting, match=told):
        settings(**given)
