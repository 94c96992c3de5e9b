"""The pages: this week, the API's reference, signing in and out, and the two forms that work without script."""

from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI, Form, Query, Request, Response
from fastapi.middleware.gzip import GZipMiddleware
from fastapi.responses import RedirectResponse

from graph.weeks import this_week
from service.access import STAFF, Asking, Caller
from service.asking import RunId, WeekName
from service.beside import beside
from service.cookie import give_cookie, take_cookie
from service.demonstration import present
from service.deps import AtDesk, Desk
from service.door import address, let_in
from service.entrance import STARTS, ByClickForm, ByPasswordForm, local, onward, refusal, welcome
from service.home import Asked, values
from service.language import Language
from service.pages import error_page, page
from service.refusals import NotSignedIn, TooMany
from service.routes import (
    account_pages,
    admin_pages,
    board_pages,
    deciding_pages,
    demo_pages,
    fairness_pages,
    gaps_pages,
    graph_pages,
    sponsor_pages,
)
from service.runs import run_view
from service.schemas import RunOrder, RunView
from service.sessions import Entered, leave
from service.signing_in import by_click, by_password
from service.statics import PREFIX, Statics
from service.week import known_weeks

router = APIRouter(include_in_schema=False, tags=["pages"])

GROUPS: tuple[APIRouter, ...] = (
    router,
    board_pages.router,
    deciding_pages.router,
    gaps_pages.router,
    fairness_pages.router,
    graph_pages.router,
    sponsor_pages.router,
    account_pages.router,
    admin_pages.router,
    demo_pages.router,
)
"""Every group of pages; each says `include_in_schema=False, tags=["pages"]`, so no two handlers bear the same name."""

SEE_OTHER = 303


def install(app: FastAPI) -> None:
    """Add the pages, our own files, and the page of an error to an application."""
    for group in GROUPS:
        app.include_router(group, dependencies=[Depends(let_in)])
    app.mount(PREFIX, Statics())
    app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=4)  # 9 takes three times as long for a tenth
    app.state.error_page = error_page


@router.get("/")
def home(request: Request, desk: AtDesk, caller: Asking, asked: Annotated[Asked, Query()]) -> Response:
    if caller.role not in STAFF:
        return _front(request, desk, caller)
    with desk.store.snapshot() as reader:
        _, view = desk.view(reader, asked.week or this_week(), caller)
        weeks, also = desk.weeks(reader), beside(desk, reader, caller, view.figures.week, asked.told)
    run = _run(desk, view.current.id) if view.current else None
    latest = _run(desk, view.latest.id) if view.latest else None
    failure = latest.reason if latest and latest.state == "failed" else ""
    return page(request, "home.html", values(view, asked, weeks, run, failure, also), here="home")


def _front(request: Request, desk: Desk, caller: Caller) -> Response:
    """What there is at the front for whoever works with no week: what this is, or the page where she begins."""
    if caller.role != "public":
        return RedirectResponse(STARTS[caller.role], SEE_OTHER)
    with desk.store.snapshot() as reader:
        figures = desk.week(this_week())[1].figures
        shown = welcome(figures, filled=bool(known_weeks(reader)), roles=present(reader, desk.settings))
    return page(request, "welcome.html", shown, here="home")


def _run(desk: AtDesk, id: str) -> RunView:
    return run_view(desk.runs.standing(id))


@router.get("/docs")
def docs(request: Request, lang: Language | None = None) -> Response:
    return page(request, "docs.html", {}, here="docs")


@router.get("/sign-in")
def sign_in_page(
    request: Request, desk: AtDesk, caller: Asking, next: str = "/", lang: Language | None = None
) -> Response:
    if caller.role != "public":
        return RedirectResponse(local(next), SEE_OTHER)
    return _sign_in_page(request, desk, local(next))


def _sign_in_page(
    request: Request, desk: Desk, next: str, login: str = "", refused: NotSignedIn | TooMany | None = None
) -> Response:
    with desk.store.snapshot() as reader:
        roles = present(reader, desk.settings)
    shown = {"roles": roles, "next": next, "login": login, **refusal(refused)}
    status, headers = (401, {}) if isinstance(refused, NotSignedIn) else (200, {})
    if isinstance(refused, TooMany):
        status, headers = 429, {"Retry-After": str(refused.seconds)}
    answer = page(request, "sign-in.html", shown, here="sign-in", status=status)
    answer.headers.update(headers)
    return answer


@router.post("/sign-in")
def sign_in(request: Request, desk: AtDesk, form: Annotated[ByPasswordForm, Form()]) -> Response:
    try:
        entered = by_password(desk, form.login, form.password, address(request))
    except (NotSignedIn, TooMany) as refused:
        return _sign_in_page(request, desk, local(form.next), form.login, refused)
    return _entered(desk, entered, form.next)


@router.post("/sign-in/demonstration")
def sign_in_by_click(desk: AtDesk, form: Annotated[ByClickForm, Form()]) -> Response:
    return _entered(desk, by_click(desk, form.role), form.next)


def _entered(desk: Desk, entered: Entered, next: str) -> Response:
    answer = RedirectResponse(onward(next, entered.caller.role), SEE_OTHER)
    give_cookie(answer, entered.secret, desk.settings)
    return answer


@router.post("/sign-out")
def sign_out(desk: AtDesk, caller: Asking) -> Response:
    if caller.by_browser:
        leave(desk, caller)
    answer = RedirectResponse("/", SEE_OTHER)
    take_cookie(answer, desk.settings)
    return answer


@router.post("/weeks/{week}/runs")
def compute(week: WeekName, desk: AtDesk, caller: Asking) -> Response:
    _, view = desk.week(week)
    if view.current is None:  # a second click asks for nothing new
        desk.runs.submit(week, RunOrder(), caller.account)
    return RedirectResponse(f"/?week={week}", SEE_OTHER)


@router.post("/runs/{id}/cancel")
def cancel(id: RunId, desk: AtDesk, caller: Asking) -> Response:
    standing = desk.runs.standing(id)
    if not standing.over:
        desk.runs.cancel(id, caller.account)
    return RedirectResponse(f"/?week={standing.run.week}", SEE_OTHER)
