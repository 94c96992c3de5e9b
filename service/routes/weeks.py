"""Weeks and their key figures."""

from fastapi import APIRouter, Request, Response

from service.access import Asking
from service.asking import Cursor, Limit, WeekName, page, version
from service.deps import AtDesk
from service.schemas import WeekFigures, WeekPage
from service.week import known_weeks, within

router = APIRouter(prefix="/api/weeks", tags=["weeks"])


@router.get("", summary="The weeks that have needs, newest first")
def weeks(desk: AtDesk, caller: Asking, limit: Limit = 50, cursor: Cursor = None) -> WeekPage:
    with desk.store.snapshot() as reader:
        known = known_weeks(reader)
    part, following = page(known, str, limit, cursor)
    views = (within(desk.week(week)[1], caller.sees) for week in part)
    return WeekPage(items=tuple(view.figures for view in views), next=following)


@router.get("/{week}", summary="A week's key figures")
def week(week: WeekName, desk: AtDesk, caller: Asking, request: Request, response: Response) -> WeekFigures:
    stored, view = desk.week(week)
    version(request, response, f"{week}-{stored}-{caller.scope}")
    return within(view, caller.sees).figures
