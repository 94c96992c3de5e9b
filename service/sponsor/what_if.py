"""What a gift would unlock: asked of the process that may load a solver, answered with the projection's own cards."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.errors import Missing
from graph.model import Run
from matching.lacking import Kind, Want
from service.artifacts import plan_of, problem_of
from service.deps import Desk
from service.refusals import Stands
from service.sponsor.projection import Board, Only, board, reading
from service.sponsor.schemas import GiftKind, UnlockStep, UnlockView

if TYPE_CHECKING:
    from matching.unlock import Step, Unlocked
    from service.known import Known

SECONDS = 8.0
"""For the solver, where needs compete; what is known by then is said with `exact` false."""


@dataclass(frozen=True)
class Gift:
    """What might be given. `along` is the kind whose steps are asked for, up to `most` of it (None: no limit);
    `given` is what there is of other kinds, whatever the step."""

    along: Kind
    most: int | None
    given: tuple[tuple[Kind, int], ...] = ()


@dataclass(frozen=True)
class UnlockQuestion:
    """What a gift unlocks of these needs beside the plan of a run. All that the answer depends on stands in it."""

    run: str
    wants: tuple[Want, ...]
    gift: Gift

    def answer(self, known: "Known") -> "Unlocked":
        """:raises Missing: the store no longer has the run."""
        return known.memory.once(self, lambda: self._unlocked(known))

    def _unlocked(self, known: "Known") -> "Unlocked":
        from matching.unlock import unlock  # here: the service, which imports this file, never solves

        run = known.reader.get(self.run)
        if not isinstance(run, Run):
            raise Missing(f"{self.run}: not in the store; ask again")
        served = plan_of(known.reader, run.plan).served
        gift, problem = self.gift, problem_of(known.reader, run.problem)
        given = dict(gift.given)
        return unlock(problem, served, self.wants, gift.along, given=given, most=gift.most, seconds=SECONDS)


def gift(cash: int | None, goods: int | None, item: str, hours: int | None, along: GiftKind | None) -> Gift:
    """What the amounts say; without any, all the money in the world.

    :param along: the kind whose steps are asked for; by default the first that is given of money, goods, hours.
    """
    amounts = {Kind("money"): cash, Kind("goods", item): goods, Kind("hours"): hours}
    named = {kind: amount for kind, amount in amounts.items() if amount is not None}
    way = next((kind for kind in amounts if kind.name == along), None) or next(iter(named), Kind("money"))
    return Gift(way, named.pop(way, None), tuple(named.items()))


def unlocked(desk: Desk, week: str | None, gift: Gift, only: Only) -> UnlockView:
    """What the gift unlocks among these needs.

    :raises Stands: the week has no plan. :raises Busy: others are being answered.
    """
    with reading(desk) as reader:
        known = board(desk, reader, week)
    if known is None:
        raise Stands("there is no plan yet of which anything could be unlocked; ask again when the week is computed")
    wants = tuple(entry.want for entry in known.entries if only.lets(entry.shown))
    found = desk.oracle.ask(UnlockQuestion(known.run.id, wants, gift))
    return _view(known, gift, found)


def _view(known: Board, gift: Gift, found: "Unlocked") -> UnlockView:
    last = found.steps[-1] if found.steps else None
    unlocked = set(last.needs if last else ())
    return UnlockView(
        week=known.week,
        along=gift.along.name,
        count=last.count if last else 0,
        amount=last.amount if last else 0,
        needs=tuple(entry.shown for entry in known.entries if entry.need in unlocked),
        steps=tuple(_steps(found.steps, {entry.need: entry.shown.id for entry in known.entries})),
        exact=found.exact,
    )


def _steps(steps: "Sequence[Step]", names: Mapping[str, str]) -> Iterator[UnlockStep]:
    """Each step by what is different from the one before: all of them together are no longer than the last."""
    before: set[str] = set()
    for step in steps:
        now = {names[need] for need in step.needs}
        more, less = sorted(now - before), sorted(before - now)
        yield UnlockStep(amount=step.amount, count=step.count, more=tuple(more), less=tuple(less))
        before = now
