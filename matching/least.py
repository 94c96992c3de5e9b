"""The least change, exactly: of all plans worth as much as the best, one that leaves most needs as they were.

The program of the exact way, with its objective held at the best value, and a variable for each need that is 1 only
where the need is treated as before; as many of these as can be.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from ortools.math_opt.python import mathopt

from matching.background import unless
from matching.changes import alike
from matching.clock import Clock
from matching.exact import INTEGRAL_GAP, Model
from matching.ledger import Ledger
from matching.plan import Served
from matching.problem import Need, Problem
from matching.restrict import demanded

Before = Mapping[str, Served]
"""How each need was served."""


@dataclass(frozen=True, slots=True)
class Least:
    """A plan, and whether it is proved that no plan worth as much changes fewer needs."""

    ledger: Ledger
    proved: bool


def changed(problem: Problem, before: Before, plan: Ledger) -> int:
    """How many needs of the problem a plan treats otherwise than before."""
    return sum(_differs(before.get(need.id), plan.served.get(need.id)) for need in problem.needs)


def bound_to_change(problem: Problem, before: Before) -> int:
    """So many needs every plan of the problem treats otherwise: they cannot be served as they were, or must be served
    and were not."""
    must = demanded(problem)
    return sum(not _can_stay(need, before[need.id]) if need.id in before else need.id in must for need in problem.needs)


def least(problem: Problem, best: Ledger, before: Before, clock: Clock) -> Least:
    """A plan worth as much as the best, with as few changes as were found within the limit.

    :param best: a best plan of a reduced problem; it is told to be the least where no other changes fewer needs.
    """
    most, few = changed(problem, before, best), bound_to_change(problem, before)
    if most <= few:
        return Least(best, True)
    model = _fewer(problem, best, before, most - 1)
    result = unless(clock.cancelled, lambda: _solved(model, clock))
    if result is None:
        return Least(best, False)
    clock.spend(max(1, result.solve_stats.node_count))
    reason, reasons = result.termination.reason, mathopt.TerminationReason
    if reason in (reasons.INFEASIBLE, reasons.INFEASIBLE_OR_UNBOUNDED):
        return Least(best, True)
    plan = _read(model, best, result)
    return Least(plan, plan is not best and reason == reasons.OPTIMAL)


def _fewer(problem: Problem, best: Ledger, before: Before, most: int) -> Model:
    """The program of all plans worth as much that change at most so many needs: the fewest, please.

    That cut leaves HiGHS next to nothing to try; without it, it would have to prove the optimum once more.
    """
    model = Model(problem)
    worth = mathopt.fast_sum([float(weight) * variable for variable, weight in model.objective])
    model.model.add_linear_constraint(lb=best.objective - 0.5, expr=worth)
    same = [one for need in problem.needs if (one := _same(model, need, before.get(need.id))) is not None]
    model.model.add_linear_constraint(lb=float(len(problem.needs) - most), expr=mathopt.fast_sum(same))
    model.model.maximize(mathopt.fast_sum(same))
    return model


def _solved(model: Model, clock: Clock) -> Any:
    seconds = clock.seconds_left()
    limits = mathopt.SolveParameters(
        time_limit=None if seconds is None else timedelta(seconds=seconds),
        node_limit=clock.nodes_left(),
        random_seed=clock.limits.seed,
        relative_gap_tolerance=0.0,
        absolute_gap_tolerance=INTEGRAL_GAP,
    )
    return mathopt.solve(model.model, mathopt.SolverType.HIGHS, params=limits)


def _read(model: Model, best: Ledger, result: Any) -> Ledger:
    """The plan that was found; the best one where there is none, or where HiGHS took a fraction for a whole."""
    if not result.has_primal_feasible_solution():
        return best
    found = Ledger(model.problem, model.served(result.variable_values()))
    return found if found.keeps_limits() and found.objective >= best.objective else best


def _same(model: Model, need: Need, was: Served | None) -> Any | None:
    """At most 1, and 0 where the need is treated otherwise than before; None where it cannot be treated so."""
    if was is None:
        return 1.0 - mathopt.fast_sum([model.options[need.id, option] for option in need.options])
    if not _can_stay(need, was):
        return None
    same = model.model.add_variable(lb=0.0, ub=1.0)
    model.model.add_linear_constraint(same <= model.options[need.id, was.option])
    for stays, taken in _places(model, need, was):
        model.model.add_linear_constraint(same <= (taken if stays else 1.0 - taken))
    return same


def _places(model: Model, need: Need, was: Served) -> Iterator[tuple[bool, Any]]:
    """For each offer that may have a place in the same option: whether it had it, and what is 1 when it has."""
    for slot in need.slots:
        for offer in dict.fromkeys(c.offer for c in slot.candidates if c.option in (None, was.option)):
            taken = [variable for _, variable in model.taken[need.id, slot.id, offer]]
            yield offer in was.slots.get(slot.id, ()), mathopt.fast_sum(taken)


def _can_stay(need: Need, was: Served) -> bool:
    """Whether everybody who served the need is a candidate for the same place, in an option that is still there."""
    slots = {slot.id: slot for slot in need.slots}
    return was.option in need.options and all(
        slot in slots and set(offers) <= {c.offer for c in slots[slot].candidates if c.option in (None, was.option)}
        for slot, offers in was.slots.items()
        if offers
    )


def _differs(was: Served | None, now: Served | None) -> bool:
    if was is None or now is None:
        return was is not now
    return not alike(was, now)
