"""Weeks too large for one machine: region by region, wherever there is somebody to work on one, beside the week whole.

The work is in proportion to the needs, so that the seconds tell how much is done in a second. Each way is measured in a
process of its own: its memory, and that of the largest process that worked for it.
"""

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager, nullcontext
from dataclasses import dataclass
from functools import partial
from math import log
from pathlib import Path

import numpy as np

from matching.executors import Executor, Here, Pool, executor
from matching.limits import Limits
from matching.reading import read_problem
from matching.solve import solve
from tests.benchmarks.apart import apart, peak, peak_of_workers
from tests.benchmarks.bench import Bench, problem_file
from tests.benchmarks.table import Table
from tests.benchmarks.timing import figure, timed
from tests.matching.test_dask import said, started

CITIES = (5_000, 20_000, 50_000)
"""Needs. Those up to `--needs` are measured; another number alone."""

WORK = 100
"""Units of work for each 1,000 needs."""


@dataclass(frozen=True)
class Figures:
    """Seconds of a whole solve; memory in MB."""

    seconds: float
    plan: int
    bound: int
    gap: float
    peak: int
    peak_of_workers: int


@contextmanager
def dask(workers: int) -> Iterator[Executor]:
    """A cluster on this machine: a scheduler, and workers with a core each."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        scheduler, log = started(stack, folder / "scheduler", "dask_scheduler", "--port", "0", "--no-dashboard")
        address = said(scheduler, log, "tcp://").split()[-1]
        for name in map(str, range(workers)):
            options = ("--no-nanny", "--no-dashboard", "--nthreads", "1", "--name", name)
            started(stack, folder / name, "dask_worker", address, *options)
        found = stack.enter_context(closing(executor(address.replace("tcp", "dask"), workers)))
        while found.width < workers:
            time.sleep(0.1)
        yield found


WAYS: dict[str, Callable[[], AbstractContextManager[Executor | None]]] = {
    "whole": nullcontext,
    "regions here": lambda: closing(Here()),
    "2 processes": lambda: closing(Pool(2)),
    "Dask, 1 worker": partial(dask, 1),
    "Dask, 2 workers": partial(dask, 2),
}


def measure(bench: Bench) -> None:
    """A row for each city and way; then by which power of the needs the seconds of each way grow."""
    cities = [60] if bench.quick else [city for city in CITIES if city <= bench.needs and bench.needs in CITIES]
    cities = cities or [bench.needs]
    table = Table(
        f"Regions, {WORK} units of work for each 1,000 needs",
        needs=8, way=16, seconds=8, plan=12, bound=12, gap_percent=11, peak_MB=8, largest_worker_MB=17, load=5,
    )  # fmt: skip
    seconds: dict[str, list[float]] = {way: [] for way in WAYS}
    for city in cities:
        path = problem_file(bench, city)
        for way in WAYS:
            one = apart(figures, path, way, max(1, WORK * city // 1000), bench.seed)
            seconds[way].append(one.seconds)
            told = (figure(one.seconds), one.plan, one.bound, f"{100 * one.gap:.3f}", one.peak, one.peak_of_workers)
            table.row(city, way, *told, f"{os.getloadavg()[0]:.1f}")
    if len(cities) > 1:
        _tell_growth(cities, seconds)


def figures(path: Path, way: str, work: int, seed: int) -> Figures:
    """One way through one problem."""
    problem = read_problem(path.read_bytes())
    with WAYS[way]() as by:
        timing, plan = timed(lambda: solve(problem, Limits(work=work, seed=seed, workers=2), executor=by))
    assert plan.objective is not None and plan.bound is not None
    return Figures(timing.median, plan.objective, plan.bound, plan.gap, peak(), peak_of_workers())


def _tell_growth(cities: list[int], seconds: dict[str, list[float]]) -> None:
    table = Table("Seconds grow with this power of the needs (1: in proportion)", way=16, power=6)
    for way, found in seconds.items():
        power, _ = np.polyfit([log(city) for city in cities], [log(each) for each in found], 1)
        table.row(way, f"{power:.2f}")
