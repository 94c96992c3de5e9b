"""The real service on a free port, as a client sees it."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import uvicorn

from graph.model import Role
from service.app import create_app
from service.server import listen
from service.settings import Settings

WEEK = "2026-W48"
PATIENCE = 60.0
"""Seconds after which a test gives up on what should have come long ago."""


@contextmanager
def serving(store: Path | str, role: Role | None = "coordinator", **options: Any) -> Iterator[httpx.Client]:
    """Serve a store until the context ends, and talk to it: as a demonstration account, or with None as nobody."""
    settings = Settings(store=str(store), port=0, **options)
    app = create_app(settings)
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=2))
    listener = listen(settings)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        until(lambda: server.started or not thread.is_alive())
        assert server.started
        with httpx.Client(base_url=f"http://127.0.0.1:{listener.getsockname()[1]}", timeout=PATIENCE) as client:
            yield sign_in(client, role) if role else client
    finally:
        server.should_exit = True
        thread.join()
        listener.close()


def sign_in(client: httpx.Client, role: Role) -> httpx.Client:
    """Have this client be the demonstration account of a role from now on."""
    client.post("/api/session", json={"demonstration": role}).raise_for_status()
    return client


@contextmanager
def signed_in(client: httpx.Client, role: Role | None) -> Iterator[httpx.Client]:
    """Another client of the same service: the demonstration account of a role, or with None nobody."""
    with httpx.Client(base_url=client.base_url, timeout=PATIENCE) as other:
        yield sign_in(other, role) if role else other


def until(done: Any, patience: float = PATIENCE) -> Any:
    """Wait for what must come; what it gives."""
    end = time.monotonic() + patience
    while not (found := done()):
        assert time.monotonic() < end, "it never came"
        time.sleep(0.02)
    return found


def state(client: httpx.Client, run: str) -> dict[str, Any]:
    """Where a run stands."""
    shown: dict[str, Any] = client.get(f"/api/runs/{run}").raise_for_status().json()
    return shown


def finished(client: httpx.Client, run: str, patience: float = PATIENCE) -> dict[str, Any]:
    """The run when it is over."""

    def over() -> dict[str, Any] | None:
        shown = state(client, run)
        return shown if shown["state"] not in {"queued", "running"} else None

    found: dict[str, Any] = until(over, patience)
    return found


def events(client: httpx.Client, run: str, **headers: str) -> Iterator[dict[str, str]]:
    """The server-sent events of a run, each as its fields."""
    with client.stream("GET", f"/api/runs/{run}/events", headers=headers) as stream:
        event: dict[str, str] = {}
        for line in stream.iter_lines():
            if not line:
                if event:
                    yield event
                event = {}
            elif not line.startswith(":"):
                name, _, value = line.partition(": ")
                event[name] = value
