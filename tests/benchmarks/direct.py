"""The alternative to our solving: the whole week as one plain model, handed to CP-SAT and to HiGHS as it stands.

Nothing of ours prepares it: no presolve, no prices, no split. A 0-1 variable for each need, each option, each candidate
and each scored bond; the formulation is the tight one that a modeller would write down first.
"""

import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from ortools.math_opt.python import mathopt
from ortools.sat.python import cp_model

from matching.problem import Bond, Need, Problem, Slot

Terms = list[tuple[int, int]]
"""(coefficient, variable) pairs."""


@dataclass(frozen=True)
class Row:
    """low <= sum of the terms <= high; None is no limit on that side."""

    terms: Terms
    low: int | None
    high: int | None


@dataclass
class WholeModel:
    """Maximise the sum of the gains of the variables that are 1, within the rows. Every variable is 0 or 1."""

    gains: list[int] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)

    def binary(self, gain: int = 0) -> int:
        self.gains.append(gain)
        return len(self.gains) - 1

    def require(self, terms: Terms, low: int | None, high: int | None) -> None:
        self.rows.append(Row(terms, low, high))


@dataclass(frozen=True)
class Outcome:
    """What a solver says: how it ended, its best plan's objective and its proved bound (None where it has none)."""

    status: str
    objective: int | None
    bound: int | None

    @property
    def gap(self) -> float | None:
        """(bound - objective) / max(1, |bound|); None where either is not known."""
        if self.objective is None or self.bound is None:
            return None
        return (self.bound - self.objective) / max(1, abs(self.bound))


def whole_model(problem: Problem) -> WholeModel:
    """The whole week, every rule of `tongxin-problem/1` as rows."""
    draft = _Draft()
    for need in problem.needs:
        draft.add_need(need)
    for capacity in problem.capacities:
        draft.model.require(draft.uses[capacity.id], capacity.min, capacity.max)
    for pin in problem.pins:
        draft.model.require(draft.chosen[pin.need, pin.slot, pin.offer], 1, 1)
    for ban in problem.bans:
        draft.model.require(draft.chosen[ban.need, ban.slot, ban.offer], 0, 0)
    for floor in problem.floors:
        draft.model.require(draft.values[floor.group], floor.min_value, None)
    return draft.model


class _Draft:
    """A model half written, with what its later rows add up: uses by capacity, values by group, who is chosen."""

    def __init__(self) -> None:
        self.model = WholeModel()
        self.uses: dict[str, Terms] = defaultdict(list)
        self.values: dict[str | None, Terms] = defaultdict(list)
        self.chosen: dict[tuple[str, str, str], Terms] = defaultdict(list)

    def add_need(self, need: Need) -> None:
        served = self.model.binary(need.value)
        self.values[need.group].append((need.value, served))
        options = {option: self.model.binary() for option in need.options}
        self.model.require([*((1, option) for option in options.values()), (-1, served)], 0, 0)
        if need.must:
            self.model.require([(1, served)], 1, 1)
        for slot in need.slots:
            self._add_slot(need, slot, {None: served, **options})
        for bond in need.bonds:
            self._add_bond(bond, self.chosen[(need.id, *bond.a)], self.chosen[(need.id, *bond.b)])

    def _add_slot(self, need: Need, slot: Slot, when: Mapping[str | None, int]) -> None:
        """`when[option]` is the variable of the need served in that option, `when[None]` of it served at all."""
        by_option: dict[str | None, Terms] = defaultdict(list)
        for candidate in slot.candidates:
            variable = self.model.binary(candidate.score)
            by_option[candidate.option].append((1, variable))
            self.chosen[need.id, slot.id, candidate.offer].append((1, variable))
            for capacity, amount in candidate.uses.items():
                self.uses[capacity].append((amount, variable))
        filled = [term for terms in by_option.values() for term in terms]
        self.model.require([*filled, (-slot.count, when[None])], 0 if slot.required else None, 0)
        for option, terms in by_option.items():
            for together in [terms] if slot.count == 1 else [[term] for term in terms]:
                self.model.require([*together, (-1, when[option])], None, 0)

    def _add_bond(self, bond: Bond, a: Terms, b: Terms) -> None:
        if bond.ban:
            self.model.require([*a, *b], None, 1)
            return
        both = self.model.binary(bond.score)
        self.model.require([(1, both), *((-1, variable) for _, variable in a)], None, 0)
        self.model.require([(1, both), *((-1, variable) for _, variable in b)], None, 0)
        self.model.require([*a, *b, (-1, both)], None, 1)


def cp_sat(model: WholeModel, seconds: float, seed: int, workers: int) -> Outcome:
    """CP-SAT on the whole model, with `workers` threads."""
    native = cp_model.CpModel()
    variables = [native.new_bool_var("") for _ in model.gains]

    def total(terms: Terms) -> cp_model.LinearExprT:
        return cp_model.LinearExpr.weighted_sum([variables[v] for _, v in terms], [c for c, _ in terms])

    far = 2**62
    for row in model.rows:
        low, high = -far if row.low is None else row.low, far if row.high is None else row.high
        native.add_linear_constraint(total(row.terms), low, high)
    native.maximize(total([(gain, variable) for variable, gain in enumerate(model.gains)]))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.random_seed = seed
    solver.parameters.num_workers = workers
    status = solver.solve(native)
    found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    return Outcome(
        solver.status_name(status).lower(),
        round(solver.objective_value) if found else None,
        _whole(solver.best_objective_bound) if status != cp_model.INFEASIBLE else None,
    )


def highs(model: WholeModel, seconds: float, seed: int) -> Outcome:
    """HiGHS on the whole model, asked for the proved optimum: its own default stops short on integer data."""
    native = mathopt.Model()
    variables = [native.add_binary_variable() for _ in model.gains]
    for row in model.rows:
        low, high = -math.inf if row.low is None else row.low, math.inf if row.high is None else row.high
        expression = mathopt.LinearSum(c * variables[v] for c, v in row.terms)
        native.add_linear_constraint(lb=low, ub=high, expr=expression)
    native.maximize(mathopt.LinearSum(gain * v for gain, v in zip(model.gains, variables, strict=True) if gain))
    parameters = mathopt.SolveParameters(
        time_limit=timedelta(seconds=seconds),
        random_seed=seed,
        relative_gap_tolerance=0.0,
        absolute_gap_tolerance=0.99,
    )
    result = mathopt.solve(native, mathopt.SolverType.HIGHS, params=parameters)
    infeasible = result.termination.reason == mathopt.TerminationReason.INFEASIBLE
    return Outcome(
        result.termination.reason.name.lower(),
        round(result.objective_value()) if result.has_primal_feasible_solution() else None,
        None if infeasible else _whole(result.dual_bound()),
    )


def _whole(bound: float) -> int | None:
    """The integer at or below a proved bound on an integer objective; None for no bound."""
    return math.floor(bound + 1e-6) if math.isfinite(bound) and abs(bound) < 2**60 else None
