"""Runs: ask for a week's plan, follow it, cancel it."""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Header, Request, Response, status
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import StreamingResponse

from service.access import Asking
from service.asking import IfMatch, RunId, WeekName, must_match
from service.deeds import Key, perform
from service.deps import AtDesk
from service.runs import Runs, Standing, run_view
from service.schemas import RunOrder, RunProgress, RunView
from service.worker import BY

router = APIRouter(prefix="/api", tags=["runs"])

POLL = 0.25
"""Seconds between two looks at a run. An async loop holds no thread while it waits."""
HEARTBEAT = 10.0
"""Seconds of silence after which a comment is sent, so that whoever is gone is noticed."""
END = "end"
"""The id of the last event: a client that comes back with it is told to stay away (204)."""

LastSeen = Annotated[
    str | None, Header(alias="Last-Event-ID", max_length=200, description="the last event that the client has")
]


@router.post(
    "/weeks/{week}/runs",
    status_code=status.HTTP_202_ACCEPTED,
    response_model=RunView,
    summary="Compute the week's plan",
)
def start(
    week: WeekName,
    desk: AtDesk,
    caller: Asking,
    request: Request,
    order: RunOrder | None = None,
    idempotency_key: Key = None,
) -> Response:
    wish = order or RunOrder()
    body = wish.model_dump_json().encode()
    with desk.runs.turn:
        return perform(desk.books, caller, request, idempotency_key, body, lambda: desk.runs.asked(week, wish))


@router.get("/runs/{id}", summary="Where a run stands")
def show(id: RunId, desk: AtDesk, response: Response) -> RunView:
    standing = desk.runs.standing(id)
    response.headers.update({"ETag": f'"{_tag(standing)}"', "Cache-Control": "no-store"})
    return run_view(standing)


@router.delete("/runs/{id}", status_code=status.HTTP_202_ACCEPTED, summary="Cancel a run; its best plan so far is kept")
def cancel(id: RunId, desk: AtDesk, caller: Asking, if_match: IfMatch = None) -> RunView:
    run = desk.runs.cancel(id, caller.account or BY, lambda run: must_match(if_match, run.state))
    return run_view(Standing(run))


@router.get(
    "/runs/{id}/events",
    summary="The same as server-sent events",
    description="`progress` events carry a RunProgress; then one of `done`, `failed`, `cancelled` with the RunView.",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/event-stream": {}}}, 204: {"description": "over, and the client knows"}},
)
def events(id: RunId, desk: AtDesk, last_event_id: LastSeen = None) -> Response:
    if desk.runs.standing(id).over and last_event_id == END:
        return Response(status_code=status.HTTP_204_NO_CONTENT)
    told = _told(desk.runs, id, last_event_id)
    return StreamingResponse(told, media_type="text/event-stream", headers=_STREAMED)


_STREAMED = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


def _tag(standing: Standing) -> str:
    """A run changes for good when its state does; how far a solve has come is not a change of the thing."""
    return standing.run.state


async def _told(runs: Runs, id: str, last_seen: str | None) -> AsyncIterator[str]:
    """The events of one run, from where the client was, to its end or that of the service.

    Between two looks only the newest state counts.
    """
    silent = 0.0
    while not (now := await run_in_threadpool(runs.standing, id)).over:
        if runs.leaving.is_set():
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
