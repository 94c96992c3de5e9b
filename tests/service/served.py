"""`tongxin serve` as whoever operates it starts it: processes of its own, told by signals, heard by their log."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from graph.model import Role
from tests.service.serving import PATIENCE, sign_in, until


@dataclass(frozen=True)
class Served:
    """A service that runs; `process` is the one that was started."""

    process: "subprocess.Popen[str]"
    client: httpx.Client
    log: Path

    def lines(self) -> list[dict[str, Any]]:
        """What it has logged."""
        return [json.loads(line) for line in self.log.read_text("utf-8").splitlines()]

    def members(self) -> list[int]:
        """The processes that answer, where there are several."""
        return [id for id in children(self.process.pid) if "spawn_main" in command_of(id)]

    def dispatcher(self) -> int:
        """The one of them that has a worker beside whoever answers questions, once both are there."""
        found: int = until(lambda: next((id for id in self.members() if len(children(id)) > 1), None))
        return found

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Tell it to stop; its exit code."""
        self.process.send_signal(number)
        return self.process.wait()


@contextmanager
def served(
    store: Path | str, *options: str, role: Role | None = "coordinator", log: Path | None = None
) -> Iterator[Served]:
    """Start it and wait until it is ready.

    :param log: where it is heard; left out, beside the store.
    """
    command = [sys.executable, "-m", "service", "serve", "--store", str(store), "--port", "0", *options]
    log = log or Path(store).with_suffix(".log")
    with (
        log.open("a") as lines,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=lines, text=True) as process,
        httpx.Client(base_url=_address(process), timeout=PATIENCE) as client,
    ):
        try:
            until(lambda: ready(client))
            yield Served(process, sign_in(client, role) if role else client, log)
        finally:
            process.kill()


def _address(process: "subprocess.Popen[str]") -> str:
    assert process.stdout
    return process.stdout.readline().strip()


def ready(client: httpx.Client) -> bool:
    """Whether it says that it is."""
    try:
        return client.get("/readyz").is_success
    except httpx.TransportError:
        return False


def children(process: int) -> list[int]:
    """The ids of the processes that this one has started and that live."""
    tasks = Path(f"/proc/{process}/task")
    try:
        return [int(id) for task in tasks.iterdir() for id in (task / "children").read_text().split()]
    except FileNotFoundError:
        return []


def command_of(process: int) -> str:
    """Its command line; empty when it is gone."""
    try:
        return Path(f"/proc/{process}/cmdline").read_text("utf-8")
    except (FileNotFoundError, ProcessLookupError):
        return ""


def alive(process: int) -> bool:
    """Whether it still runs."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True
