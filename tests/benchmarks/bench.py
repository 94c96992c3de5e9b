"""What every benchmark is given: what was asked on the command line, and the worlds, each filled once in a run."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from graph.store import GraphStore, Reader, open_store
from matching.build import build
from matching.writing import problem_bytes
from seeds.fill import fill
from tests.benchmarks.timing import Timing, timed


@dataclass(frozen=True)
class World:
    """A world's store on disk: what it is called in the tables, where it is, and how long it took to fill."""

    name: str
    path: Path
    filling: Timing


@dataclass(frozen=True)
class Bench:
    """One run of the benchmarks.

    :param folder: where the stores are made: durable writes are as fast as this disk.
    :param week: the week that the worlds are of and that is asked about.
    :param seed: of the worlds and of the solvers.
    :param quick: small worlds, to see that everything runs; the figures mean little.
    :param repeats: of whatever is quick enough to repeat.
    :param time_limit: seconds for each solver.
    :param workers: processes or threads for each solver.
    :param problem: a problem file to solve instead of the worlds.
    :param needs: of the large cities.
    :param prototype: where the reference prototype is; None leaves it out.
    """

    folder: Path
    week: str
    seed: int = 1
    quick: bool = False
    repeats: int = 5
    time_limit: float = 60.0
    workers: int = 2
    problem: Path | None = None
    needs: int = 5000
    prototype: Path | None = None
    _worlds: dict[str, World] = field(default_factory=dict, repr=False)

    def world(self, name: str, needs: int | None = None) -> World:
        """The store of a world, filled when it is first asked for."""
        title = f"{name} {needs:,}" if needs else name
        if title not in self._worlds:
            path = self.folder / f"{title.replace(' ', '-').replace(',', '')}-seed-{self.seed}.db"
            filling, _ = timed(lambda: self._fill(path, name, needs))
            self._worlds[title] = World(title, path, filling)
        return self._worlds[title]

    def worlds(self, *cities: int) -> Iterator[World]:
        """Taicang, and cities of so many needs; a small city alone when it must be quick."""
        if self.quick:
            yield self.world("city", 60)
            return
        yield self.world("taicang")
        yield from (self.world("city", needs) for needs in cities)

    def _fill(self, path: Path, name: str, needs: int | None) -> None:
        with opened(path) as store:
            fill(store, name, self.week, seed=self.seed, needs=needs)


@contextmanager
def opened(path: Path) -> Iterator[GraphStore]:
    store = open_store(str(path))
    try:
        yield store
    finally:
        store.close()


@contextmanager
def read(world: World) -> Iterator[Reader]:
    """A snapshot of a world, by a store that has not read anything yet."""
    with opened(world.path) as store, store.snapshot() as reader:
        yield reader


def problem_file(bench: Bench, needs: int) -> Path:
    """The week of a city of so many needs as a file, written when it is first asked for."""
    path = bench.folder / f"city-{needs}-seed-{bench.seed}.json"
    if not path.exists():
        with read(bench.world("city", needs)) as reader:
            path.write_bytes(problem_bytes(build(reader, bench.week).problem))
    return path
