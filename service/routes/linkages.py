"""Linkages: the suggestion for each need, or why there is none."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response

from graph.errors import BadValue
from graph.model import Community, HomeName
from service.access import Asking, Caller
from service.asking import Cursor, Limit, NeedId, WeekName, page, version
from service.deps import AtDesk
from service.detail import linkage_detail
from service.refusals import NotThere
from service.schemas import LinkageDetail, LinkagePage
from service.week import only, within

router = APIRouter(prefix="/api/weeks/{week}/linkages", tags=["linkages"])

InCommunity = Annotated[
    str | None,
    Query(pattern=r"^community:[A-Za-z0-9][A-Za-z0-9._-]{0,79}$", description="only needs of this one"),
]
InHome = Annotated[HomeName | None, Query(description="only needs under this home")]
Served = Annotated[Literal["served", "unserved"] | None, Query(description="only needs that are, or are not, served")]


@router.get("", summary="The week's needs, each with its linkage")
def linkages(
    week: WeekName,
    desk: AtDesk,
    caller: Asking,
    request: Request,
    response: Response,
    community: InCommunity = None,
    home: InHome = None,
    status: Served = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> LinkagePage:
    stored, view = desk.week(week)
    version(request, response, f"{week}-{stored}-{caller.scope}")
    if community is not None:
        _must_exist(desk, caller, community)

    found = only(within(view, caller.sees).linkages, community, home, status)
    items, following = page(found, lambda card: card.need, limit, cursor)
    return LinkagePage(items=tuple(items), next=following)


def _must_exist(desk: AtDesk, caller: Caller, community: str) -> None:
    with desk.store.snapshot() as reader:
        if not isinstance(reader.get(community), Community):
            raise BadValue(f"community {community!r}: no such community; ids are those of the linkages")
    if not caller.sees(community):
        raise NotThere(f"community {community!r}: not among those that you see")


@router.get("/{need}", summary="One linkage in full: evidence, score by rule, alternates; or why there is none")
def linkage(
    week: WeekName, need: NeedId, desk: AtDesk, caller: Asking, request: Request, response: Response
) -> LinkageDetail:
    stored, view = desk.week(week)
    version(request, response, f"{week}-{stored}-{caller.scope}")
    with desk.store.snapshot() as reader:
        return linkage_detail(reader, within(view, caller.sees), need)
