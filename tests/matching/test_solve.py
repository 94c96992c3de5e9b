"""What a plan says, on weeks that fit on a hand."""

from dataclasses import replace
from typing import Any

import pytest

from matching.errors import BadProblem, Unsound
from matching.limits import Limits, Progress
from matching.plan import Plan, Served
from matching.problem import Bond, Candidate, Capacity, Choice, Floor, Need, Problem, Slot
from matching.solve import checked, solve
from matching.tally import Tally
from matching.verify import verify
from matching.writing import plan_bytes


def helper(*candidates: Candidate, count: int = 1, required: bool = True) -> Slot:
    return Slot("helper", candidates, "volunteer", count, required)


def hours(who: str, amount: int, score: int = 0, option: str | None = None) -> Candidate:
    return Candidate(who, option, score, {f"{who}/hours": amount})


def week(*needs: Need, capacities: dict[str, int], **others: Any) -> Problem:
    held = tuple(Capacity(f"{who}/hours", most) for who, most in capacities.items())
    return Problem(needs, held, sha256="0" * 64, **others)


def sound(problem: Problem, plan: Plan) -> Plan:
    assert verify(problem, plan) == []
    return plan


def test_a_minimum_is_kept_where_the_best_pairs_alone_would_break_it() -> None:
    """Scores [[9, 9], [8, 0]], A must work: A takes p2 (9), B takes p1 (8), 17 in all."""
    problem = Problem(
        (
            Need("p1", 0, (helper(hours("A", 1, 9), hours("B", 1, 8)),)),
            Need("p2", 0, (helper(hours("A", 1, 9), hours("B", 1, 0)),)),
        ),
        (Capacity("A/hours", 1, 1), Capacity("B/hours", 1)),
        sha256="0" * 64,
    )
    assert sound(problem, solve(problem)).objective == 17


def test_a_pin_is_kept_where_it_costs() -> None:
    """Scores [[5, 10], [10, 1]], A pinned to p1: 5 + 1, where free it would be 20."""
    problem = week(
        Need("p1", 0, (helper(hours("A", 1, 5), hours("B", 1, 10)),)),
        Need("p2", 0, (helper(hours("A", 1, 10), hours("B", 1, 1)),)),
        capacities={"A": 1, "B": 1},
        pins=(Choice("p1", "helper", "A"),),
    )
    plan = sound(problem, solve(problem))
    assert plan.objective == 6
    assert plan.served[0] == Served("p1", None, {"helper": ("A",)})


def test_an_empty_week_has_an_empty_plan() -> None:
    problem = week(capacities={})
    assert sound(problem, solve(problem)).objective == 0


def test_a_need_without_slots_is_served() -> None:
    problem = week(Need("n", 5, ()), capacities={})
    assert sound(problem, solve(problem)).served == (Served("n", None, {}),)


def test_a_need_whose_team_costs_more_than_it_is_worth_stays_unserved() -> None:
    problem = week(Need("n", 5, (helper(hours("Lin", 1, -6)),)), capacities={"Lin": 1})
    plan = sound(problem, solve(problem))
    assert plan.objective == 0
    assert plan.unserved[0].reason == "outbid"
    assert plan.unserved[0].detail["winners"] == []


def test_two_pins_on_one_hour_are_named_with_the_hour() -> None:
    problem = week(
        Need("n1", 5, (helper(hours("Lin", 1)),)),
        Need("n2", 5, (helper(hours("Lin", 1)),)),
        capacities={"Lin": 1, "Mei": 3},
        pins=(Choice("n1", "helper", "Lin"), Choice("n2", "helper", "Lin")),
    )
    plan = solve(problem)
    assert plan.status == "infeasible"
    assert [(d["kind"], d["place"]) for d in plan.conflict] == [
        ("capacity", "capacities[0]"),
        ("pin", "pins[0]"),
        ("pin", "pins[1]"),
    ]


def test_a_pin_on_somebody_who_is_no_candidate_is_named_alone() -> None:
    problem = week(
        Need("n1", 5, (helper(hours("Lin", 1)),)), capacities={"Lin": 1}, pins=(Choice("n1", "helper", "Mei"),)
    )
    assert [d["place"] for d in solve(problem).conflict] == ["pins[0]"]


def test_nobody_can_is_counted_by_rule() -> None:
    problem = week(Need("n1", 5, (helper(),)), capacities={})
    tally = Tally("0" * 64, "2026-1", {"n1": {"helper": {"distance": 7, "half_day": 2}}})
    plan = sound(problem, solve(problem, tally=tally))
    assert plan.policy == "2026-1"
    (unserved,) = plan.unserved
    assert unserved.reason == "no_candidate"
    assert unserved.detail["slots"]["helper"]["ruled_out"] == {"distance": 7, "half_day": 2}


def test_outbid_names_what_is_lacking_and_who_holds_it() -> None:
    problem = week(
        Need("big", 9, (helper(hours("Lin", 3)),)), Need("small", 5, (helper(hours("Lin", 2)),)), capacities={"Lin": 4}
    )
    (unserved,) = sound(problem, solve(problem)).unserved
    assert unserved.reason == "outbid"
    assert unserved.detail["lacks"] == {"Lin/hours": 1}
    assert unserved.detail["winners"] == ["big"]


