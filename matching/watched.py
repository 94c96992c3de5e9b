"""A week in HiGHS's hands that is watched while it works: its bound and its best plan are known at every moment.

By HiGHS's own package, because OR-Tools tells of a solve by HiGHS only once it has ended, and cannot end it. HiGHS is
told of plans that others find.
"""

from collections.abc import Callable
from threading import Lock
from typing import Any

import highspy
import numpy as np

from matching.exact import Model, whole
from matching.ledger import Ledger
from matching.problem import Problem
from matching.program import INTEGRAL_GAP, Arrays, Floats


class Watched:
    """A reduced problem for HiGHS. One thread runs it, others may ask at any time."""

    def __init__(self, problem: Problem, offered: Callable[[], Ledger | None], stopping: Callable[[], bool]) -> None:
        """:param offered: the best plan that others have; it may be of a wider problem.
        :param stopping: asked now and then; HiGHS ends once it says so. It is not asked everywhere: a large presolve
            takes ten seconds and more.
        """
        self._model = Model(problem)
        self._offered, self._stopping = offered, stopping
        self._lock = Lock()
        self._best: Floats | None = None
        self._told = -np.inf
        self.bound: int | None = None
        """No plan of the problem is worth more; None while nothing is proved."""
        self.gain = -np.inf
        """What HiGHS's best plan is worth."""

    def run(self, seconds: float, seed: int, gap: float = 0.0) -> None:
        """Solve, with one core. :param gap: relative gap at which to end."""
        highs: Any = _Silent()  # type: ignore[no-untyped-call] # so is all of highspy
        options = {
            "threads": 1,
            "random_seed": seed,
            "time_limit": seconds,
            "mip_rel_gap": gap,
            "mip_abs_gap": INTEGRAL_GAP,
            "mip_detect_symmetry": False,
            "mip_heuristic_run_feasibility_jump": False,
        }
        for name, value in options.items():
            highs.setOptionValue(name, value)
        highs.passModel(_lp(self._model.handed_over()))
        highs.cbMipInterrupt += self._look_up
        highs.cbMipImprovingSolution += self._improved
        highs.cbMipUserSolution += self._help
        if self._stopping():
            return
        highs.run()
        info = highs.getInfo()
        self._proved(info.mip_dual_bound)
        if info.primal_solution_status == highspy.kSolutionStatusFeasible:
            self._found(highs.getSolution().col_value, info.objective_function_value)

    def found(self) -> Ledger | None:
        """HiGHS's best plan so far, entered in integers; None where there is none, or it breaks a limit."""
        with self._lock:
            best = self._best
        return self._model.ledger(best)

    def _look_up(self, event: Any) -> None:
        self._proved(event.data_out.mip_dual_bound)
        if self._stopping():
            event.interrupt()

    def _proved(self, dual: float) -> None:
        bound = whole(dual, self._model.ceiling)
        self.bound = bound if self.bound is None else min(bound, self.bound)

    def _improved(self, event: Any) -> None:
        self._found(event.data_out.mip_solution, event.data_out.objective_function_value)

    def _found(self, values: Any, gain: float) -> None:
        with self._lock:
            if gain > self.gain:
                self._best, self.gain = np.array(values, np.float64), float(gain)

    def _help(self, event: Any) -> None:
        """Hand HiGHS the plan that is offered, where it is news, and a plan of this problem."""
        offered = self._offered()
        if offered is not None and offered.objective > max(self._told, event.data_out.mip_primal_bound):
            self._told = offered.objective
            values = self._model.values(tuple(offered.served.values()))
            if values is not None:
                event.data_in.setSolution(values)


class _Silent(highspy.Highs):
    """HiGHS without a word on standard output, where plans go: its first words come when callbacks are enabled."""

    def enableCallbacks(self) -> None:
        self.setOptionValue("output_flag", False)
        super().enableCallbacks()  # type: ignore[no-untyped-call]


def _lp(a: Arrays) -> Any:
    lp = highspy.HighsLp()
    lp.sense_ = highspy.ObjSense.kMaximize
    lp.num_col_, lp.num_row_ = len(a.gain), len(a.low)
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = a.gain, np.zeros(len(a.gain)), a.upper
    lp.row_lower_, lp.row_upper_ = a.low, a.high
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = a.row_at, a.column, a.factor
    kinds = highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger
    lp.integrality_ = [kinds[integer] for integer in a.integer.tolist()]
    return lp
