"""After a decision no plan worth as much changes fewer needs, wherever a plan says so: brute force counts them."""

from dataclasses import replace
from random import Random

import pytest

from matching.calm import calm
from matching.changes import changes
from matching.ledger import Ledger
from matching.limits import Limits
from matching.plan import Served
from matching.problem import Candidate, Capacity, Choice, Need, Problem, Slot
from matching.reading import read_plan
from matching.reduce import reduce
from matching.solve import solve
from matching.verify import verify
from matching.writing import plan_bytes
from tests.matching.brute import brute, least_changes
from tests.matching.test_certain import level, world
from tests.matching.test_resolving import backwards, clock, plain


def decided(problem: Problem, rng: Random) -> Problem:
    """With one more ban or pin of somebody."""
    ends = [Choice(n.id, s.id, c.offer) for n in problem.needs for s in n.slots for c in s.candidates]
    choice = rng.choice(ends)
    if rng.random() < 0.3:
        return replace(problem, pins=tuple(dict.fromkeys([*problem.pins, choice])))
    return replace(problem, bans=tuple(dict.fromkeys([*problem.bans, choice])))


@pytest.mark.parametrize("first", range(0, 240, 40))
def test_a_plan_that_says_so_changes_least(first: int) -> None:
    said = missed = 0
    for seed in range(first, first + 40):
        rng = Random(seed)
        for start in (world(seed), level(world(seed)), plain(world(seed))):
            before, problem = brute(start), decided(start, rng)
            fewest = least_changes(problem, before.served) if before else None
            if before is None or not before.served or fewest is None:
                continue
            plan = solve(problem, before=before.served)
            assert verify(problem, plan) == [], seed
            assert plan.least is not None
            made = len(changes(before.served, plan.served))
            assert made == fewest if plan.least else made >= fewest, seed
            said, missed = said + plan.least, missed + (not plan.least)
    assert said > 60 and not missed, "so small a week is always proved"


@pytest.mark.parametrize("first", range(0, 200, 50))
def test_a_plan_that_is_far_from_the_one_before_comes_as_near_as_it_can(first: int) -> None:
    """Of two plans worth the same, the one calmed against the other is in the end the other."""
    far = 0
    for seed in range(first, first + 50):
        problem = reduce(plain(world(seed)))
        best, other = (brute(problem), brute(backwards(problem))) if problem else (None, None)
        if problem is None or best is None or other is None:
            continue
        found = calm(problem, Ledger(problem, best.served), other.served, clock(), best=True)
        assert found.proved and found.ledger.objective == best.objective, seed
        assert not changes(other.served, found.ledger.served.values()), seed
        far += bool(changes(other.served, best.served))
    assert far > 5


# Four want company, each for an hour of one who lives near; each is worth 10.
#
#           Ann  Bo   Cai  Dan      before: Mei-Ann, Nan-Bo, Pu-Cai, Qi-Dan
#   Mei      0    0
#   Nan           0    0            Ann is ill. Mei can have Bo, then Nan Cai, then Pu Dan, and Qi is left out:
#   Pu                 0    0       4 changes; or Mei is left out: 1 change. Both are worth 30.
#   Qi                      0


def chain() -> Problem:
    near = {"mei": ("ann", "bo"), "nan": ("bo", "cai"), "pu": ("cai", "dan"), "qi": ("dan",)}

    def slot(offers: tuple[str, ...]) -> Slot:
        return Slot("helper", tuple(Candidate(o, None, 0, {f"{o}/hours": 1}) for o in offers))

    needs = tuple(Need(id, 10, (slot(offers),)) for id, offers in near.items())
    return Problem(needs, tuple(Capacity(f"{o}/hours", 1) for o in ("ann", "bo", "cai", "dan")), sha256="0" * 64)


BEFORE = tuple(
    Served(need, None, {"helper": (who,)})
    for need, who in (("mei", "ann"), ("nan", "bo"), ("pu", "cai"), ("qi", "dan"))
)


def test_whoever_is_ill_is_missed_by_one_only() -> None:
    problem = replace(chain(), bans=(Choice("mei", "helper", "ann"),))
    plan = solve(problem, before=BEFORE)
    assert (plan.objective, plan.least) == (30, True)
    assert changes(BEFORE, plan.served).dropped == ("mei",)
    assert read_plan(plan_bytes(plan)).least is True


def test_who_is_frozen_does_not_move_and_the_others_move_as_little_as_they_can() -> None:
    """Mei must be served: Nan makes room, and is left out, for Pu and Qi stand."""
    frozen = (Choice("pu", "helper", "cai"), Choice("qi", "helper", "dan"), Choice("mei", "helper", "bo"))
    plan = solve(replace(chain(), pins=frozen), before=BEFORE)
    made = changes(BEFORE, plan.served)
    assert (made.dropped, [one.need for one in made.moved], plan.least) == (("nan",), ["mei"], True)


def test_without_an_earlier_plan_there_is_nothing_to_be_least() -> None:
    plan = solve(chain(), Limits(work=1000))
    assert plan.least is None
    assert read_plan(plan_bytes(plan)).least is None
