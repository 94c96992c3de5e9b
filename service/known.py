"""What the answering process knows: one snapshot, and what it has built and planned of a week before."""

from collections import OrderedDict, deque
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from graph.decisions import Demanded, InForce, in_force
from graph.model import Run
from graph.store import Reader
from matching.build import Basis, basis, demanding
from matching.clock import Clock
from matching.limits import Limits
from matching.narrower import narrower
from matching.nearby import near, standing
from matching.plan import Plan, Served
from matching.problem import Problem
from matching.verify import recompute_bound
from service.artifacts import plan_of, plan_run, problem_of, week_runs
from service.kept import Kept
from service.refusals import Busy, Stands

T = TypeVar("T")

_KEPT = 8
"""A city's week is some hundred megabytes in each form."""

_WEEKS = 2
"""So many weeks are kept as they stand beside the present one."""

SETTLING = 2.0
"""Seconds for bringing a week's plan up to what was decided since."""


@dataclass
class Memory:
    """Things that were costly to make, the last few: by a key that says all that they depend on, or for as long as
    what they were read from stays as it was."""

    made: OrderedDict[Hashable, Any] = field(default_factory=OrderedDict)
    kept: Kept = field(default_factory=lambda: Kept(_KEPT))
    weeks: deque[str] = field(default_factory=lambda: deque(maxlen=_WEEKS))

    def known(self, reader: Reader) -> "Known":
        """What is known on this snapshot."""
        return Known(reader, self)

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """The thing of that key, made when it is not there."""
        if key not in self.made:
            self.made[key] = make()
            while len(self.made) > _KEPT:
                self.made.popitem(last=False)
        self.made.move_to_end(key)
        found: T = self.made[key]
        return found


@dataclass(frozen=True)
class Planned:
    """A week's newest plan with the problem that it solves."""

    run: Run
    problem: Problem
    plan: Plan

    @property
    def prices(self) -> dict[str, float]:
        """What a unit of each capacity was worth in the plan."""
        return {id: float(price) for id, price in self.plan.prices.items()}


@dataclass(frozen=True)
class State:
    """A week as it stands after what was decided since its plan: the problem now, and the best plan known near that
    plan. No plan of the problem is worth more than `bound`."""

    base: Basis
    force: tuple[InForce, ...]
    problem: Problem
    planned: Planned
    served: tuple[Served, ...]
    objective: int
    bound: int


@dataclass(frozen=True)
class Known:
    """One snapshot of the graph, and the memory that outlives it."""

    reader: Reader
    memory: Memory

    def planned(self, week: str) -> Planned:
        """The week's newest plan.

        :raises Stands: the week has none yet.
        """
        run = plan_run(week_runs(self.reader, week))
        if run is None or run.status == "infeasible":
            raise Stands(f"week {week}: it has no plan yet; compute it, then ask")
        return Planned(run, problem_of(self.reader, run.problem), plan_of(self.reader, run.plan))

    def basis(self, week: str) -> Basis:
        """The week's problem before anybody decided anything."""
        return self._while_true(("basis", week), lambda reader: basis(reader, week))

    def state(self, week: str) -> State:
        """The week as it stands now.

        :raises Stands: it has no plan yet. :raises Busy: no plan that keeps what was decided was found in time.
        """
        if week not in self.memory.weeks:
            self.memory.weeks.append(week)
        return self._while_true(("state", week), lambda reader: _state(Known(reader, self.memory), week))

    def _while_true(self, key: Hashable, make: Callable[[Reader], T]) -> T:
        return self.memory.kept(self.reader, key, make)[1]


def _state(known: Known, week: str) -> State:
    planned, base = known.planned(week), known.basis(week)
    force = tuple(in_force(known.reader, week, base.demand))
    problem = asked(base, (one.demanded for one in force))
    plan, only_asks_more = planned.plan, narrower(problem, planned.problem)
    if only_asks_more and plan.objective is not None and not standing(problem, plan.served)[1]:
        bound = at_most(problem, plan, plan.objective, [plan.bound])
        return State(base, force, problem, planned, plan.served, plan.objective, bound)
    found = near(problem, plan.served, planned.prices, Clock(Limits(seconds=SETTLING)))
    if found is None:
        raise Busy(f"week {week}: no plan that keeps what was decided was found at once; compute the week, then ask")
    bound = at_most(problem, plan, found.objective, [found.bound, plan.bound if only_asks_more else None])
    return State(base, force, problem, planned, found.served, found.objective, bound)


def asked(base: Basis, demands: Iterable[Demanded]) -> Problem:
    """The problem with these demands."""
    return demanding(base, sorted(set(demands)))[0]


def at_most(problem: Problem, plan: Plan, objective: int, ceilings: Sequence[int | None]) -> int:
    """What no plan of the problem is worth more than: the lowest ceiling known, else by an earlier plan's prices.

    :param objective: what some plan of the problem is worth.
    """
    known = [ceiling for ceiling in ceilings if ceiling is not None]
    if known:
        return max(min(known), objective)
    least = {capacity.id: capacity.min for capacity in problem.capacities}
    prices = {id: price for id, price in plan.prices.items() if id in least and (price >= 0 or least[id] > 0)}
    floors = {floor.group for floor in problem.floors}
    floor_prices = {group: price for group, price in plan.floor_prices.items() if group in floors}
    bound = recompute_bound(problem, prices, floor_prices)
    return objective if bound is None else max(bound, objective)


def sources(force: Sequence[InForce]) -> list[str]:
    """Where demands come from, each once, in order."""
    return list(dict.fromkeys(one.source for one in force))
