"""What whoever operates the service is told."""

from typing import Annotated, Literal

from pydantic import Field

from service.schemas import Shown


class Waiting(Shown):
    """Runs that are not over."""

    queued: int
    running: int


class Ready(Shown):
    """The service can do its work: the store can be read, and one of its processes starts the runs that wait."""

    status: Literal["ready"] = "ready"
    store: Literal["ok"] = "ok"
    version: Annotated[int, Field(description="writes to the store since it was made")]
    runs: Waiting
