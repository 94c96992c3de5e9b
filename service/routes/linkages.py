"""Linkages: the suggestion for each need, or why there is none."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from graph.errors import BadValue
from graph.model import Community, HomeName
from graph.store import Reader
from graph.weeks import today
from service.access import Asking, Caller
from service.asking import Cursor, Limit, NeedId, WeekName, page, version
from service.backups import with_backups
from service.beside import decided
from service.certainty import with_certainty
from service.choosing import Choice, Status
from service.deps import AtDesk
from service.refusals import NotThere
from service.schemas import LinkageDetail, LinkagePage

router = APIRouter(prefix="/api/weeks/{week}/linkages", tags=["linkages"])

InCommunity = Annotated[
    str | None,
    Query(pattern=r"^community:[A-Za-z0-9][A-Za-z0-9._-]{0,79}$", description="only needs of this one"),
]
InHome = Annotated[HomeName | None, Query(description="only needs under this home")]
OfService = Annotated[
    str | None,
    Query(pattern=r"^service:[A-Za-z0-9][A-Za-z0-9._-]{0,79}$", description="only needs of this service"),
]
Urgency = Annotated[int | None, Query(ge=1, le=5, description="only needs at least so urgent")]
Standing = Annotated[
    Status | None,
    Query(description="only needs that are (not) served; on which something is decided; that wait for a decision"),
]
Words = Annotated[
    str, Query(max_length=80, description="only needs with these words: service, place, who serves, the need's id")
]


@router.get("", summary="The week's needs, each with its linkage")
def linkages(
    week: WeekName,
    desk: AtDesk,
    caller: Asking,
    request: Request,
    response: Response,
    community: InCommunity = None,
    home: InHome = None,
    service: OfService = None,
    urgency: Urgency = None,
    status: Standing = None,
    q: Words = "",
    limit: Limit = 50,
    cursor: Cursor = None,
) -> LinkagePage:
    with desk.store.snapshot() as reader:
        if community is not None:
            _must_exist(reader, caller, community)
        tag, view = desk.view(reader, week, caller)
        decided_tag, settled = decided(desk, reader, caller, week)
        version(request, response, f"{week}-{max(tag, decided_tag)}-{caller.scope}")
        choice = Choice(community, home, service, urgency, status, q)
        found = choice.among(view.linkages, settled)
        items, following = page(found, lambda card: card.need, limit, cursor)
        return LinkagePage(items=with_certainty(reader, view, items), next=following)


def _must_exist(reader: Reader, caller: Caller, community: str) -> None:
    if not isinstance(reader.get(community), Community):
        raise BadValue(f"community {community!r}: no such community; ids are those of the linkages")
    if not caller.sees(community):
        raise NotThere(f"community {community!r}: not among those that you see")


@router.get("/{need}", summary="One linkage in full: evidence, score by rule, alternates; or why there is none")
def linkage(
    week: WeekName, need: NeedId, desk: AtDesk, caller: Asking, request: Request, response: Response
) -> LinkageDetail:
    with desk.store.snapshot() as reader:
        tag, found = desk.detail(reader, week, need, caller)
        version(request, response, f"{week}-{tag}-{caller.scope}-{today()}")
        whole = with_backups(desk, reader, found)
    if any(slot.backups is None for slot in whole.slots):
        del response.headers["ETag"]  # whoever asks again is told more
    return whole
