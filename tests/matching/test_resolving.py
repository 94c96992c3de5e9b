"""A week solved again after people decided: as good as can be, near the plan before, and the earlier one stays a bound.

The random tests ask brute force; the story has its answer worked out by hand.
"""

from dataclasses import replace
from random import Random

import pytest

from matching.calm import calm
from matching.changes import Changes, Moved, changes
from matching.clash import clashing, holds
from matching.clock import Clock
from matching.ledger import Ledger
from matching.limits import Limits
from matching.narrower import narrower
from matching.nearby import near, standing
from matching.plan import Served
from matching.problem import Candidate, Capacity, Choice, Floor, Need, Problem, Slot
from matching.reduce import reduce
from matching.solve import solve
from matching.verify import verify
from tests.matching.brute import brute
from tests.matching.worlds import random_problem


def clock(seconds: float = 20.0) -> Clock:
    return Clock(Limits(seconds=seconds))


# Three old people want company, each for one hour. Ann and Bo have an hour each; Cai has two and is less liked.
#
#           Ann  Bo   Cai
#   Mei      +5   +4   +0     value 10 each
#   Nan      +5   +5   +0     best: Mei with Ann, Nan with Bo, Old Pu with Cai: 30 + 5 + 5 + 0 = 40
#   Pu       +0   +0   +0

ANN, BO, CAI = "offer:ann", "offer:bo", "offer:cai"
LIKED = {"need:mei": {ANN: 5, BO: 4, CAI: 0}, "need:nan": {ANN: 5, BO: 5, CAI: 0}, "need:pu": {ANN: 0, BO: 0, CAI: 0}}


def company(**changed: object) -> Problem:
    def slot(scores: dict[str, int]) -> Slot:
        return Slot("helper", tuple(Candidate(o, None, s, {f"{o}/hours": 1}) for o, s in scores.items()))

    needs = tuple(Need(id, 10, (slot(scores),)) for id, scores in LIKED.items())
    capacities = tuple(Capacity(f"{o}/hours", most) for o, most in ((ANN, 1), (BO, 1), (CAI, 2)))
    return replace(Problem(needs, capacities, sha256="0" * 64), **changed)  # type: ignore[arg-type]


def by(need: str, offer: str) -> Served:
    return Served(f"need:{need}", None, {"helper": (offer,)})


BEST = (by("mei", ANN), by("nan", BO), by("pu", CAI))


def test_a_rejection_moves_as_few_as_it_can() -> None:
    """Without Ann for Mei, Mei with Bo and Nan with Ann is worth 39; Mei with Cai, all else as it was, only 35."""
    problem = company(bans=(Choice("need:mei", "helper", ANN),))
    plan = solve(problem, before=BEST)
    assert plan.objective == 39
    assert changes(BEST, plan.served).moved == (
        Moved("need:mei", (None, None), {"helper": ((ANN,), (BO,))}),
        Moved("need:nan", (None, None), {"helper": ((BO,), (ANN,))}),
    )


def test_of_equal_plans_the_one_before_stays() -> None:
    """Nan likes both alike: Mei could have Bo at 4 or Ann at 5; with Ann at 4 too, two plans are worth 39."""
    needs = company().needs
    equal = replace(needs[0], slots=(replace(needs[0].slots[0], candidates=tuple(
        replace(c, score=4) if c.offer == ANN else c for c in needs[0].slots[0].candidates
    )),))  # fmt: skip
    problem = company(needs=(equal, *needs[1:]))
    for before in (BEST, (by("mei", BO), by("nan", ANN), by("pu", CAI))):
        plan = solve(problem, before=before)
        assert plan.objective == 39
        assert not changes(before, plan.served)


def test_a_need_that_came_in_is_served_beside_the_plan_before() -> None:
    before = BEST[:2]
    plan = solve(company(), before=before)
    assert changes(before, plan.served) == Changes(served=("need:pu",))


