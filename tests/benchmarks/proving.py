"""What the certificates prove of a planned week, need by need and offer by offer, and how long that takes."""

from collections import Counter
from collections.abc import Iterable

from matching.build import build
from matching.certain import Certain, Verdict, certain
from matching.limits import Limits
from matching.plan import Plan
from matching.problem import Choice, Problem
from matching.solve import solve
from tests.benchmarks.bench import Bench, read
from tests.benchmarks.table import Table
from tests.benchmarks.timing import timed


def measure(bench: Bench) -> None:
    """How often each verdict occurs, of needs, of the offers in the plan, and of all candidates of its needs."""
    table = Table("What every best plan has in common", of=34, must=7, may=7, never=7, open=7, seconds=24)
    for world in bench.worlds():
        with read(world) as reader:
            problem = build(reader, bench.week).problem
        plan = solve(problem, Limits(seconds=bench.time_limit, seed=bench.seed, workers=bench.workers))
        if plan.objective is not None:
            _measure(f"{world.name} ({plan.status})", problem, plan, table)


def _measure(title: str, problem: Problem, plan: Plan, table: Table) -> None:
    needs, of_needs = timed(lambda: _said(certain(problem, plan).needs().values()))
    offers, of_offers = timed(lambda: _said(certain(problem, plan).planned().values()))
    others, of_others = timed(lambda: _said(_every(problem, plan, certain(problem, plan))))
    table.row(f"{title}: needs", *of_needs, needs)
    table.row(f"{title}: offers in it", *of_offers, offers)
    table.row(f"{title}: candidates", *of_others, others)


def _said(verdicts: Iterable[Verdict]) -> list[int]:
    counted = Counter(verdicts)
    return [counted["must"], counted["may"], counted["never"], counted["open"]]


def _every(problem: Problem, plan: Plan, found: Certain) -> Iterable[Verdict]:
    served = {one.need for one in plan.served}
    for need in problem.needs:
        if need.id in served:
            every = dict.fromkeys(Choice(need.id, slot.id, c.offer) for slot in need.slots for c in slot.candidates)
            yield from found.offers(need.id, every).values()
