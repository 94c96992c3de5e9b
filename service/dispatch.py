"""Queued runs and the workers that solve them: one process of a service dispatches, and another takes its place.

A run that the store calls running and that has no worker here has lost it, with the process that dispatched before or
by a kill: it has failed. So nothing is lost, and nothing that an orphaned worker still makes is kept.

Where the store is in a server, whoever dispatches next may be on another machine, and takes the run over: it begins
anew. Of two workers that come to an end all the same, the first keeps what it has.
"""

import math
import multiprocessing
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from multiprocessing import connection
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from multiprocessing.synchronize import Event

from graph.errors import Conflict
from graph.model import Run
from graph.store import Put
from graph.weeks import SHANGHAI
from service import logs
from service.artifacts import LIVE
from service.board import board
from service.books import Books
from service.lease import dispatching, in_server
from service.metrics import Metrics
from service.settings import Settings
from service.worker import BY, ended, work

LOOK = 0.1
"""Seconds between two looks at the store: what another process asks for waits no longer."""

LOOK_AT_SERVER = 0.5
"""The same where each look is a question to a server."""

TAKEN_OVER = 600.0
"""Seconds, and twice its time limit: so old a run may be to be taken over."""

REST = 1.0
"""Seconds after a run in which no other came: then a worker is made ready, for somebody may wait for the next."""

GRACE = 30.0
"""Seconds that workers have to keep their best plans when the service stops."""

_spawn = multiprocessing.get_context("spawn")
log = logs.logger()


@dataclass
class _Hand:
    """A worker process that has its run, or loads the solver and waits for one at the other end of `line`."""

    process: SpawnProcess
    line: Connection
    cancel: Event

    def end(self) -> None:
        """Let go of a hand that has no run."""
        self.line.close()
        self.process.kill()
        self.process.join()


@dataclass
class _Worker:
    """A solve at work."""

    run: Run
    process: SpawnProcess
    cancel: Event
    began: float = field(default_factory=time.monotonic)


