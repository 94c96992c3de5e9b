"""The pages of sponsors: needs that wait for a gift, pledging, and what became of one's pledges."""

from typing import Annotated

from fastapi import APIRouter, Form, Path, Query, Request, Response
from fastapi.responses import RedirectResponse

from service.access import Asking
from service.deeds import perform
from service.deps import AtDesk, Desk
from service.errors import problem_of
from service.language import Language
from service.pages import page
from service.refusals import Changed, Stands
from service.schemas import Shown
from service.sponsor import front, pledging, report
from service.sponsor.asked import Asked
from service.sponsor.pledging import Line, PledgeForm
from service.sponsor.withdrawing import withdraw

router = APIRouter(include_in_schema=False, tags=["pages"])

SEE_OTHER = 303

Names = Annotated[tuple[str, ...], Query(max_length=pledging.MOST)]
Made = Annotated[int, Query(ge=0, le=pledging.MOST)]
PledgeName = Annotated[str, Path(pattern=r"^pledge:[A-Za-z0-9][A-Za-z0-9._-]{0,79}$")]


class Withdrawal(Shown):
    """The form that takes a pledge back: the version that was seen."""

    tag: str = ""


@router.get("/sponsor")
def sponsor(request: Request, desk: AtDesk, caller: Asking, asked: Annotated[Asked, Query()]) -> Response:
    return page(request, "sponsor.html", front.values(desk, caller, asked), here="sponsor")


@router.get("/sponsor/pledge")
def pledge_form(
    request: Request,
    desk: AtDesk,
    caller: Asking,
    need: Names = (),
    lang: Language | None = None,
) -> Response:
    lines = pledging.offered(desk, need)
    shown = pledging.values(desk, caller, lines, None, 0) | {"gone": bool(need) and not lines}
    return page(request, "pledge.html", shown, here="sponsor")


@router.post("/sponsor/pledges")
def make_pledges(request: Request, desk: AtDesk, caller: Asking, form: Annotated[PledgeForm, Form()]) -> Response:
    made, failed = pledging.made(desk, caller, request, form)
    if not failed:
        return RedirectResponse(f"/sponsor/pledges?made={made}", SEE_OTHER)
    return _again(request, desk, caller, form, made, failed)


def _again(request: Request, desk: Desk, caller: Asking, form: PledgeForm, made: int, failed: list[Line]) -> Response:
    """The form with what could not be pledged, and why."""
    shown = pledging.values(desk, caller, failed, form, made) | {"gone": False}
    status = next(line.problem.status for line in failed if line.problem)
    return page(request, "pledge.html", shown, here="sponsor", status=status)


@router.get("/sponsor/pledges")
def my_pledges(
    request: Request, desk: AtDesk, caller: Asking, made: Made = 0, lang: Language | None = None
) -> Response:
    return page(request, "pledges.html", report.values(desk, caller, made), here="pledges")


@router.post("/sponsor/pledges/{pledge}/withdraw")
def take_back(
    pledge: PledgeName, request: Request, desk: AtDesk, caller: Asking, form: Annotated[Withdrawal, Form()]
) -> Response:
    tag = f'"{form.tag}"' if form.tag else None
    try:
        perform(desk.books, caller, request, None, b"", lambda: withdraw(desk, caller, pledge, tag))
    except (Stands, Changed) as refused:
        problem = problem_of(refused)
        shown = report.values(desk, caller, problem=problem)
        return page(request, "pledges.html", shown, here="pledges", status=problem.status)
    return RedirectResponse("/sponsor/pledges", SEE_OTHER)
