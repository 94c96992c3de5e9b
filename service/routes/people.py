"""People by name, for the coordinator of where they live: every look and every change is in the journal."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from graph.holdings import Told
from graph.store import Reader
from service.access import Asking
from service.asking import IfMatch, NeedId, WeekName, must_match
from service.deeds import Deed, Key, perform
from service.deps import AtDesk
from service.details import Details, details
from service.people import (
    consents_look,
    everything_look,
    linkage_look,
    looked,
    resident_look,
    resident_view,
    tag,
    tag_of,
)
from service.people_schemas import ConsentOrder, Consents, ConsentView, Correction, Erased, LinkagePeople, ResidentView
from service.rights import consent_by, correction_by, erase, erasure_look

ResidentId = Annotated[str, Path(pattern=r"^resident:[A-Za-z0-9][A-Za-z0-9._-]{0,79}$", examples=["resident:r1"])]
Preview = Annotated[bool, Query(description="only tell what would go; nothing is erased")]

KEPT_NOWHERE = {"Cache-Control": "no-store"}


def _kept_nowhere(response: Response) -> None:
    response.headers.update(KEPT_NOWHERE)


router = APIRouter(prefix="/api", tags=["people"], dependencies=[Depends(_kept_nowhere)])


@router.get("/weeks/{week}/linkages/{need}/people", summary="Who is to be helped and who helps: names, phones, homes")
def of_linkage(week: WeekName, need: NeedId, desk: AtDesk, caller: Asking) -> LinkagePeople:
    return looked(
        desk.books, caller.account, "people read", lambda reader: linkage_look(reader, caller, week, need), week
    )


@router.get("/residents/{resident}", summary="A resident")
def show(resident: ResidentId, desk: AtDesk, caller: Asking, response: Response) -> ResidentView:
    found = looked(desk.books, caller.account, "resident read", lambda reader: resident_look(reader, caller, resident))
    response.headers["ETag"] = f'"{tag(found)}"'
    return found


@router.patch("/residents/{resident}", summary="Correct what is not so (PIPL Art. 46)", response_model=ResidentView)
def correct(
    resident: ResidentId, said: Correction, desk: AtDesk, caller: Asking, request: Request, if_match: IfMatch = None
) -> Response:
    fields = said.model_dump(exclude_none=True)

    def plan() -> Deed:
        with desk.store.snapshot() as reader:
            return correction_by(reader, caller, resident, fields, lambda found: _must_match(if_match, found))

    response = perform(desk.books, caller, request, None, b"", plan)
    response.headers.update({**KEPT_NOWHERE, "ETag": f'"{tag_of(response.body)}"'})
    return response


@router.delete("/residents/{resident}", summary="Erase a resident, from history too (PIPL Art. 47)")
def remove(
    resident: ResidentId, desk: AtDesk, caller: Asking, preview: Preview = False, if_match: IfMatch = None
) -> Erased:
    def may(reader: Reader) -> None:
        _must_match(if_match, details(reader, caller, resident))

    if preview:
        look = erasure_look(resident, may)
        return looked(desk.books, caller.account, "erasure previewed", look)
    return erase(desk.books, caller.account, resident, may)


@router.get("/residents/{resident}/export", summary="All that the graph holds of a resident, for her (PIPL Art. 45)")
def export(resident: ResidentId, desk: AtDesk, caller: Asking) -> Told:
    look = everything_look(resident, lambda reader: details(reader, caller, resident))
    return looked(desk.books, caller.account, "resident exported", look)


@router.get("/residents/{resident}/consents", summary="What a resident has consented to")
def consents(resident: ResidentId, desk: AtDesk, caller: Asking) -> Consents:
    return looked(desk.books, caller.account, "consents read", lambda reader: consents_look(reader, caller, resident))


@router.post("/residents/{resident}/consents", summary="Give or withdraw consent", response_model=ConsentView)
def consent(
    resident: ResidentId,
    order: ConsentOrder,
    desk: AtDesk,
    caller: Asking,
    request: Request,
    idempotency_key: Key = None,
) -> Response:
    def plan() -> Deed:
        with desk.store.snapshot() as reader:
            return consent_by(reader, caller, resident, order)

    response = perform(desk.books, caller, request, idempotency_key, order.model_dump_json().encode(), plan)
    response.headers.update(KEPT_NOWHERE)
    return response


def _must_match(asked: str | None, found: Details) -> None:
    must_match(asked, tag(resident_view(found)))