def test_what_is_dropped_is_said() -> None:
    """Cai has no time any more, and Pu must be served: Ann leaves Mei, who is worth least."""
    capacities = tuple(replace(c, max=0) if c.id.startswith(CAI) else c for c in company().capacities)
    problem = company(capacities=capacities, pins=(Choice("need:pu", "helper", ANN),))
    plan = solve(problem, before=BEST)
    assert plan.objective == 10 + 0 + 10 + 5
    assert changes(BEST, plan.served) == Changes(
        (), ("need:mei",), (Moved("need:pu", (None, None), {"helper": ((CAI,), (ANN,))}),)
    )


def test_the_plan_before_is_broken_up_only_where_it_must_be() -> None:
    problem = company(bans=(Choice("need:mei", "helper", ANN),), pins=(Choice("need:pu", "helper", CAI),))
    kept, broken = standing(problem, BEST)
    assert list(kept.served) == ["need:nan", "need:pu"]
    assert broken == {"need:mei"}


def test_a_decision_that_cannot_hold_names_the_others() -> None:
    """Ann has one hour. Pinned for Mei already, she cannot be pinned for Nan too; that Pu is Cai's is no matter."""
    mei, pu = Choice("need:mei", "helper", ANN), Choice("need:pu", "helper", CAI)
    nan = Choice("need:nan", "helper", ANN)
    assert holds(company(pins=(mei, pu)), clock())
    assert not holds(company(pins=(mei, pu, nan)), clock())
    assert clashing(nan, [mei, pu], lambda kept: company(pins=tuple(kept)), clock()) == (mei,)


def test_a_decision_that_cannot_hold_even_alone_clashes_with_nobody() -> None:
    nobody = Choice("need:nan", "helper", "offer:dan")
    assert clashing(nobody, [], lambda kept: company(pins=tuple(kept)), clock()) == ()


def world(seed: int) -> Problem:
    return replace(random_problem(Random(seed)), sha256="0" * 64)


def decided(problem: Problem, rng: Random) -> Problem:
    """With one pin or ban more."""
    need = rng.choice([need for need in problem.needs if need.slots])
    slot = rng.choice(need.slots)
    choice = Choice(need.id, slot.id, rng.choice(slot.candidates).offer)
    if rng.random() < 0.5:
        return replace(problem, pins=tuple(dict.fromkeys((*problem.pins, choice))))
    return replace(problem, bans=tuple(dict.fromkeys((*problem.bans, choice))))


@pytest.mark.parametrize("first", range(0, 300, 50))
def test_after_a_decision_the_optimum_is_that_of_brute_force_and_the_one_before_its_bound(first: int) -> None:
    for seed in range(first, first + 50):
        before, problem = solve(world(seed)), decided(world(seed), Random(seed))
        best = brute(problem)
        if before.objective is None:
            continue
        assert narrower(problem, world(seed)), seed
        plan = solve(problem, before=before.served, ceiling=before.objective)
        if best is None:
            assert plan.status == "infeasible", seed
            assert not holds(problem, clock()), seed
        else:
            assert plan.objective == best.objective <= before.objective, seed
            assert verify(problem, plan) == [], seed
            assert holds(problem, clock()), seed


def test_what_is_found_nearby_is_a_plan_and_where_all_is_free_the_best() -> None:
    for seed in range(100):
        before, problem = solve(world(seed)), decided(world(seed), Random(seed))
        found, best = near(problem, before.served, {}, clock()), brute(problem)
        assert (found is None) == (best is None), seed
        if found is not None and best is not None:
            assert Ledger(problem, found.served).keeps_limits(), seed
            assert found.objective == best.objective, seed


def plain(problem: Problem) -> Problem:
    """With candidates that are all alike, so that many plans are worth the same."""
    needs = tuple(
        replace(n, bonds=(), slots=tuple(
            replace(s, candidates=tuple(replace(c, score=0) for c in s.candidates)) for s in n.slots
        ))
        for n in problem.needs
    )  # fmt: skip
    return replace(problem, needs=needs)


