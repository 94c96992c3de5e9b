"""How far running solves have come: a small file for each beside the store, which every process of the service sees.

It is not in the store, where each second of a solve would be a change of the graph and a line in its journal. A file
that is lost is not missed: the next one comes within a second.
"""

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ValidationError

from service.schemas import RunProgress


class Notice(BaseModel):
    """What hangs on the board: `step` counts the notices of one run."""

    step: int
    progress: RunProgress


@dataclass(frozen=True)
class Board:
    """The notices of one store's runs. Each run has one writer, its worker; anybody reads."""

    store: str

    def put_up(self, run: str, notice: Notice) -> None:
        """Hang a notice in the place of the last one. Who looks meanwhile sees one of them, whole."""
        place = self._place(run)
        draft = place.with_name(f"{place.name}.new")
        with suppress(OSError):  # a full disk may cost the notice, and not the solve
            draft.write_text(notice.model_dump_json(), encoding="utf-8")
            draft.replace(place)

    def read(self, run: str) -> Notice | None:
        """The run's notice; None where there is none."""
        try:
            return Notice.model_validate_json(self._place(run).read_bytes())
        except (FileNotFoundError, ValidationError):
            return None

    def take_down(self, run: str) -> None:
        """The run is over."""
        place = self._place(run)
        for each in (place, place.with_name(f"{place.name}.new")):
            with suppress(FileNotFoundError):
                each.unlink()

    def _place(self, run: str) -> Path:
        return Path(f"{self.store}.{run.partition(':')[2]}.progress")
