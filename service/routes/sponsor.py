"""Sponsors: de-identified needs that wait for a gift, what one would unlock, and pledges."""

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Request, Response

from graph.errors import BadValue
from graph.model import HomeName
from service.access import Asking
from service.asking import AnyWeek, Cursor, IfMatch, Limit, page, version
from service.deeds import Key, perform
from service.deps import AtDesk
from service.sponsor.became import became, mine, one_of_mine
from service.sponsor.pledges import pledge
from service.sponsor.projection import board, reading
from service.sponsor.schemas import GiftKind, PledgeOrder, PledgePage, PledgeView, SponsorNeedPage, UnlockView
from service.sponsor.sought import sought
from service.sponsor.tags import tag_of
from service.sponsor.what_if import gift, unlocked
from service.sponsor.withdrawing import withdraw

router = APIRouter(prefix="/api/sponsor", tags=["sponsor"])

OfWeek = Annotated[AnyWeek | None, Query(description="ISO week; the newest that is planned when left out")]
InHome = Annotated[HomeName | None, Query(description="only needs under this home")]
OfService = Annotated[
    str | None, Query(pattern=r"^service:[a-z0-9_]{1,60}$", description="only needs of this service or a narrower one")
]
InTown = Annotated[str | None, Query(pattern=r"^town:[A-Za-z0-9][A-Za-z0-9._-]{0,79}$", description="only needs there")]
Most = Annotated[
    int | None, Query(ge=0, le=10**12, description="CNY fen: only needs that money alone completes, and no more of it")
]
OfKind = Annotated[GiftKind | None, Query(description="only needs that lack something of this kind")]
Cash = Annotated[int | None, Query(ge=0, le=10**12, description="CNY fen")]
Goods = Annotated[int | None, Query(ge=0, le=10**12, description="units of `item`")]
Item = Annotated[str | None, Query(min_length=1, max_length=60, description="which goods")]
Hours = Annotated[int | None, Query(ge=0, le=10**6, description="whole hours of an enterprise's staff")]
Along = Annotated[
    Literal["money", "goods", "hours"] | None,
    Query(description="whose steps are told; by default the first that is given of money, goods, hours"),
]
PledgeId = Annotated[
    str, Path(pattern=r"^pledge:[A-Za-z0-9][A-Za-z0-9._-]{0,79}$", examples=["pledge:2026-W48-0a1b2c3d4e5f"])
]


@router.get("/needs", summary="De-identified needs that a charity resource would unlock")
def needs(
    desk: AtDesk,
    request: Request,
    response: Response,
    week: OfWeek = None,
    home: InHome = None,
    service: OfService = None,
    town: InTown = None,
    max_amount: Most = None,
    kind: OfKind = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> SponsorNeedPage:
    with reading(desk) as reader:
        only = sought(reader, home, service, town, max_amount, kind)
        known = board(desk, reader, week)
    found = [entry.shown for entry in known.entries if only.lets(entry.shown)] if known else []
    part, following = page(found, lambda need: need.id, limit, cursor)
    shown = SponsorNeedPage(week=known.week if known else week, items=tuple(part), next=following)
    version(request, response, tag_of(shown))
    return shown


@router.get("/what-if", summary="How many and which needs a sum, goods or staff hours would unlock, step by step")
def what_if(
    desk: AtDesk,
    week: OfWeek = None,
    cash: Cash = None,
    goods: Goods = None,
    item: Item = None,
    hours: Hours = None,
    along: Along = None,
    home: InHome = None,
    service: OfService = None,
    town: InTown = None,
    max_amount: Most = None,
    kind: OfKind = None,
) -> UnlockView:
    if (goods is not None or along == "goods") != (item is not None):
        raise BadValue(f"item {item!r}: name it for goods, and leave it out without them")
    with reading(desk) as reader:
        only = sought(reader, home, service, town, max_amount, kind)
    return unlocked(desk, week, gift(cash, goods, item or "", hours, along), only)


@router.post("/pledges", status_code=201, summary="Pledge: it enters the week as an offer", response_model=PledgeView)
def make_pledge(
    order: PledgeOrder, desk: AtDesk, caller: Asking, request: Request, idempotency_key: Key = None
) -> Response:
    body = order.model_dump_json().encode()
    return perform(desk.books, caller, request, idempotency_key, body, lambda: pledge(desk, caller, order))


@router.get("/pledges", summary="One's own pledges, the newest first, and what became of each")
def pledges(
    desk: AtDesk, caller: Asking, request: Request, response: Response, limit: Limit = 50, cursor: Cursor = None
) -> PledgePage:
    with reading(desk) as reader:
        part, following = page(mine(reader, caller.giver), lambda pledge: pledge.id, limit, cursor)
        shown = PledgePage(items=tuple(became(desk, reader, each) for each in part), next=following)
    version(request, response, tag_of(shown))
    return shown


@router.get("/pledges/{id}", summary="What became of a pledge")
def show_pledge(id: PledgeId, desk: AtDesk, caller: Asking, request: Request, response: Response) -> PledgeView:
    with reading(desk) as reader:
        shown = became(desk, reader, one_of_mine(reader, caller.giver, id))
    version(request, response, tag_of(shown))
    return shown


@router.delete("/pledges/{id}", summary="Withdraw a pledge that nobody counts on yet", response_model=PledgeView)
def withdraw_pledge(id: PledgeId, desk: AtDesk, caller: Asking, request: Request, if_match: IfMatch = None) -> Response:
    return perform(desk.books, caller, request, None, b"", lambda: withdraw(desk, caller, id, if_match))
