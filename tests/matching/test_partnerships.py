"""What a missing partnership is worth: by hand with two carriers and two sponsors, and beside brute force."""

from collections.abc import Iterator
from dataclasses import replace
from random import Random

import pytest

from matching.errors import MatchingError
from matching.partnerships import Missing, partnerships, prices, with_partnership
from matching.plan import Plan
from matching.problem import Bond, Candidate, Capacity, Need, Problem, Slot
from matching.proofs import Proofs
from matching.solve import solve
from matching.what_if import Range
from tests.matching.test_costs import best
from tests.matching.worlds import OFFERS, random_problem


def gift(id: str, value: int, spring: int = 0, yi: int = 0) -> Need:
    """A need that Spring or Yi could carry, for these points, and the mill or the bakery give for."""
    carriers = (Candidate("spring", None, spring), Candidate("yi", None, yi))
    givers = (Candidate("mill", uses={"mill/boxes": 1}), Candidate("bakery", uses={"bakery/boxes": 1}))
    return Need(id, value, (Slot("carrier", carriers, "organization"), Slot("goods", givers, "charity")))


# The mill has two boxes, the bakery one; there are three needs. Spring carries rice, and Yi the two others.

BOXES = (Capacity("mill/boxes", 2), Capacity("bakery/boxes", 1))
WEEK = Problem((gift("rice", 50, spring=30), gift("oil", 40, yi=30), gift("coats", 30, yi=30)), BOXES)
MISSING = Missing({"spring": "organization:spring", "yi": "organization:yi"},
                  {"mill": "enterprise:mill", "bakery": "enterprise:bakery"}, (), 20)  # fmt: skip
YI_MILL = ("organization:yi", "enterprise:mill")


def proofs(problem: Problem) -> Proofs:
    return Proofs(problem, solve(problem))


def test_yi_and_the_mill_would_be_worth_most() -> None:
    """Both of what Yi carries could have the mill's boxes: 20 each. Any other pair meets once; that the bakery has one
    box, prices at which boxes are worth nothing do not see."""
    found = partnerships(proofs(WEEK), MISSING, 10)
    assert {one.pair: one.gain for one in found} == {
        YI_MILL: Range(40, 40),
        ("organization:yi", "enterprise:bakery"): Range(20, 40),
        ("organization:spring", "enterprise:mill"): Range(20, 20),
        ("organization:spring", "enterprise:bakery"): Range(20, 20),
    }
    assert {one.pair: set(one.needs) for one in found}[YI_MILL] == {"oil", "coats"}


def test_partners_are_not_missing() -> None:
    known = replace(MISSING, partners={YI_MILL})
    assert YI_MILL not in {one.pair for one in partnerships(proofs(WEEK), known, 10)}


def test_only_what_adds_to_some_needs_is_told() -> None:
    found = partnerships(proofs(WEEK), MISSING, 10, among={"rice"})
    assert {one.pair[0] for one in found} == {"organization:spring"}
    assert len(partnerships(proofs(WEEK), MISSING, 1)) == 1


def test_a_partnership_that_is_too_weak_changes_nothing() -> None:
    """Spring would have to take oil from Yi, who earns 30 more there: 20 do not move them."""
    alone = replace(WEEK, needs=WEEK.needs[1:2])
    assert {pair for pair in prices(proofs(alone), MISSING)} == {YI_MILL, ("organization:yi", "enterprise:bakery")}


def test_the_bond_is_that_of_the_rule() -> None:
    joined = with_partnership(WEEK, MISSING, YI_MILL).needs[0]
    assert joined.bonds == (Bond(("carrier", "yi"), ("goods", "mill"), 20),)
    other = Need("walk", 10, (Slot("helper", (Candidate("mill"),), "volunteer"),))
    assert with_partnership(replace(WEEK, needs=(other,)), MISSING, YI_MILL).needs[0] is other


def week(seed: int) -> tuple[Problem, Plan] | None:
    rng = Random(seed)
    problem = random_problem(rng)
    needs = (
        replace(
            n, slots=tuple(replace(s, society=rng.choice(("organization", "charity", "volunteer"))) for s in n.slots)
        )
        for n in problem.needs
    )
    problem = replace(problem, needs=tuple(needs), sha256="0" * 64)
    try:
        plan = solve(problem)
    except MatchingError:
        return None
    return None if plan.status == "infeasible" else (problem, plan)


def weeks(seeds: range) -> Iterator[tuple[int, Problem, Plan]]:
    for seed in seeds:
        if (found := week(seed)) is not None:
            yield seed, *found


RANDOM = Missing(
    {offer: f"organization:{offer}" for offer in OFFERS}, {offer: f"fund:{offer}" for offer in OFFERS}, (), 8
)


@pytest.mark.parametrize("first", range(0, 300, 100))
def test_what_a_partnership_gains_is_within_its_range(first: int) -> None:
    told = exact = 0
    for seed, problem, plan in weeks(range(first, first + 100)):
        standing = Proofs(problem, plan)
        for one in partnerships(standing, RANDOM, 4, seconds=20):
            gain = best(with_partnership(problem, RANDOM, one.pair)) - best(problem)
            assert one.gain.low <= gain <= one.gain.high, seed
            told, exact = told + 1, exact + (one.gain.low == one.gain.high)
    assert told > 20
    assert exact > told // 2
