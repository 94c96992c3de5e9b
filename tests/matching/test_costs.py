"""What it costs to do otherwise: by hand where two needs want one volunteer, and beside brute force on random weeks."""

from collections.abc import Iterator
from dataclasses import replace
from random import Random

import pytest

from matching.costs import instead, priced_alternates
from matching.errors import MatchingError
from matching.ledger import Ledger
from matching.plan import Plan
from matching.problem import Candidate, Capacity, Choice, Need, Problem, Slot
from matching.proofs import Proofs, raised
from matching.solve import solve
from matching.solved_again import demanding
from matching.what_if import Range
from tests.matching.brute import brute
from tests.matching.worlds import random_problem


def one_hour(id: str, value: int, **scores: int) -> Need:
    """A need that one of these people could serve, in one hour."""
    candidates = tuple(Candidate(name, score=score, uses={f"{name}/hours": 1}) for name, score in scores.items())
    return Need(id, value, (Slot("helper", candidates, "volunteer"),))


# Ann and Bo have an hour each. Bo shops for Mei at 5 points less than Ann; he cannot walk with Nan or read to Pu.
# Best: Ann walks (100), Bo shops (60 - 5), nobody reads (40). Reading instead takes Ann from the walk.

WEEK = Problem(
    (one_hour("walk", 100, ann=0), one_hour("shop", 60, ann=0, bo=-5), one_hour("read", 40, ann=0)),
    (Capacity("ann/hours", 1, unit="hour"), Capacity("bo/hours", 1, unit="hour")),
)


def proofs(problem: Problem) -> Proofs:
    return Proofs(problem, solve(problem))


def test_reading_would_cost_what_the_walk_is_worth_more() -> None:
    found = instead(proofs(WEEK), "read")
    assert found is not None
    assert found.cost == Range(60, 60)
    assert {one.need for one in found.served} == {"read", "shop"}


def test_what_nobody_can_do_costs_nothing_that_could_be_told() -> None:
    assert instead(proofs(replace(WEEK, needs=(*WEEK.needs, one_hour("sing", 10)))), "sing") is None


def test_ann_could_shop_if_nobody_walked() -> None:
    """60 without a walk, where 155 was possible with it."""
    (ann,) = priced_alternates(proofs(WEEK), "shop")["helper"]
    assert (ann.alternate.offer, ann.alternate.cost, ann.alternate.takes_from) == ("ann", None, ("walk",))
    assert ann.cost == Range(95, 95)


def test_who_is_free_costs_the_points() -> None:
    """Without the walk Ann shops, and Bo could for 5 less; the week loses just that."""
    alone = replace(WEEK, needs=WEEK.needs[1:2])
    (bo,) = priced_alternates(proofs(alone), "shop")["helper"]
    assert (bo.alternate.offer, bo.alternate.cost, bo.cost) == ("bo", 5, Range(5, 5))


def test_without_time_it_stays_open_what_would_take_from_others() -> None:
    (ann,) = priced_alternates(proofs(WEEK), "shop", seconds=0)["helper"]
    assert ann.cost is None


def test_a_need_that_is_not_served_has_no_alternates() -> None:
    assert priced_alternates(proofs(WEEK), "read") == {}


def weeks(seeds: range) -> Iterator[tuple[int, Problem, Plan]]:
    """Random tiny weeks that have a plan; now and then the plan is a poor one."""
    for seed in seeds:
        problem = replace(random_problem(Random(seed)), sha256="0" * 64)
        try:
            plan = solve(problem)
        except MatchingError:
            continue
        if plan.status != "infeasible":
            yield seed, problem, plan
            yield seed, problem, poorer(problem, plan)


def poorer(problem: Problem, plan: Plan) -> Plan:
    """The plan without one of its needs, where that leaves every demand kept."""
    held = any(need.must for need in problem.needs) or problem.pins or problem.floors
    if not plan.served or held or any(capacity.min for capacity in problem.capacities):
        return plan
    ledger = Ledger(problem, plan.served[1:])
    return replace(plan, served=plan.served[1:], objective=ledger.objective)


