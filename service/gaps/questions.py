"""What the answering process is asked about gaps. The run is named, so that an answer is of the plan that is shown."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.model import Run
from matching.plan import Plan, Served
from matching.problem import Problem
from service.artifacts import plan_of, problem_of
from service.refusals import NotThere

if TYPE_CHECKING:
    from collections.abc import Callable

    from matching.what_if import WhatIf
    from service.known import Known

Cell = tuple[tuple[str, ...], str]
"""Some needs and a society."""


@dataclass(frozen=True, slots=True)
class Priced:
    """What one more unit would be worth, in points: see `matching.gaps`."""

    price: float
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Solved:
    """The week solved again with more: see `matching.what_if`."""

    before: tuple[int, int]
    after: tuple[int, int]
    served: tuple[Served, ...]


@dataclass(frozen=True)
class GapPrices:
    """The price and effect of one more unit in each cell; None where no need of a cell asks for the society."""

    run: str
    cells: tuple[Cell, ...]

    def answer(self, known: "Known") -> tuple[Priced | None, ...]:
        from matching.gaps import Gaps  # here: the service, which imports this file, loads no solver

        problem, plan, files = planned(known, self.run)
        gaps = known.memory.once(("gaps", *files), lambda: Gaps(problem, plan))
        effects = [gaps.effect(needs, society) for needs, society in self.cells]
        return tuple(Priced(round(float(e.price), 6), e.low, e.high) if e else None for e in effects)


@dataclass(frozen=True)
class MoreOf:
    """What `add` more of a capacity would do."""

    run: str
    capacity: str
    add: int

    def answer(self, known: "Known") -> Solved:
        from matching.what_if import more_of

        problem, plan, files = planned(known, self.run)
        return _solved(known, (files, self), lambda: more_of(problem, plan, self.capacity, self.add))


@dataclass(frozen=True)
class MoreOffers:
    """What `add` more offers of a society for these needs would do."""

    run: str
    needs: tuple[str, ...]
    society: str
    add: int

    def answer(self, known: "Known") -> Solved:
        from matching.what_if import more_offers

        problem, plan, files = planned(known, self.run)
        return _solved(known, (files, self), lambda: more_offers(problem, plan, self.needs, self.society, self.add))


def planned(known: "Known", id: str) -> tuple[Problem, Plan, tuple[str, str]]:
    """The problem and plan of a run, and the ids of their files.

    :raises NotThere: there is no such run, or it has no plan.
    """
    run = known.reader.get(id)
    if not isinstance(run, Run) or not run.plan:
        raise NotThere(f"run {id!r}: it is gone, or has no plan; ask again")
    reader = known.reader
    return problem_of(reader, run.problem), plan_of(reader, run.plan), (run.problem, run.plan)


def _solved(known: "Known", key: object, solve: "Callable[[], WhatIf]") -> Solved:
    found = known.memory.once((key,), solve)
    return Solved((found.before.low, found.before.high), (found.after.low, found.after.high), found.served)
