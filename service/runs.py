"""Runs of a week as every process of the service sees them: asked for, followed, cancelled.

All that lasts of a run is its node in the store, so it does not matter which process is asked. Who starts the workers
is `service.dispatch`.
"""

import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass

from graph.errors import BadValue, Conflict
from graph.model import Run
from graph.store import Put, Reader
from graph.weeks import monday
from service.artifacts import LIVE
from service.board import board
from service.books import Books, moment
from service.deeds import Deed
from service.refusals import NotThere, Stands, TooMany
from service.schemas import RunOrder, RunProgress, RunView
from service.settings import Settings
from service.worker import BY, ended, gap

MOST_QUEUED = 20
"""So many runs may wait in one store."""


@dataclass(frozen=True)
class Standing:
    """Where a run stands. `step` counts what was told of its progress."""

    run: Run
    progress: RunProgress | None = None
    step: int = 0

    @property
    def over(self) -> bool:
        return self.run.state not in LIVE


class Runs:
    """The runs of one store. Safe for several threads and processes."""

    def __init__(self, books: Books, settings: Settings) -> None:
        self._books, self._settings = books, settings
        self._board = board(settings.store, books.store)
        self.turn = threading.Lock()
        """Held from planning a run to writing it, so that those who ask at once do not all find room in the queue."""
        self.leaving = threading.Event()
        """Set when the service is about to stop: whoever follows a run lets go."""

    def asked(self, week: str, order: RunOrder) -> Deed:
        """What it takes to queue a run.

        :raises BadValue: no such week, or a time limit beyond what is allowed here.
        :raises TooMany: too many runs wait.
        """
        monday(week)
        with self._books.store.snapshot() as reader:
            _check_room(reader)
        run = Run(
            id=f"run:{week}-{secrets.token_hex(6)}",
            week=week,
            state="queued",
            seed=order.seed,
            time_limit=self._seconds(order.time_limit),
            gap=float(order.gap),
            created=moment(),
        )
        return Deed(
            changes=[Put(run)],
            action="run queued",
            answer=run_view(Standing(run)),
            about=[run.id],
            expect={run.id: 0},
            status=202,
            location=f"/api/runs/{run.id}",
        )

    def submit(self, week: str, order: RunOrder, by: str = BY) -> Run:
        """Queue a run and return it; errors as `asked`.

        :param by: whose wish it is: an account's id.
        """
        with self.turn:
            deed = self.asked(week, order)
            self._books.write(deed.changes, by=by, action=deed.action, about=deed.about, expect=deed.expect)
        return self._stored(deed.about[0])[0]

    def standing(self, id: str) -> Standing:
        """Where a run stands now.

        :raises NotThere: no such run.
        """
        run, _ = self._stored(id)
        notice = self._board.read(id) if run.state == "running" else None
        return Standing(run, notice.progress, notice.step) if notice else Standing(run)

    def cancel(self, id: str, by: str = BY, check: Callable[[Run], None] = lambda run: None) -> Run:
        """End a run: a queued one at once, a running one as soon as it has kept its best plan so far.

        Cancelling again changes nothing.

        :param check: sees the run as it is before that, and may refuse.
        :raises NotThere: no such run. :raises Stands: it is done or has failed.
        """
        while True:
            run, version = self._stored(id)
            check(run)
            if run.state in {"done", "failed"}:
                raise Stands(f"run {id}: it is {run.state}; there is nothing left to cancel")
            if run.cancel or run.state == "cancelled":
                return run
            after = _cancelled(run)
            action = "run cancelled" if after.state == "cancelled" else "run to be cancelled"
            try:
                self._books.write([Put(after)], by=by, action=action, about=[id], expect={id: version})
                return after
            except Conflict:  # it has just begun or ended
                continue

    def _stored(self, id: str) -> tuple[Run, int]:
        with self._books.store.snapshot() as reader:
            run = reader.get(id)
            if not isinstance(run, Run):
                raise NotThere(f"run {id!r}: no such run; POST /api/weeks/{{week}}/runs starts one")
            return run, reader.node_version(id)

    def _seconds(self, asked: int | None) -> int:
        most = self._settings.most_seconds
        if asked is not None and asked > most:
            raise BadValue(f"time_limit {asked}: at most {most} seconds here; ask for less")
        return asked or self._settings.time_limit


def _check_room(reader: Reader) -> None:
    waiting = reader.columns("Run", "state")["state"].to_list().count("queued")
    if waiting >= MOST_QUEUED:
        raise TooMany(f"{waiting} runs wait already; cancel one of them, or come again when some are done")


def _cancelled(run: Run) -> Run:
    if run.state == "queued":
        return ended(run, "cancelled", reason="cancelled before it began")
    return run.model_copy(update={"cancel": True})


def run_view(standing: Standing) -> RunView:
    """A run as the API shows it."""
    run = standing.run
    return RunView(
        id=run.id,
        week=run.week,
        state=run.state,
        time_limit=run.time_limit,
        gap_limit=run.gap,
        seed=run.seed,
        created=run.created,
        finished=run.finished,
        status=run.status or None,
        objective=run.objective,
        bound=run.bound,
        gap=gap(run.objective, run.bound),
        plan=bool(run.plan),
        reason=run.reason,
        progress=standing.progress,
    )
