"""What lies idle: what needs could use and their week's plan leaves, beside what they miss, row by row."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from graph.model import SOCIETIES, Run, Society
from graph.store import Reader
from matching.ledger import Ledger
from matching.problem import Capacity
from matching.restrict import touched
from service.access import Caller
from service.artifacts import plan_of, problem_of
from service.deps import Desk
from service.gaps.dimensions import Ground, Ids, named
from service.gaps.rows import Only, Row, rows
from service.gaps.table import must_be
from service.gaps.what_if import planned
from service.planner_schemas import Dimension, GapKey, IdlePage, IdleRow, IdleSociety
from service.schemas import LinkageView

COUNTED: Mapping[tuple[str, str], Society] = {
    ("community", "hours"): "community",
    ("organization", "linkages"): "organization",
    ("social_worker", "hours"): "social_worker",
    ("volunteer", "hours"): "volunteer",
    ("offer", "fen"): "charity",
}
"""By the kind of the holder and the part or unit of a capacity: the society whose week it measures."""

UNITS: Mapping[Society, str] = {
    "community": "hour",
    "organization": "linkage",
    "social_worker": "hour",
    "volunteer": "hour",
    "charity": "fen",
}
"""In what each society's capacities are counted here."""


@dataclass(frozen=True)
class _Book:
    """The counted capacities of a plan's problem: which needs could use each, and what is left of it."""

    capacities: Mapping[str, Capacity]
    reached: Mapping[str, frozenset[str]]
    left: Mapping[str, int]

    @classmethod
    def of(cls, reader: Reader, run: Run) -> "_Book":
        problem, plan = problem_of(reader, run.problem), plan_of(reader, run.plan)
        counted = {capacity.id: capacity for capacity in problem.capacities if _society(capacity)}
        reached = {need.id: frozenset(touched(need) & counted.keys()) for need in problem.needs}
        return cls(counted, reached, Ledger(problem, plan.served).left)

    def told(self, row: Row) -> tuple[IdleSociety, ...]:
        inside = {id for card in row.cards for id in self.reached.get(card.need, ())}
        missing = {figures.society: figures.missing for figures in row.figures}
        return tuple(self._of(society, inside, missing.get(society, 0)) for society in SOCIETIES)

    def _of(self, society: Society, inside: Collection[str], missing: int) -> IdleSociety:
        own = [self.capacities[id] for id in inside if _society(self.capacities[id]) == society]
        return IdleSociety(
            society=society,
            unit=UNITS[society],
            max=sum(capacity.max for capacity in own),
            idle=sum(self.left[capacity.id] for capacity in own),
            missing=missing,
        )


def idle(desk: Desk, caller: Caller, week: str, by: Dimension, only: Only) -> IdlePage:
    """The rows that miss most value first, each with what its needs could use.

    What several rows could use counts in each.

    :raises Stands: the week has no plan.
    :raises NotThere: no such service, place or type, or none that the caller sees.
    """
    with desk.store.snapshot() as reader:
        must_be(reader, only, caller)
        run, cards = planned(desk, caller, reader, week)
        key = ("idle", run.id, by, only, caller.communities)
        found = desk.gaps(reader, key, lambda reader: _rows(reader, run, cards, by, only))[1]
    return IdlePage(week=week, run=run.id, by=by, items=found)


def _rows(reader: Reader, run: Run, cards: Sequence[LinkageView], by: Dimension, only: Only) -> tuple[IdleRow, ...]:
    ground, book = Ground.of(reader), _Book.of(reader, run)
    values = {need.id: need.value for need in problem_of(reader, run.problem).needs}
    found = rows(only.among(cards, ground), ground, [by], values)
    names: Mapping[Ids, tuple[GapKey, ...]] = named(reader, [by], [row.ids for row in found])
    return tuple(IdleRow(key=names[row.ids][0], needs=len(row.cards), societies=book.told(row)) for row in found)


def _society(capacity: Capacity) -> Society | None:
    holder, _, part = capacity.id.partition("/")
    kind = holder.partition(":")[0]
    return COUNTED.get((kind, str(capacity.unit) if kind == "offer" else part))
