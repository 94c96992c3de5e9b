"""One run in a process of its own: build the week's problem, solve it, check the plan, keep the files.

Whatever happens, the run's node says it: the worker writes the last state itself, in one transaction with the files.
"""

import signal
import time
from dataclasses import dataclass, field
from importlib import import_module
from multiprocessing import parent_process
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Event
from typing import Any

from graph.errors import Conflict, GraphError
from graph.model import Run
from graph.store import GraphStore, Put, Reader, open_store
from matching.errors import MatchingError
from matching.limits import Limits, Progress
from matching.writing import plan_bytes, tally_bytes
from service import logs
from service.artifacts import artifact, plan_of, plan_run, problem_of, week_runs
from service.board import Board, Notice
from service.books import Books, moment
from service.interrupt import leave
from service.schemas import RunPhase, RunProgress

BY = "service"
PAUSE = 0.1
"""Seconds between two reports of one phase: a person does not read faster."""

log = logs.logger()


def work(address: str, line: Connection, cores: int, cancel: Event) -> None:
    """The worker process: loads the solver, waits for the id of a run at `line`, computes the run, puts its progress on
    the board, and keeps what came of it. It ends when it has, or when the line is closed.

    :param cancel: when set, the best plan so far is kept and the run ends as cancelled.
    """
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, signal.SIG_IGN)  # they reach the whole group; the service decides
    logs.configure()
    failed = True
    try:
        failed = not _work(address, _next(line), cores, cancel)
    except EOFError:
        failed = False
    except Exception:
        log.exception("nothing of a run could be kept")
    leave(failed)


def _next(line: Connection) -> str:
    """The run to compute. Whoever waits for one has the solver ready before it comes.

    :raises EOFError: there will be none.
    """
    from matching.ready import ready

    import_module("matching.build")
    ready()
    id: str = line.recv()
    return id


def _work(address: str, id: str, cores: int, cancel: Event) -> bool:
    """Whether what came of the run is kept."""
    store, board = open_store(address), Board(address)
    try:
        with store.snapshot() as reader:
            run = _running(reader, id)
        return run is not None and _kept(store, id, _outcome(store, run, cores, _Reporter(board, id), cancel))
    finally:
        board.take_down(id)
        store.close()


def _running(reader: Reader, id: str) -> Run | None:
    run = reader.get(id)
    return run if isinstance(run, Run) and run.state == "running" else None


def _kept(store: GraphStore, id: str, changes: list[Put]) -> bool:
    """Keep the outcome, unless the run was given up meanwhile: then it has failed, and stays so."""
    books = Books(store)
    outcome = next(change.item for change in changes if isinstance(change.item, Run))
    while not _orphaned():
        with store.snapshot() as reader:
            if _running(reader, id) is None:
                break
            version = reader.node_version(id)
        try:
            books.write(changes, by=BY, action=f"run {outcome.state}", about=[id], expect={id: version})
            return True
        except Conflict:  # somebody has just asked to cancel it
            continue
    log.warning("a run was given up meanwhile, so nothing of it is kept", run=id)
    return False


def _outcome(store: GraphStore, run: Run, cores: int, report: "_Reporter", cancel: Event) -> list[Put]:
    try:
        return _compute(store, run, cores, report, cancel)
    except (GraphError, MatchingError) as refused:
        state = "cancelled" if cancel.is_set() else "failed"
        return [Put(ended(run, state, reason=str(refused)))]
    except Exception as fault:
        log.exception("a run failed", run=run.id)
        return [Put(ended(run, "failed", reason=f"an unexpected fault ({type(fault).__name__}); see the log"))]


def _compute(store: GraphStore, run: Run, cores: int, report: "_Reporter", cancel: Event) -> list[Put]:
    from matching.build import build  # here: the service, which imports this file, never solves
    from matching.narrower import narrower
    from matching.solve import solve

    report.phase("build")
    with store.snapshot() as reader:
        built = build(reader, run.week)
        last = plan_run(week_runs(reader, run.week))
        before = plan_of(reader, last.plan) if last else None
        ceiling = (
            before.bound if last and before and narrower(built.problem, problem_of(reader, last.problem)) else None
        )
    limits = Limits(seconds=run.time_limit, gap=run.gap, seed=run.seed, workers=cores)

    def cancelled() -> bool:
        return cancel.is_set() or _orphaned()

    plan = solve(
        built.problem,
        limits,
        tally=built.tally,
        before=before.served if before else (),
        ceiling=ceiling,
        report=report,
        cancelled=cancelled,
    )
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
    return Run.model_validate(run.model_dump() | fields | {"state": state, "finished": moment()})


def _orphaned() -> bool:
    """Whether the service that started this process is gone: its successor counts the run as failed."""
    parent = parent_process()
    return parent is not None and not parent.is_alive()


@dataclass
class _Reporter:
    """Puts progress on the board: every change of phase, and within a phase not more often than PAUSE."""

    board: Board
    run: str
    began: float = field(default_factory=time.monotonic)
    sent: float = 0.0
    last: str = ""
    step: int = 0

    def phase(self, phase: RunPhase) -> None:
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
        self.last, self.sent, self.step = progress.phase, progress.seconds, self.step + 1
        self.board.put_up(self.run, Notice(step=self.step, progress=progress))


def gap(objective: int | None, bound: int | None) -> float | None:
    """(bound - objective) / max(1, |bound|); None before there are both."""
    if objective is None or bound is None:
        return None
    return (bound - objective) / max(1, abs(bound))
