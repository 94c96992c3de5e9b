"""2,000 random tiny weeks with everything that the format allows: each answer is that of trying everything."""

from dataclasses import replace
from random import Random

import pytest

from matching.clock import Clock
from matching.conflict import Demand, conflict, demands, only
from matching.limits import Limits
from matching.problem import Problem
from matching.solve import solve
from matching.verify import verify
from tests.matching.brute import brute
from tests.matching.worlds import random_problem

WORLDS = 2000
BATCH = 100


def world(seed: int) -> Problem:
    return replace(random_problem(Random(seed)), sha256="0" * 64)


@pytest.mark.parametrize("first", range(0, WORLDS, BATCH))
def test_the_optimum_is_that_of_brute_force(first: int) -> None:
    for seed in range(first, first + BATCH):
        problem = world(seed)
        best, plan = brute(problem), solve(problem)
        if best is None:
            assert plan.status == "infeasible", seed
        else:
            assert (plan.status, plan.objective, plan.bound) == ("optimal", best.objective, best.objective), seed
            assert verify(problem, plan) == [], seed


def without(held: tuple[Demand, ...], one: Demand) -> list[Demand]:
    return [demand for demand in held if demand != one]


def test_a_conflict_is_impossible_and_possible_without_any_one_of_its_demands() -> None:
    found = 0
    for seed in range(300):
        problem = world(seed)
        if brute(problem) is None:
            found += 1
            held = conflict(problem, Clock(Limits()))
            assert held, seed
            assert brute(only(problem, held)) is None, seed
            assert all(brute(only(problem, without(held, one))) is not None for one in held), seed
    assert found > 30


def test_a_blocked_need_cannot_be_served_beside_its_demands_and_can_without_any_one() -> None:
    found = 0
    for seed in range(400):
        problem = world(seed)
        for unserved in solve(problem).unserved:
            forced = replace(
                problem, needs=tuple(replace(n, must=n.must or n.id == unserved.need) for n in problem.needs)
            )
            assert (brute(forced) is None) == (unserved.reason in ("blocked", "no_candidate")), seed
            if unserved.reason == "blocked":
                found += 1
                places = [demand["place"] for demand in unserved.detail["conflict"]]
                kinds = [demand["kind"] for demand in unserved.detail["conflict"]]
                named = [
                    d
                    for d in demands(forced)
                    if (f"{d.list}[{d.number}]", d.kind) in set(zip(places, kinds, strict=True))
                ]
                itself = [d for d in demands(forced) if d.kind == "must" and dict(d.names)["need"] == unserved.need]
                assert brute(only(forced, named + itself)) is None, seed
                assert all(brute(only(forced, without((*named, *itself), one))) is not None for one in named), seed
    assert found > 5
