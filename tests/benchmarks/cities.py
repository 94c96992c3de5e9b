"""Large weeks: how near the plan is to its proved bound after so many seconds, beside the plain model.

Each way is measured in a process of its own, which reads the problem from its file.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from matching.limits import Limits, Progress
from matching.reading import read_problem
from matching.solve import solve
from matching.verify import verify
from tests.benchmarks.apart import apart, peak
from tests.benchmarks.bench import Bench, problem_file
from tests.benchmarks.direct import cp_sat, highs, whole_model
from tests.benchmarks.table import Table
from tests.benchmarks.timing import figure, timed

SEEDS = (1, 3, 7)
AFTER = (10, 20, 60, 180, 300)

Row = Sequence[object]
"""First plan, the gap after so many seconds for each that is shown, the last gap, seconds, peak MB."""


def measure(bench: Bench) -> None:
    """Each city's gap on the way; then what CP-SAT and HiGHS make of the whole model in the same seconds."""
    needs = 60 if bench.quick else bench.needs
    moments = [seconds for seconds in AFTER if seconds < bench.time_limit]
    shown = {f"gap_after_{seconds}_s": 14 for seconds in moments}
    title = (
        f"A city of {needs:,} needs, {figure(bench.time_limit)} seconds and {bench.workers} workers; gaps in percent"
    )
    table = Table(title, seed=6, solver=8, first_plan=12, **shown, at_the_end=12, seconds=10, peak_MB=8)
    for seed in SEEDS[: 1 if bench.quick else None]:
        path = problem_file(replace(bench, seed=seed, _worlds={}), needs)
        limits = Limits(seconds=bench.time_limit, seed=bench.seed, workers=bench.workers)
        for solver, way in WAYS.items():
            table.row(seed, solver, *apart(way, path, limits, moments))


def ours(path: Path, limits: Limits, moments: Sequence[int]) -> Row:
    """:raises SystemExit: the plan is refused."""
    problem = read_problem(path.read_bytes())
    told: list[Progress] = []
    timing, plan = timed(lambda: solve(problem, limits, report=told.append))
    if wrong := verify(problem, plan):
        raise SystemExit(f"our plan is not valid: {wrong[0]}")
    first = next((one.seconds for one in told if one.objective is not None), None)
    gaps = [_gap_at(told, seconds) for seconds in moments]
    return (first and f"{first:.1f}", *gaps, f"{100 * plan.gap:.4f}", str(timing), peak())


def _gap_at(told: Sequence[Progress], seconds: float) -> str | None:
    """The gap that was known by then, in percent."""
    known = [one for one in told if one.objective is not None and one.bound is not None and one.seconds <= seconds]
    if not known:
        return None
    last = known[-1]
    assert last.objective is not None and last.bound is not None
    return f"{100 * (last.bound - last.objective) / max(1, abs(last.bound)):.4f}"


def plain(solver: str, path: Path, limits: Limits, moments: Sequence[int]) -> Row:
    """The whole model by one solver; of what it does on the way nothing is known."""
    problem = read_problem(path.read_bytes())
    ways = {
        "CP-SAT": lambda: cp_sat(whole_model(problem), limits.seconds, limits.seed, limits.workers),
        "HiGHS": lambda: highs(whole_model(problem), limits.seconds, limits.seed),
    }
    timing, found = timed(ways[solver])
    gap = None if found.gap is None else f"{100 * found.gap:.4f}"
    return (None, *[None for _ in moments], gap, str(timing), peak())


WAYS: dict[str, Callable[[Path, Limits, Sequence[int]], Row]] = {
    "ours": ours,
    "CP-SAT": partial(plain, "CP-SAT"),
    "HiGHS": partial(plain, "HiGHS"),
}
