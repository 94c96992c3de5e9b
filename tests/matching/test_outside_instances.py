"""Sixty instances of others (Cattrysse, Salomon and Van Wassenhove 1994), each with its proven optimum."""

import csv

import pytest

from matching.solve import solve
from matching.verify import verify
from tests.matching.gap import FOLDER, read_gap


def optima() -> list[tuple[str, int]]:
    if not FOLDER.is_dir():
        return []
    with (FOLDER / "optima.csv").open() as lines:
        return [(row["Path"], int(row["Optimum"])) for row in csv.DictReader(lines)]


WHERE = "the instances of fontanf/generalizedassignmentsolver are not in ../shared/benchmarks/gap: put them there"


@pytest.mark.skipif(not FOLDER.is_dir(), reason=WHERE)
def test_every_instance_is_there() -> None:
    assert len(optima()) == 60


@pytest.mark.parametrize(("name", "optimum"), optima())
def test_the_plan_costs_the_proven_optimum(name: str, optimum: int) -> None:
    problem = read_gap(FOLDER / name)
    plan = solve(problem)
    assert (plan.status, plan.objective) == ("optimal", -optimum)
    assert verify(problem, plan) == []
