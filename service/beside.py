"""What the board shows beside a week: what is decided on it, what its plan changed, and what was published of it."""

from collections.abc import Collection
from dataclasses import replace

from graph.store import Reader
from service.access import Caller
from service.artifacts import plan_run, week_runs
from service.changing import changes_view
from service.deciding import after, settled
from service.decision_schemas import ChangesView, DecisionView, EditionView
from service.decisions import decision_view, seen
from service.deps import Desk
from service.editions import edition_view, editions, run_before, since
from service.home import Beside, Mark
from service.refusals import NotThere


def beside(desk: Desk, reader: Reader, caller: Caller, week: str, told: str | None = None) -> Beside:
    """All of it for a week as a caller sees it; kept until something of it changes.

    :param told: the id of a decision to tell of; one that she does not see is passed over.
    """
    _, made = desk.beside(reader, (week, caller.scope), lambda reader: _made(desk, reader, caller, week))
    return replace(made, told=_told(desk, reader, caller, week, told)) if told else made


def decided(desk: Desk, reader: Reader, caller: Caller, week: str) -> tuple[int, Collection[str]]:
    """The needs of the week that she sees on which anything is decided, and their tag."""
    tag, made = desk.beside(reader, (week, caller.scope), lambda reader: _made(desk, reader, caller, week))
    return tag, made.settled.keys()


def _made(desk: Desk, reader: Reader, caller: Caller, week: str) -> Beside:
    hers = frozenset(card.need for card in desk.view(reader, week, caller)[1].linkages)
    run = plan_run(week_runs(reader, week))
    before = run_before(reader, run) if run else None
    changed = changes_view(reader, since(reader, run, before), hers) if run and before else None
    return Beside(
        settled=settled(reader, week, hers),
        marks=marks(changed) if changed else {},
        elsewhere=changed.elsewhere if changed else 0,
        since=after(reader, week, run.created, hers) if run else 0,
        edition=last_edition(reader, week),
        newest=run.id if run else "",
    )


def marks(changed: ChangesView) -> dict[str, Mark]:
    """The same by need."""
    found: dict[str, Mark] = dict.fromkeys(changed.served, "new")
    found |= dict.fromkeys(changed.dropped, "dropped")
    return found | {one.need: "moved" for one in changed.moved}


def last_edition(reader: Reader, week: str) -> EditionView | None:
    """What was published of the week last."""
    made = editions(reader, week)
    return edition_view(reader, *made[0]) if made else None


def _told(desk: Desk, reader: Reader, caller: Caller, week: str, id: str) -> DecisionView | None:
    try:
        return decision_view(reader, *seen(desk, reader, caller, week, id))
    except NotThere:
        return None
