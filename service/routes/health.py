"""Alive, ready, and the figures: for whoever operates the service."""

from typing import Any

from fastapi import APIRouter, Response

from graph.errors import GraphError
from service.access import Asking
from service.deps import AtDesk
from service.lease import dispatched
from service.metrics import MEDIA
from service.operation_schemas import Ready, Waiting
from service.refusals import Busy, NotSignedIn, NotThere
from service.schemas import Health
from service.version import version

router = APIRouter(tags=["operation"])

_FIGURES: dict[int | str, dict[str, Any]] = {
    200: {"content": {MEDIA: {"schema": {"type": "string"}}}, "description": "Prometheus's text format"}
}


@router.get("/healthz", summary="Alive")
def healthz() -> Health:
    return Health(version=version())


@router.get("/readyz", summary="Ready: the store can be read, and runs are started")
def readyz(desk: AtDesk) -> Ready:
    try:
        with desk.store.snapshot() as reader:
            states = reader.columns("Run", "state")["state"].to_list()
    except GraphError as error:
        raise Busy(f"the store cannot be read: {error}") from error
    if not dispatched(desk.settings.store, desk.store):
        raise Busy("no process starts the runs that wait; if this lasts, start the service again")
    return Ready(runs=Waiting(queued=states.count("queued"), running=states.count("running")))


@router.get(
    "/metrics",
    summary="Prometheus figures: requests, runs, the store, this process",
    description="For the role admin; for everybody while only this machine may ask.",
    response_class=Response,
    responses=_FIGURES,
)
def metrics(desk: AtDesk, caller: Asking) -> Response:
    if desk.settings.allow_remote and caller.role != "admin":
        if caller.role == "public":
            raise NotSignedIn("the figures are for the role admin: send Authorization: Bearer with its token")
        raise NotThere("/metrics: nothing is here; /docs lists what is")
    return Response(desk.metrics.text(desk.store), media_type=MEDIA)
