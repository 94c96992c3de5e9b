"""Durable writes: ours, beside the same store without its sync at each commit, and Python's own sqlite3.

A write is a coordinator's decision: one node and two edges. What our store says to SQLite is recorded and said again
word for word through the standard library: the difference is what our checks and objects cost. All ways take turns,
each on its own copy of the tiny world, so that a busy disk is busy for all.
"""

import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from functools import partial
from pathlib import Path
from shutil import copyfile
from typing import Any

import apsw

from graph.model import Decision, Need, Offer
from graph.relations import Edge
from graph.store import Change, GraphStore, Put
from tests.benchmarks.bench import Bench, opened
from tests.benchmarks.table import Table
from tests.benchmarks.timing import Timing, figure, ratio, timed

Statements = list[tuple[str, Any]]
"""What one write says to SQLite, with its bindings."""


def measure(bench: Bench) -> None:
    """Milliseconds of each way, and how they compare."""
    times = 50 if bench.quick else 1000
    source = bench.world("tiny").path
    decisions = list(_decisions(source, bench.week, times))
    spoken = _recorded(_copy(bench, source, "recorded"), decisions)
    with ExitStack() as stack:
        full, normal = (
            stack.enter_context(_store(_copy(bench, source, f"ours-{sync}"), sync)) for sync in ("FULL", "NORMAL")
        )
        plain, plain_normal = (
            stack.enter_context(_plain(_copy(bench, source, f"plain-{sync}"), sync)) for sync in ("FULL", "NORMAL")
        )
        disk = stack.enter_context((bench.folder / "disk").open("wb", buffering=0))
        timings = _taking_turns(
            times,
            {
                "ours: durable when it returns": lambda i: full.write(decisions[i], by="bench"),
                "ours, synchronous=NORMAL (not durable)": lambda i: normal.write(decisions[i], by="bench"),
                "sqlite3, the same statements": lambda i: _say(plain, spoken[i]),
                "sqlite3, NORMAL (not durable)": lambda i: _say(plain_normal, spoken[i]),
                "the disk alone: append 4 KiB and fsync": lambda i: _append(disk.fileno()),
            },
        )
    _print(timings, times)


def _print(timings: dict[str, Timing], times: int) -> None:
    table = Table(f"Writes of a node and two edges, ms, {times:,} of each", way=38, p50=8, p95=8, of_ours=8)
    ours = next(iter(timings.values()))
    for way, timing in timings.items():
        table.row(way, *(figure(1000 * timing.percentile(percent)) for percent in (50, 95)), ratio(timing, ours))


def _taking_turns(times: int, ways: dict[str, Callable[[int], object]]) -> dict[str, Timing]:
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    for i in range(times):
        for name, write in ways.items():
            timing, _ = timed(partial(write, i))
            seconds[name] += timing.seconds
    return {name: Timing(tuple(each)) for name, each in seconds.items()}


def _decisions(path: Path, week: str, times: int) -> Iterator[list[Change]]:
    with opened(path) as store, store.snapshot() as reader:
        need, offer = next(reader.nodes(Need)).id, next(reader.nodes(Offer)).id
    for i in range(times):
        at = f"2026-11-24T09:{i // 60 % 60:02}:{i % 60:02}+08:00"
        decision = Decision(id=f"decision:b{i}", action="reject", week=week, slot="helper", by="bench", at=at)
        ends = (("CONCERNS", need), ("NAMES", offer))
        edges = [Put(Edge(relation=relation, start=decision.id, end=end)) for relation, end in ends]
        yield [Put(decision), *edges]


def _copy(bench: Bench, source: Path, name: str) -> Path:
    """A copy of a closed store: closing it leaves one whole file."""
    return Path(copyfile(source, bench.folder / f"writes-{name}.db"))


@contextmanager
def _store(path: Path, sync: str) -> Iterator[GraphStore]:
    with _connections() as connections, opened(path) as store:
        connections[0].pragma("synchronous", sync)
        yield store


@contextmanager
def _connections() -> Iterator[list[apsw.Connection]]:
    """Every connection that is opened meanwhile; a store's first is the one that writes."""
    connections: list[apsw.Connection] = []
    apsw.connection_hooks.append(connections.append)
    try:
        yield connections
    finally:
        apsw.connection_hooks.remove(connections.append)


def _recorded(path: Path, writes: Sequence[Sequence[Change]]) -> list[Statements]:
    spoken: list[Statements] = []

    def record(_: apsw.Cursor, sql: str, bindings: Any) -> bool:
        spoken[-1].append((sql, bindings or ()))
        return True

    with _connections() as connections, opened(path) as store:
        connections[0].exec_trace = record
        for changes in writes:
            spoken.append([])
            store.write(changes, by="bench")
    return spoken


@contextmanager
def _plain(path: Path, sync: str) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(f"PRAGMA synchronous = {sync}")
        yield connection


def _say(connection: sqlite3.Connection, statements: Statements) -> None:
    for sql, bindings in statements:
        connection.execute(sql, bindings).fetchall()


def _append(file: int) -> None:
    os.write(file, bytes(4096))
    os.fsync(file)
