"""What is said of every best plan is so of every best plan: brute force tries each with it and each without it."""

from collections import Counter
from dataclasses import replace
from random import Random

import pytest

from matching.certain import Verdict, certain, choices
from matching.plan import Plan
from matching.problem import Candidate, Capacity, Choice, Need, Problem, Slot
from matching.solve import solve
from matching.verify import recompute_bound
from tests.matching.brute import brute
from tests.matching.test_verify_random import random_prices
from tests.matching.worlds import random_problem


def world(seed: int) -> Problem:
    return replace(random_problem(Random(seed)), sha256="0" * 64)


def level(problem: Problem) -> Problem:
    """With few different scores and values, so that many plans are worth the same."""
    needs = tuple(
        replace(n, value=n.value // 8, bonds=tuple(replace(b, score=b.score // 4) for b in n.bonds), slots=tuple(
            replace(s, candidates=tuple(replace(c, score=c.score // 8) for c in s.candidates)) for s in n.slots
        ))
        for n in problem.needs
    )  # fmt: skip
    floors = tuple(replace(f, min_value=f.min_value // 8) for f in problem.floors)
    return replace(problem, needs=needs, floors=floors)


def worth(problem: Problem) -> int | None:
    best = brute(problem)
    return best.objective if best else None


def with_need(problem: Problem, need: str) -> Problem:
    return replace(problem, needs=tuple(replace(n, must=n.must or n.id == need) for n in problem.needs))


def without_need(problem: Problem, need: str) -> Problem | None:
    """None where it must be served: no plan is without it."""
    if any(n.id == need and n.must for n in problem.needs) or any(pin.need == need for pin in problem.pins):
        return None
    return replace(
        problem,
        needs=tuple(n for n in problem.needs if n.id != need),
        bans=tuple(ban for ban in problem.bans if ban.need != need),
    )


def candidates(problem: Problem, need: str) -> list[Choice]:
    slots = (slot for n in problem.needs if n.id == need for slot in n.slots)
    return list(dict.fromkeys(Choice(need, slot.id, c.offer) for slot in slots for c in slot.candidates))


def must_be_so(verdict: Verdict, best: int, with_it: int | None, without_it: int | None) -> None:
    if verdict == "must":
        assert without_it != best
    if verdict == "never":
        assert with_it != best
    if verdict == "may":
        assert with_it == without_it == best


def must_all_be_so(problem: Problem, plan: Plan, best: int) -> Counter[Verdict]:
    found, told = certain(problem, plan), Counter[Verdict]()
    for need, verdict in found.needs().items():
        left_out = without_need(problem, need)
        must_be_so(verdict, best, worth(with_need(problem, need)), worth(left_out) if left_out else None)
        told[verdict] += 1
        for choice, of_offer in found.offers(need, candidates(problem, need)).items():
            pinned = replace(problem, pins=tuple(dict.fromkeys([*problem.pins, choice])))
            banned = replace(problem, bans=tuple(dict.fromkeys([*problem.bans, choice])))
            must_be_so(of_offer, best, worth(pinned), worth(banned))
            told[of_offer] += 1
    assert list(found.planned()) == [choice for one in plan.served for choice in choices(one)]
    return told


@pytest.mark.parametrize("first", range(0, 240, 40))
def test_every_verdict_on_the_best_plan_is_so(first: int) -> None:
    told = Counter[Verdict]()
    for seed in range(first, first + 40):
        for problem in (world(seed), level(world(seed))):
            plan = solve(problem)
            if plan.objective is not None:
                told += must_all_be_so(problem, plan, plan.objective)
    assert all(told[verdict] > 10 for verdict in ("must", "may", "never"))


def test_every_verdict_on_a_plan_that_is_not_the_best_is_so_too() -> None:
    """Whatever the prices; a plan that lacks a need which the best one serves."""
    told = Counter[Verdict]()
    for seed in range(150):
        problem, rng = world(seed), Random(seed)
        best = brute(problem)
        left_out = without_need(problem, rng.choice(best.served).need) if best and best.served else None
        worse = brute(left_out) if left_out else None
        if best is None or worse is None:
            continue
        prices, floor_prices = random_prices(rng, problem)
        bound = recompute_bound(problem, prices, floor_prices)
        plan = Plan("0" * 64, "feasible", worse.objective, bound, worse.served, (), prices, floor_prices, bound)
        told += must_all_be_so(problem, plan, best.objective)
    assert told["must"] > 10 and told["never"] > 10 and not told["may"]


# Ann and Bo have an hour each; Mei and Nan want one. Mei is worth 9, Nan 4, Old Pu 1 and nobody else has time.
# At a price of 4 an hour the bound is 4 + 4 + (9 - 4) + 0 + 0 = 13, which the plan reaches.


def hours(scores: dict[str, int]) -> Slot:
    return Slot("helper", tuple(Candidate(o, None, score, {f"{o}/hours": 1}) for o, score in scores.items()))


def three(**scores: int) -> Problem:
    liked = {"ann": 0, "bo": 0} | scores
    needs = tuple(Need(id, value, (hours(liked),)) for id, value in (("mei", 9), ("nan", 4), ("pu", 1)))
    return Problem(needs, tuple(Capacity(f"{o}/hours", 1) for o in liked), sha256="0" * 64)


def test_prices_prove_who_is_served_and_two_plans_show_by_whom_is_open() -> None:
    found = certain(three(), solve(three()))
    assert found.needs() == {"mei": "must", "nan": "must", "pu": "never"}
    assert set(found.planned().values()) == {"may"}, "Ann and Bo may change places"
    assert found.offers("pu", [Choice("pu", "helper", "ann")])[Choice("pu", "helper", "ann")] == "never"


def test_who_is_liked_better_by_both_has_a_place_in_every_plan() -> None:
    """Cai, worth 3 less, is never asked while Ann and Bo have time."""
    found = certain(three(cai=-3), solve(three(cai=-3)))
    assert found.needs() == {"mei": "must", "nan": "must", "pu": "never"}
    assert found.offers("mei", [Choice("mei", "helper", "cai")])[Choice("mei", "helper", "cai")] == "never"


def test_what_people_decided_is_certain() -> None:
    pin, ban = Choice("pu", "helper", "ann"), Choice("mei", "helper", "bo")
    problem = replace(three(), pins=(pin,), bans=(ban,))
    found = certain(problem, solve(problem))
    assert (found.offers("pu", [pin])[pin], found.offers("mei", [ban])[ban], found.need("pu")) == (
        "must",
        "never",
        "must",
    )


def test_a_need_that_nobody_can_serve_is_never_served() -> None:
    problem = three()
    problem = replace(problem, needs=(*problem.needs, Need("qi", 50, (hours({}),))))
    assert certain(problem, solve(problem)).need("qi") == "never"


def test_of_a_week_without_a_plan_nothing_is_certain() -> None:
    problem = replace(three(), pins=(Choice("mei", "helper", "ann"), Choice("nan", "helper", "ann")))
    with pytest.raises(ValueError, match="infeasible"):
        certain(problem, solve(problem))
