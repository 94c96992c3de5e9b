"""The exact way: the problem as a mixed-integer program, solved by HiGHS through OR-Tools MathOpt.

Each option, each candidate and each positive or negative bond has a variable. HiGHS works in floating point: its plan
is rounded and entered in a ledger of integers, and one that breaks a capacity there is not taken.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from math import floor, gcd, isfinite
from typing import Any

from ortools.math_opt.python import mathopt

from matching.background import unless
from matching.ledger import Ledger
from matching.limits import Cancelled
from matching.plan import Served
from matching.problem import Bond, Candidate, Need, Problem, Slot
from matching.restrict import demanded

Term = tuple[Any, int]
INTEGRAL_GAP = 0.99
"""An absolute gap below 1 proves an optimum of integers; HiGHS's relative gap (1e-4) would stop short of it."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the exact way found. `served` None: no plan. `bound` None: no plan exists. `nodes`: the work it took."""

    served: tuple[Served, ...] | None
    objective: int | None
    bound: int | None
    nodes: int

    @property
    def infeasible(self) -> bool:
        return self.bound is None


def solve_exactly(
    problem: Problem,
    *,
    seconds: float | None = None,
    nodes: int | None = None,
    seed: int = 1,
    hint: Sequence[Served] = (),
    gap: float = 0.0,
    cancelled: Cancelled | None = None,
) -> Outcome:
    """The best plan of a reduced problem, or the best found when the limit came first, with a proved bound.

    :param seconds: wall seconds; None is no limit. :param nodes: branch-and-bound nodes; None is no limit.
    :param hint: a plan to start from; it need not be complete.
    :param gap: relative gap at which to stop.
    :param cancelled: asked now and then; once it says so, the outcome is that nothing was found.
    """
    if not problem.needs:
        return _without_needs(problem)
    model = Model(problem)
    limits = mathopt.SolveParameters(
        time_limit=None if seconds is None else timedelta(seconds=max(seconds, 0.01)),
        node_limit=nodes,
        random_seed=seed,
        relative_gap_tolerance=gap,
        absolute_gap_tolerance=INTEGRAL_GAP,
    )
    start = mathopt.ModelSolveParameters(solution_hints=[model.hint(hint)] if hint else [])
    result = unless(
        cancelled, lambda: mathopt.solve(model.model, mathopt.SolverType.HIGHS, params=limits, model_params=start)
    )
    return Outcome(None, None, model.ceiling, 1) if result is None else _outcome(problem, model, result)


def _without_needs(problem: Problem) -> Outcome:
    unmet = any(c.min > 0 for c in problem.capacities) or problem.pins or any(f.min_value > 0 for f in problem.floors)
    return Outcome(None, None, None, 0) if unmet else Outcome((), 0, 0, 0)


def _outcome(problem: Problem, model: "Model", result: Any) -> Outcome:
    reason = mathopt.TerminationReason
    nodes = max(1, result.solve_stats.node_count)
    if result.termination.reason in (reason.INFEASIBLE, reason.INFEASIBLE_OR_UNBOUNDED):
        return Outcome(None, None, None, nodes)
    dual = result.termination.objective_bounds.dual_bound
    bound = floor(dual + 1e-6) if isfinite(dual) else model.ceiling
    if not result.has_primal_feasible_solution():
        return Outcome(None, None, bound, nodes)
    ledger = Ledger(problem, model.served(result.variable_values()))
    if not ledger.keeps_limits():
        return Outcome(None, None, bound, nodes)
    if result.termination.reason == reason.OPTIMAL and bound - ledger.objective < 1 + abs(bound) * 1e-9:
        bound = ledger.objective
    return Outcome(tuple(ledger.served.values()), ledger.objective, max(bound, ledger.objective), nodes)


