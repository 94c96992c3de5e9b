"""The verifier believes nothing: small weeks, worked out by hand."""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from matching.plan import Plan, Served, Unserved
from matching.problem import Bond, Candidate, Capacity, Choice, Floor, Need, Problem, Slot
from matching.verify import recompute_bound, verify
from tests.matching.brute import Best, brute


def one(id: str, scores: Mapping[str, int], value: int = 0, **more: Any) -> Need:
    """A need that asks for one helper; each helper has a score and gives one task."""
    candidates = tuple(Candidate(offer, score=score, uses={offer: 1}) for offer, score in scores.items())
    return Need(id, value, (Slot("helper", candidates),), **more)


def helped(need: str, offer: str) -> Served:
    return Served(need, None, {"helper": (offer,)})


def proved(problem: Problem, served: tuple[Served, ...], objective: int, **prices: Fraction | int) -> Plan:
    """A plan that claims to be optimal; each need that is not served is outbid."""
    exact = {capacity: Fraction(price) for capacity, price in prices.items()}
    names = {entry.need for entry in served}
    return Plan(
        problem.sha256,
        "optimal",
        objective,
        objective,
        served,
        tuple(Unserved(need.id, "outbid") for need in problem.needs if need.id not in names),
        exact,
        bound_from_prices=recompute_bound(problem, exact, {}),
    )


# Two small weeks that broke a peer

MINIMUM = Problem(
    (one("p1", {"an": 9, "bo": 9}), one("p2", {"an": 8, "bo": 0})),
    (Capacity("an", 1, min=1), Capacity("bo", 1)),
)
PINNED = Problem(
    (one("p1", {"an": 5, "bo": 10}), one("p2", {"an": 10, "bo": 1})),
    (Capacity("an", 1), Capacity("bo", 1)),
    pins=(Choice("p1", "helper", "an"),),
)


def test_a_minimum_is_kept_at_the_optimum() -> None:
    """Bo helps p1 for 9 and An p2 for 8. Free of charge, p1 is worth 9 and p2 8: nothing passes 17."""
    assert brute(MINIMUM) == Best(17, (helped("p1", "bo"), helped("p2", "an")))
    plan = proved(MINIMUM, (helped("p1", "bo"), helped("p2", "an")), 17)
    assert plan.bound_from_prices == 17
    assert verify(MINIMUM, plan) == []


def test_a_plan_below_a_minimum_is_refused() -> None:
    plan = replace(proved(MINIMUM, (helped("p1", "bo"),), 9), status="feasible", bound=17)
    assert verify(MINIMUM, plan) == ["capacity 'an': 0 is used, and at least 1 must be"]


def test_a_pin_is_kept_though_it_costs() -> None:
    """An is pinned to p1 for 5, so p2 has Bo for 1. With An at 9: 9 + (5 - 9) + max(10 - 9, 1) = 6."""
    assert brute(PINNED) == Best(6, (helped("p1", "an"), helped("p2", "bo")))
    plan = proved(PINNED, (helped("p1", "an"), helped("p2", "bo")), 6, an=9)
    assert plan.bound_from_prices == 6
    assert verify(PINNED, plan) == []


def test_a_plan_that_drops_a_pin_is_refused() -> None:
    plan = replace(proved(PINNED, (helped("p1", "bo"), helped("p2", "an")), 20), bound_from_prices=15)
    assert verify(PINNED, plan) == [
        "pin of 'an' to slot 'helper' of 'p1': not kept",
        "objective: 20 is above 15, which the prices prove that no plan can pass",
        "bound: 20 is above 15, which the prices prove already; state the lower of the two",
    ]


# A week with everything: Mei needs a cook on one of two half-days, and money if there is some; Lao wants company.

WEEK = Problem(
    needs=(
        Need(
            "mei",
            100,
            (
                Slot(
                    "cook",
                    (
                        Candidate("an", "tue", 6, {"an": 2}),
                        Candidate("bo", "tue", 2, {"bo": 1}),
                        Candidate("cai", score=-3),
                        Candidate("bo", "wed", 9, {"bo": 1}),
                    ),
                    count=2,
                ),
                Slot("money", (Candidate("fund", score=4, uses={"fen": 500}),), required=False),
            ),
            must=True,
            group="east",
            options=("tue", "wed"),
            bonds=(
                Bond(("cook", "an"), ("money", "fund"), 5),
                Bond(("cook", "bo"), ("cook", "cai"), ban=True),
            ),
        ),
        one("lao", {"an": 1, "bo": 7}, value=30, group="east"),
        one("wu", {}, value=50, group="west"),
    ),
    capacities=(Capacity("an", 2, unit="hour"), Capacity("bo", 1), Capacity("fen", 800), Capacity("idle", 3)),
    bans=(Choice("lao", "helper", "an"),),
    floors=(Floor("east", 90),),
    sha256="5eed",
)
PLAN = Plan(
    "5eed",
    "optimal",
    117,
    117,
    (Served("mei", "tue", {"cook": ("an", "bo"), "money": ("fund",)}),),
    (Unserved("lao", "outbid"), Unserved("wu", "no_candidate")),
    {"bo": Fraction(37)},
    {"east": Fraction(0)},
    bound_from_prices=149,
)


