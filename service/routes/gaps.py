"""Gaps: where which society is missing, what one more would be worth, and what more of something would do."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from graph.model import HomeName, Society
from service.access import Asking
from service.asking import Cursor, Limit, WeekName, page, version
from service.deps import AtDesk
from service.gaps.capacities import matching
from service.gaps.dimensions import CHOICES, dimensions
from service.gaps.idle import idle
from service.gaps.partnerships import partnership_page
from service.gaps.rows import Only
from service.gaps.table import Asked, gap_page, table
from service.gaps.what_if import More, known, planned, with_more
from service.planner_schemas import CapacityPage, Dimension, GapPage, IdlePage, WhatIfView
from service.repair_schemas import PartnershipPage

router = APIRouter(prefix="/api/weeks/{week}/gaps", tags=["gaps"])

By = Annotated[
    str,
    Query(
        description="one of service, community, town, type, home, society, or two with a comma between",
        json_schema_extra={"enum": list(CHOICES)},
    ),
]
OfService = Annotated[str | None, Query(pattern=r"^service:[A-Za-z0-9][A-Za-z0-9._-]{0,79}$")]
OfTown = Annotated[str | None, Query(pattern=r"^town:[A-Za-z0-9][A-Za-z0-9._-]{0,79}$")]
OfCommunity = Annotated[str | None, Query(pattern=r"^community:[A-Za-z0-9][A-Za-z0-9._-]{0,79}$")]
OfType = Annotated[str | None, Query(pattern=r"^community_type:[A-Za-z0-9][A-Za-z0-9._-]{0,79}$")]
Words = Annotated[str | None, Query(min_length=1, max_length=100, description="a part of an id or a holder's name")]
OfCapacity = Annotated[
    str | None,
    Query(pattern=r"^[a-z_]+:[A-Za-z0-9._-]{1,80}/[a-z-]{1,20}$", description="its id in the problem file"),
]
Add = Annotated[int, Query(ge=1, le=10**9, description="so much more, in the capacity's unit, or so many offers")]


@router.get("", summary="Which societies are missing where, and what one more would be worth")
def gaps(
    week: WeekName,
    desk: AtDesk,
    caller: Asking,
    request: Request,
    response: Response,
    by: By = "service",
    home: HomeName | None = None,
    service: OfService = None,
    town: OfTown = None,
    community: OfCommunity = None,
    type: OfType = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> GapPage:
    tag, whole = table(desk, caller, Asked(week, dimensions(by), Only(home, service, town, community, type)))
    version(request, response, tag)
    return gap_page(desk, whole, limit, cursor)


@router.get("/what-if", summary="The week solved again with more of a capacity, or with more offers")
def what_if(
    week: WeekName,
    desk: AtDesk,
    caller: Asking,
    add: Add,
    capacity: OfCapacity = None,
    society: Society | None = None,
    service: OfService = None,
    community: OfCommunity = None,
    town: OfTown = None,
    type: OfType = None,
    home: HomeName | None = None,
) -> WhatIfView:
    return with_more(desk, caller, week, More(add, capacity, society, Only(home, service, town, community, type)))


@router.get("/capacities", summary="What the week can use up, the scarcest first")
def capacities(
    week: WeekName, desk: AtDesk, caller: Asking, q: Words = None, limit: Limit = 50, cursor: Cursor = None
) -> CapacityPage:
    with desk.store.snapshot() as reader:
        run, cards = planned(desk, caller, reader, week)
        found = known(desk, caller, reader, run, cards)
    part, following = page(found if q is None else matching(found, q), lambda view: view.capacity, limit, cursor)
    return CapacityPage(week=week, run=run.id, items=tuple(part), next=following)


@router.get("/idle", summary="What lies idle that needs could use, beside what they miss")
def idle_by(
    week: WeekName,
    desk: AtDesk,
    caller: Asking,
    by: Dimension = "town",
    home: HomeName | None = None,
    service: OfService = None,
    town: OfTown = None,
    community: OfCommunity = None,
    type: OfType = None,
) -> IdlePage:
    return idle(desk, caller, week, by, Only(home, service, town, community, type))


@router.get("/partnerships", summary="Which organization would do best with which sponsor as its partner")
def partnerships(
    week: WeekName,
    desk: AtDesk,
    caller: Asking,
    limit: Annotated[int, Query(ge=1, le=30, description="at most so many")] = 10,
) -> PartnershipPage:
    return partnership_page(desk, caller, week, limit)