def _merged(bonds: Sequence[Bond]) -> list[Bond]:
    """One bond for each pair of ends: scores add up, and one ban is enough."""
    pairs: dict[frozenset[tuple[str, str]], Bond] = {}
    for bond in bonds:
        pair = frozenset((bond.a, bond.b))
        known = pairs.get(pair, Bond(bond.a, bond.b))
        pairs[pair] = replace(known, score=known.score + bond.score, ban=known.ban or bond.ban)
    return list(pairs.values())


class Model:
    """The program: variables by need, option and candidate, and the rows that join them. `options` and `model` are for
    whoever asks another question of the same week."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.model = mathopt.Model()
        self.rows: dict[str, list[Term]] = {capacity.id: [] for capacity in problem.capacities}
        self.objective: list[Term] = []
        self.ceiling = 1
        self.options: dict[tuple[str, str | None], Any] = {}
        self.taken: dict[tuple[str, str, str], list[tuple[Candidate, Any]]] = {}
        must = demanded(problem)
        for need in problem.needs:
            self._add_need(need, need.id in must)
        self._add_pins_and_bans()
        self._add_capacities()
        self._add_floors()
        self.model.maximize(mathopt.fast_sum([float(weight) * variable for variable, weight in self.objective]))

    def _gain(self, variable: Any, weight: int) -> None:
        self.ceiling += max(0, weight)
        if weight:
            self.objective.append((variable, weight))

    def _add_need(self, need: Need, must: bool) -> None:
        options = {option: self.model.add_binary_variable() for option in need.options}
        for option, variable in options.items():
            self.options[need.id, option] = variable
            self._gain(variable, need.value)
        served = mathopt.fast_sum(list(options.values()))
        self.model.add_linear_constraint(lb=1.0 if must else 0.0, ub=1.0, expr=served)
        for slot in need.slots:
            self._add_slot(need, slot, options, served)
        self._add_bonds(need)

    def _add_slot(self, need: Need, slot: Slot, options: dict[str | None, Any], served: Any) -> None:
        """Exactly (required) or at most (optional) `count` offers when served, those of the option that is chosen."""
        by_option: dict[str | None, list[Any]] = {}
        for candidate in slot.candidates:
            variable = self.model.add_binary_variable()
            self.taken.setdefault((need.id, slot.id, candidate.offer), []).append((candidate, variable))
            by_option.setdefault(candidate.option, []).append(variable)
            self._gain(variable, candidate.score)
            for capacity, amount in candidate.uses.items():
                self.rows[capacity].append((variable, amount))
        bound_to_options = len(need.options) > 1 or None not in need.options
        anywhere = by_option.pop(None, []) if bound_to_options else []
        exact = slot.required and not anywhere
        for option, chosen in options.items():
            among = by_option.get(option, [])
            self._fill(among, slot.count, chosen, exact)
        if anywhere:
            among = anywhere + [variable for variables in by_option.values() for variable in variables]
            self._fill(among, slot.count, served, slot.required)
            if slot.count > 1:
                self._one_each(anywhere, served)
        if slot.count > 1:
            for option, variables in by_option.items():
                self._one_each(variables, options[option])

    def _fill(self, variables: list[Any], count: int, chosen: Any, exact: bool) -> None:
        if exact:
            self.model.add_linear_constraint(mathopt.fast_sum(variables) == float(count) * chosen)
        elif variables:
            self.model.add_linear_constraint(mathopt.fast_sum(variables) <= float(count) * chosen)

    def _one_each(self, variables: list[Any], chosen: Any) -> None:
        for variable in variables:
            self.model.add_linear_constraint(variable <= chosen)

    def _end(self, need: Need, end: tuple[str, str]) -> Any | None:
        taken = self.taken.get((need.id, *end))
        return mathopt.fast_sum([variable for _, variable in taken]) if taken else None

    def _add_bonds(self, need: Need) -> None:
        gains: dict[tuple[tuple[str, str], str], list[tuple[Any, Bond]]] = {}
        for bond in _merged(need.bonds):
            a, b = self._end(need, bond.a), self._end(need, bond.b)
            if a is None or b is None:
                continue
            if bond.ban:
                self.model.add_linear_constraint(a + b <= 1.0)
                continue
            both = self.model.add_variable(lb=0.0, ub=1.0)
            self._gain(both, bond.score)
            if bond.score < 0:
                self.model.add_linear_constraint(a + b - both <= 1.0)
            else:
                gains.setdefault((bond.a, bond.b[0]), []).append((both, bond))
                gains.setdefault((bond.b, bond.a[0]), []).append((both, bond))
        counts = {slot.id: slot.count for slot in need.slots}
        for (end, other), joined in gains.items():
            self._tie(self._end(need, end), [both for both, _ in joined], counts[other])

    def _tie(self, end: Any, joined: list[Any], count: int) -> None:
        """A positive bond counts only with its end chosen; where the other slot takes one offer, one bond in all."""
        for group in [joined] if count == 1 else [[both] for both in joined]:
            self.model.add_linear_constraint(mathopt.fast_sum(group) <= end)

    def _add_pins_and_bans(self) -> None:
        for pin in self.problem.pins:
            variables = [variable for _, variable in self.taken.get((pin.need, pin.slot, pin.offer), [])]
            self.model.add_linear_constraint(lb=1.0, ub=1.0, expr=mathopt.fast_sum(variables))
        for ban in self.problem.bans:
            for _, variable in self.taken.get((ban.need, ban.slot, ban.offer), []):
                variable.upper_bound = 0.0

    def _add_capacities(self) -> None:
        """Each row is divided by its greatest common divisor, so that fen beside hours stay within float tolerances."""
        for capacity in self.problem.capacities:
            terms = self.rows[capacity.id]
            step = gcd(*(amount for _, amount in terms)) or 1
            load = mathopt.fast_sum([float(amount // step) * variable for variable, amount in terms])
            if terms or capacity.min > 0:
                least, most = -(-capacity.min // step), capacity.max // step
                self.model.add_linear_constraint(ub=float(most), expr=load)
            if capacity.min > 0:
                self.model.add_linear_constraint(lb=float(least), expr=load)

    def _add_floors(self) -> None:
        for wanted in self.problem.floors:
            terms = [
                float(need.value) * self.options[need.id, option]
                for need in self.problem.needs
                if need.group == wanted.group
                for option in need.options
            ]
            self.model.add_linear_constraint(lb=float(wanted.min_value), expr=mathopt.fast_sum(terms))

    def hint(self, plan: Sequence[Served]) -> Any:
        """A start for HiGHS: every option and candidate, 1 where the plan takes it."""
        values = dict.fromkeys(self.options.values(), 0.0)
        values |= {variable: 0.0 for taken in self.taken.values() for _, variable in taken}
        for served in plan:
            values[self.options[served.need, served.option]] = 1.0
            for slot, offers in served.slots.items():
                for offer in offers:
                    for candidate, variable in self.taken[served.need, slot, offer]:
                        values[variable] = float(candidate.option in (None, served.option))
        return mathopt.SolutionHint(variable_values=values)

    def served(self, values: dict[Any, float]) -> list[Served]:
        """The rounded plan, needs, slots and offers in the file's order."""
        found = []
        for need in self.problem.needs:
            for option in need.options:
                if values[self.options[need.id, option]] > 0.5:
                    found.append(Served(need.id, option, self._filled(need, values)))
        return found

    def _filled(self, need: Need, values: dict[Any, float]) -> dict[str, tuple[str, ...]]:
        slots = {}
        for slot in need.slots:
            offers = dict.fromkeys(c.offer for c in slot.candidates)
            chosen = tuple(o for o in offers if any(values[v] > 0.5 for _, v in self.taken[need.id, slot.id, o]))
            if chosen:
                slots[slot.id] = chosen
        return slots
