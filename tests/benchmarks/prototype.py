"""The reference prototype's own weeks, as problems: ours beside the prototype, with the same seconds each.

Nothing of it is in this project: `--prototype` says where it is, and its two programs are run as they stand there.
"""

import pickle
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from matching.limits import Limits
from matching.problem import Candidate, Capacity, Need, Problem, Slot
from matching.solve import solve
from matching.verify import verify
from tests.benchmarks.bench import Bench
from tests.benchmarks.direct import Outcome
from tests.benchmarks.table import Table
from tests.benchmarks.timing import figure, timed

SEEDS = (0, 1)
CHECKED = re.compile(r"CHECKED\s+plan (\d+) bound (\d+)")


def measure(bench: Bench) -> None:
    """For each of its seeds: ours on one core, ours on two, and the prototype, which knows one."""
    title = f"The prototype's weeks, {figure(bench.time_limit)} seconds each"
    table = Table(title, week=20, solver=12, plan=11, bound=11, gap_percent=11, seconds=10)
    if bench.prototype is None:
        print("left out: --prototype PATH says where the reference prototype is")
        return
    for seed in SEEDS:
        needs = 100 if bench.quick else 5000
        made = bench.folder / f"prototype-{seed}.pickle"
        _run(bench.prototype, "instance.py", str(needs), str(seed), str(made.resolve()))
        problem = week_of(pickle.loads(made.read_bytes()))
        week = f"{needs:,}, seed {seed}"
        _row(table, week, "ours, 1 core", partial(_ours, bench, problem, 1))
        _row(table, week, "ours, 2 cores", partial(_ours, bench, problem, 2))
        _row(table, week, "prototype", partial(_theirs, bench.prototype, made, bench.time_limit))


def _row(table: Table, week: str, solver: str, way: Callable[[], Outcome]) -> None:
    timing, outcome = timed(way)
    gap = None if outcome.gap is None else f"{100 * outcome.gap:.4f}"
    table.row(week, solver, outcome.objective, outcome.bound, gap, timing)


def _run(folder: Path, program: str, *words: str) -> str:
    done = subprocess.run([sys.executable, program, *words], cwd=folder, check=True, capture_output=True, text=True)
    return done.stdout


def _ours(bench: Bench, problem: Problem, workers: int) -> Outcome:
    plan = solve(problem, Limits(seconds=bench.time_limit, seed=bench.seed, workers=workers))
    if wrong := verify(problem, plan):
        raise SystemExit(f"our plan is not valid: {wrong[0]}")
    return Outcome(plan.status, plan.objective, plan.bound)


def _theirs(prototype: Path, made: Path, seconds: float) -> Outcome:
    told = _run(prototype, "solve.py", str(made.resolve()), "--seconds", str(seconds))
    found = CHECKED.search(told)
    return Outcome("checked", int(found[1]), int(found[2])) if found else Outcome("none", None, None)


def week_of(arrays: dict[str, Any]) -> Problem:
    """The prototype's arrays as a problem: a need's option is a number, and `helper` is the slot of its options."""
    option_need = arrays["on"].tolist()
    options: dict[int, list[str]] = defaultdict(list)
    for option, need in enumerate(option_need):
        options[need].append(str(option))
    places = list(zip(arrays["s_need"].tolist(), arrays["s_opt"].tolist(), strict=True))
    candidates: dict[tuple[int, str], list[Candidate]] = defaultdict(list)
    columns = (arrays[name].tolist() for name in ("cs", "r1", "a1", "r2", "a2", "val"))
    for slot, first, amount, second, other, score in zip(*columns, strict=True):
        need, option = places[slot]
        uses = {str(first): amount} | ({str(second): other} if second >= 0 else {})
        name, when = ("helper", str(option)) if option >= 0 else (f"slot{slot}", None)
        candidates[need, name].append(Candidate(str(first), when, score, uses))
    slots: dict[int, list[Slot]] = defaultdict(list)
    for (need, name), ways in candidates.items():
        slots[need].append(Slot(name, tuple(ways)))
    values = arrays["w"].tolist()
    needs = [Need(f"n{i}", values[i], tuple(slots[i]), options=tuple(options[i])) for i in sorted(options)]
    return Problem(tuple(needs), tuple(Capacity(str(i), most) for i, most in enumerate(arrays["cap"].tolist())))
