"""A site to visit: the real application over a real store, served in a thread."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import uvicorn

from graph.store import open_store
from seeds.fill import fill
from service.app import create_app
from service.server import listen
from service.settings import Settings

WEEK = "2026-W48"
PATIENCE = 60.0
"""Seconds to wait for what ends by itself; far more than it takes."""


@dataclass(frozen=True)
class Site:
    """Where a site answers."""

    address: str

    def solve(self) -> None:
        """Have the week solved, and wait until it is."""
        with httpx.Client(base_url=self.address, timeout=PATIENCE) as client:
            run = client.post(f"/api/weeks/{WEEK}/runs").raise_for_status().json()["id"]
            with client.stream("GET", f"/api/runs/{run}/events") as events:
                events.read()
            assert client.get(f"/api/runs/{run}").json()["state"] == "done"


@contextmanager
def site(folder: Path, world: str | None) -> Iterator[Site]:
    """A site over a new store in the folder, filled with a world or left empty."""
    store = folder / "tongxin.db"
    if world is not None:
        _filled(store, world)
    app = create_app(Settings(store=str(store), time_limit=int(PATIENCE)))
    listener = listen("127.0.0.1", 0)
    server = uvicorn.Server(uvicorn.Config(app, log_level="error"))
    thread = threading.Thread(target=lambda: server.run(sockets=[listener]))
    thread.start()
    try:
        _wait(lambda: server.started or not thread.is_alive())
        assert server.started
        yield Site(f"http://127.0.0.1:{listener.getsockname()[1]}")
    finally:
        server.should_exit = True
        thread.join()


def _filled(store: Path, world: str) -> None:
    opened = open_store(str(store))
    fill(opened, world, WEEK)
    opened.close()


def _wait(ready: Callable[[], bool]) -> None:
    pause = threading.Event()
    while not ready():
        pause.wait(0.02)