class Dispatcher:
    """Starts a worker for each queued run in turn, and sees to what becomes of it, once it is this process's turn.

    :param metrics: told how long each run took.
    """

    def __init__(self, books: Books, settings: Settings, metrics: Metrics) -> None:
        self._books, self._settings, self._metrics = books, settings, metrics
        self._board = board(settings.store, books.store)
        self._workers: dict[str, _Worker] = {}
        self._spare: _Hand | None = None
        self._rested = math.inf
        self._last = ""
        self._live: list[tuple[Run, int]] = []
        self._seen = -1
        self._pause = LOOK_AT_SERVER if in_server(settings.store) else LOOK
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._stand_by, name="dispatcher", daemon=True)

    def start(self) -> None:
        """Stand by for dispatching, and dispatch as soon as no other process does."""
        self._thread.start()

    def close(self) -> None:
        """Stop: running solves keep their best plan so far as cancelled, queued runs wait for the next dispatcher."""
        self._closing.set()
        if self._thread.is_alive():
            self._thread.join()

    def processes(self) -> list[int]:
        """The ids of the worker processes that are at work."""
        return [worker.process.pid for worker in [*self._workers.values()] if worker.process.pid]

    def _stand_by(self) -> None:
        while not self._closing.is_set():
            try:
                with dispatching(self._settings.store, self._books.store) as mine:
                    if mine():
                        self._dispatch(mine)
            except Exception:
                log.exception("nobody can dispatch; it is tried again")
            self._closing.wait(self._pause)

    def _dispatch(self, mine: Callable[[], bool]) -> None:
        while mine() and not self._closing.is_set():
            try:
                self._look()
            except Exception:
                log.exception("dispatching failed; it is tried again")
                self._closing.wait(1.0)
            connection.wait([worker.process.sentinel for worker in self._workers.values()], self._pause)
        if self._closing.is_set():
            self._finish()
        else:
            self._abandon()

    def _look(self) -> None:
        """See to every worker that has ended, and to every run that waits, was cancelled or has lost its worker."""
        self._settle()
        for run, version in self._unfinished():
            worker = self._workers.get(run.id)
            if run.state == "queued":
                if len(self._workers) < self._settings.workers:
                    self._begin(run, version)
            elif worker is None and self._may_take_over(run):
                if len(self._workers) < self._settings.workers:
                    self._begin(run, version, "run taken over")
            elif worker is None:
                self._fail(run, version, "the service stopped while it ran; start it again")
            elif run.cancel:
                worker.cancel.set()
        if self._spare is None and not self._workers and time.monotonic() > self._rested:
            self._spare = self._hired(self._last)

    def _unfinished(self) -> list[tuple[Run, int]]:
        """The runs that are queued or running, with their versions, oldest first."""
        with self._books.store.snapshot() as reader:
            touched = reader.touched("Run")
            if touched != self._seen:
                states = reader.columns("Run", "state").iter_rows()
                found = reader.get_all([id for id, state in states if state in LIVE])
                live = [(run, reader.node_version(run.id)) for run in found if isinstance(run, Run)]
                self._live = sorted(live, key=lambda each: (each[0].created, each[1]))
                self._seen = touched
        return self._live

    def _may_take_over(self, run: Run) -> bool:
        """Whether a run that lost its worker begins anew: not for ever, since it may be what ended its worker."""
        age = (datetime.now(SHANGHAI) - datetime.fromisoformat(run.created)).total_seconds()
        return in_server(self._settings.store) and not run.cancel and age < TAKEN_OVER + 2 * run.time_limit

    def _begin(self, run: Run, version: int, action: str = "run started") -> None:
        running = Run.model_validate(run.model_dump() | {"state": "running"})
        try:
            self._books.write([Put(running)], by=BY, action=action, about=[run.id], expect={run.id: version})
        except Conflict:  # cancelled in this moment
            return
        hand = self._spare if self._spare and self._spare.process.is_alive() else self._hired()
        self._spare = None
        hand.line.send(run.id)
        hand.line.close()
        self._workers[run.id] = _Worker(running, hand.process, hand.cancel)
        self._last = run.week
        log.info("run", run=run.id, week=run.week, state="running")

    def _hired(self, likely: str = "") -> _Hand:
        """A new worker process, ready for a run of the likely week."""
        there, here = _spawn.Pipe(duplex=False)
        cancel = _spawn.Event()
        arguments = (self._settings.store, there, self._settings.cores, cancel, likely)
        process = _spawn.Process(target=work, args=arguments, daemon=False)
        process.start()
        there.close()
        return _Hand(process, here, cancel)

    def _settle(self) -> None:
        for id, worker in [*self._workers.items()]:
            if not worker.process.is_alive():
                worker.process.join()
                with suppress(Conflict):  # then it is settled at the next look
                    self._close_books(worker)
                    del self._workers[id]
                    self._rested = time.monotonic() + REST

    def _close_books(self, worker: _Worker) -> None:
        """Say what became of the run; a worker that kept nothing has failed."""
        id, seconds = worker.run.id, time.monotonic() - worker.began
        with self._books.store.snapshot() as reader:
            run = reader.get(id)
            version = reader.node_version(id) if run else 0
        if isinstance(run, Run) and run.state == "running":
            run = self._fail(run, version, f"its worker process ended {_how(worker.process)} before it kept a plan")
        self._board.take_down(id)
        state = run.state if isinstance(run, Run) else "gone"
        self._metrics.run_ended(state, seconds)
        log.info("run", run=id, week=worker.run.week, state=state, seconds=round(seconds, 2))

    def _fail(self, run: Run, version: int, reason: str) -> Run:
        failed = ended(run, "failed", reason=reason)
        self._books.write([Put(failed)], by=BY, action="run failed", about=[run.id], expect={run.id: version})
        self._board.take_down(run.id)
        return failed

    def _abandon(self) -> None:
        """Another process dispatches now, and has taken over what ran here."""
        log.warning("another process dispatches now; what ran here is left to it", runs=[*self._workers])
        for worker in self._workers.values():
            worker.process.kill()
            worker.process.join()
        self._workers.clear()

    def _finish(self) -> None:
        """Let the workers keep what they have; whoever takes longer than GRACE is ended."""
        end = time.monotonic() + GRACE
        for worker in self._workers.values():
            worker.cancel.set()
        for worker in self._workers.values():
            worker.process.join(max(0.0, end - time.monotonic()))
            worker.process.kill()
            worker.process.join()
        try:
            self._settle()
        except Exception:
            log.exception("some runs could not be settled; the next service does it")
        if self._spare is not None:
            self._spare.end()


def _how(process: SpawnProcess) -> str:
    code = process.exitcode
    return f"by signal {-code}" if code and code < 0 else f"with exit code {code}"
