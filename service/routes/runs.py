"""Runs: ask for a week's plan, follow it, cancel it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Annotated

from fastapi import APIRouter, Header, Response, status
from fastapi.responses import StreamingResponse

from service.asking import IfMatch, RunId, WeekName, must_match
from service.deps import AtDesk
from service.runs import Standing, Watch, run_view
from service.schemas import RunOrder, RunProgress, RunView

router = APIRouter(prefix="/api", tags=["runs"])

POLL = 0.2
"""Seconds between two looks at a run. An async loop over a value in memory holds no thread while it waits."""
HEARTBEAT = 10.0
"""Seconds of silence after which a comment is sent, so that whoever is gone is noticed."""
END = "end"
"""The id of the last event: a client that comes back with it is told to stay away (204)."""

Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=200,
        description="the same key and body give the same run, also after a restart",
    ),
]
LastSeen = Annotated[
    str | None, Header(alias="Last-Event-ID", max_length=200, description="the last event that the client has")
]


@router.post("/weeks/{week}/runs", status_code=status.HTTP_202_ACCEPTED, summary="Compute the week's plan")
def start(
    week: WeekName, desk: AtDesk, response: Response, order: RunOrder | None = None, idempotency_key: Key = None
) -> RunView:
    run = desk.runs.submit(week, order or RunOrder(), idempotency_key)
    response.headers["Location"] = f"/api/runs/{run.id}"
    return run_view(Standing(run))


@router.get("/runs/{id}", summary="Where a run stands")
def show(id: RunId, desk: AtDesk, response: Response) -> RunView:
    standing = desk.runs.standing(id)
    response.headers.update({"ETag": f'"{_tag(standing)}"', "Cache-Control": "no-store"})
    return run_view(standing)


@router.delete("/runs/{id}", status_code=status.HTTP_202_ACCEPTED, summary="Cancel a run; its best plan so far is kept")
def cancel(id: RunId, desk: AtDesk, if_match: IfMatch = None) -> RunView:
    must_match(if_match, _tag(desk.runs.standing(id)))
    return run_view(Standing(desk.runs.cancel(id)))


@router.get(
    "/runs/{id}/events",
    summary="The same as server-sent events",
    description="`progress` events carry a RunProgress; then one of `done`, `failed`, `cancelled` with the RunView.",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/event-stream": {}}}, 204: {"description": "over, and the client knows"}},
)
def events(id: RunId, desk: AtDesk, last_event_id: LastSeen = None) -> Response:
    watch = desk.runs.watch(id)
    if last_event_id == END and watch().over:
        return Response(status_code=status.HTTP_204_NO_CONTENT)
    told = _told(watch, last_event_id, desk.runs.leaving.is_set)
    return StreamingResponse(told, media_type="text/event-stream", headers=_STREAMED)


_STREAMED = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


def _tag(standing: Standing) -> str:
    """A run changes for good when its state does; how far a solve has come is not a change of the thing."""
    return standing.run.state


async def _told(watch: Watch, last_seen: str | None, leaving: Callable[[], bool]) -> AsyncIterator[str]:
    """The events of one run, from where the client was, to its end or that of the service.

    Between two looks only the newest state counts.
    """
    silent = 0.0
    while not (now := watch()).over:
        if leaving():
            return
        if (step := str(now.step)) != last_seen:
            last_seen, silent = step, 0.0
            yield _event("progress", step, now.progress or RunProgress(phase="queued", seconds=0.0))
        elif silent >= HEARTBEAT:
            silent = 0.0
            yield ": still here\n\n"
        await asyncio.sleep(POLL)
        silent += POLL
    yield _event(now.run.state, END, run_view(now))


def _event(kind: str, id: str, data: RunProgress | RunView) -> str:
    return f"event: {kind}\nid: {id}\ndata: {data.model_dump_json()}\n\n"
