"""What one more unit is worth: by hand where two needs want one volunteer, and beside brute force on random weeks."""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from random import Random

import pytest

from matching.errors import MatchingError
from matching.gaps import Effect, Gaps
from matching.ledger import Ledger
from matching.more import EXTRA, with_capacity, with_offers
from matching.plan import Plan, Served, Unserved
from matching.problem import Bond, Candidate, Capacity, Choice, Need, Problem, Slot
from matching.solve import solve
from matching.verify import recompute_bound, verify
from matching.what_if import more_of, more_offers
from tests.matching.brute import brute
from tests.matching.worlds import random_problem

ANN = Candidate("ann", uses={"ann/hours": 1})


def helped(id: str, value: int, *slots: Slot) -> Need:
    """A need that wants Ann's hour, or another helper's, and perhaps more."""
    return Need(id, value, (Slot("helper", (ANN,), "volunteer"), *slots))


WALK, SHOP = helped("walk", 100), helped("shop", 60)
TWO = Problem((WALK, SHOP), (Capacity("ann/hours", 1, unit="hour"),))
"""Ann has one hour. Walking is worth 100, shopping 60: she walks, and an hour more is worth 60."""

PLAN = Plan(
    "",
    "optimal",
    100,
    100,
    (Served("walk", None, {"helper": ("ann",)}),),
    prices={"ann/hours": Fraction(60)},
    bound_from_prices=100,
)


def test_one_more_helper_lets_both_be_served() -> None:
    gaps = Gaps(TWO, PLAN)
    assert gaps.effect(["shop"], "volunteer") == Effect(Fraction(60), 60, 60)
    assert gaps.effect(["walk"], "volunteer") == Effect(Fraction(60), 60, 60)  # it frees Ann, who shops
    assert gaps.effect(["walk", "shop"], "volunteer") == Effect(Fraction(60), 60, 60)


def test_one_more_hour_does_the_same() -> None:
    found = more_of(TWO, PLAN, "ann/hours", 1)
    assert (found.gain.low, found.gain.high, found.exact) == (60, 60, True)
    assert {one.need for one in found.served} == {"walk", "shop"}


def test_what_nobody_asks_for_has_no_effect_at_all() -> None:
    assert Gaps(TWO, PLAN).effect(["walk", "shop"], "charity") is None
    assert Gaps(TWO, PLAN).effect([], "volunteer") is None
    assert Gaps(TWO, PLAN).effect(["no such need"], "volunteer") is None


def test_a_helper_is_worth_nothing_to_a_need_that_lacks_money_too() -> None:
    poor = helped("repair", 500, Slot("money", (), "charity"))
    problem = replace(TWO, needs=(WALK, SHOP, poor))
    assert Gaps(problem, PLAN).effect(["repair"], "volunteer") == Effect(Fraction(0), 0, 0)
    assert Gaps(problem, PLAN).effect(["repair"], "charity") == Effect(Fraction(440), 400, 440)


def test_money_alone_lets_ann_repair_instead_of_walking() -> None:
    """500 in the place of 100. The prices alone promise 440; that walking is left out they do not see."""
    poor = helped("repair", 500, Slot("money", (), "charity"))
    found = more_offers(replace(TWO, needs=(WALK, SHOP, poor)), PLAN, ["repair"], "charity", 1)
    assert found.gain.low <= 400 <= found.gain.high <= 440


def test_an_offer_is_used_once() -> None:
    """A meeting wants a host and a room of the community: one more offer is not both."""
    meeting = Need("meeting", 90, (Slot("host", (), "community"), Slot("venue", (), "community")))
    problem = replace(TWO, needs=(WALK, SHOP, meeting))
    assert Gaps(problem, PLAN).effect(["meeting"], "community") == Effect(Fraction(0), 0, 0)
    two = more_offers(problem, PLAN, ["meeting"], "community", 2)
    assert (two.gain.low, two.gain.high) == (90, 90)


def test_a_slot_for_two_takes_two_different_offers() -> None:
    patrol = Need("patrol", 80, (Slot("helper", (), "volunteer", count=2),))
    problem = replace(TWO, needs=(WALK, SHOP, patrol))
    assert Gaps(problem, PLAN).effect(["patrol"], "volunteer") == Effect(Fraction(0), 0, 0)
    assert more_offers(problem, PLAN, ["patrol"], "volunteer", 1).gain.high == 0
    assert more_offers(problem, PLAN, ["patrol"], "volunteer", 2).gain.low == 80


def test_a_pin_keeps_its_place() -> None:
    """Ann is pinned to walking: another helper there would change nothing, and frees nobody."""
    pinned = replace(TWO, pins=(Choice("walk", "helper", "ann"),))
    assert Gaps(pinned, PLAN).effect(["walk"], "volunteer") == Effect(Fraction(0), 0, 0)
    assert Gaps(pinned, PLAN).effect(["shop"], "volunteer") == Effect(Fraction(60), 60, 60)


def test_the_week_with_more_is_a_problem_of_its_own() -> None:
    larger = with_offers(TWO, ["shop"], "volunteer", 5)
    assert larger.capacities[-1] == Capacity(EXTRA, 5, unit="offer")
    assert [c.offer for c in larger.needs[1].slots[0].candidates] == ["ann", "extra:1"]  # a place for one names one
    assert larger.needs[0] == WALK
    assert with_capacity(TWO, "ann/hours", 3).capacities == (Capacity("ann/hours", 4, unit="hour"),)
    with pytest.raises(KeyError, match="bo/hours"):
        with_capacity(TWO, "bo/hours", 3)


