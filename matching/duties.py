"""The smallest piece of the week that carries every demand: what must be served before anything may be.

Serving more never breaks a minimum or a floor, so a plan of this piece that keeps all demands can be added to freely;
and when this piece has none, the week has none.
"""

from matching.clock import Clock
from matching.errors import NoPlanInTime
from matching.exact import Outcome, solve_exactly
from matching.plan import Served
from matching.problem import Problem
from matching.restrict import demanded, restrict, touched

GAP = 0.05
"""The piece is only a start: a plan within 5 % of its best is enough."""


def dutiful(problem: Problem) -> Problem:
    """The needs that must be served, that could meet a minimum, or that count towards a floor."""
    least = {capacity.id for capacity in problem.capacities if capacity.min > 0}
    floored = {floor.group for floor in problem.floors}
    must = demanded(problem)
    ids = [n.id for n in problem.needs if n.id in must or n.group in floored or (least and least & touched(n))]
    return restrict(problem, ids)


def keep_duties(problem: Problem, clock: Clock) -> tuple[Served, ...] | None:
    """A plan of the dutiful piece; None when no plan can keep every demand.

    :raises NoPlanInTime: the limit came before either was known.
    """
    found = _solved(dutiful(problem), clock)
    if found.served is None and not found.infeasible:
        raise NoPlanInTime("no plan that keeps every demand was found within the limit; raise the limit")
    return found.served


def _solved(piece: Problem, clock: Clock) -> Outcome:
    found = solve_exactly(
        piece,
        seconds=clock.seconds_left(),
        nodes=clock.nodes_left(),
        seed=clock.limits.seed,
        gap=GAP,
        cancelled=clock.cancelled,
    )
    clock.spend(found.nodes if piece.needs else 0)
    return found
