"""What whoever operates the service is told."""

from typing import Literal

from service.schemas import Shown


class Waiting(Shown):
    """Runs that are not over."""

    queued: int
    running: int


class Ready(Shown):
    """The service can do its work: the store can be read, and one of its processes starts the runs that wait.

    Everybody may ask, so it does not tell that something was written.
    """

    status: Literal["ready"] = "ready"
    store: Literal["ok"] = "ok"
    runs: Waiting
