"""Deciding on a page: what a decision would do is shown first, and what is confirmed is what was shown.

A form carries the state of the week that its reader saw and a print of the effect that she was shown. Where others
decided meanwhile and the effect is another one now, nothing is written: she is shown it again, with what they did.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from graph.errors import GraphError
from graph.store import Reader
from service.access import Caller
from service.artifacts import plan_run, week_runs
from service.decision_schemas import DecisionOrder, DecisionView, Effect
from service.decisions import decide, decision_view, folder_of, found, preview, seen, undo
from service.deeds import Deed, settle
from service.deps import Desk
from service.errors import ProblemDetails, problem_of
from service.refusals import Changed, Clash, NotThere, ServiceError
from service.schemas import LinkageView


@dataclass(frozen=True)
class Look:
    """What somebody is shown before she confirms: the decision with its effect, or why it cannot be taken.

    `seen` is the state of the week, `shown` a print of the effect. `others` are decisions that stand in its way, or
    that were taken while she was looking; `elsewhere` counts those on needs that she does not see.
    """

    card: LinkageView
    seen: str
    view: DecisionView | None = None
    problem: ProblemDetails | None = None
    others: Sequence[DecisionView] = ()
    elsewhere: int = 0

    @property
    def shown(self) -> str:
        """The print of the effect; empty where there is none."""
        return _print(self.view.effect) if self.view else ""


def look(desk: Desk, caller: Caller, week: str, order: DecisionOrder) -> Look:
    """What a decision would do.

    :raises NotThere: the week has no such need that the caller sees.
    """
    first = glance(desk, caller, week, order.need)
    try:
        return replace(first, view=preview(desk, caller, week, order))
    except NotThere:
        raise
    except (ServiceError, GraphError) as refused:
        return replace(first, problem=problem_of(refused), others=_clashing(desk, caller, week, refused))


def look_back(desk: Desk, caller: Caller, week: str, id: str) -> Look:
    """What undoing a decision would do.

    :raises NotThere: the week has no such decision that the caller sees.
    """
    with desk.store.snapshot() as reader:
        decision, order = seen(desk, reader, caller, week, id)
        kept = decision_view(reader, decision, order)
    first = replace(glance(desk, caller, week, kept.need), view=kept)
    try:
        told = undo(desk, caller, week, id, None).answer
    except (ServiceError, GraphError) as refused:
        return replace(first, problem=problem_of(refused), others=_clashing(desk, caller, week, refused))
    assert isinstance(told, DecisionView)
    return replace(first, view=kept.model_copy(update={"effect": told.effect}))


def confirm(desk: Desk, caller: Caller, week: str, order: DecisionOrder, seen: str, shown: str) -> DecisionView:
    """Take the decision, if it still does what its reader was shown; what she saw is not asked where `seen` is empty.

    :raises Changed: others decided meanwhile, and it would do something else. :raises ServiceError: as `decide`.
    """
    return _settled(desk, caller, week, seen, shown, lambda: decide(desk, caller, week, order))


def confirm_back(desk: Desk, caller: Caller, week: str, id: str, seen: str, shown: str) -> DecisionView:
    """Undo the decision, if that still does what its reader was shown; errors as `confirm` and `undo`."""
    return _settled(desk, caller, week, seen, shown, lambda: undo(desk, caller, week, id, None))


def _settled(desk: Desk, caller: Caller, week: str, seen: str, shown: str, plan: Callable[[], Deed]) -> DecisionView:
    def same() -> Deed:
        with desk.store.snapshot() as reader:
            now = state(reader, week)
        deed = plan()
        assert isinstance(deed.answer, DecisionView)
        if seen and now != seen and _print(deed.answer.effect) != shown:
            raise Changed("others decided meanwhile, and this would do something else now; look again, then confirm")
        return deed

    with desk.deciding:
        answer = settle(desk.books, caller.account, same).answer
    assert isinstance(answer, DecisionView)
    return answer


def refused(desk: Desk, caller: Caller, week: str, error: Exception, since: str, fresh: Look) -> Look:
    """A fresh look for somebody whose confirmation was refused: with why, and whose decisions are in the way."""
    problem = problem_of(error)
    if isinstance(error, Changed):
        others, elsewhere = _meanwhile(desk, caller, week, since)
        return replace(fresh, problem=problem, others=others, elsewhere=elsewhere)
    return replace(fresh, problem=problem, others=_clashing(desk, caller, week, error))


def state(reader: Reader, week: str) -> str:
    """A word that is another one when somebody has decided in the week, or it has another plan."""
    run = plan_run(week_runs(reader, week))
    return f"{folder_of(reader, week)[0].decisions}.{run.id if run else ''}"


def glance(desk: Desk, caller: Caller, week: str, need: str) -> Look:
    """The need alone, before anybody has said what is to be decided on it; errors as `look`."""
    with desk.store.snapshot() as reader:
        _, view = desk.view(reader, week, caller)
        card = next((card for card in view.linkages if card.need == need), None)
        if card is None:
            raise NotThere(f"need {need!r}: not of week {week}; /?week={week} shows its needs")
        return Look(card=card, seen=state(reader, week))


def _print(effect: Effect | None) -> str:
    return hashlib.sha256(effect.model_dump_json().encode()).hexdigest()[:16] if effect else ""


def _clashing(desk: Desk, caller: Caller, week: str, error: Exception) -> list[DecisionView]:
    """Those of the decisions in the way that the caller sees."""
    return _told(desk, caller, week, error.with_)[0] if isinstance(error, Clash) else []


def _meanwhile(desk: Desk, caller: Caller, week: str, since: str) -> tuple[list[DecisionView], int]:
    """What was decided since, newest first, and how much of it on needs that the caller does not see."""
    before = since.partition(".")[0]
    with desk.store.snapshot() as reader:
        now = folder_of(reader, week)[0].decisions
    first = int(before) if before.isdecimal() else now
    return _told(desk, caller, week, [f"decision:{week}-{number:06d}" for number in range(now, first, -1)][:20])


def _told(desk: Desk, caller: Caller, week: str, ids: Sequence[str]) -> tuple[list[DecisionView], int]:
    with desk.store.snapshot() as reader:
        hers = {card.need for card in desk.view(reader, week, caller)[1].linkages}
        made = []
        for id in ids:
            if reader.get(id) is not None and id.startswith("decision:"):
                made.append(decision_view(reader, *found(reader, week, id)))
    mine = [one for one in made if one.need in hers]
    return mine, len(made) - len(mine)
