"""One run in a process of its own: build the week's problem, solve it, check the plan, keep the files.

Whatever happens, the run's node says it: the worker writes the last state itself, in one transaction with the files.
"""

import logging
import signal
import time
from dataclasses import dataclass
from datetime import datetime
from multiprocessing import parent_process
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Event
from typing import Any

from graph.errors import Conflict, GraphError, Missing
from graph.model import Run
from graph.store import GraphStore, Put, open_store
from graph.weeks import SHANGHAI
from matching.errors import MatchingError
from matching.limits import Limits, Progress
from matching.writing import plan_bytes, tally_bytes
from service.artifacts import artifact
from service.interrupt import leave
from service.schemas import RunProgress

BY = "service"
PAUSE = 0.1
"""Seconds between two reports of one phase: a person does not read faster."""

log = logging.getLogger("service")


def now() -> str:
    """This second in Shanghai."""
    return datetime.now(SHANGHAI).isoformat(timespec="seconds")


def work(address: str, id: str, cores: int, out: Connection, cancel: Event) -> None:
    """The worker process: computes the run of that id, reports `RunProgress` to `out`, and keeps what came of it.

    :param cancel: when set, the best plan so far is kept and the run ends as cancelled.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a Ctrl-C reaches the whole group; the service decides
    failed = True
    try:
        _work(address, id, cores, _Reporter(out), cancel)
        failed = False
    except (Conflict, Missing) as gone:
        log.warning("%s: its record changed meanwhile, so nothing is kept: %s", id, gone)
    except Exception:
        log.exception("%s: nothing could be kept", id)
    leave(failed)


def _work(address: str, id: str, cores: int, report: "_Reporter", cancel: Event) -> None:
    store = open_store(address)
    try:
        with store.snapshot() as reader:
            run, version = _run(reader.get(id), id), reader.node_version(id)
        changes = _outcome(store, run, cores, report, cancel)
        if not _orphaned():
            store.write(changes, by=BY, expect={id: version})
    finally:
        store.close()


def _run(node: object, id: str) -> Run:
    if not isinstance(node, Run):
        raise Missing(f"run {id!r}: not in the store")
    return node


def _outcome(store: GraphStore, run: Run, cores: int, report: "_Reporter", cancel: Event) -> list[Put]:
    try:
        return _compute(store, run, cores, report, cancel)
    except (GraphError, MatchingError) as refused:
        state = "cancelled" if cancel.is_set() else "failed"
        return [Put(ended(run, state, reason=str(refused)))]
    except Exception as fault:
        log.exception("%s failed", run.id)
        return [Put(ended(run, "failed", reason=f"an unexpected fault ({type(fault).__name__}); see the log"))]


def _compute(store: GraphStore, run: Run, cores: int, report: "_Reporter", cancel: Event) -> list[Put]:
    from matching.build import build  # here: the service, which imports this file, never solves
    from matching.solve import solve

    report.phase("build")
    with store.snapshot() as reader:
        built = build(reader, run.week)
    limits = Limits(seconds=run.time_limit, gap=run.gap, seed=run.seed, workers=cores)

    def cancelled() -> bool:
        return cancel.is_set() or _orphaned()

    plan = solve(built.problem, limits, tally=built.tally, report=report, cancelled=cancelled)
    files = {
        "problem": artifact(built.data),
        "tally": artifact(tally_bytes(built.tally)),
        "plan": artifact(plan_bytes(plan)),
    }
    ids = {name: file.id for name, file in files.items()}
    state = "cancelled" if cancel.is_set() else "done"
    figures = {"status": plan.status, "objective": plan.objective, "bound": plan.bound}
    return [*map(Put, files.values()), Put(ended(run, state, **ids, **figures))]


def ended(run: Run, state: str, **fields: Any) -> Run:
    """The run with its last state."""
    if "reason" in fields:
        fields["reason"] = fields["reason"][:2000]
    return Run.model_validate(run.model_dump() | fields | {"state": state, "finished": now()})


def _orphaned() -> bool:
    """Whether the service that started this process is gone: its successor counts the run as failed."""
    parent = parent_process()
    return parent is not None and not parent.is_alive()


@dataclass
class _Reporter:
    """Sends progress to the service: every change of phase, and within a phase not more often than PAUSE."""

    out: Connection
    began: float = 0.0
    sent: float = 0.0
    last: str = ""

    def __post_init__(self) -> None:
        self.began = time.monotonic()

    def phase(self, phase: str) -> None:
        self._send(RunProgress(phase=phase, seconds=self._seconds()))

    def __call__(self, progress: Progress) -> None:
        if progress.phase == self.last and self._seconds() - self.sent < PAUSE:
            return
        self._send(
            RunProgress(
                phase=progress.phase,
                seconds=self._seconds(),
                objective=progress.objective,
                bound=progress.bound,
                gap=gap(progress.objective, progress.bound),
            )
        )

    def _seconds(self) -> float:
        return round(time.monotonic() - self.began, 2)

    def _send(self, progress: RunProgress) -> None:
        self.last, self.sent = progress.phase, progress.seconds
        self.out.send(progress)


def gap(objective: int | None, bound: int | None) -> float | None:
    """(bound - objective) / max(1, |bound|); None before there are both."""
    if objective is None or bound is None:
        return None
    return (bound - objective) / max(1, abs(bound))