def backwards(problem: Problem) -> Problem:
    needs = tuple(
        replace(n, slots=tuple(replace(s, candidates=tuple(reversed(s.candidates))) for s in n.slots))
        for n in reversed(problem.needs)
    )
    return replace(problem, needs=needs)


def test_calming_loses_nothing_and_never_changes_more() -> None:
    """Of two plans of equal value, one calmed against the other is in most worlds the other."""
    calmed = 0
    for seed in range(200):
        problem = reduce(plain(world(seed)))
        best, other = (brute(problem), brute(backwards(problem))) if problem else (None, None)
        if problem is None or best is None or other is None:
            continue
        plan = calm(problem, Ledger(problem, best.served), other.served, clock()).ledger
        assert plan.keeps_limits() and plan.objective == best.objective, seed
        was, now = changes(other.served, best.served), changes(other.served, plan.served.values())
        assert len(now.moved) + len(now.served) <= len(was.moved) + len(was.served), seed
        calmed += bool(was) and not now
    assert calmed > 20


def test_a_minimal_clash_is_impossible_and_possible_without_any_one() -> None:
    found = 0
    for seed in range(300):
        rng, problem = Random(seed), replace(world(seed), pins=())
        ends = [Choice(n.id, s.id, c.offer) for n in problem.needs for s in n.slots for c in s.candidates]
        pins = list(dict.fromkeys(rng.sample(ends, min(4, len(ends)))))

        def asked(kept: object, problem: Problem = problem) -> Problem:
            return replace(problem, pins=tuple(kept))  # type: ignore[arg-type]

        for number, new in enumerate(pins[1:], 1):
            others = pins[:number]
            if brute(asked(others)) is None:
                break
            if brute(asked([*others, new])) is None:
                clash = clashing(new, others, asked, clock())
                found += bool(clash)
                assert brute(asked([*clash, new])) is None, seed
                assert all(brute(asked([*(c for c in clash if c != one), new])) for one in clash), seed
                break
    assert found > 20


def test_a_plan_that_does_not_reach_a_floor_does_not_fit() -> None:
    """Mei and Nan live in the east, Pu in the west, and Cai went to Mei: the west wants ten points now."""
    problem = company()
    groups = {"need:mei": "east", "need:nan": "east", "need:pu": "west"}
    needs = tuple(replace(need, group=groups[need.id]) for need in problem.needs)
    before = (by("mei", CAI), by("nan", BO))
    assert standing(replace(problem, needs=needs), before)[1] == set()
    floored = replace(problem, needs=needs, floors=(Floor("east", 20), Floor("west", 10)))
    assert standing(floored, before)[1] == {"need:pu"}
    found = near(floored, before, {}, clock())
    assert found is not None
    assert {one.need for one in found.served} == groups.keys()


def test_a_floor_as_high_or_higher_is_narrower() -> None:
    def with_floors(**floors: int) -> Problem:
        return replace(company(), floors=tuple(Floor(group, least) for group, least in floors.items()))

    assert narrower(with_floors(east=20), with_floors()) and not narrower(with_floors(), with_floors(east=20))
    assert narrower(with_floors(east=20, west=5), with_floors(east=10))
    assert not narrower(with_floors(east=10), with_floors(east=20))


def test_more_of_anything_is_not_narrower() -> None:
    problem = company()
    assert narrower(problem, problem)
    more = replace(problem, capacities=tuple(replace(c, max=c.max + 1) for c in problem.capacities))
    assert narrower(problem, more) and not narrower(more, problem)
    fewer = replace(problem, needs=problem.needs[:2])
    assert narrower(fewer, problem) and not narrower(problem, fewer)
    assert not narrower(replace(problem, pins=()), replace(problem, pins=(Choice("need:mei", "helper", ANN),)))
