"""The alternatives that we measure against answer the same question: they agree with trying everything."""

from random import Random

import pytest

from matching.problem import Bond, Candidate, Capacity, Need, Problem, Slot
from tests.benchmarks.direct import cp_sat, highs, whole_model
from tests.matching.brute import brute
from tests.matching.worlds import random_problem


def test_the_small_case_that_broke_a_peer() -> None:
    """A must work once: [[9, 9], [8, 0]] is worth 9 (A for p2) + 8 (B for p1) = 17."""
    scores = {"p1": {"A": 9, "B": 8}, "p2": {"A": 9, "B": 0}}
    needs = tuple(
        Need(id, 0, (Slot("s", tuple(Candidate(o, None, score, {o: 1}) for o, score in row.items())),))
        for id, row in scores.items()
    )
    model = whole_model(Problem(needs, (Capacity("A", 1, 1), Capacity("B", 1))))
    assert cp_sat(model, 10, seed=1, workers=1).objective == 17
    assert highs(model, 10, seed=1).bound == 17


def test_a_bond_pays_only_for_both_and_costs_only_for_both() -> None:
    """Ann leads (0) with Bo (3) or Cai (2) to help: with Bo the bond costs 5, so Cai, 10 + 2 = 12."""
    lead, help = Slot("lead", (Candidate("ann"),)), Slot("help", (Candidate("bo", score=3), Candidate("cai", score=2)))
    bond = Bond(("lead", "ann"), ("help", "bo"), score=-5)
    model = whole_model(Problem((Need("n", 10, (lead, help), bonds=(bond,)),)))
    assert cp_sat(model, 10, seed=1, workers=1).objective == 12
    assert highs(model, 10, seed=1).objective == 12


@pytest.mark.parametrize("seed", range(100))
def test_both_agree_with_trying_everything(seed: int) -> None:
    problem = random_problem(Random(seed))
    best = brute(problem)
    model = whole_model(problem)
    expected = best and best.objective
    outcomes = cp_sat(model, 60, seed=1, workers=1), highs(model, 60, seed=1)
    assert [(outcome.objective, outcome.bound) for outcome in outcomes] == [(expected, expected)] * 2
