"""The week's problem: from the graph to the bytes of its file, and from the bytes back."""

from matching.build import Built, build
from matching.reading import read_problem
from tests.benchmarks.bench import Bench, World, read
from tests.benchmarks.table import Table
from tests.benchmarks.timing import timed


def measure(bench: Bench) -> None:
    """For each world: filling its store; building the file by a store that has read nothing; reading the file."""
    table = Table(
        "The week's problem, seconds: fill the store, build the file (by a store that has read nothing), read the file",
        world=12, needs=6, candidates=10, capacities=10, MB=5, fill=6, build=24, read=6,
    )  # fmt: skip
    for world in bench.worlds(1000, 5000):
        _measure(bench, world, table)


def _measure(bench: Bench, world: World, table: Table) -> None:
    building, built = timed(lambda: _build(bench, world), min(3, bench.repeats))
    reading, problem = timed(lambda: read_problem(built.data))
    size = f"{len(built.data) / 1e6:.1f}"
    counts = len(problem.needs), problem.size, len(problem.capacities)
    table.row(world.name, *counts, size, world.filling, building, reading)


def _build(bench: Bench, world: World) -> Built:
    with read(world) as reader:
        return build(reader, bench.week)
