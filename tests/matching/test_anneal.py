"""The search for large weeks, made to solve small ones: whatever it finds is a plan, and nearly always the best."""

from dataclasses import replace
from random import Random

import pytest

from matching import solve as conductor
from matching.limits import Limits
from matching.solve import solve
from matching.verify import verify
from matching.writing import plan_bytes
from tests.matching.brute import brute
from tests.matching.test_solve_random import world
from tests.matching.worlds import random_problem

LIMITS = Limits(work=4)


@pytest.fixture(autouse=True)
def no_exact_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conductor, "EXACT_CANDIDATES", -1)


def test_on_random_weeks_every_plan_keeps_every_demand_and_most_are_best() -> None:
    found = best = 0
    for seed in range(400):
        problem = world(seed)
        optimum = brute(problem)
        if optimum is not None:
            plan = solve(problem, LIMITS)
            assert verify(problem, plan) == [], seed
            assert plan.objective is not None and plan.objective <= optimum.objective, seed
            found += 1
            best += plan.objective == optimum.objective
    assert best > 0.97 * found


def test_the_same_work_gives_the_same_bytes_with_one_worker_and_with_two() -> None:
    for seed in range(40):
        problem = replace(random_problem(Random(seed)), sha256="0" * 64)
        if brute(problem) is not None:
            one, two = (plan_bytes(solve(problem, replace(LIMITS, workers=n))) for n in (1, 2))
            assert one == two, seed
