"""Large weeks: how near the plan is to its proved bound after so many seconds, beside the plain model."""

from collections.abc import Sequence
from dataclasses import replace
from resource import RUSAGE_SELF, getrusage

from matching.build import build
from matching.limits import Limits, Progress
from matching.problem import Problem
from matching.solve import solve
from matching.verify import verify
from tests.benchmarks.bench import Bench, read
from tests.benchmarks.direct import cp_sat, highs, whole_model
from tests.benchmarks.table import Table
from tests.benchmarks.timing import figure, timed

SEEDS = (1, 3, 7)
AFTER = (10, 20, 60, 180, 300)


def measure(bench: Bench) -> None:
    """Each city's gap on the way; then what CP-SAT and HiGHS make of the whole model in the same seconds."""
    needs = 60 if bench.quick else bench.needs
    shown = {f"gap_after_{seconds}_s": 14 for seconds in AFTER if seconds < bench.time_limit}
    title = (
        f"A city of {needs:,} needs, {figure(bench.time_limit)} seconds and {bench.workers} workers; gaps in percent"
    )
    table = Table(title, seed=6, solver=8, first_plan=12, **shown, at_the_end=12, seconds=10, peak_MB=8)
    for seed in SEEDS[: 1 if bench.quick else None]:
        problem = _city(bench, needs, seed)
        _ours(bench, table, seed, problem)
        _plain(bench, table, seed, problem, len(shown))


def _city(bench: Bench, needs: int, seed: int) -> Problem:
    folder = bench.folder / f"seed-{seed}"
    folder.mkdir()
    with read(replace(bench, folder=folder, seed=seed, _worlds={}).world("city", needs)) as reader:
        return build(reader, bench.week).problem


def _ours(bench: Bench, table: Table, seed: int, problem: Problem) -> None:
    told: list[Progress] = []
    limits = Limits(seconds=bench.time_limit, seed=bench.seed, workers=bench.workers)
    timing, plan = timed(lambda: solve(problem, limits, report=told.append))
    if wrong := verify(problem, plan):
        raise SystemExit(f"our plan is not valid: {wrong[0]}")
    first = next((one.seconds for one in told if one.objective is not None), None)
    gaps = [_gap_at(told, seconds) for seconds in AFTER if seconds < bench.time_limit]
    peak = getrusage(RUSAGE_SELF).ru_maxrss // 1024
    table.row(seed, "ours", first and f"{first:.1f}", *gaps, f"{100 * plan.gap:.4f}", timing, peak)


def _gap_at(told: Sequence[Progress], seconds: float) -> str | None:
    """The gap that was known by then, in percent."""
    known = [one for one in told if one.objective is not None and one.bound is not None and one.seconds <= seconds]
    if not known:
        return None
    last = known[-1]
    assert last.objective is not None and last.bound is not None
    return f"{100 * (last.bound - last.objective) / max(1, abs(last.bound)):.4f}"


def _plain(bench: Bench, table: Table, seed: int, problem: Problem, columns: int) -> None:
    ways = {
        "CP-SAT": lambda: cp_sat(whole_model(problem), bench.time_limit, bench.seed, bench.workers),
        "HiGHS": lambda: highs(whole_model(problem), bench.time_limit, bench.seed),
    }
    for solver, way in ways.items():
        timing, found = timed(way)
        gap = None if found.gap is None else f"{100 * found.gap:.4f}"
        table.row(seed, solver, None, *[None] * columns, gap, timing, getrusage(RUSAGE_SELF).ru_maxrss // 1024)
