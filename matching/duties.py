"""The smallest piece of the week that carries every demand: what must be served before anything may be.

Serving more never breaks a minimum or a floor, so a plan of this piece that keeps all demands can be added to freely;
and when this piece has none, the week has none.
"""

from dataclasses import replace

from matching.clock import Clock
from matching.errors import NoPlanInTime
from matching.exact import Outcome, solve_exactly
from matching.limits import Cancelled
from matching.plan import Served
from matching.problem import Need, Problem
from matching.restrict import demanded, restrict, touched

GAP = 0.05
"""The piece is only a start: a plan within 5 % of its best is enough."""

FEW = 2
"""How many needs are tried first for each minimum: nearly always they do, and the piece is many times smaller."""


def dutiful(problem: Problem, few: int | None = None) -> Problem:
    """The needs that must be served, that could meet a minimum (with `few`: the best so many), or count for a floor."""
    least = {capacity.id for capacity in problem.capacities if capacity.min > 0}
    floored = {floor.group for floor in problem.floors}
    must = demanded(problem)
    ids = {need.id for need in problem.needs if need.id in must or need.group in floored}
    for needs in _by_minimum(problem, least).values():
        best = sorted(needs, key=lambda need: (-need.value, need.id))
        ids.update(need.id for need in best[:few])
    return restrict(problem, ids)


def _by_minimum(problem: Problem, least: set[str]) -> dict[str, list[Need]]:
    found: dict[str, list[Need]] = {}
    for need in problem.needs if least else ():
        for capacity in least & touched(need):
            found.setdefault(capacity, []).append(need)
    return found


def fulfil(
    problem: Problem,
    *,
    seconds: float | None = None,
    nodes: int | None = None,
    seed: int = 1,
    cancelled: Cancelled | None = None,
) -> Outcome:
    """A plan of the dutiful piece of a reduced problem; infeasible when no plan can keep every demand."""
    part, whole = dutiful(problem, FEW), dutiful(problem)
    found = solve_exactly(part, seconds=seconds, nodes=nodes, seed=seed, gap=GAP, cancelled=cancelled)
    if found.served is not None or part == whole:
        return found
    again = solve_exactly(whole, seconds=seconds, nodes=nodes, seed=seed, gap=GAP, cancelled=cancelled)
    return replace(again, nodes=found.nodes + again.nodes)


def keep_duties(problem: Problem, clock: Clock) -> tuple[Served, ...] | None:
    """A plan of the dutiful piece; None when no plan can keep every demand.

    :raises NoPlanInTime: the limit came before either was known.
    """
    found = fulfil(
        problem,
        seconds=clock.seconds_left(),
        nodes=clock.nodes_left(),
        seed=clock.limits.seed,
        cancelled=clock.cancelled,
    )
    clock.spend(found.nodes)
    if found.served is None and not found.infeasible:
        raise NoPlanInTime("no plan that keeps every demand was found within the limit; raise the limit")
    return found.served
