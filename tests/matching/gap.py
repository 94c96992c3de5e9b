"""The generalised assignment problem in OR-Library text form, as a week: every item a need that must be served."""

from pathlib import Path

from matching.problem import Candidate, Capacity, Need, Problem, Slot

FOLDER = Path(__file__).parents[3] / "shared" / "benchmarks" / "gap"


def read_gap(path: Path) -> Problem:
    """`m n`, then m rows of n costs, m rows of n weights, m capacities; cost is a negative score."""
    numbers = iter(int(word) for word in path.read_text().split())
    m, n = next(numbers), next(numbers)
    cost = [[next(numbers) for _ in range(n)] for _ in range(m)]
    weight = [[next(numbers) for _ in range(n)] for _ in range(m)]
    capacities = tuple(Capacity(f"agent{i}", next(numbers)) for i in range(m))
    needs = []
    for j in range(n):
        agents = tuple(Candidate(f"agent{i}", None, -cost[i][j], {f"agent{i}": weight[i][j]}) for i in range(m))
        needs.append(Need(f"item{j}", 0, (Slot("agent", agents),), must=True))
    return Problem(tuple(needs), capacities, sha256="0" * 64)
