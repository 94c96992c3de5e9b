"""Weeks and their key figures."""

from fastapi import APIRouter, Request, Response

from service.asking import Cursor, Limit, WeekName, page, version
from service.deps import AtDesk
from service.schemas import WeekFigures, WeekPage
from service.week import known_weeks

router = APIRouter(prefix="/api/weeks", tags=["weeks"])


@router.get("", summary="The weeks that have needs, newest first")
def weeks(desk: AtDesk, limit: Limit = 50, cursor: Cursor = None) -> WeekPage:
    with desk.store.snapshot() as reader:
        known = known_weeks(reader)
    part, following = page(known, str, limit, cursor)
    return WeekPage(items=tuple(desk.week(week)[1].figures for week in part), next=following)


@router.get("/{week}", summary="A week's key figures")
def week(week: WeekName, desk: AtDesk, request: Request, response: Response) -> WeekFigures:
    stored, view = desk.week(week)
    version(request, response, f"{week}-{stored}")
    return view.figures
