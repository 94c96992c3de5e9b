"""The files behind a week's plan, byte for byte, so that anyone can run `tongxin verify` on them."""

import hashlib
from typing import Any, Literal

from fastapi import APIRouter, Request, Response

from graph.model import Run
from graph.store import Reader
from service.artifacts import content, plan_run, week_runs
from service.asking import RunId, WeekName, version
from service.deps import AtDesk
from service.refusals import NotThere

router = APIRouter(prefix="/api", tags=["files"])

FileName = Literal["problem", "plan", "tally"]
_OK: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/json": {}}, "description": "the file, with its SHA-256 as ETag"}
}


@router.get("/weeks/{week}/problem", summary="The week's tongxin-problem/1", responses=_OK, response_class=Response)
def problem(week: WeekName, desk: AtDesk, request: Request) -> Response:
    return _of_week(desk, request, week, "problem")


@router.get("/weeks/{week}/plan", summary="The week's tongxin-plan/1", responses=_OK, response_class=Response)
def plan(week: WeekName, desk: AtDesk, request: Request) -> Response:
    return _of_week(desk, request, week, "plan")


@router.get(
    "/runs/{id}/{file}", summary="A file of one run: its problem, plan or tally", responses=_OK, response_class=Response
)
def of_run(id: RunId, file: FileName, desk: AtDesk, request: Request) -> Response:
    with desk.store.snapshot() as reader:
        run = reader.get(id)
        if not isinstance(run, Run):
            raise NotThere(f"run {id!r}: no such run")
        return _file(reader, request, run, file)


def _of_week(desk: AtDesk, request: Request, week: str, file: FileName) -> Response:
    with desk.store.snapshot() as reader:
        run = plan_run(week_runs(reader, week))
        if run is None:
            raise NotThere(f"week {week}: no plan yet; POST /api/weeks/{week}/runs computes one")
        response = _file(reader, request, run, file)
    response.headers["Content-Location"] = f"/api/runs/{run.id}/{file}"  # the plan's own problem is beside it
    return response


def _file(reader: Reader, request: Request, run: Run, file: FileName) -> Response:
    id = getattr(run, file)
    if not id:
        raise NotThere(f"run {run.id}: it is {run.state} and has no {file}")
    data = content(reader, id)
    response = Response(data, media_type="application/json")
    response.headers["Content-Disposition"] = f'inline; filename="{file}-{run.week}.json"'
    version(request, response, hashlib.sha256(data).hexdigest())
    return response
