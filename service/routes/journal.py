"""The journal: who did what to what, for whoever administers."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from service.asking import Limit
from service.deps import AtDesk
from service.journal import Sought, journal_page, verification
from service.office_schemas import JournalPage, Verification

router = APIRouter(prefix="/api/journal", tags=["journal"])

By = Annotated[str | None, Query(min_length=1, max_length=120, description="only what this account did")]
About = Annotated[str | None, Query(min_length=1, max_length=120, description="only what was done to this id")]
Action = Annotated[str | None, Query(min_length=1, max_length=120, description="only this, such as `signed in`")]
Before = Annotated[str | None, Query(pattern=r"^[0-9]{1,12}$", description="`next` of the page before")]


@router.get("", summary="The journal, newest line first")
def journal(
    desk: AtDesk,
    response: Response,
    by: By = None,
    about: About = None,
    action: Action = None,
    limit: Limit = 50,
    cursor: Before = None,
) -> JournalPage:
    response.headers["Cache-Control"] = "no-store"
    with desk.store.snapshot() as reader:
        return journal_page(reader, Sought(by, about, action), limit, int(cursor) if cursor else None)


@router.get("/verification", summary="Whether the journal is what was written")
def verify(desk: AtDesk, response: Response) -> Verification:
    response.headers["Cache-Control"] = "no-store"
    with desk.store.snapshot() as reader:
        return verification(reader)