def test_a_week_with_everything() -> None:
    """Tuesday: An 6 and Bo 2, the fund 4, An with the fund 5: 117, with Bo taken from Lao. An with Cai would be 112,
    and leave Bo to Lao: 112 + 37 = 149, the true optimum, and what Bo at 37 proves: 37 + 112 + 0.
    """
    best = brute(WEEK)
    assert best is not None
    assert best.objective == 149
    assert recompute_bound(WEEK, PLAN.prices, PLAN.floor_prices) == 149
    assert verify(WEEK, replace(PLAN, status="feasible", bound=149)) == []


FEASIBLE = replace(PLAN, status="feasible", bound=149)
MEI = PLAN.served[0]
LAO, WU = PLAN.unserved
TIRED: Any = "tired"


def mei(option: str | None = "tue", **slots: tuple[str, ...]) -> tuple[Served, ...]:
    return (replace(MEI, option=option, slots={**MEI.slots, **slots}),)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"problem_sha256": "5eee"}, "problem_sha256: the plan is of '5eee', the problem is '5eed'"),
        ({"served": ()}, "need 'mei': must be served, and is not"),
        ({"served": ()}, "floor of 'east': 0 is reached, and at least 90 must be"),
        ({"served": ()}, "need 'mei': 0 times in served and 0 times in unserved; it belongs once in one of them"),
        ({"served": (MEI, MEI)}, "need 'mei': 2 times in served and 0 times in unserved; it belongs once in one"),
        ({"served": (MEI, MEI)}, "capacity 'an': 4 is used, and at most 2 may be"),
        ({"served": (MEI, helped("lao", "bo"))}, "need 'lao': 1 times in served and 1 times in unserved; it belongs"),
        ({"served": (MEI, helped("lao", "bo"))}, "capacity 'bo': 2 is used, and at most 1 may be"),
        ({"served": (MEI, helped("lao", "an"))}, "ban of 'an' from slot 'helper' of 'lao': not kept"),
        ({"served": (MEI, helped("zhu", "an"))}, "served need 'zhu': the problem has no such need"),
        ({"served": mei("wed")}, "served need 'mei', slot 'cook': offer 'an' is no candidate in option 'wed'"),
        ({"served": mei("thu")}, "served need 'mei': 'thu' is none of its options"),
        ({"served": mei(None)}, "served need 'mei': None is none of its options"),
        ({"served": mei(cook=("an",))}, "served need 'mei', slot 'cook': 1 offers, and exactly 2 are required"),
        ({"served": mei(cook=("an", "bo", "cai"))}, "served need 'mei', slot 'cook': 3 offers, and exactly 2 are req"),
        ({"served": mei(cook=("an", "an"))}, "served need 'mei', slot 'cook': offer 'an' is there 2 times"),
        ({"served": mei(cook=("an", "fund"))}, "served need 'mei', slot 'cook': offer 'fund' is no candidate in"),
        ({"served": mei(cook=("bo", "cai"))}, "need 'mei': ('cook', 'bo') and ('cook', 'cai') are together, which"),
        ({"served": mei(money=("fund", "an"))}, "served need 'mei', slot 'money': 2 offers, and at most 1 may be"),
        ({"served": mei(money=())}, "objective: 117 is stated, and 108 is what the plan is worth"),
        ({"served": mei(lead=("an",))}, "served need 'mei': it has no slot 'lead'"),
        ({"unserved": (LAO,)}, "need 'wu': 0 times in served and 0 times in unserved; it belongs once in one of them"),
        ({"unserved": (LAO, WU, WU)}, "need 'wu': 0 times in served and 2 times in unserved; it belongs once in one"),
        ({"unserved": (LAO, WU, Unserved("zhu", "open"))}, "unserved need 'zhu': the problem has no such need"),
        ({"unserved": (LAO, replace(WU, reason=TIRED))}, "unserved need 'wu': 'tired' is no known reason; known are"),
        ({"unserved": (LAO, replace(WU, reason="outbid"))}, "unserved need 'wu': the reason is 'outbid', but no opt"),
        ({"unserved": (replace(LAO, reason="no_candidate"), WU)}, "unserved need 'lao': the reason is 'no_candidate'"),
        ({"objective": 118}, "objective: 118 is stated, and 117 is what the plan is worth"),
        ({"objective": None}, "status: 'feasible' needs an objective and a bound, and they are None and 149"),
        ({"bound": None}, "status: 'feasible' needs an objective and a bound, and they are 117 and None"),
        ({"bound": 116}, "bound: 116 is below the objective, 117"),
        ({"bound": 117}, "status: 'feasible', but the bound 117 is the objective: that is 'optimal'"),
        ({"bound": 150}, "bound: 150 is above 149, which the prices prove already; state the lower of the two"),
        ({"status": "optimal"}, "status: 'optimal', but the bound 149 is not the objective, 117"),
        ({"status": "good"}, "status: 'good' is not known; known are optimal, feasible, infeasible"),
        ({"conflict": ({"kind": "pin"},)}, "conflict: 1 demands are said to conflict in a plan that is feasible"),
        ({"prices": {}}, "bound_from_prices: 149 is stated, and the prices prove 154"),
        ({"prices": {"bo": Fraction(38)}}, "bound_from_prices: 149 is stated, and the prices prove 150"),
        ({"prices": {"bo": Fraction(-1)}}, "prices: -1.0 of 'bo' is below 0, but that capacity has no minimum"),
        ({"prices": {"rice": Fraction(1)}}, "prices: the problem has no capacity 'rice'"),
        ({"floor_prices": {"east": Fraction(1)}}, "bound_from_prices: 149 is stated, and the prices prove 189"),
        ({"floor_prices": {"east": Fraction(-1)}}, "floor_prices: -1.0 of 'east' is below 0"),
        ({"floor_prices": {"west": Fraction(1)}}, "floor_prices: the problem has no floor of group 'west'"),
        ({"bound_from_prices": 148}, "bound_from_prices: 148 is stated, and the prices prove 149"),
        ({"bound_from_prices": None}, "bound_from_prices: None is stated, and the prices prove 149"),
    ],
)
def test_a_changed_plan_is_refused_with_the_reason(change: Mapping[str, Any], reason: str) -> None:
    reasons = verify(WEEK, replace(FEASIBLE, **change))
    assert [found for found in reasons if found.startswith(reason)], reasons


