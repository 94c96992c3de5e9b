"""The highest share that all can have, and what a floor costs: by hand on two communities, and against every plan there
is on tiny random problems."""

from dataclasses import replace
from fractions import Fraction
from random import Random

import pytest

from matching.by_hand import towards
from matching.fairness import floor_effect, highest_share
from matching.limits import Limits
from matching.problem import Candidate, Capacity, Floor, Need, Problem, Slot
from matching.reduce import reduce
from matching.shares import servable
from matching.solve import solve
from matching.verify import verify
from tests.matching.brute import brute
from tests.matching.worlds import random_problem


def need(id: str, group: str, value: int, *offers: str) -> Need:
    """A need of a group, for two hours of one of these."""
    candidates = tuple(Candidate(offer, uses={f"{offer}/hours": 2}) for offer in offers)
    return Need(id, value, (Slot("helper", candidates),), group=group)


EAST_AND_WEST = Problem(
    (
        need("east-1", "east", 100, "fang", "hu"),
        need("east-2", "east", 60, "fang", "hu"),
        need("west-1", "west", 50, "fang"),
        need("west-2", "west", 30, "fang", "tang"),
        need("west-3", "west", 20),
    ),
    (Capacity("fang/hours", 2), Capacity("hu/hours", 2), Capacity("tang/hours", 0)),
    sha256="0" * 64,
)
# Fang and Hu can each go once, Tang not at all, and nobody goes to west-3. The best plan sends both to the east: 160.
# West is servable by 80. Sent to west-1, Fang gives it 50/80, and Hu gives the east 100/160 at best.


def test_what_nobody_can_serve_is_not_servable() -> None:
    reduced = reduce(EAST_AND_WEST)
    assert reduced is not None
    assert servable(reduced) == {"east": 160, "west": 80}


def test_a_floor_moves_the_helper_whom_both_communities_want() -> None:
    plan = solve(EAST_AND_WEST)
    assert [one.need for one in plan.served] == ["east-1", "east-2"]
    floored = replace(EAST_AND_WEST, floors=(Floor("west", 8),))  # a tenth of 80
    moved = solve(floored)
    assert [one.need for one in moved.served] == ["east-1", "west-1"]
    assert (plan.objective, moved.objective) == (160, 150)
    assert verify(floored, moved) == []


def test_the_highest_share_of_two_communities() -> None:
    """Fang to west-1 and Hu to east-1 give 50/80 and 100/160: five eighths each."""
    found = highest_share(EAST_AND_WEST)
    assert found is not None
    assert (found.low, found.high, found.exact) == (Fraction(5, 8), Fraction(5, 8), True)
    assert {one.need for one in found.served} == {"east-1", "west-1"}


def test_nobody_to_be_fair_to() -> None:
    assert highest_share(Problem(())) is None
    assert highest_share(Problem((need("lonely", "west", 20),))) is None


@pytest.mark.parametrize(("share", "price"), [(0, 0), (10, 10), (62, 10), (63, None)])
def test_what_a_floor_costs(share: int, price: int | None) -> None:
    """West's share costs 160 - 150; at 63 % nothing can be found for both, for 62.5 % is the highest."""
    effect = floor_effect(EAST_AND_WEST, solve(EAST_AND_WEST), share)
    assert effect.holds is (price is not None)
    assert (effect.price and (effect.price.low, effect.price.high)) == (None if price is None else (price, price))
    assert effect.floors == ({"east": -(-share * 160 // 100), "west": -(-share * 80 // 100)} if share else {})


def floored(problem: Problem, floors: dict[str, int]) -> Problem:
    return replace(problem, floors=tuple(Floor(group, value) for group, value in floors.items() if value > 0))


@pytest.mark.parametrize("seed", range(120))
def test_the_highest_share_is_that_of_every_plan_there_is(seed: int) -> None:
    problem = replace(random_problem(Random(seed)), floors=())
    reduced, found = reduce(problem), highest_share(problem)
    wanted = {group: value for group, value in servable(reduced).items() if value} if reduced else {}
    if found is None:
        assert not wanted or brute(problem) is None
        return
    assert found.exact
    assert brute(floored(problem, {g: -int(-found.low * v // 1) for g, v in wanted.items()})) is not None
    assert brute(floored(problem, {g: int(found.low * v // 1) + 1 for g, v in wanted.items()})) is None


@pytest.mark.parametrize("seed", range(80))
def test_the_range_of_a_floors_price_holds_the_truth(seed: int) -> None:
    rng = Random(seed)
    problem, share = replace(random_problem(rng), sha256="0" * 64), rng.choice((10, 25, 50, 80, 100))
    plan = solve(problem)
    if plan.status == "infeasible":
        return
    effect = floor_effect(problem, plan, share)
    best, truth = brute(problem), brute(floored(problem, dict(effect.floors)))
    assert best is not None
    assert effect.holds is (truth is not None)
    if truth is not None:
        assert effect.price is not None
        assert effect.price.low <= best.objective - truth.objective <= effect.price.high


@pytest.mark.parametrize("seed", range(60))
def test_what_is_reached_by_hand_can_hold(seed: int) -> None:
    problem = replace(random_problem(Random(seed)), floors=())
    reduced = reduce(problem)
    found = towards(reduced, servable(reduced)) if reduced else None
    if found is not None:
        assert brute(floored(problem, found.achieved())) is not None
        assert (
            verify(floored(problem, found.achieved()), solve(floored(problem, found.achieved()), Limits(work=1))) == []
        )
