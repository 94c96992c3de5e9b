"""A mixed-integer program in flat lists, and its solution by HiGHS through OR-Tools MathOpt.

Lists of numbers, because a large week has a quarter of a million columns: an object for each took 8 s where these take
one, and 400 MB more.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from math import inf, isfinite
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from ortools.math_opt import model_pb2
from ortools.math_opt.python import mathopt

from matching.background import unless

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Term = tuple[int, float]
"""A column and its factor."""

INTEGRAL_GAP = 0.99
"""An absolute gap below 1 proves an optimum of integers; HiGHS's relative gap (1e-4) would stop short of it."""


@dataclass(frozen=True, slots=True)
class Arrays:
    """A program as arrays. The entries of row r, by column, lie from `row_at[r]` to `row_at[r + 1]`."""

    gain: Floats
    integer: NDArray[np.bool_]
    upper: Floats
    low: Floats
    high: Floats
    row_at: Ints
    column: Ints
    factor: Floats


@dataclass(frozen=True, slots=True)
class Answer:
    """What HiGHS says. `values` by column, None without a plan; `bound` infinite where none is proved.

    `limit`: a limit came first, or the caller cancelled.
    """

    ended: Literal["optimal", "infeasible", "limit"]
    values: Floats | None = None
    bound: float = inf
    nodes: int = 1


@dataclass
class Program:
    """Columns between 0 and 1 with what each gains; rows of terms between two ends; the sum of gains is maximised."""

    gain: list[float] = field(default_factory=list)
    integer: list[bool] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)
    row_at: list[int] = field(default_factory=lambda: [0])
    column: list[int] = field(default_factory=list)
    factor: list[float] = field(default_factory=list)

    def add_column(self, gain: float = 0.0, integer: bool = True) -> int:
        """A new column; its number."""
        self.gain.append(gain)
        self.integer.append(integer)
        self.upper.append(1.0)
        return len(self.gain) - 1

    def add_row(self, terms: Iterable[Term], low: float = -inf, high: float = inf) -> None:
        """A new row, of terms with different columns."""
        for column, factor in terms:
            self.column.append(column)
            self.factor.append(factor)
        self.row_at.append(len(self.column))
        self.low.append(low)
        self.high.append(high)

    def maximise(self, gains: Iterable[Term]) -> None:
        """Gains in place of those so far."""
        self.gain = [0.0] * len(self.gain)
        for column, gain in gains:
            self.gain[column] += gain

    def arrays(self) -> Arrays:
        """The program so far."""
        row_at, column, factor = np.array(self.row_at), np.array(self.column, np.int64), np.array(self.factor)
        row = np.repeat(np.arange(len(self.low)), np.diff(row_at))
        order = np.lexsort((column, row))
        return Arrays(
            gain=np.array(self.gain, np.float64),
            integer=np.array(self.integer, np.bool_),
            upper=np.array(self.upper, np.float64),
            low=np.array(self.low, np.float64),
            high=np.array(self.high, np.float64),
            row_at=row_at,
            column=column[order],
            factor=factor[order],
        )

    def solved(
        self,
        *,
        seconds: float | None = None,
        nodes: int | None = None,
        seed: int = 1,
        hint: Mapping[int, float] | None = None,
        gap: float = 0.0,
        within: float = INTEGRAL_GAP,
        cancelled: Callable[[], bool] | None = None,
    ) -> Answer:
        """The optimum, or what was known when the limit came.

        :param seconds: wall seconds; None is no limit. :param nodes: branch-and-bound nodes; None is no limit.
        :param hint: some columns' values to start from.
        :param gap: relative gap at which to stop. :param within: absolute gap at which to stop.
        :param cancelled: asked now and then; once it says so, HiGHS is left behind.
        """
        model = mathopt.Model.from_model_proto(_proto(self.arrays()))
        columns = list(model.variables())
        limits = mathopt.SolveParameters(
            time_limit=None if seconds is None else timedelta(seconds=max(seconds, 0.01)),
            node_limit=nodes,
            random_seed=seed,
            relative_gap_tolerance=gap,
            absolute_gap_tolerance=within,
        )
        hints = [mathopt.SolutionHint(variable_values={columns[c]: value for c, value in hint.items()})] if hint else []
        start = mathopt.ModelSolveParameters(solution_hints=hints)
        highs = mathopt.SolverType.HIGHS
        result = unless(cancelled, lambda: mathopt.solve(model, highs, params=limits, model_params=start))
        return Answer("limit") if result is None else _answer(result, columns)


def _proto(a: Arrays) -> Any:
    """The program as MathOpt's message. Its matrix is told by row."""
    proto, n, m = model_pb2.ModelProto(), len(a.gain), len(a.low)
    proto.variables.ids.extend(range(n))
    proto.variables.lower_bounds.extend([0.0] * n)
    proto.variables.upper_bounds.extend(a.upper.tolist())
    proto.variables.integers.extend(a.integer.tolist())
    proto.linear_constraints.ids.extend(range(m))
    proto.linear_constraints.lower_bounds.extend(a.low.tolist())
    proto.linear_constraints.upper_bounds.extend(a.high.tolist())
    kept = a.factor != 0
    row = np.repeat(np.arange(m), np.diff(a.row_at))
    proto.linear_constraint_matrix.row_ids.extend(row[kept].tolist())
    proto.linear_constraint_matrix.column_ids.extend(a.column[kept].tolist())
    proto.linear_constraint_matrix.coefficients.extend(a.factor[kept].tolist())
    gains = np.flatnonzero(a.gain)
    proto.objective.maximize = True
    proto.objective.linear_coefficients.ids.extend(gains.tolist())
    proto.objective.linear_coefficients.values.extend(a.gain[gains].tolist())
    return proto


def _answer(result: Any, columns: list[Any]) -> Answer:
    reason, reasons = result.termination.reason, mathopt.TerminationReason
    nodes = max(1, result.solve_stats.node_count)
    if reason in (reasons.INFEASIBLE, reasons.INFEASIBLE_OR_UNBOUNDED):
        return Answer("infeasible", nodes=nodes)
    values = None
    if result.has_primal_feasible_solution():
        known = result.variable_values()
        values = np.array([known[column] for column in columns], np.float64)
    bound = result.termination.objective_bounds.dual_bound
    ended: Literal["optimal", "limit"] = "optimal" if reason == reasons.OPTIMAL else "limit"
    return Answer(ended, values, bound if isfinite(bound) else inf, nodes)
