"""What the answering process knows: one snapshot, and what it has built and priced of a week before."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from graph.model import Run
from graph.store import Reader
from matching.build import Built, build
from matching.plan import Plan
from matching.problem import Problem
from matching.tally import Tally
from service.artifacts import plan_of, plan_run, problem_of, tally_of, week_runs
from service.refusals import Stands

T = TypeVar("T")

_KEPT = 24


@dataclass
class Memory:
    """Things that were costly to make, the last few; a key says all that they depend on."""

    made: OrderedDict[Hashable, Any] = field(default_factory=OrderedDict)

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
    """A week's newest plan with the problem that it solves and the tally of that problem."""

    run: Run
    problem: Problem
    plan: Plan
    tally: Tally


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
        reader = self.reader
        return Planned(run, problem_of(reader, run.problem), plan_of(reader, run.plan), tally_of(reader, run.tally))

    def built(self, week: str) -> Built:
        """The week's problem as the graph asks it now, decisions included."""
        return self.memory.once(("built", week, self.reader.version), lambda: build(self.reader, week))
