"""The pages of gaps: the table, the map and the trend, one cell, a what-if, what is scarce; and their downloads."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from graph.errors import BadValue
from service.access import Asking, Caller
from service.deps import AtDesk, Desk
from service.downloads import download, svg
from service.errors import ProblemDetails, problem_of
from service.gaps import pages as shown
from service.gaps.fair import Fair, FairAsked, fair
from service.gaps.files import fairness_csv, gaps_csv, idle_csv, trend_csv
from service.gaps.idle import idle
from service.gaps.partnerships import partnership_page
from service.gaps.queries import (
    SHOWS,
    TABLES,
    ListAsked,
    TableAsked,
    WhatIfAsked,
    Where,
    address,
    told,
)
from service.gaps.words import PARTS, UNITS
from service.pages import page
from service.refusals import Busy, NotThere

router = APIRouter(include_in_schema=False, tags=["pages"])

PARTNERSHIPS = 10
"""So many missing partnerships are told."""

OfTable = Annotated[TableAsked, Query()]


@router.get("/gaps")
def gaps_page(request: Request, desk: AtDesk, caller: Asking, asked: OfTable) -> Response:
    with desk.store.snapshot() as reader:
        standing = shown.standing(desk, caller, reader, asked.its_week)
        names, towns = shown.filter_names(reader, asked), shown.towns(reader)
    table, late = shown.gap_table(desk, caller, asked)
    values = {
        "standing": standing,
        "table": table,
        "late": late,
        "map": shown.town_map(desk, caller, asked) if standing.planned else None,
        "scarce": shown.scarcest(desk, caller, asked.its_week) if standing.planned else (),
        "names": names,
        "towns": towns,
        "tables": TABLES,
        "shows": SHOWS,
        "chart": shown.trend_chart,
        **_common(asked, "/gaps"),
    }
    return page(request, "gaps.html", values, here="gaps")


@router.get("/gaps/cell")
def gap_cell_page(request: Request, desk: AtDesk, caller: Asking, asked: Annotated[Where, Query()]) -> Response:
    with desk.store.snapshot() as reader:
        standing = shown.standing(desk, caller, reader, asked.its_week)
        names = shown.filter_names(reader, asked)
    values = {
        "standing": standing,
        "spot": shown.spot(desk, caller, asked),
        "names": names,
        "most": shown.NEEDS,
        "board": asked.board,
        "around": asked.around,
        "chart": shown.trend_chart,
        **_common(asked, "/gaps/cell"),
    }
    return page(request, "gap-cell.html", values, here="gaps")


@router.get("/gaps/what-if")
def what_if_page(request: Request, desk: AtDesk, caller: Asking, asked: Annotated[WhatIfAsked, Query()]) -> Response:
    try:
        tried, problem = shown.tried(desk, caller, asked), None
    except (Busy, BadValue) as error:  # the page keeps what was entered
        tried, problem = None, problem_of(error)
    with desk.store.snapshot() as reader:
        standing = shown.standing(desk, caller, reader, asked.its_week)
        names = shown.filter_names(reader, asked)
    values = {
        "standing": standing,
        "tried": tried,
        "problem": problem,
        "capacity": shown.capacity_of(desk, caller, asked.its_week, asked.capacity) if asked.capacity else None,
        "names": names,
        **_common(asked, "/gaps/what-if"),
    }
    return page(request, "gap-what-if.html", values, here="gaps", status=problem.status if problem else 200)


@router.get("/gaps/capacities")
def capacities_page(request: Request, desk: AtDesk, caller: Asking, asked: Annotated[ListAsked, Query()]) -> Response:
    week = asked.its_week
    with desk.store.snapshot() as reader:
        standing = shown.standing(desk, caller, reader, week)
    listed = shown.capacity_list(desk, caller, asked, week) if standing.planned else None
    values = {"standing": standing, "listed": listed, "asked": asked, "week": week, "address": address}
    return page(request, "gap-capacities.html", {**values, "parts": PARTS, "units": UNITS}, here="gaps")


@router.get("/gaps/fairness")
def fairness_page_of(request: Request, desk: AtDesk, caller: Asking, asked: Annotated[FairAsked, Query()]) -> Response:
    week = asked.its_week
    with desk.store.snapshot() as reader:
        standing = shown.standing(desk, caller, reader, week)
    found, problem = _fair(desk, caller, asked) if standing.planned else (None, None)
    values = {"standing": standing, "fair": found, "problem": problem, "asked": asked, "week": week, "address": address}
    return page(request, "gap-fairness.html", values, here="gaps", status=problem.status if problem else 200)


def _fair(desk: Desk, caller: Caller, asked: FairAsked) -> tuple[Fair, ProblemDetails | None]:
    """What is found; without what takes long, and why, where that did not come in time."""
    try:
        return fair(desk, caller, asked), None
    except Busy as error:
        quick = asked.model_copy(update={"share": None, "highest": False})
        return fair(desk, caller, quick), problem_of(error)


@router.get("/gaps/partnerships")
def partnerships_page(request: Request, desk: AtDesk, caller: Asking, asked: Annotated[ListAsked, Query()]) -> Response:
    week = asked.its_week
    with desk.store.snapshot() as reader:
        standing = shown.standing(desk, caller, reader, week)
    found = partnership_page(desk, caller, week, PARTNERSHIPS) if standing.planned else None
    values = {"standing": standing, "found": found, "week": week, "address": address, "most": PARTNERSHIPS}
    return page(request, "gap-partnerships.html", values, here="gaps")


@router.get("/gaps.csv")
def gaps_file(desk: AtDesk, caller: Asking, asked: OfTable) -> Response:
    found = shown.all_gaps(desk, caller, asked, asked.dimensions)
    return download(gaps_csv(found), f"gaps-{asked.its_week}", "csv")


@router.get("/gaps-trend.csv")
def gap_trend_file(desk: AtDesk, caller: Asking, asked: OfTable) -> Response:
    found = shown.all_gaps(desk, caller, asked, asked.dimensions)
    return download(trend_csv(found), f"gaps-trend-{asked.its_week}", "csv")


@router.get("/gaps-idle.csv")
def gap_idle_file(desk: AtDesk, caller: Asking, asked: OfTable) -> Response:
    found = idle(desk, caller, asked.its_week, asked.places, asked.only)
    return download(idle_csv(found), f"gaps-idle-{asked.its_week}", "csv")


@router.get("/gaps-map.svg")
def gap_map_picture(request: Request, desk: AtDesk, caller: Asking, asked: OfTable) -> Response:
    values = {"drawn": "missing", "map": shown.town_map(desk, caller, asked), **_common(asked, "/gaps")}
    return svg(request, "gap-picture.html", values, f"gaps-map-{asked.its_week}")


@router.get("/gaps-idle.svg")
def gap_idle_picture(request: Request, desk: AtDesk, caller: Asking, asked: OfTable) -> Response:
    values = {"drawn": "idle", "map": shown.town_map(desk, caller, asked), **_common(asked, "/gaps")}
    return svg(request, "gap-picture.html", values, f"gaps-idle-{asked.its_week}")


@router.get("/gaps-what-if.svg")
def what_if_picture(request: Request, desk: AtDesk, caller: Asking, asked: Annotated[WhatIfAsked, Query()]) -> Response:
    tried = shown.tried(desk, caller, asked)
    if tried is None:
        raise NotThere("no picture: say how many more with add=")
    return svg(request, "gap-picture.html", {"drawn": "proof", "view": tried.view}, f"what-if-{asked.its_week}")


@router.get("/gaps-fairness.svg")
def fairness_picture(request: Request, desk: AtDesk, caller: Asking, asked: Annotated[ListAsked, Query()]) -> Response:
    found = fair(desk, caller, FairAsked(week=asked.week))
    return svg(request, "gap-picture.html", {"drawn": "shares", "bars": found.bars}, f"fairness-{asked.its_week}")


@router.get("/gaps-fairness.csv")
def fairness_file(desk: AtDesk, caller: Asking, asked: Annotated[ListAsked, Query()]) -> Response:
    found = fair(desk, caller, FairAsked(week=asked.week))
    return download(fairness_csv(found.page), f"fairness-{asked.its_week}", "csv")


@router.get("/gaps-trend.svg")
def gap_trend_picture(request: Request, desk: AtDesk, caller: Asking, asked: OfTable) -> Response:
    table, _ = shown.gap_table(desk, caller, asked)
    values = {"drawn": "trend", "chart": shown.trend_chart(table.trend), **_common(asked, "/gaps")}
    return svg(request, "gap-picture.html", values, f"gaps-trend-{asked.its_week}")


def _common(asked: Where, path: str) -> dict[str, object]:
    """What every page of gaps needs: what was asked, and the addresses that lead on from there."""

    def link(**changes: object) -> str:
        """This page with some of its query changed."""
        return address(path, told(asked, **changes))

    def cell(*keys: object, **more: object) -> str:
        """The page of the cell of these keys, among the needs that this page tells of."""
        return address("/gaps/cell", {"week": asked.its_week, **asked.filters, **_of(keys), **more})

    def on(other: str, **query: object) -> str:
        """Another address, about the same week and needs."""
        return address(other, {"week": asked.its_week, **asked.filters, **query})

    return {
        "asked": asked,
        "week": asked.its_week,
        "link": link,
        "cell": cell,
        "on": on,
        "address": address,
        "parts": PARTS,
        "units": UNITS,
    }


def _of(keys: tuple[object, ...]) -> dict[str, object]:
    return {key.dimension: key.id for key in keys}  # type: ignore[attr-defined]
