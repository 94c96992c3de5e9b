"""Decisions: accept, pin, reject, release; what each would do; and taking one back."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from service.access import Asking
from service.asking import Cursor, IfMatch, Limit, WeekName, page, version
from service.decision_schemas import DecisionOrder, DecisionPage, DecisionView
from service.decisions import decide, decision_view, folder_of, found, preview, seen, undo
from service.deeds import Key, perform
from service.deps import AtDesk

router = APIRouter(prefix="/api/weeks/{week}/decisions", tags=["decisions"])

DecisionId = Annotated[
    str, Path(pattern=r"^decision:[A-Za-z0-9][A-Za-z0-9._-]{0,79}$", examples=["decision:2026-W48-000001"])
]


@router.post(
    "",
    status_code=201,
    summary="Decide on the suggestion for a need, or preview what that would do",
    response_model=DecisionView,
    responses={200: {"model": DecisionView, "description": "what it would do; nothing was written"}},
)
def decide_on(
    week: WeekName,
    order: DecisionOrder,
    desk: AtDesk,
    caller: Asking,
    request: Request,
    preview_only: Annotated[
        bool, Query(alias="preview", description="tell what it would do, and write nothing")
    ] = False,
    within: Annotated[
        int | None, Query(ge=1, le=15, description="seconds that a preview may spend on proving the effect exact")
    ] = None,
    idempotency_key: Key = None,
) -> Response:
    if preview_only:
        view = preview(desk, caller, week, order, within)
        return Response(view.model_dump_json(), 200, {"Cache-Control": "no-store"}, media_type="application/json")
    with desk.deciding:
        body = order.model_dump_json().encode()
        return perform(desk.books, caller, request, idempotency_key, body, lambda: decide(desk, caller, week, order))


@router.get("", summary="A week's decisions, newest first: who, when, why")
def decisions(
    week: WeekName,
    desk: AtDesk,
    caller: Asking,
    request: Request,
    response: Response,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> DecisionPage:
    with desk.store.snapshot() as reader:
        _, view = desk.view(reader, week, caller)
        version(request, response, f"{week}-{folder_of(reader, week)[1]}-{caller.scope}")
        hers = {card.need for card in view.linkages}
        made = reader.columns("Decision", "week").filter(week=week).sort("id", descending=True)["id"]
        needs = dict(reader.columns("CONCERNS").iter_rows())
        mine = [id for id in made if needs.get(id) in hers]
        part, following = page(mine, str, limit, cursor)
        items = (decision_view(reader, *found(reader, week, id)) for id in part)
        return DecisionPage(items=tuple(items), next=following)


@router.get("/{id}", summary="One decision")
def decision(
    week: WeekName, id: DecisionId, desk: AtDesk, caller: Asking, request: Request, response: Response
) -> DecisionView:
    with desk.store.snapshot() as reader:
        known, order = seen(desk, reader, caller, week, id)
        version(request, response, str(reader.node_version(id)))
        return decision_view(reader, known, order)


@router.delete("/{id}", summary="Undo a decision: it counts no more, and stays on record", response_model=DecisionView)
def undo_decision(
    week: WeekName, id: DecisionId, desk: AtDesk, caller: Asking, request: Request, if_match: IfMatch = None
) -> Response:
    with desk.deciding:
        return perform(desk.books, caller, request, None, b"", lambda: undo(desk, caller, week, id, if_match))
