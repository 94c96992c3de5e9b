"""The two stores side by side, on the same city: a file, and a Neo4j server on this machine.

Each is measured in a process of its own, so that the memory told is what the service would take for that store; what
the server takes is not in it. Cold columns are read by a store that was opened just before, and are those that finding
candidates asks for.
"""

import os
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import partial

import polars as pl

from graph.candidates import candidates
from graph.insight import neighbourhood
from graph.model import Building, Resident
from graph.relations import Edge
from graph.store import GraphStore, Put, Reader, open_store
from graph.watching import Watching
from seeds.fill import fill
from tests import neo4j_server
from tests.benchmarks.apart import apart, peak
from tests.benchmarks.bench import Bench
from tests.benchmarks.table import Table
from tests.benchmarks.timing import Timing, figure, timed

QUICK = 60
"""Needs of the city that stands for all when it must be quick."""

WALKS = 100
"""So many needs are looked around at."""


@dataclass(frozen=True)
class Figures:
    """Seconds of each; memory in MB."""

    load: Timing
    cold: Timing
    warm: Timing
    found: Timing
    around: Timing
    writes: Timing
    memory: int


class Noting(Watching):
    """A reader that notes which columns it is asked for."""

    def __init__(self, reader: Reader) -> None:
        super().__init__(reader)
        self.asked: list[tuple[str, ...]] = []

    def columns(self, table: str, *fields: str) -> pl.DataFrame:
        self.asked.append((table, *fields))
        return super().columns(table, *fields)


def measure(bench: Bench) -> None:
    """For Taicang and a large city: a row for each thing that is measured, a column for each store."""
    if not neo4j_server.available():
        print("\nstores: no Neo4j here; `make neo4j` brings one")
        return
    os.environ["TONGXIN_NEO4J_PASSWORD"] = neo4j_server.PASSWORD
    for world, needs in [("city", QUICK)] if bench.quick else [("taicang", None), ("city", bench.needs)]:
        _side_by_side(bench, world, needs)


def _side_by_side(bench: Bench, world: str, needs: int | None) -> None:
    name = f"{world} {needs:,}" if needs else world
    path = bench.folder / f"stores-{world}.db"
    with neo4j_server.own_server(measured=True) as server:
        found = [_figures(bench, address, world, needs) for address in (str(path), server.address)]
    title = f"Stores: {name}, seconds; load of this machine {os.getloadavg()[0]:.1f}"
    table = Table(title, what=28, SQLite_file=22, Neo4j_server=22, times=6)
    for what, one, other in zip(ROWS, *map(_cells, found), strict=True):
        table.row(what, figure(one), figure(other), f"{other / one:.1f}")


ROWS = (
    "load, every check included", "columns of candidates, cold", "the same, warm", "candidates, warm",
    "neighbourhood, 2 hops, p50", "the same, p95", "durable write, p50", "the same, p95", "memory of our process, MB",
)  # fmt: skip


def _cells(found: Figures) -> Iterator[float]:
    yield from (found.load.median, found.cold.median, found.warm.median, found.found.median)
    for each in (found.around, found.writes):
        yield from (each.percentile(50), each.percentile(95))
    yield found.memory


def _figures(bench: Bench, address: str, world: str, needs: int | None) -> Figures:
    return apart(figures, address, bench.week, bench.seed, world, needs, bench.repeats)


def figures(address: str, week: str, seed: int, world: str, needs: int | None, repeats: int) -> Figures:
    """All of one store."""
    with closing(open_store(address)) as store:
        load, _ = timed(lambda: fill(store, world, week, seed=seed, needs=needs))
        with store.snapshot() as reader:
            noting = Noting(reader)
            candidates(noting, week)
            warm, _ = timed(lambda: [reader.columns(*asked) for asked in noting.asked], repeats)
            found, _ = timed(lambda: candidates(reader, week), repeats)
            ids = reader.columns("Need")["id"].to_list()
        around = _joined(timed(partial(_around, store, id))[0] for id in ids[:: max(1, len(ids) // WALKS)])
        writes = _joined(timed(partial(_write, store, number))[0] for number in range(40 * repeats))
    cold = _joined(_cold(address, noting.asked) for _ in range(repeats))
    return Figures(load, cold, warm, found, around, writes, peak())


def _joined(timings: Iterable[Timing]) -> Timing:
    return Timing(tuple(second for timing in timings for second in timing.seconds))


def _around(store: GraphStore, id: str) -> None:
    with store.snapshot() as reader:
        neighbourhood(reader, id, 2)


def _write(store: GraphStore, number: int) -> None:
    """Somebody moves in: two nodes and an edge."""
    home = Building(id=f"building:bench-{number}", name="楼")
    person = Resident(id=f"resident:bench-{number}", name="某", sex="female", birth_year=1950)
    store.write([Put(home), Put(person), Put(Edge(relation="LIVES_IN", start=person.id, end=home.id))], by="bench")


def _cold(address: str, asked: list[tuple[str, ...]]) -> Timing:
    with closing(open_store(address)) as store, store.snapshot() as reader:
        return timed(lambda: [reader.columns(*each) for each in asked])[0]
