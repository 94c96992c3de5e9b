"""One run in a process of its own: build the week's problem, solve it, check the plan, keep the files.

Whatever happens, the run's node says it: the worker writes the last state itself, in one transaction with the files.
"""

import signal
import time
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing import parent_process
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Event
from typing import TYPE_CHECKING, Any

from graph.errors import Conflict, GraphError, Unreachable
from graph.model import Artifact, Run
from graph.store import GraphStore, Put, Reader, open_store
from matching.errors import MatchingError
from matching.limits import Limits, Progress
from matching.plan import Served
from matching.writing import plan_bytes, tally_bytes
from service import logs
from service.artifacts import artifact, plan_of, plan_run, problem_of, week_runs
from service.board import Board, Notice, board
from service.books import Books, moment
from service.interrupt import leave
from service.kept import Kept
from service.schemas import RunPhase, RunProgress

if TYPE_CHECKING:
    from matching.build import Built

BY = "service"
PAUSE = 0.1
"""Seconds between two reports of one phase: a person does not read faster."""

AWAY = 1.0
"""Seconds between two tries to reach the store's server."""

LARGEST_READY = 2_000_000
"""Characters of a packed problem: the week of a city of some thousand needs, which takes a second to build again."""

log = logs.logger()


def work(address: str, line: Connection, cores: int, cancel: Event, likely: str) -> None:
    """The worker process: loads the solver, waits for the id of a run at `line`, computes the run, puts its progress on
    the board, and keeps what came of it. It ends when it has, or when the line is closed.

    :param cancel: when set, the best plan so far is kept and the run ends as cancelled.
    :param likely: the week that the run will most likely be of, for which all is made ready; empty: none.
    """
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, signal.SIG_IGN)  # they reach the whole group; the service decides
    logs.configure()
    failed = True
    try:
        failed = not _work(address, line, cores, cancel, likely)
    except EOFError:
        failed = False
    except Exception:
        log.exception("nothing of a run could be kept")
    leave(failed)


def _work(address: str, line: Connection, cores: int, cancel: Event, likely: str) -> bool:
    """Whether what came of the run is kept.

    :raises EOFError: there is no run.
    """
    store, weeks = open_store(address), Kept(1)
    notices = board(address, store)
    try:
        _make_ready(store, weeks, likely)
        id = line.recv()
        with store.snapshot() as reader:
            run = _running(reader, id)
        if run is None:
            return False
        changes = _outcome(store, weeks, run, cores, _Reporter(notices, id), cancel)
        notices.take_down(id)
        return _kept(store, id, changes)
    finally:
        store.close()


def _make_ready(store: GraphStore, weeks: Kept, likely: str) -> None:
    """Load the solver, and build a week that is not too large to be kept in vain."""
    from matching.ready import ready

    ready()
    with store.snapshot() as reader:
        run = plan_run(week_runs(reader, likely)) if likely else None
        problem = reader.get(run.problem) if run else None
        if isinstance(problem, Artifact) and len(problem.content) <= LARGEST_READY:
            with suppress(GraphError, MatchingError):  # the run will tell
                _asked(reader, weeks, likely)


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
        except Unreachable:  # what took minutes to find is not thrown away because the store's server restarts
            log.warning("the store's server is away; what came of a run waits for it", run=id)
            time.sleep(AWAY)
    log.warning("a run was given up meanwhile, so nothing of it is kept", run=id)
    return False


def _outcome(store: GraphStore, weeks: Kept, run: Run, cores: int, report: "_Reporter", cancel: Event) -> list[Put]:
    try:
        return _compute(store, weeks, run, cores, report, cancel)
    except (GraphError, MatchingError) as refused:
        state = "cancelled" if cancel.is_set() else "failed"
        return [Put(ended(run, state, reason=str(refused)))]
    except Exception as fault:
        log.exception("a run failed", run=run.id)
        return [Put(ended(run, "failed", reason=f"an unexpected fault ({type(fault).__name__}); see the log"))]


@dataclass(frozen=True)
class _Asked:
    """What a run solves, the plan before it, and what its plan cannot be worth more than, where that is known."""

    built: "Built"
    before: tuple[Served, ...] = ()
    ceiling: int | None = None


def _asked(reader: Reader, weeks: Kept, week: str) -> _Asked:
    from graph.decisions import decisions
    from matching.build import basis, decided  # here: the service, which imports this file, never solves
    from matching.narrower import narrower

    _, base = weeks(reader, week, lambda reader: basis(reader, week))
    built = decided(base, decisions(reader, week, base.demand))
    last = plan_run(week_runs(reader, week))
    if last is None:
        return _Asked(built)
    before = plan_of(reader, last.plan)
    only_asks_more = narrower(built.problem, problem_of(reader, last.problem))
    return _Asked(built, before.served, before.bound if only_asks_more else None)


def _compute(store: GraphStore, weeks: Kept, run: Run, cores: int, report: "_Reporter", cancel: Event) -> list[Put]:
    from matching.solve import solve

    report.phase("build")
    with store.snapshot() as reader:
        asked = _asked(reader, weeks, run.week)
        built = asked.built
    limits = Limits(seconds=run.time_limit, gap=run.gap, seed=run.seed, workers=cores)

    def cancelled() -> bool:
        return cancel.is_set() or _orphaned()

    plan = solve(
        built.problem,
        limits,
        tally=built.tally,
        before=asked.before,
        ceiling=asked.ceiling,
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
