"""Runs of a week: asked for, queued, solved in worker processes, followed, cancelled, and never forgotten.

What must last is the Run node in the store; what is here can be lost. One thread oversees each running solve and reads
the pipe of its worker, so a worker that dies takes nothing with it but its own run.
"""

import hashlib
import logging
import multiprocessing
import secrets
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from multiprocessing.context import SpawnProcess
from multiprocessing.synchronize import Event

from graph.errors import Conflict
from graph.model import Run
from graph.store import GraphStore, Put
from graph.weeks import monday
from service.artifacts import LIVE
from service.refusals import KeyTaken, NotThere, Stands
from service.schemas import RunOrder, RunProgress, RunView
from service.settings import Settings
from service.worker import BY, ended, gap, now, work

GRACE = 30.0
"""Seconds that a worker has to keep its best plan when the service stops."""

_AS_ASKED = {
    "state": "queued", "finished": None, "problem": "", "tally": "", "plan": "", "status": "", "objective": None,
    "bound": None, "reason": "",
}  # fmt: skip
"""What a run was before it began: a repeated request gets the same answer as the first."""

_spawn = multiprocessing.get_context("spawn")
log = logging.getLogger("service")


@dataclass(frozen=True)
class Standing:
    """Where a run stands: `step` counts what was new about it since the service began to watch it."""

    run: Run
    progress: RunProgress | None = None
    step: int = 0

    @property
    def over(self) -> bool:
        return self.run.state not in LIVE


@dataclass
class _Watched:
    """A run that is queued or running here. `now` is replaced whole, so that whoever reads it sees one moment."""

    now: Standing
    cancel: Event = field(default_factory=_spawn.Event)
    overseer: "Future[None] | None" = None
    process: SpawnProcess | None = None

    def tell(self, **news: object) -> None:
        self.now = replace(self.now, step=self.now.step + 1, **news)  # type: ignore[arg-type]


Watch = Callable[[], Standing]


