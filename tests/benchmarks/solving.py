"""The plan: ours, beside CP-SAT and HiGHS on the whole model of the same problem, with the same seconds each."""

from collections.abc import Callable, Iterator

from matching.build import build
from matching.limits import Limits
from matching.problem import Problem
from matching.reading import read_problem
from matching.solve import solve
from matching.verify import verify
from tests.benchmarks.bench import Bench, World, read
from tests.benchmarks.direct import Outcome, cp_sat, highs, whole_model
from tests.benchmarks.table import Table
from tests.benchmarks.timing import Timing, figure, ratio, timed

REPEATED_BELOW = 5.0
"""Seconds up to which a solve is repeated."""


def measure(bench: Bench) -> None:
    """For each problem: plan, proved bound, gap and seconds of each solver; ours is verified."""
    limit = figure(bench.time_limit)
    table = Table(
        f"Solving, {limit} seconds and {bench.workers} workers each (HiGHS chooses its own threads)",
        problem=28, solver=7, status=11, plan=11, bound=11, gap_percent=11, seconds=24, of_ours=8,
    )  # fmt: skip
    for name, problem in _problems(bench):
        title = f"{name}: {len(problem.needs):,}/{problem.size:,}"
        _measure(bench, title, problem, table)


def _problems(bench: Bench) -> Iterator[tuple[str, Problem]]:
    if bench.problem:
        yield bench.problem.name, read_problem(bench.problem.read_bytes())
        return
    for world in [bench.world("tiny"), *bench.worlds(200, 1000)]:
        yield world.name, _problem_of(bench, world)


def _problem_of(bench: Bench, world: World) -> Problem:
    with read(world) as reader:
        return build(reader, bench.week).problem


def _measure(bench: Bench, title: str, problem: Problem, table: Table) -> None:
    ways: dict[str, Callable[[], Outcome]] = {
        "ours": lambda: _ours(bench, problem),
        "CP-SAT": lambda: cp_sat(whole_model(problem), bench.time_limit, bench.seed, bench.workers),
        "HiGHS": lambda: highs(whole_model(problem), bench.time_limit, bench.seed),
    }
    ours: Timing | None = None
    for solver, way in ways.items():
        timing, outcome = _repeated(way, bench.repeats)
        ours = ours or timing
        gap = None if outcome.gap is None else f"{100 * outcome.gap:.3f}"
        plan = (outcome.objective, outcome.bound, gap)
        table.row(title, solver, outcome.status, *plan, timing, ratio(timing, ours))


def _repeated(way: Callable[[], Outcome], repeats: int) -> tuple[Timing, Outcome]:
    first, outcome = timed(way)
    if repeats == 1 or first.median > REPEATED_BELOW:
        return first, outcome
    others, outcome = timed(way, repeats - 1)
    return Timing(first.seconds + others.seconds), outcome


def _ours(bench: Bench, problem: Problem) -> Outcome:
    plan = solve(problem, Limits(seconds=bench.time_limit, seed=bench.seed, workers=bench.workers))
    wrong = verify(problem, plan)
    if wrong:
        raise SystemExit(f"our plan is not valid: {wrong[0]}")
    return Outcome(plan.status, plan.objective, plan.bound)
