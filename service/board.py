"""How far running solves have come: a small file for each beside the store, which every process of the service sees.

It is not in the graph, where each second of a solve would be a change and a line in the journal. What is lost is not
missed: the next notice comes within a second. Beside a store in a server, notices are notes of that server.
"""

import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

from pydantic import BaseModel, ValidationError

from graph.errors import GraphError
from graph.store import GraphStore
from service.lease import in_server
from service.schemas import RunProgress

if TYPE_CHECKING:
    from graph.neo4j_store import Neo4jStore


class Notice(BaseModel):
    """What hangs on the board: `step` counts the notices of one run."""

    step: int
    progress: RunProgress


class Board(Protocol):
    """The notices of one store's runs. Each run has one writer, its worker; anybody reads."""

    def put_up(self, run: str, notice: Notice) -> None:
        """Hang a notice in the place of the last one. Who looks meanwhile sees one of them, whole."""

    def read(self, run: str) -> Notice | None:
        """The run's notice; None where there is none."""

    def take_down(self, run: str) -> None:
        """The run is over."""


def board(address: str, store: GraphStore) -> Board:
    """The board of a store."""
    return ServerBoard(cast("Neo4jStore", store)) if in_server(address) else FileBoard(address)


@dataclass(frozen=True)
class FileBoard:
    """Files beside the store's own."""

    store: str

    def put_up(self, run: str, notice: Notice) -> None:
        place = self._place(run)
        draft = place.with_name(f"{place.name}.new")
        with suppress(OSError):  # a full disk may cost the notice, and not the solve
            draft.write_text(notice.model_dump_json(), encoding="utf-8")
            draft.replace(place)

    def read(self, run: str) -> Notice | None:
        try:
            return Notice.model_validate_json(self._place(run).read_bytes())
        except (FileNotFoundError, ValidationError):
            return None

    def take_down(self, run: str) -> None:
        place = self._place(run)
        for each in (place, place.with_name(f"{place.name}.new")):
            with suppress(FileNotFoundError):
                each.unlink()

    def _place(self, run: str) -> Path:
        return Path(f"{self.store}.{run.partition(':')[2]}.progress")


class ServerBoard:
    """Notes of the server: of one phase, one every PAUSE seconds, and none for a while after the server was away."""

    PAUSE = 0.5

    def __init__(self, store: "Neo4jStore") -> None:
        self._notes = store.notes
        self._phase, self._next = "", 0.0

    def put_up(self, run: str, notice: Notice) -> None:
        now, phase = time.monotonic(), notice.progress.phase
        if phase == self._phase and now < self._next:
            return
        self._phase, self._next = phase, now + self.PAUSE
        try:
            self._notes.put_up(run, notice.model_dump_json())
        except GraphError:
            self._next = now + 10 * self.PAUSE

    def read(self, run: str) -> Notice | None:
        text = self._notes.read(run)
        return Notice.model_validate_json(text) if text else None

    def take_down(self, run: str) -> None:
        with suppress(GraphError):  # a run that is over is told by its node
            self._notes.take_down(run)
