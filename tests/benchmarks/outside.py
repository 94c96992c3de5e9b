"""Sixty instances of others (the generalised assignment problem), each to its proved optimum."""

import csv
from functools import partial

from matching.limits import Limits
from matching.solve import solve
from matching.verify import verify
from tests.benchmarks.bench import Bench
from tests.benchmarks.table import Table
from tests.benchmarks.timing import timed
from tests.matching.gap import FOLDER, read_gap


def measure(bench: Bench) -> None:
    """The seconds of each; it ends with whichever is not proved, or not the optimum that is known."""
    table = Table("Generalised assignment, 60 instances of others", instance=22, cost=8, known=8, proved=6, seconds=10)
    if not FOLDER.is_dir():
        print("left out: the instances are not in ../shared/benchmarks/gap")
        return
    with (FOLDER / "optima.csv").open() as lines:
        rows = [(row["Path"], int(row["Optimum"])) for row in csv.DictReader(lines)]
    for name, optimum in rows[: 3 if bench.quick else None]:
        problem = read_gap(FOLDER / name)
        timing, plan = timed(partial(solve, problem, Limits(bench.time_limit, workers=bench.workers)))
        if wrong := verify(problem, plan):
            raise SystemExit(f"{name}: our plan is not valid: {wrong[0]}")
        proved = "yes" if plan.status == "optimal" and plan.objective == -optimum else "NO"
        table.row(name, None if plan.objective is None else -plan.objective, optimum, proved, timing)