# An infeasible result


IMPOSSIBLE = Plan("5eed", "infeasible", None, None, conflict=({"kind": "ban", "place": "bans[0]"},))
NO_PLAN = "there is no plan to verify: infeasible"


def test_an_infeasible_result_holds_no_plan_to_verify() -> None:
    assert verify(WEEK, IMPOSSIBLE) == [NO_PLAN]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"problem_sha256": ""}, "problem_sha256: the plan is of '', the problem is '5eed'"),
        ({"objective": 3}, "objective: 3 is stated, but there is no plan"),
        ({"served": PLAN.served}, "served: 1 entries, but there is no plan"),
        ({"prices": PLAN.prices}, "prices: 1 entries, but there is no plan"),
        ({"conflict": ()}, "conflict: empty; an infeasible result names the demands that conflict"),
        ({"conflict": ({"place": "pins[0]"},)}, "conflict[0].kind: None is not the name of a kind of demand"),
        ({"conflict": ({"kind": "pin"},)}, "conflict[0].place: None is no place in a problem, such as 'pins[0]'"),
        ({"conflict": ({"kind": "pin", "place": "p"},)}, "conflict[0].place: 'p' is no place in a problem, such as"),
        (
            {"conflict": ({"kind": "must", "place": "needs[3].must"},)},
            "conflict[0].place: 'needs[3].must' is not in the problem, which has 3 needs",
        ),
    ],
)
def test_a_malformed_infeasible_result_says_where(change: Mapping[str, Any], reason: str) -> None:
    first, *others = verify(WEEK, replace(IMPOSSIBLE, **change))
    assert first == NO_PLAN
    assert [found for found in others if found.startswith(reason)], others


def test_a_plan_is_refused_where_no_plan_can_exist() -> None:
    problem = Problem((one("wu", {}, must=True),))
    plan = Plan("", "optimal", 0, 0, (), (Unserved("wu", "no_candidate"),), bound_from_prices=0)
    assert verify(problem, plan) == [
        "need 'wu': must be served, and is not",
        "bound_from_prices: a need that must be served has no open option, so no plan is optimal",
    ]
