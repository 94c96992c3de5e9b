"""Regions on a real Dask cluster: a scheduler and two workers, each a process of its own."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import IO

import pytest

from matching.clock import Clock
from matching.errors import NoExecutor
from matching.executors import Executor, Here, executor
from matching.greedy import greedy, teams_by_need
from matching.limits import Limits
from matching.plan import Served
from matching.prices import price, price_weeks
from matching.problem import Candidate, Capacity, Need, Problem, Slot
from matching.regional import by_regions

START = 60.0
"""Seconds that a process has to say that it is there."""


@dataclass(frozen=True)
class Cluster:
    address: str
    workers: tuple["subprocess.Popen[str]", ...]


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    with ExitStack() as stack:
        scheduler, log = started(stack, tmp_path / "scheduler.log", "dask_scheduler", "--port", "0", "--no-dashboard")
        address = said(scheduler, log, "tcp://").split()[-1]
        workers = tuple(
            started(stack, tmp_path / f"{name}.log", "dask_worker", address, "--no-nanny", "--no-dashboard",
                    "--nthreads", "1", "--name", name)[0]
            for name in ("one", "two")
        )  # fmt: skip
        yield Cluster(f"dask://{address.removeprefix('tcp://')}", workers)


def started(stack: ExitStack, log: Path, program: str, *arguments: str) -> tuple["subprocess.Popen[str]", Path]:
    file: IO[str] = stack.enter_context(log.open("w"))
    command = [sys.executable, "-m", f"distributed.cli.{program}", *arguments, "--host", "127.0.0.1"]
    process = subprocess.Popen(command, stdout=file, stderr=subprocess.STDOUT, text=True, cwd=Path.cwd())
    stack.callback(process.wait)
    stack.callback(process.kill)
    return process, log


def said(process: "subprocess.Popen[str]", log: Path, words: str) -> str:
    """The first line of its log with these words."""
    end = time.monotonic() + START
    while time.monotonic() < end:
        found = next((line for line in log.read_text().splitlines() if "Scheduler at" in line and words in line), None)
        if found:
            return found
        assert process.poll() is None, log.read_text()
        time.sleep(0.1)
    raise AssertionError(log.read_text())


def street(houses: int) -> Problem:
    """A need in each house, of value 10 to 19, for an hour of one of two helpers; a fund for two thirds."""
    needs = tuple(
        Need(
            f"n{i:03}",
            10 + i * 7 % 10,
            (
                Slot("hands", tuple(Candidate(f"h{j:03}", uses={f"h{j:03}": 1}) for j in (i, (i + 1) % houses))),
                Slot("money", (Candidate("fund", uses={"fund": 3}),)),
            ),
            group=f"house {i // 4}",
        )
        for i in range(houses)
    )
    hours = tuple(Capacity(f"h{i:03}", 1) for i in range(houses))
    return Problem(needs, (*hours, Capacity("fund", 2 * houses)))


def improved(by: Executor, work: int = 400) -> dict[str, Served]:
    problem = street(60)
    prices = price_weeks(price(problem))
    ledger = greedy(problem, prices, teams_by_need(problem, prices.cost.tolist()), [])
    return by_regions(problem, prices, ledger, Clock(Limits(work=work)), 1.0, by, lambda _: False, 12).served


def test_a_cluster_gives_the_plan_that_one_process_gives(cluster: Cluster) -> None:
    by = executor(cluster.address, 1)
    try:
        assert by.width >= 1
        assert improved(by) == improved(Here())
    finally:
        by.close()


def test_a_worker_that_is_killed_in_the_middle_costs_nothing_but_time(cluster: Cluster) -> None:
    by = executor(cluster.address, 1)
    plans: list[dict[str, Served]] = []
    asking = Thread(target=lambda: plans.append(improved(by, 4000)))
    asking.start()
    time.sleep(1.0)
    os.kill(cluster.workers[0].pid, signal.SIGKILL)
    assert asking.is_alive()
    asking.join()
    by.close()
    assert plans == [improved(Here(), 4000)]


def test_an_address_where_nobody_answers_is_told_with_what_to_start() -> None:
    with pytest.raises(NoExecutor, match="dask scheduler"):
        executor("dask://127.0.0.1:1", 1)
