"""Weeks and their key figures."""

from fastapi import APIRouter, Request, Response

from service.access import Asking
from service.asking import Cursor, Limit, WeekName, page, version
from service.deps import AtDesk
from service.schemas import WeekFigures, WeekPage

router = APIRouter(prefix="/api/weeks", tags=["weeks"])


@router.get("", summary="The weeks that have needs, newest first")
def weeks(desk: AtDesk, caller: Asking, limit: Limit = 50, cursor: Cursor = None) -> WeekPage:
    with desk.store.snapshot() as reader:
        part, following = page(desk.weeks(reader), str, limit, cursor)
        return WeekPage(items=tuple(desk.figures(reader, week, caller)[1] for week in part), next=following)


@router.get("/{week}", summary="A week's key figures")
def week(week: WeekName, desk: AtDesk, caller: Asking, request: Request, response: Response) -> WeekFigures:
    with desk.store.snapshot() as reader:
        tag, figures = desk.figures(reader, week, caller)
    version(request, response, f"{week}-{tag}-{caller.scope}")
    return figures
