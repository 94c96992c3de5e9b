"""What the answering process is asked about fairness, naming the run: an answer is of the plan that is shown."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.model import Run
from matching.plan import Plan, Served
from matching.problem import Problem
from service.artifacts import plan_of, problem_of
from service.refusals import NotThere

if TYPE_CHECKING:
    from matching.fairness import FloorEffect, Highest
    from matching.what_if import Range
    from service.known import Known

SECONDS = 10.0
"""For one answer: a question may take twice as long."""

Points = tuple[int, int]
"""At least, at most."""


@dataclass(frozen=True, slots=True)
class Share:
    """The highest share that all can have at once, 0 to 1: see `matching.fairness`."""

    low: float
    high: float
    exact: bool


@dataclass(frozen=True, slots=True)
class Effect:
    """What a floor does: see `matching.fairness.FloorEffect`."""

    holds: bool | None
    floors: dict[str, int]
    before: Points
    after: Points | None
    price: Points | None
    served: tuple[Served, ...]
    prices: dict[str, float]


@dataclass(frozen=True)
class HighestShare:
    """The highest share that all communities of a run's week can have at once; None where nothing is servable."""

    run: str

    def answer(self, known: "Known") -> Share | None:
        from matching.fairness import highest_share  # here: the service, which imports this file, loads no solver

        problem, _ = _planned(known, self.run)
        return _share(known.memory.once(self, lambda: highest_share(problem, SECONDS)))


@dataclass(frozen=True)
class FloorUnderAll:
    """What a floor of that share, in percent, under every community would do to a run's week."""

    run: str
    share: int

    def answer(self, known: "Known") -> Effect:
        from matching.fairness import floor_effect

        problem, plan = _planned(known, self.run)
        return _effect(known.memory.once(self, lambda: floor_effect(problem, plan, self.share, SECONDS)))


def _planned(known: "Known", id: str) -> tuple[Problem, Plan]:
    run = known.reader.get(id)
    if not isinstance(run, Run) or not run.plan:
        raise NotThere(f"run {id!r}: it is gone, or has no plan; ask again")
    return problem_of(known.reader, run.problem), plan_of(known.reader, run.plan)


def _share(found: "Highest | None") -> Share | None:
    return None if found is None else Share(float(found.low), float(found.high), found.exact)


def _effect(found: "FloorEffect") -> Effect:
    return Effect(
        holds=found.holds,
        floors=dict(found.floors),
        before=_points(found.before),
        after=_points(found.after) if found.after else None,
        price=_points(found.price) if found.price else None,
        served=found.served,
        prices=dict(found.prices),
    )


def _points(found: "Range") -> Points:
    return found.low, found.high
