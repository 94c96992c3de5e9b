"""`python -m tests.benchmarks`: every benchmark, or those named, with the machine in the first line."""

import argparse
import os
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from graph.weeks import this_week
from tests.benchmarks import (
    building,
    cities,
    deciding,
    finding,
    outside,
    paging,
    prototype,
    proving,
    regions,
    serving,
    solving,
    stores,
    writing,
)
from tests.benchmarks.bench import Bench
from tests.benchmarks.machine import machine_line

BENCHMARKS: dict[str, Callable[[Bench], None]] = {
    "candidates": finding.measure,
    "build": building.measure,
    "solve": solving.measure,
    "cities": cities.measure,
    "assignment": outside.measure,
    "prototype": prototype.measure,
    "certain": proving.measure,
    "writes": writing.measure,
    "decisions": deciding.measure,
    "serving": serving.measure,
    "pages": paging.measure,
    "stores": stores.measure,
    "regions": regions.measure,
}


def main(words: Sequence[str] | None = None) -> None:
    """Measure what the words of a command line ask for; by default, of this process's own."""
    arguments = _parser().parse_args(words)
    only = arguments.only or BENCHMARKS
    arguments.folder.mkdir(parents=True, exist_ok=True)
    print(machine_line())
    print(f"seed {arguments.seed}, week {arguments.week}{', quick: figures mean little' * arguments.quick}")
    with tempfile.TemporaryDirectory(dir=arguments.folder, prefix="bench-") as folder:
        options = {key: value for key, value in vars(arguments).items() if key not in ("only", "folder")}
        bench = Bench(folder=Path(folder), **options)
        for name in only:
            BENCHMARKS[name](bench)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    add = parser.add_argument
    add("--only", action="append", choices=BENCHMARKS, help="this one; may be given several times (default: all)")
    add("--quick", action="store_true", help="small worlds and short limits, to see that everything runs")
    add("--seed", type=int, default=1, help="of the worlds and the solvers (default: 1)")
    add("--week", default=this_week(), help="ISO week of the worlds (default: this week)")
    add("--repeats", type=int, default=5, help="of whatever takes seconds only (default: 5)")
    add("--time-limit", type=float, default=60.0, help="seconds for each solver (default: 60)")
    add("--workers", type=int, default=os.cpu_count() or 1, help="for each solver (default: the machine's cores)")
    add("--problem", type=Path, help="solve this tongxin-problem/1 instead of the worlds")
    add("--needs", type=int, default=5000, help="of the large cities (default: 5000)")
    add("--prototype", type=Path, help="where the reference prototype is: ours beside it, on its own weeks")
    add("--folder", type=Path, default=Path("var"), help="where the stores are made and removed again (default: var)")
    return parser


if __name__ == "__main__":
    main()
