"""Editions: a week's plan is published, and stands from then on; what changes after that is a repair, with a reason."""

from collections.abc import Iterable

from graph.errors import BadValue
from graph.model import Edition, Linkage, Run
from graph.store import Change, Put, Reader
from matching.changes import Changes, changes
from matching.plan import Served
from service.access import Caller
from service.artifacts import plan_of, plan_run, week_runs
from service.books import moment
from service.decision_schemas import EditionOrder, EditionView
from service.decisions import folder_of, name_of
from service.deeds import Deed
from service.deps import Desk
from service.refusals import NotThere, Stands
from service.standing import edge, linkage_of, linkages_of, needs_of, standing_linkage
from service.weighing import Fitting


def publish(desk: Desk, caller: Caller, week: str, order: EditionOrder) -> Deed:
    """The deed of publishing the week's newest plan: every linkage in it stands from then on.

    :raises Stands: the week has no plan, the newest is published already, or it no longer fits what was decided.
    :raises BadValue: a repair without a reason.
    """
    with desk.store.snapshot() as reader:
        run = plan_run(week_runs(reader, week))
        if run is None or run.status == "infeasible":
            raise Stands(f"week {week}: it has no plan yet; POST /api/weeks/{week}/runs computes one")
        folder, version = folder_of(reader, week)
        before = _last(reader, week, folder.edition)
        _must_be_new(week, run, before, order)
        _must_fit(desk, reader, week, caller)
        number, at = folder.edition + 1, moment()
        what = _against(reader, run, before)
        edition = Edition(
            id=f"edition:{week}-{number:04d}", week=week, number=number, kind="repair" if before else "publication",
            at=at, by=caller.account, reason=order.reason, served=len(what.served), dropped=len(what.dropped),
            moved=len(what.moved),
        )  # fmt: skip
        return Deed(
            changes=[
                Put(edition), Put(edge("FIXES", edition.id, run.id)),
                *_standing(reader, week, number, run), Put(folder.model_copy(update={"edition": number})),
            ],
            action="week published" if not before else "week repaired",
            about=[edition.id, run.id],
            answer=edition_view(reader, edition, run.id),
            expect={folder.id: version},
            status=201,
            location=f"/api/weeks/{week}/editions/{number}",
        )  # fmt: skip


def editions(reader: Reader, week: str) -> list[tuple[Edition, str]]:
    """The week's editions with the runs that they fix, newest first."""
    return [
        found for number in range(folder_of(reader, week)[0].edition, 0, -1) if (found := _last(reader, week, number))
    ]


def edition(reader: Reader, week: str, number: int) -> tuple[Edition, str]:
    """:raises NotThere: the week has no such edition."""
    found = _last(reader, week, number)
    if found is None:
        raise NotThere(f"edition {number}: week {week} has none of that number")
    return found


def edition_view(reader: Reader, edition: Edition, run: str) -> EditionView:
    """An edition as the API shows it."""
    return EditionView(
        week=edition.week, number=edition.number, kind=edition.kind, at=edition.at, by=name_of(reader, edition.by),
        reason=edition.reason, run=run, served=edition.served, dropped=edition.dropped, moved=edition.moved,
    )  # fmt: skip


def since(reader: Reader, run: Run, before: Run | None) -> Changes:
    """What a run's plan does otherwise than another's; all that it serves where there is no other."""
    return changes(_served(reader, before), _served(reader, run))


def run_before(reader: Reader, run: Run) -> Run | None:
    """The run of the week whose plan was the newest when this one began."""
    earlier = [one for one in week_runs(reader, run.week) if one.plan and one.id != run.id and one.finished]
    return next((one for one in reversed(earlier) if (one.finished or "") <= run.created), None)


def least(reader: Reader, run: Run, before: Run | None) -> bool | None:
    """Whether it is proved that no plan worth as much changes fewer needs; None where a run knew of another plan than
    that before it, which ended while it waited."""
    known = [one for one in week_runs(reader, run.week) if one.plan and one.id != run.id and one.finished]
    meanwhile = any(run.created < (one.finished or "") <= (run.finished or "") for one in known)
    return None if before is None or meanwhile else plan_of(reader, run.plan).least


def _served(reader: Reader, run: Run | None) -> tuple[Served, ...]:
    return plan_of(reader, run.plan).served if run is not None and run.plan else ()


def _last(reader: Reader, week: str, number: int) -> tuple[Edition, str] | None:
    found = reader.get(f"edition:{week}-{number:04d}") if number > 0 else None
    if not isinstance(found, Edition):
        return None
    return found, next(one.end for one in reader.neighbours(found.id, "FIXES", "out"))


def _must_be_new(week: str, run: Run, before: tuple[Edition, str] | None, order: EditionOrder) -> None:
    if before and before[1] == run.id:
        raise Stands(
            f"week {week}: its newest plan is edition {before[0].number} already; compute it again to repair it"
        )
    if before and not order.reason:
        raise BadValue(f"reason: week {week} is published, so a repair needs one")


def _must_fit(desk: Desk, reader: Reader, week: str, caller: Caller) -> None:
    """:raises Stands: the plan fits no more; of the needs that it does not fit, it names those that the caller sees."""
    broken = set(desk.oracle.ask(Fitting(week)))
    if broken:
        hers = [card.need for card in desk.view(reader, week, caller)[1].linkages if card.need in broken][:3]
        some = ", ".join(hers) + (" …" if len(hers) < len(broken) else "")
        raise Stands(
            f"week {week}: the plan no longer fits what was decided or entered since ({some.strip()}); compute it again"
        )


def _against(reader: Reader, run: Run, before: tuple[Edition, str] | None) -> Changes:
    earlier = reader.get(before[1]) if before else None
    return since(reader, run, earlier if isinstance(earlier, Run) else None)


def _standing(reader: Reader, week: str, number: int, run: Run) -> Iterable[Change]:
    """A linkage that stands for each need that the plan serves and that has none yet."""
    needs = needs_of(reader, run)
    for place, served in enumerate(_served(reader, run), 1):
        if not linkages_of(reader, week, served.need):
            linkage: Linkage = linkage_of(week, served, f"{week}-e{number}-{place:05d}")
            yield from standing_linkage(reader, linkage, needs[served.need], served, run)