def best(problem: Problem) -> int:
    found = brute(problem)
    assert found is not None
    return found.objective


@pytest.mark.parametrize("first", range(0, 200, 50))
def test_what_it_costs_to_serve_a_need_is_within_its_range(first: int) -> None:
    told = exact = 0
    for seed, problem, plan in weeks(range(first, first + 50)):
        served = {one.need for one in plan.served}
        for need in problem.needs:
            forced = brute(demanding(problem, need.id))
            found = None if need.id in served else instead(Proofs(problem, plan), need.id)
            if need.id in served or found is None:
                assert need.id in served or forced is None, seed
                continue
            assert forced is not None, seed
            assert found.cost.low <= best(problem) - forced.objective <= found.cost.high, seed
            told, exact = told + 1, exact + (found.cost.low == found.cost.high)
    assert told > 10
    assert exact > told // 2


@pytest.mark.parametrize("first", range(0, 150, 50))
def test_what_an_alternate_costs_the_week_is_within_its_range(first: int) -> None:
    told = open = 0
    for seed, problem, plan in weeks(range(first, first + 50)):
        for served in plan.served:
            quick = priced_alternates(Proofs(problem, plan), served.need, seconds=0)
            for slot, others in priced_alternates(Proofs(problem, plan), served.need).items():
                for one in (*others, *quick[slot]):
                    pinned = replace(problem, pins=(*problem.pins, Choice(served.need, slot, one.alternate.offer)))
                    truth = brute(pinned)
                    if one.cost is None:
                        open += 1
                        continue
                    assert truth is not None, seed
                    assert one.cost.low <= best(problem) - truth.objective <= one.cost.high, seed
                    told += 1
                assert all(one.cost is not None or brute_without(problem, served.need, slot, one.alternate.offer)
                           for one in others), seed  # fmt: skip
    assert told > 100
    assert open > 0


def brute_without(problem: Problem, need: str, slot: str, offer: str) -> bool:
    """Whether no plan has the offer there."""
    return brute(replace(problem, pins=(*problem.pins, Choice(need, slot, offer)))) is None


def otherwise(problem: Problem, rng: Random) -> Problem:
    """With more of a capacity or two, a new one with its candidate, a demand more or one fewer."""
    add = {rng.choice(problem.capacities).id: rng.randint(1, 3) for _ in range(rng.randint(0, 2))}
    more = [Capacity("new", 1)] if rng.random() < 0.5 else []
    changed = replace(problem, capacities=raised(problem, add, more))
    need = rng.choice([need for need in problem.needs if need.slots])
    if more:
        slot = rng.choice(need.slots)
        joined = replace(slot, candidates=(*slot.candidates, Candidate("newcomer", None, 5, {"new": 1})))
        slots = tuple(joined if one is slot else one for one in need.slots)
        larger = replace(need, slots=slots, must=rng.random() < 0.3)
        changed = replace(changed, needs=tuple(larger if one is need else one for one in problem.needs))
    if problem.bans and rng.random() < 0.5:
        changed = replace(changed, bans=problem.bans[1:])
    if problem.pins and rng.random() < 0.5:
        changed = replace(changed, pins=problem.pins[1:])
    return changed


@pytest.mark.parametrize("first", range(0, 300, 100))
def test_no_plan_of_a_changed_week_is_worth_more_than_its_bound(first: int) -> None:
    bounded = 0
    for seed, problem, plan in weeks(range(first, first + 100)):
        known, rng = Proofs(problem, plan), Random(seed)
        assert known.bound(problem) == plan.bound, seed
        for _ in range(4):
            changed = otherwise(problem, rng)
            truth, bound = brute(changed), known.bound(changed)
            assert truth is None or (bound is not None and truth.objective <= bound), seed
            bounded += truth is not None
    assert bounded > 100