class Runs:
    """The runs of one store. Safe for several threads; one `Runs` for a store at a time."""

    def __init__(self, store: GraphStore, settings: Settings) -> None:
        self._store, self._settings = store, settings
        self._overseers = ThreadPoolExecutor(settings.workers, thread_name_prefix="run")
        self._watched: dict[str, _Watched] = {}
        self._lock = threading.RLock()
        self._closing = False
        self.leaving = threading.Event()
        """Set when the service is about to stop: whoever follows a run lets go."""

    def resume(self) -> None:
        """Take up what an earlier service left: queued runs wait again, and running ones have failed with it."""
        with self._store.snapshot() as reader:
            left = sorted((run for run in reader.nodes(Run) if run.state in LIVE), key=lambda run: run.created)
        for run in left:
            if run.state == "running":
                self._put(ended(run, "failed", reason="the service stopped while it ran; start it again"))
            else:
                self._queue(run)

    def submit(self, week: str, order: RunOrder, key: str | None = None) -> Run:
        """Ask for a run and return it as queued.

        The same key gives the same run, also after a restart: the run's id is made of the key.

        :raises KeyTaken: the key came before with another week or order.
        :raises BadValue: no such week.
        """
        monday(week)
        run = Run(
            id=_id_of(key) if key else f"run:{week}-{secrets.token_hex(6)}",
            week=week,
            state="queued",
            seed=order.seed,
            time_limit=order.time_limit or self._settings.time_limit,
            gap=float(order.gap),
            created=now(),
        )
        try:
            self._store.write([Put(run)], by=BY, expect={run.id: 0})
        except Conflict:
            return self._again(run)
        self._queue(run)
        return run

    def _again(self, asked: Run) -> Run:
        first = self._stored(asked.id)
        same = ("week", "seed", "time_limit", "gap")
        if any(getattr(first, name) != getattr(asked, name) for name in same):
            raise KeyTaken(f"Idempotency-Key: it stands for {first.id} with another week or body; use a new key")
        return first.model_copy(update=_AS_ASKED)

    def standing(self, id: str) -> Standing:
        """Where a run stands now.

        :raises NotThere: no such run.
        """
        return self.watch(id)()

    def watch(self, id: str) -> Watch:
        """What tells again and again where a run stands, until it is over.

        :raises NotThere: no such run.
        """
        with self._lock:
            watched = self._watched.get(id)
        if watched is not None:
            return lambda: watched.now
        stored = Standing(self._stored(id))
        return lambda: stored

    def cancel(self, id: str) -> Run:
        """End a run: a queued one at once, a running one as soon as it has kept its best plan so far.

        Cancelling again changes nothing.

        :raises NotThere: no such run. :raises Stands: it is done or has failed.
        """
        with self._lock:
            watched = self._watched.get(id)
            if watched is None:
                return self._cancelled_before(id)
            watched.cancel.set()
            if watched.now.run.state == "queued":
                watched.tell(run=self._put(ended(watched.now.run, "cancelled", reason="cancelled before it began")))
                del self._watched[id]
            return watched.now.run

    def _cancelled_before(self, id: str) -> Run:
        run = self._stored(id)
        if run.state != "cancelled":
            raise Stands(f"run {id}: it is {run.state}; there is nothing left to cancel")
        return run

    def processes(self) -> list[int]:
        """The ids of the worker processes that are at work."""
        with self._lock:
            found = [watched.process for watched in self._watched.values() if watched.process]
        return [process.pid for process in found if process.pid and process.is_alive()]

    def close(self) -> None:
        """Stop: running solves keep their best plan so far as cancelled, queued runs wait for the next service."""
        self.leaving.set()
        with self._lock:
            self._closing = True
            watched = list(self._watched.values())
        self._overseers.shutdown(wait=False, cancel_futures=True)
        for each in watched:
            each.cancel.set()
        wait([each.overseer for each in watched if each.overseer and not each.overseer.cancelled()], GRACE)
        for each in watched:
            if each.process and each.process.is_alive():
                each.process.kill()
        self._overseers.shutdown(wait=True)

    def _queue(self, run: Run) -> None:
        watched = _Watched(Standing(run))
        with self._lock:
            if self._closing:
                return
            self._watched[run.id] = watched
            watched.overseer = self._overseers.submit(self._oversee, watched)

    def _oversee(self, watched: _Watched) -> None:
        id = watched.now.run.id
        try:
            if self._begin(watched):
                self._follow(watched)
                watched.tell(run=self._close_books(id, watched.process), progress=None)
        except Exception:
            log.exception("%s: lost sight of it", id)
            watched.tell(run=ended(watched.now.run, "failed", reason="its record is gone from the store"))
        finally:
            with self._lock:
                self._watched.pop(id, None)

    def _begin(self, watched: _Watched) -> bool:
        """Start the worker, unless the run was cancelled while it waited or the service is stopping."""
        with self._lock:
            if watched.now.over or self._closing:
                return False
            running = Run.model_validate(watched.now.run.model_dump() | {"state": "running"})
            watched.tell(run=self._put(running))
            return True

    def _follow(self, watched: _Watched) -> None:
        incoming, outgoing = _spawn.Pipe(duplex=False)
        arguments = (self._settings.store, watched.now.run.id, self._settings.cores, outgoing, watched.cancel)
        watched.process = _spawn.Process(target=work, args=arguments, daemon=False)
        watched.process.start()
        outgoing.close()
        while True:
            try:
                watched.tell(progress=incoming.recv())
            except EOFError:
                break
        watched.process.join()

    def _close_books(self, id: str, process: SpawnProcess | None) -> Run:
        run = self._stored(id)
        if run.state != "running":
            return run
        code = process.exitcode if process else None
        how = f"by signal {-code}" if code and code < 0 else f"with exit code {code}"
        return self._put(ended(run, "failed", reason=f"its worker process ended {how} before it kept a plan"))

    def _stored(self, id: str) -> Run:
        with self._store.snapshot() as reader:
            run = reader.get(id)
        if not isinstance(run, Run):
            raise NotThere(f"run {id!r}: no such run; POST /api/weeks/{{week}}/runs starts one")
        return run

    def _put(self, run: Run) -> Run:
        """Write a run that is in the store.

        :raises Missing: it is not, because the store was emptied meanwhile.
        """
        with self._store.snapshot() as reader:
            version = reader.node_version(run.id)
        self._store.write([Put(run)], by=BY, expect={run.id: version})
        return run


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


def _id_of(key: str) -> str:
    return f"run:key-{hashlib.sha256(key.encode()).hexdigest()[:32]}"
