"""Candidates: by our columns, cold and warm; beside one SQL join and a walk in NetworkX, which must find the same."""

from functools import partial

from graph.candidates import candidates
from graph.store import Reader
from graph.weeks import monday
from tests.benchmarks.bench import Bench, World, read
from tests.benchmarks.sql_join import join
from tests.benchmarks.table import Table
from tests.benchmarks.timing import Timing, ratio, timed
from tests.benchmarks.walk import load, walk


def measure(bench: Bench) -> None:
    """Ours for every world; the alternatives on a city that they can bear."""
    title = "Candidates of a week, seconds (cold: by a store that has read nothing)"
    table = Table(title, world=12, candidates=10, cold=24, warm=24)
    for world in bench.worlds(1000, 5000):
        _ours(bench, world, table)
    _beside_alternatives(bench, bench.world("city", 60 if bench.quick else 1000))


def _ours(bench: Bench, world: World, table: Table) -> None:
    cold: tuple[float, ...] = ()
    for _ in range(bench.repeats):
        with read(world) as reader:
            first, found = timed(partial(candidates, reader, bench.week))
            warm, _ = timed(partial(candidates, reader, bench.week), bench.repeats)
        cold += first.seconds
    table.row(world.name, len(found), Timing(cold), warm)


def _beside_alternatives(bench: Bench, world: World) -> None:
    table = Table(f"The same on {world.name}, seconds", way=38, candidates=10, seconds=24, of_ours=8)
    with read(world) as reader:
        candidates(reader, bench.week)
        ours, found = timed(lambda: candidates(reader, bench.week), bench.repeats)
        table.row("columns, warm", len(found), ours, ratio(ours, ours))
        expected = found.rows()
        _joined(bench, world, table, expected, ours)
        _walked(bench, reader, table, expected, ours)


def _joined(bench: Bench, world: World, table: Table, expected: list[tuple[str, ...]], ours: Timing) -> None:
    first_day = monday(bench.week).isoformat()
    spent, rows = timed(lambda: join(world.path, bench.week, first_day))
    table.row("one natural SQL join", len(rows), spent, ratio(spent, ours))
    _insist(rows == expected, "the SQL join")


def _walked(bench: Bench, reader: Reader, table: Table, expected: list[tuple[str, ...]], ours: Timing) -> None:
    loading, graph = timed(lambda: load(reader))
    table.row("NetworkX: load the graph", graph.number_of_nodes(), loading, ratio(loading, ours))
    spent, rows = timed(lambda: walk(graph, bench.week, monday(bench.week).isoformat()))
    table.row("NetworkX: walk from each need", len(rows), spent, ratio(spent, ours))
    _insist(rows == expected, "the walk")


def _insist(same: bool, way: str) -> None:
    if not same:
        raise SystemExit(f"{way} found other candidates than our columns: the figures above compare different answers")
