"""The pages that a board leads to: one linkage, its people, what a plan changed, what was decided, and the sheets."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from service.access import Asking, Caller
from service.asking import NeedId, WeekName
from service.beside import beside
from service.deps import AtDesk, Desk
from service.home import DecisionName
from service.labels import N_
from service.language import Language
from service.linkage_page import cards_of, choices, mending, values
from service.pages import language_of, page
from service.people import linkage_look, looked
from service.record import changed, record
from service.routes import backups
from service.schemas import WeekView
from service.sheets import By, Writer, sheets, whole
from service.spreadsheet import csv_file, workbook
from service.templating import speaker

router = APIRouter(include_in_schema=False, tags=["pages"])

Lang = Annotated[Language | None, Query()]
TITLE = N_("Linkages of the week")
NO_STORE = {"Cache-Control": "no-store"}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@router.get("/weeks/{week}/linkages/{need}")
def linkage_page(
    request: Request,
    week: WeekName,
    need: NeedId,
    desk: AtDesk,
    caller: Asking,
    told: DecisionName | None = None,
    lang: Lang = None,
) -> Response:
    with desk.store.snapshot() as reader:
        shown = values(desk, reader, caller, week, need, told)
    return page(request, "linkage-page.html", shown, here="home")


@router.get("/weeks/{week}/linkages/{need}/people")
def linkage_people(
    request: Request, week: WeekName, need: NeedId, desk: AtDesk, caller: Asking, lang: Lang = None
) -> Response:
    people = looked(
        desk.books, caller.account, "people read", lambda reader: linkage_look(reader, caller, week, need), week
    )
    answer = page(request, "people.html", {"people": people, "back": f"/weeks/{week}/linkages/{need}"}, here="home")
    answer.headers.update(NO_STORE)
    return answer


@router.get("/weeks/{week}/linkages/{need}/repairs")
def linkage_repairs(
    request: Request, week: WeekName, need: NeedId, desk: AtDesk, caller: Asking, lang: Lang = None
) -> Response:
    return page(request, "repairs.html", mending(desk, caller, week, need), here="home")


@router.get("/weeks/{week}/linkages/{need}/alternates")
def linkage_alternates(
    request: Request, week: WeekName, need: NeedId, desk: AtDesk, caller: Asking, lang: Lang = None
) -> Response:
    return page(request, "alternates.html", choices(desk, caller, week, need), here="home")


@router.get("/weeks/{week}/backups")
def week_backups(
    request: Request,
    week: WeekName,
    desk: AtDesk,
    caller: Asking,
    cursor: Annotated[str | None, Query(max_length=200)] = None,
    lang: Lang = None,
) -> Response:
    found = backups.backups(week, desk, caller, Response(), 50, cursor)
    shown = {"week": week, "found": found, "cards": cards_of(desk, caller, week), "twin": f"/api/weeks/{week}/backups"}
    return page(request, "backups.html", shown, here="home")


@router.get("/weeks/{week}/changes")
def week_changes(request: Request, week: WeekName, desk: AtDesk, caller: Asking, lang: Lang = None) -> Response:
    with desk.store.snapshot() as reader:
        shown = changed(desk, reader, caller, week)
    return page(request, "changes.html", shown, here="home")


@router.get("/weeks/{week}/decisions")
def week_decisions(
    request: Request,
    week: WeekName,
    desk: AtDesk,
    caller: Asking,
    cursor: Annotated[DecisionName | None, Query()] = None,
    lang: Lang = None,
) -> Response:
    with desk.store.snapshot() as reader:
        shown = record(desk, reader, caller, week, cursor)
    return page(request, "decisions.html", shown, here="home")


@router.get("/weeks/{week}/sheets")
def week_sheets(
    request: Request, week: WeekName, desk: AtDesk, caller: Asking, by: By = "organization", lang: Lang = None
) -> Response:
    view, writer = _written(request, desk, caller, week)
    shown = {"figures": view.figures, "by": by, "sheets": sheets(view, by, writer)}
    return page(request, "sheets.html", shown, here="home")


@router.get("/weeks/{week}/week.csv")
def week_csv(request: Request, week: WeekName, desk: AtDesk, caller: Asking, lang: Lang = None) -> Response:
    view, writer = _written(request, desk, caller, week)
    return _file(csv_file(whole(view, writer)), "text/csv; charset=utf-8", f"tongxin-{week}.csv")


@router.get("/weeks/{week}/week.xlsx")
def week_workbook(request: Request, week: WeekName, desk: AtDesk, caller: Asking, lang: Lang = None) -> Response:
    view, writer = _written(request, desk, caller, week)
    pages = [whole(view, writer), *sheets(view, "organization", writer), *sheets(view, "community", writer)]
    return _file(workbook(pages, f"{writer.say('word', TITLE)} {week}"), XLSX, f"tongxin-{week}.xlsx")


def _written(request: Request, desk: Desk, caller: Caller, week: str) -> tuple[WeekView, Writer]:
    language = language_of(request)
    with desk.store.snapshot() as reader:
        _, view = desk.view(reader, week, caller)
        settled = beside(desk, reader, caller, week).settled
    return view, Writer(language, speaker(language), settled)


def _file(data: bytes, media: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-cache"}
    return Response(data, media_type=media, headers=headers)
