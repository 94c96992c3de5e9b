"""Editions: publish a week, see what was published when and why, and what a plan changed."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from graph.model import Run
from service.access import Asking
from service.asking import Cursor, Limit, RunId, WeekName, page, version
from service.changing import changes_view
from service.decision_schemas import EditionOrder, EditionPage, EditionView, RunChanges
from service.decisions import folder_of
from service.deeds import Key, perform
from service.deps import AtDesk
from service.editions import edition, edition_view, editions, least, publish, run_before, since
from service.refusals import NotThere

router = APIRouter(prefix="/api", tags=["editions"])

Number = Annotated[int, Path(ge=1, le=9999, description="1 is the publication, later ones are repairs")]


@router.post(
    "/weeks/{week}/editions",
    status_code=201,
    summary="Publish the week's newest plan, or repair what was published",
    response_model=EditionView,
)
def publish_week(
    week: WeekName,
    desk: AtDesk,
    caller: Asking,
    request: Request,
    order: EditionOrder | None = None,
    idempotency_key: Key = None,
) -> Response:
    asked = order or EditionOrder()
    with desk.deciding:
        return perform(
            desk.books, caller, request, idempotency_key, asked.model_dump_json().encode(),
            lambda: publish(desk, caller, week, asked),
        )  # fmt: skip


@router.get("/weeks/{week}/editions", summary="What was published of a week, newest first")
def list_editions(
    week: WeekName, desk: AtDesk, request: Request, response: Response, limit: Limit = 50, cursor: Cursor = None
) -> EditionPage:
    with desk.store.snapshot() as reader:
        version(request, response, f"{week}-{folder_of(reader, week)[1]}")
        made = editions(reader, week)
        part, following = page(made, lambda one: str(one[0].number), limit, cursor)
        return EditionPage(items=tuple(edition_view(reader, *one) for one in part), next=following)


@router.get("/weeks/{week}/editions/{number}", summary="One edition")
def show_edition(week: WeekName, number: Number, desk: AtDesk, request: Request, response: Response) -> EditionView:
    with desk.store.snapshot() as reader:
        made, run = edition(reader, week, number)
        version(request, response, str(reader.node_version(made.id)))
        return edition_view(reader, made, run)


@router.get("/runs/{id}/changes", summary="What a run's plan does otherwise than the plan before it")
def run_changes(id: RunId, desk: AtDesk, caller: Asking, response: Response) -> RunChanges:
    response.headers["Cache-Control"] = "no-cache"
    with desk.store.snapshot() as reader:
        run = reader.get(id)
        if not isinstance(run, Run) or not run.plan:
            raise NotThere(f"run {id!r}: no such run with a plan")
        before = run_before(reader, run)
        seen = {card.need for card in desk.view(reader, run.week, caller)[1].linkages}
        return RunChanges(
            run=run.id,
            before=before.id if before else None,
            least=least(reader, run, before),
            changes=changes_view(reader, since(reader, run, before), seen),
        )
