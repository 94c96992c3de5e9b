"""The tour of the demonstration: its page, its steps, and its end. It is nowhere else."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from service.access import Asking
from service.cookie import give_cookie
from service.demonstration import account_of
from service.deps import AtDesk
from service.language import Language
from service.pages import page
from service.sessions import LASTS
from service.signing_in import by_click
from service.tour import COOKIE, STEPS, must_be_here, path, shown_week, step_of

router = APIRouter(include_in_schema=False, tags=["pages"])

SEE_OTHER = 303


@router.get("/demo")
def demo(request: Request, desk: AtDesk, lang: Language | None = None) -> Response:
    with desk.store.snapshot() as reader:
        must_be_here(reader, desk)
        week = shown_week(desk, reader)
    return page(request, "demo.html", {"steps": STEPS, "figures": desk.week(week)[1].figures}, here="demo")


@router.post("/demo/end")
def demo_end(desk: AtDesk) -> Response:
    with desk.store.snapshot() as reader:
        must_be_here(reader, desk)
    answer = RedirectResponse("/demo", SEE_OTHER)
    answer.delete_cookie(COOKIE, path="/", httponly=True, samesite="lax")
    return answer


@router.post("/demo/{number}")
def demo_step(number: str, desk: AtDesk, caller: Asking) -> Response:
    """Sign in by a click as whom the step is for, and go to its page."""
    with desk.store.snapshot() as reader:
        must_be_here(reader, desk)
        step = step_of(number)
        answer = RedirectResponse(path(desk, reader, step), SEE_OTHER)
    if caller.account != account_of(step.role):
        give_cookie(answer, by_click(desk, step.role).secret, desk.settings)
    age = int(LASTS.total_seconds())
    answer.set_cookie(COOKIE, str(step.number), max_age=age, path="/", httponly=True, samesite="lax")
    return answer
