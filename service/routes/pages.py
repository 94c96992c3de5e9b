"""The pages: this week, the API's reference, and the two forms that work without script."""

from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI, Query, Request, Response
from fastapi.middleware.gzip import GZipMiddleware
from fastapi.responses import RedirectResponse

from graph.weeks import this_week
from service.asking import RunId, WeekName
from service.deps import AtDesk
from service.door import let_in
from service.home import Asked, values
from service.language import Language
from service.pages import error_page, page
from service.runs import run_view
from service.schemas import RunOrder, RunView
from service.statics import PREFIX, Statics
from service.week import known_weeks

router = APIRouter(include_in_schema=False, tags=["pages"])

SEE_OTHER = 303


def install(app: FastAPI) -> None:
    """Add the pages, our own files, and the page of an error to an application."""
    app.include_router(router, dependencies=[Depends(let_in)])
    app.mount(PREFIX, Statics())
    app.add_middleware(GZipMiddleware, minimum_size=1000)
    app.state.error_page = error_page


@router.get("/")
def home(request: Request, desk: AtDesk, asked: Annotated[Asked, Query()]) -> Response:
    _, view = desk.week(asked.week or this_week())
    with desk.store.snapshot() as reader:
        weeks = known_weeks(reader)
    run = _run(desk, view.current.id) if view.current else None
    latest = _run(desk, view.latest.id) if view.latest else None
    failure = latest.reason if latest and latest.state == "failed" else ""
    return page(request, "home.html", values(view, asked, weeks, run, failure), here="home")


def _run(desk: AtDesk, id: str) -> RunView:
    return run_view(desk.runs.standing(id))


@router.get("/docs")
def docs(request: Request, lang: Language | None = None) -> Response:
    return page(request, "docs.html", {}, here="docs")


@router.post("/weeks/{week}/runs")
def compute(week: WeekName, desk: AtDesk) -> Response:
    _, view = desk.week(week)
    if view.current is None:  # a second click asks for nothing new
        desk.runs.submit(week, RunOrder())
    return RedirectResponse(f"/?week={week}", SEE_OTHER)


@router.post("/runs/{id}/cancel")
def cancel(id: RunId, desk: AtDesk) -> Response:
    standing = desk.runs.standing(id)
    if not standing.over:
        desk.runs.cancel(id)
    return RedirectResponse(f"/?week={standing.run.week}", SEE_OTHER)