def test_a_hub_takes_the_offer_without_its_bonds() -> None:
    """Ann and the carrier Spring are bound by 15, which one more helper would not have: 100 in the place of 115."""
    slots = (Slot("helper", (ANN,), "volunteer"), Slot("carrier", (Candidate("spring"),), "organization"))
    bound = Need("walk", 100, slots, bonds=(Bond(("helper", "ann"), ("carrier", "spring"), 15),))
    plan = replace(
        PLAN,
        objective=115,
        bound=115,
        served=(Served("walk", None, {"helper": ("ann",), "carrier": ("spring",)}),),
        bound_from_prices=115,
    )
    problem = replace(TWO, needs=(bound, SHOP))
    assert broken(problem, plan.served, 115) == []
    assert Gaps(problem, plan).effect(["walk"], "volunteer") == Effect(Fraction(45), 45, 45)


SOCIETIES = ("volunteer", "charity")


def week(seed: int) -> tuple[Problem, Plan, list[str], str] | None:
    """A random tiny week with societies, its plan, some of its needs, and a society; None where it has no plan."""
    rng = Random(seed)
    problem = random_problem(rng)
    needs = (
        replace(need, slots=tuple(replace(slot, society=rng.choice(SOCIETIES)) for slot in need.slots))
        for need in problem.needs
    )
    problem = replace(problem, needs=tuple(needs), sha256="0" * 64)
    try:
        plan = solve(problem)
    except MatchingError:
        return None
    some = [need.id for need in problem.needs if rng.random() < 0.7]
    return None if plan.status == "infeasible" else (problem, plan, some, rng.choice(SOCIETIES))


def weeks(seeds: range) -> Iterator[tuple[int, Problem, Plan, list[str], str]]:
    for seed in seeds:
        found = week(seed)
        if found is not None:
            yield (seed, *found)


def best(problem: Problem) -> int:
    found = brute(problem)
    assert found is not None
    return found.objective


def poorer(problem: Problem, plan: Plan) -> Plan:
    """The plan without one of its needs, where no demand is left unkept by that."""
    held = any(need.must for need in problem.needs) or problem.pins or problem.floors
    if not plan.served or held or any(capacity.min for capacity in problem.capacities):
        return plan
    ledger = Ledger(problem, plan.served[1:])
    return replace(plan, served=plan.served[1:], objective=ledger.objective)


@pytest.mark.parametrize("first", range(0, 600, 100))
def test_the_effect_of_one_more_offer_is_within_its_range(first: int) -> None:
    told = exact = 0
    for seed, problem, plan, needs, society in weeks(range(first, first + 100)):
        for stands in (plan, poorer(problem, plan)):
            effect = Gaps(problem, stands).effect(needs, society)
            gain = best(with_offers(problem, needs, society, 1)) - (stands.objective or 0)
            if effect is None:
                assert gain == best(problem) - (stands.objective or 0), seed
                continue
            assert effect.low <= gain <= effect.high, seed
            assert effect.price >= 0, seed
            told, exact = told + 1, exact + (effect.low == effect.high)
    assert told > 60
    assert exact > told // 4


@pytest.mark.parametrize("first", range(0, 300, 100))
def test_more_offers_and_more_of_a_capacity_are_worth_what_their_ranges_say(first: int) -> None:
    for seed, problem, plan, needs, society in weeks(range(first, first + 100)):
        rng = Random(seed)
        count = rng.randint(1, 3)
        capacity = rng.choice(problem.capacities).id
        asked = (
            (more_offers(problem, plan, needs, society, count), with_offers(problem, needs, society, count)),
            (more_of(problem, plan, capacity, count), with_capacity(problem, capacity, count)),
        )
        for found, larger in asked:
            assert found.after.low <= best(larger) <= found.after.high, seed
            assert broken(larger, found.served, found.after.low) == [], seed


def broken(problem: Problem, served: tuple[Served, ...], objective: int) -> list[str]:
    """What `verify` has against these needs being served so, and being worth that; it proves no bound here."""
    others = {need.id for need in problem.needs} - {one.need for one in served}
    plan = Plan("", "feasible", objective, None, served, tuple(Unserved(need, "open") for need in sorted(others)))
    return [wrong for wrong in verify(problem, plan) if not wrong.startswith(("status", "bound_from_prices"))]


def test_the_bound_with_one_more_offer_is_that_of_verify() -> None:
    """Where a need has one place for the offer, its own capacity at the price gives the same integer by `verify`."""
    compared = 0
    for seed, problem, plan, needs, society in weeks(range(200)):
        places = [s for n in problem.needs for s in n.slots if s.required and s.society == society and n.id in needs]
        effect = Gaps(problem, replace(plan, weeks=None)).effect(needs, society)
        if effect is None or len(places) != 1 or places[0].count > 1 or plan.bound_from_prices is None:
            continue
        larger = with_offers(problem, needs, society, 1)
        proved = recompute_bound(larger, {**plan.prices, EXTRA: effect.price}, plan.floor_prices)
        assert proved is not None
        assert effect.high <= max(proved, plan.bound or 0) - (plan.objective or 0), seed
        compared += 1
    assert compared > 20
