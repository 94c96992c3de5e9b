"""Causes: nobody can, for a rule; demands stand in the way; or both, each named. By hand, and beside brute force."""

from dataclasses import replace
from random import Random
from typing import Any

import pytest

from matching.conflict import Demand, demands, only
from matching.plan import Unserved
from matching.problem import Bond, Candidate, Capacity, Choice, Need, Problem, Slot
from matching.short import short_slots
from matching.solve import solve
from matching.tally import Tally
from matching.verify import verify
from tests.matching.brute import brute
from tests.matching.test_costs import one_hour
from tests.matching.worlds import random_problem

ANN = Capacity("ann/hours", 1, unit="hour")


def reason(problem: Problem, tally: Tally | None = None) -> Unserved:
    """Why the one need that is not served is not."""
    plan = solve(problem, tally=tally)
    assert verify(problem, plan) == []
    (unserved,) = plan.unserved
    return unserved


def conflict(unserved: Unserved) -> list[tuple[str, str]]:
    return [(demand["kind"], demand["place"]) for demand in unserved.detail.get("conflict", ())]


def test_who_is_banned_stands_in_the_way_by_our_decision() -> None:
    """Somebody could read: Ann. That she may not is a decision, not a rule."""
    found = reason(Problem((one_hour("read", 5, ann=0),), (ANN,), bans=(Choice("read", "helper", "ann"),)))
    assert (found.reason, conflict(found)) == ("blocked", [("ban", "bans[0]")])


def test_who_has_too_few_hours_is_named_with_them() -> None:
    long = Need("read", 5, (Slot("helper", (Candidate("ann", uses={"ann/hours": 3}),)),))
    found = reason(Problem((long,), (ANN,)))
    assert (found.reason, conflict(found)) == ("blocked", [("capacity", "capacities[0]")])


def test_which_rule_alone_keeps_most_out_comes_first() -> None:
    tally = Tally(
        "0" * 64, "2026-1", {"sing": {"helper": {"distance": 7, "training": 9}}},
        only={"sing": {"helper": {"distance": 2, "training": 4, "half_day": 3}}},
    )  # fmt: skip
    found = reason(Problem((one_hour("sing", 5),)), tally)
    assert found.reason == "no_candidate"
    assert list(found.detail["slots"]["helper"]["unlocks"].items()) == [
        ("training", 4),
        ("half_day", 3),
        ("distance", 2),
    ]
    assert conflict(found) == []


CHOIR = Need("sing", 5, (Slot("helper", (Candidate("ann", uses={"ann/hours": 1}),)), Slot("venue", ())))


def test_where_a_rule_and_a_decision_are_both_needed_both_are_named() -> None:
    """Nobody has a room; and Ann may not."""
    found = reason(Problem((CHOIR,), (ANN,), bans=(Choice("sing", "helper", "ann"),)))
    assert (found.reason, list(found.detail["slots"])) == ("no_candidate", ["venue"])
    assert conflict(found) == [("ban", "bans[0]")]


def test_beside_a_rule_other_demands_are_named_only_where_they_block() -> None:
    """Ann walks because somebody pinned her, so that she could not sing even in a room; unless Bo did."""
    pinned = (Choice("walk", "helper", "ann"),)
    found = reason(Problem((one_hour("walk", 9, ann=0), CHOIR), (ANN,), pins=pinned))
    assert (found.reason, conflict(found)) == ("no_candidate", [("capacity", "capacities[0]"), ("pin", "pins[0]")])
    both = replace(CHOIR, slots=(replace(CHOIR.slots[0], candidates=(Candidate("bo"), *CHOIR.slots[0].candidates)),
                                 CHOIR.slots[1]))  # fmt: skip
    assert conflict(reason(Problem((one_hour("walk", 9, ann=0), both), (ANN,), pins=pinned))) == []


def test_those_who_may_not_be_together_are_nobodys_demand() -> None:
    ban = Bond(("a", "ann"), ("b", "bo"), ban=True)
    need = Need("sing", 5, (Slot("a", (Candidate("ann"),)), Slot("b", (Candidate("bo"),))), bonds=(ban,))
    found = reason(Problem((need,)))
    assert (found.reason, found.detail) == ("blocked", {"conflict": []})


def test_a_slot_is_short_in_every_option_or_where_no_option_suits() -> None:
    """On Monday there is a helper and no room, on Tuesday a room and no helper."""
    slots = (Slot("helper", (Candidate("ann", "mon"),)), Slot("venue", (Candidate("hall", "tue"),)))
    torn = Need("sing", 5, slots, options=("mon", "tue"))
    assert [(slot.id, most) for slot, most in short_slots(torn)] == [("helper", 1), ("venue", 1)]
    assert short_slots(replace(torn, slots=slots[:1])) == []


def named(problem: Problem, told: list[dict[str, Any]]) -> list[Demand]:
    places = {(one["kind"], one["place"]) for one in told}
    return [d for d in demands(problem) if (d.kind, f"{d.list}[{d.number}]") in places]


@pytest.mark.parametrize("first", range(0, 600, 300))
def test_what_blocks_beside_a_rule_blocks_and_none_of_it_could_be_left_out(first: int) -> None:
    """Given enough offers where a rule lets none in, the demands that are named still keep the need from being served;
    without any one of them they do not; and where none is named it could be served."""
    blocked = free = 0
    for seed in range(first, first + 300):
        problem = barren(Random(seed), replace(random_problem(Random(seed)), sha256="0" * 64))
        for unserved in solve(problem).unserved:
            if unserved.reason != "no_candidate":
                continue
            told = unserved.detail.get("conflict", [])
            open = opened(problem, unserved)
            held = named(open, told)
            itself = [d for d in demands(open) if d.kind == "must" and dict(d.names)["need"] == unserved.need]
            if not told:
                free += brute(open) is not None
                continue
            assert brute(only(open, held + itself)) is None, seed
            assert all(brute(only(open, [d for d in held if d != one] + itself)) for one in held), seed
            blocked += 1
    assert free > 0
    assert blocked > 0


def barren(rng: Random, problem: Problem) -> Problem:
    """The problem with a need that has nobody in one place, and in another, now and then, nobody who may."""
    need = rng.choice(problem.needs)
    empty, *others = rng.sample(need.slots, len(need.slots))
    banned = others[0].candidates if others and rng.random() < 0.5 else ()
    smaller = replace(
        need,
        must=False,
        slots=tuple(
            replace(s, candidates=(), required=True) if s is empty else replace(s, required=True) for s in need.slots
        ),
    )
    bans = {Choice(need.id, others[0].id, candidate.offer) for candidate in banned} | {*problem.bans}
    needs = tuple(smaller if one is need else one for one in problem.needs)
    pins = tuple(pin for pin in problem.pins if pin.need != need.id)
    return replace(problem, needs=needs, pins=pins, bans=tuple(sorted(bans, key=str)))


def opened(problem: Problem, unserved: Unserved) -> Problem:
    """The problem in which the need must be served, with offers of nobody's wherever it had too few."""
    slots = unserved.detail["slots"]

    def filled(slot: Slot) -> Slot:
        more = tuple(Candidate(f"extra:{n}") for n in range(slot.count)) if slot.id in slots else ()
        return replace(slot, candidates=(*slot.candidates, *more))

    needs = (
        replace(n, must=True, slots=tuple(map(filled, n.slots))) if n.id == unserved.need else n for n in problem.needs
    )
    return replace(problem, needs=tuple(needs))
