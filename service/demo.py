"""The demonstration: the world of Taicang for this week, solved and served. It prints how long each part took."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from graph.errors import NotEmpty
from graph.model import KINDS
from graph.store import GraphStore, open_store
from graph.weeks import this_week
from seeds.fill import fill
from seeds.world import world_of
from service.artifacts import plan_run, week_runs
from service.books import Books
from service.dispatch import Dispatcher
from service.lease import in_server, lease
from service.metrics import Metrics
from service.refusals import Unservable
from service.runs import Runs, Standing
from service.schemas import RunOrder, RunPhase, WeekFigures
from service.server import listen, serve
from service.settings import Settings
from service.week import week_view

WORLD = "taicang"

PARTS: Mapping[RunPhase, str] = {
    "queued": "start the worker",
    "build": "build the problem",
    "reduce": "reduce it",
    "price": "prices and a first plan",
    "greedy": "search and prove",
    "improve": "search and prove",
    "exact": "search and prove",
    "explain": "reasons",
    "verify": "verify",
    "done": "keep",
}
"""What goes on after a run has told this phase."""

LOOK = 0.05
"""Seconds between two looks at the run."""


def demo(settings: Settings) -> None:
    """Bring the store to this week's solved demonstration, doing only what is missing, and serve it.

    :raises NotEmpty: the store holds something that is not the demonstration.
    :raises Unservable: the run failed, or `serve` refuses.
    """
    listen(settings).close()  # a port that is taken is told before the work, not after it
    week = this_week()
    if not in_server(settings.store):
        Path(settings.store).parent.mkdir(parents=True, exist_ok=True)
    with lease(settings.store):
        store = open_store(settings.store)
        try:
            _seed(store, week)
            _solve(store, settings, week)
            with store.snapshot() as reader:
                _tell(week_view(reader, week).figures)
        finally:
            store.close()
    serve(settings)


def _seed(store: GraphStore, week: str) -> None:
    with store.snapshot() as reader:
        world = world_of(reader)
        holds = any(reader.count(kind) for kind in KINDS)
    if world is None and holds:
        raise NotEmpty("the store holds something that is not the demonstration; `tongxin serve` serves it as it is")
    if world is not None and world.name != WORLD:
        raise NotEmpty(f"the store holds the world {world.name}; give another --store, or serve it as it is")
    if world is not None and world.week == week:
        return
    with _timed(f"seed {WORLD} for {week}"):
        fill(store, WORLD, week, reset=holds)


def _solve(store: GraphStore, settings: Settings, week: str) -> None:
    with store.snapshot() as reader:
        if plan_run(week_runs(reader, week)):
            return
    books = Books(store)
    runs, dispatcher = Runs(books, settings), Dispatcher(books, settings, Metrics())
    dispatcher.start()
    try:
        ended = _followed(runs, runs.submit(week, RunOrder()).id)
    finally:
        dispatcher.close()
    if ended.run.state != "done":
        raise Unservable(f"{ended.run.id} is {ended.run.state}: {ended.run.reason}")


def _followed(runs: Runs, id: str) -> Standing:
    """The run when it is over; every part on the way is printed with its seconds."""
    part, since = PARTS["queued"], time.monotonic()
    while not (now := runs.standing(id)).over:
        told = PARTS[now.progress.phase] if now.progress else part
        if told != part:
            _took(part, time.monotonic() - since)
            part, since = told, time.monotonic()
        time.sleep(LOOK)
    _took(part, time.monotonic() - since)
    return now


def _tell(figures: WeekFigures) -> None:
    print(f"{figures.week}: {figures.served} of {figures.needs} needs served, value {figures.value}, ", end="")
    if figures.gap == 0:
        print("proved optimal")
    else:
        print(f"at most {figures.gap or 0:.3%} below the best possible ({figures.bound})")


@contextmanager
def _timed(part: str) -> Iterator[None]:
    began = time.monotonic()
    yield
    _took(part, time.monotonic() - began)


def _took(part: str, seconds: float) -> None:
    print(f"{part:<32}{seconds:8.1f} s", flush=True)
