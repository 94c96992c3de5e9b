"""What is said of every best plan is so of every best plan: brute force tries each with it and each without it."""

from collections import Counter
from dataclasses import replace
from random import Random

import pytest

from matching import certain as certainty
from matching.certain import Verdict, certain, choices
from matching.plan import Plan, WeekBound
from matching.problem import Candidate, Capacity, Choice, Need, Problem, Slot
from matching.solve import solve
from matching.verify import recompute_bound
from tests.matching.brute import brute
from tests.matching.test_verify_random import random_prices
from tests.matching.test_weeks_bound import any_classes
from tests.matching.test_weeks_bound import any_world as any_week
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


def must_all_be_so(problem: Problem, best: int, *plans: Plan) -> Counter[Verdict]:
    """Of each of these plans, which stand with what they say on the same problem."""
    found, told = [certain(problem, plan) for plan in plans], Counter[Verdict]()
    for need in [need.id for need in problem.needs]:
        left_out = without_need(problem, need)
        with_it, without_it = worth(with_need(problem, need)), worth(left_out) if left_out else None
        for each in found:
            must_be_so(each.need(need), best, with_it, without_it)
            told[each.need(need)] += 1
        for choice in candidates(problem, need):
            with_it = worth(replace(problem, pins=tuple(dict.fromkeys([*problem.pins, choice]))))
            without_it = worth(replace(problem, bans=tuple(dict.fromkeys([*problem.bans, choice]))))
            for each in found:
                (verdict,) = each.offers(need, [choice]).values()
                must_be_so(verdict, best, with_it, without_it)
                told[verdict] += 1
    for plan, each in zip(plans, found, strict=True):
        assert list(each.planned()) == [choice for one in plan.served for choice in choices(one)]
    return told


@pytest.mark.parametrize("first", range(0, 240, 40))
def test_every_verdict_on_the_best_plan_is_so(first: int) -> None:
    told = Counter[Verdict]()
    for seed in range(first, first + 40):
        for problem in (world(seed), level(world(seed))):
            plan = solve(problem)
            if plan.objective is not None:
                told += must_all_be_so(problem, plan.objective, plan)
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
        told += must_all_be_so(problem, best.objective, plan)
    assert told["must"] > 10 and told["never"] > 10 and not told["may"]


def test_so_is_every_verdict_on_a_week_too_large_to_be_summed_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(certainty, "SUMMED", 0)
    told = Counter[Verdict]()
    for seed in range(40):
        plan = solve(world(seed))
        if plan.objective is not None:
            told += must_all_be_so(world(seed), plan.objective, plan)
    assert told["must"] > 20 and told["never"] > 20


def test_every_verdict_by_the_prices_of_providers_weeks_is_so() -> None:
    """Whatever these prices are; beside the others, of which they are the tighter or not."""
    told, tighter = Counter[Verdict](), 0
    for seed in range(100):
        rng = Random(seed)
        problem = replace(any_week(seed), sha256="0" * 64)
        classes, (prices, floor_prices) = any_classes(rng, problem), random_prices(rng, problem)
        bound = recompute_bound(problem, prices, floor_prices, classes)
        plan = solve(problem)
        if plan.objective is None or bound is None:
            continue
        weeks = WeekBound(prices, floor_prices, classes, bound)
        alone = replace(plan, prices={}, floor_prices={}, bound_from_prices=recompute_bound(problem, {}, {}))
        plans = plan, replace(plan, weeks=weeks), replace(alone, weeks=weeks)
        told += must_all_be_so(problem, plan.objective, *plans)
        tighter += plan.weeks is not None
    assert told["must"] > 100 and told["never"] > 100
    assert tighter > 5, "some weeks are bounded more tightly by the solver itself"


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