def test_blocked_names_the_demands_that_stand_in_the_way() -> None:
    problem = week(
        Need("duty", 1, (helper(hours("Lin", 3)),), must=True),
        Need("n", 5, (helper(hours("Lin", 2)),)),
        capacities={"Lin": 4},
    )
    (unserved,) = sound(problem, solve(problem)).unserved
    assert unserved.reason == "blocked"
    assert [(d["kind"], d["place"]) for d in unserved.detail["conflict"]] == [
        ("capacity", "capacities[0]"),
        ("must", "needs[0]"),
    ]


def test_a_floor_lifts_the_weaker_group() -> None:
    problem = week(
        Need("east", 9, (helper(hours("Lin", 2)),), group="east"),
        Need("west", 5, (helper(hours("Lin", 2)),), group="west"),
        capacities={"Lin": 2},
        floors=(Floor("west", 5),),
    )
    assert [s.need for s in sound(problem, solve(problem)).served] == ["west"]


def test_a_bond_tips_the_choice_and_a_ban_forbids_it() -> None:
    slots = (Slot("carrier", (Candidate("org1"), Candidate("org2", score=3))), helper(hours("Lin", 1)))
    bond = Bond(("carrier", "org1"), ("helper", "Lin"), score=5)
    problem = week(Need("n", 10, slots, bonds=(bond,)), capacities={"Lin": 1})
    assert sound(problem, solve(problem)).served[0].slots["carrier"] == ("org1",)
    banned = replace(problem, needs=(replace(problem.needs[0], bonds=(replace(bond, score=0, ban=True),)),))
    assert sound(banned, solve(banned)).served[0].slots["carrier"] == ("org2",)


def busy_week() -> Problem:
    """Twelve needs for five helpers whose hours do not divide."""
    people = ("Lin", "Mei", "Qiu", "Shu", "Tao")
    needs = [
        Need(
            f"n{i:02}",
            20 + 7 * (i % 5),
            (
                helper(
                    *(
                        hours(who, 2 + (i + j) % 3, -((i * j) % 4), option)
                        for j, who in enumerate(people)
                        for option in ("mon", "tue")
                    )
                ),
            ),
            options=("mon", "tue"),
        )
        for i in range(12)
    ]
    return week(*needs, capacities=dict.fromkeys(people, 5))


def test_the_same_work_limit_gives_the_same_bytes() -> None:
    limits = Limits(work=50, seed=3)
    first, second = (plan_bytes(solve(busy_week(), limits)) for _ in range(2))
    assert first == second


def test_cancelling_at_once_still_gives_a_checked_plan_and_a_bound() -> None:
    plan = sound(busy_week(), solve(busy_week(), cancelled=lambda: True))
    assert plan.status in ("optimal", "feasible")
    assert plan.objective is not None and plan.objective > 0


def test_progress_is_told_and_never_gets_worse() -> None:
    told: list[Progress] = []
    solve(busy_week(), report=told.append)
    values = [p.objective for p in told if p.objective is not None]
    bounds = [p.bound for p in told if p.bound is not None]
    assert values == sorted(values)
    assert bounds == sorted(bounds, reverse=True)
    assert told[-1].phase == "done"


def test_prices_are_0_where_nothing_is_scarce_and_not_where_it_is() -> None:
    problem = week(
        Need("n1", 9, (helper(hours("Lin", 2)),)),
        Need("n2", 5, (helper(hours("Lin", 2)),)),
        Need("n3", 5, (helper(hours("Mei", 2)),)),
        capacities={"Lin": 2, "Mei": 9},
    )
    plan = sound(problem, solve(problem))
    assert set(plan.prices) == {"Lin/hours"}
    assert 2.5 <= plan.prices["Lin/hours"] <= 4.5


def test_limits_that_make_no_sense_are_refused() -> None:
    with pytest.raises(ValueError, match="seconds: 0 is not above 0"):
        Limits(seconds=0)


def test_a_plan_of_ours_that_the_checker_refuses_is_not_handed_out() -> None:
    problem = busy_week()
    plan = solve(problem)
    assert checked(problem, plan) is plan
    with pytest.raises(Unsound, match="need 'n00': 0 times in served"):
        checked(problem, replace(plan, served=plan.served[1:]))


def test_values_too_large_to_prove_anything_with_are_refused_by_name() -> None:
    problem = week(Need("n", 2**62, (helper(hours("Lin", 1)),)), capacities={"Lin": 1})
    with pytest.raises(BadProblem, match="needs: values and scores add up to 4611686018427387904"):
        solve(problem)


def test_a_scarce_capacity_too_large_to_count_is_refused_and_one_that_cannot_bind_is_not() -> None:
    needs = Need("n", 5, (helper(hours("Lin", 2**62)),)), Need("m", 6, (helper(hours("Lin", 1)),))
    with pytest.raises(BadProblem, match=r"capacities\[0\].max: 4611686018427387904 of 'Lin/hours'"):
        solve(week(*needs, capacities={"Lin": 2**62}))
    plenty = week(needs[1], capacities={"Lin": 2**62})
    assert sound(plenty, solve(plenty)).objective == 6


def test_a_value_of_a_thousand_million_is_told_from_one_more() -> None:
    needs = [Need(f"n{more}", 10**9 + more, (helper(hours("Lin", 1)),)) for more in (0, 1)]
    problem = week(*needs, capacities={"Lin": 1})
    assert sound(problem, solve(problem)).objective == 10**9 + 1
