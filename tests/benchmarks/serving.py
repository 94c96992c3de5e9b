"""The service under load: 50 parallel readers of a solved week, with one process and with two.

First all ask without a break: that is what the service can do. Then they ask as often as it can answer with a p95 below
50 ms at every endpoint: the rate is found from above. Readers and service share the machine.
"""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import copyfile

import httpx

from tests.benchmarks.bench import Bench
from tests.benchmarks.readers import Asked, Paths, Service, at_rate, without_a_break
from tests.benchmarks.table import Table
from tests.benchmarks.timing import figure
from tests.service.serving import finished, until

READERS = 50
HELD = 0.05
"""Seconds: the p95 of every endpoint at the rate that is held."""
PARTS = (0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1)
"""Of what the service can do without a break: the rates that are tried, from above."""


def measure(bench: Bench) -> None:
    """Milliseconds by endpoint, errors, and resident memory before and after."""
    world = bench.world("city", 60) if bench.quick else bench.world("taicang")
    store = Path(copyfile(world.path, bench.folder / "serving.db"))
    with served(store, 1) as one:
        one.solve(bench)
    for processes in (1, 2):
        with served(store, processes) as one:
            _measure(bench, one, f"{world.name}, {processes} process{'es' * (processes > 1)}")


def _measure(bench: Bench, one: "Served", title: str) -> None:
    seconds, step = (5.0, 1.0) if bench.quick else (60.0, 8.0)
    paths = one.paths(bench.week)
    service = one.service
    without_a_break(service, paths, READERS, 3 * step, bench.seed)  # what is made once is made, in every process
    before = one.memory()
    full = without_a_break(service, paths, READERS, seconds, bench.seed)
    _print(f"{title}: {READERS} readers without a break, {full.rate:.0f} answers a second, ms", full)
    for part in PARTS:
        if at_rate(service, paths, READERS, part * full.rate, step, bench.seed).worst < HELD:
            break
    held = at_rate(service, paths, READERS, part * full.rate, seconds, bench.seed)
    _print(f"{title}: at {held.rate:.0f} questions a second, ms", held)
    print(f"\nResident memory: {before:.0f} MB before, {one.memory():.0f} MB after")


def _print(title: str, asked: Asked) -> None:
    table = Table(title, endpoint=28, answers=8, p50=7, p95=7, p99=7, errors=6)
    for endpoint, seconds in asked.seconds.items():
        timing = asked.timing(endpoint)
        shown = [figure(1000 * timing.percentile(percent)) for percent in (50, 95, 99)]
        table.row(endpoint, len(seconds), *shown, asked.errors[endpoint])


@dataclass(frozen=True)
class Served:
    """The service in processes of its own, and a planner who is signed in."""

    client: httpx.Client
    process: int

    @property
    def service(self) -> Service:
        address = self.client.base_url
        cookie = "; ".join(f"{name}={value}" for name, value in self.client.cookies.items())
        return Service(address.host, address.port or 80, cookie)

    def solve(self, bench: Bench) -> None:
        self._sign_in("coordinator")
        order = {"time_limit": max(1, int(bench.time_limit))}
        run = self.client.post(f"/api/weeks/{bench.week}/runs", json=order).raise_for_status().json()["id"]
        assert finished(self.client, run)["state"] == "done"

    def paths(self, week: str) -> Paths:
        """What is read: by a planner, who sees the whole city."""
        self._sign_in("planner")
        base, figures = f"/api/weeks/{week}", self.client.get(f"/api/weeks/{week}").raise_for_status().json()
        linkages = self.client.get(f"{base}/linkages?limit=500").raise_for_status().json()["items"]
        return {
            "weeks": ["/api/weeks"],
            "week": [base],
            "linkages, a page of 50": [f"{base}/linkages?status={status}" for status in ("served", "unserved")],
            "linkage in full": [f"{base}/linkages/{linkage['need']}" for linkage in linkages],
            "run": [f"/api/runs/{figures['run']}"],
            "sponsor needs": ["/api/sponsor/needs"],
        }

    def memory(self) -> float:
        """Resident megabytes of the service's processes, those that solve left out, for none does now."""
        return sum(map(_resident, _family(self.process)))

    def _sign_in(self, role: str) -> None:
        self.client.post("/api/session", json={"demonstration": role}).raise_for_status()


@contextmanager
def served(store: Path, processes: int) -> Iterator[Served]:
    """Serve a store by so many processes until the context ends."""
    command = [sys.executable, "-m", "service", "serve", "--store", str(store), "--port", "0"]
    command += ["--processes", str(processes)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout
        try:
            with httpx.Client(base_url=process.stdout.readline().strip(), timeout=60) as client:
                until(lambda: client.get("/readyz").is_success)
                yield Served(client, process.pid)
        finally:
            process.terminate()


def _family(process: int) -> list[int]:
    """A process and whatever it started."""
    found = [process]
    for task in Path(f"/proc/{process}/task").iterdir():
        for child in (task / "children").read_text().split():
            found += _family(int(child))
    return found


def _resident(process: int) -> float:
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("VmRSS:")) / 1024
