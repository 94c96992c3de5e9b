"""Fairness between communities: the city's policy, who gets which share of a week, and what a floor would cost."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from service.access import Asking
from service.accounts import tag
from service.asking import Cursor, IfMatch, Limit, WeekName, version
from service.deeds import Deed, perform
from service.deps import AtDesk
from service.fair_schemas import FairnessOrder, FairnessPage, FairnessPolicy, FloorView
from service.fairness.floors import with_floor
from service.fairness.policy import decided, policy
from service.fairness.shares import fairness_page, shares

router = APIRouter(prefix="/api", tags=["fairness"])

Highest = Annotated[
    bool, Query(description="whether to work out the highest share that all can have at once, which takes seconds")
]
ShareAsked = Annotated[int, Query(ge=0, le=100, description="percent of what is servable in each community")]


@router.get("/fairness", summary="The city's policy of fairness between communities")
def show_policy(desk: AtDesk, request: Request, response: Response) -> FairnessPolicy:
    with desk.store.snapshot() as reader:
        shown = policy(reader)
    version(request, response, tag(shown.model_dump_json()))
    return shown


@router.put("/fairness", response_model=FairnessPolicy, summary="Decide what the city asks of each week, from now on")
def set_policy(
    order: FairnessOrder, caller: Asking, desk: AtDesk, request: Request, if_match: IfMatch = None
) -> Response:
    def plan() -> Deed:
        with desk.store.snapshot() as reader:
            return decided(reader, order, if_match)

    answer = perform(desk.books, caller, request, None, b"", plan)
    answer.headers["ETag"] = f'"{tag(bytes(answer.body))}"'
    return answer


@router.get("/weeks/{week}/fairness", summary="Who gets which share of the week, and the highest that all can have")
def week(
    week: WeekName,
    desk: AtDesk,
    caller: Asking,
    request: Request,
    response: Response,
    highest: Highest = True,
    limit: Limit = 200,
    cursor: Cursor = None,
) -> FairnessPage:
    tagged, whole = shares(desk, caller, week)
    version(request, response, tagged)
    return fairness_page(desk, caller, whole, highest, limit, cursor)


@router.get("/weeks/{week}/fairness/floors", summary="What a floor of that share under every community would cost")
def floors(week: WeekName, desk: AtDesk, caller: Asking, share: ShareAsked) -> FloorView:
    return with_floor(desk, caller, week, share)
