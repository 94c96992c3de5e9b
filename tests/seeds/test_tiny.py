"""The tiny world against its optimum by hand."""

from pathlib import Path

from graph.store import open_store
from matching.build import build
from matching.limits import Limits
from matching.plan import Plan
from matching.problem import Problem
from matching.solve import solve
from seeds.fill import fill
from seeds.tiny import changes
from tests.seeds.lawful import lawful

WEEK = "2026-W48"


def solved(folder: Path) -> tuple[Problem, Plan]:
    store = open_store(str(folder / "tiny.db"))
    fill(store, "tiny", WEEK)
    with store.snapshot() as reader:
        problem = build(reader, WEEK).problem
    store.close()
    return problem, solve(problem, Limits(seconds=30))


def test_a_dozen_people_and_every_relation_in_the_table() -> None:
    tiny = lawful(changes(WEEK))
    people = [*tiny.of("Resident"), *tiny.of("Volunteer"), *tiny.of("SocialWorker")]
    assert len(people) == 11
    assert all(node.invented for kind in ("Resident", "Community", "Need", "Offer") for node in tiny.of(kind))


def test_the_optimum_is_the_one_worked_out_by_hand(tmp_path: Path) -> None:
    problem, plan = solved(tmp_path)
    values = {need.id.partition(":")[2]: need.value for need in problem.needs}
    assert values == {
        "meals": 2876, "food": 1113, "relief": 2073, "company": 540, "clinic": 880, "barrier": 1278, "shopping": 220,
        "rehab": 2320,
    }  # fmt: skip
    assert (plan.status, plan.objective, plan.bound) == ("optimal", 8953, 8953)


def test_fang_cooks_on_thursday_so_that_she_is_free_for_company_on_tuesday(tmp_path: Path) -> None:
    _, plan = solved(tmp_path)
    served = {each.need: (each.option, each.slots) for each in plan.served}
    assert served["need:meals"] == ("thu-am", {"carrier": ("offer:lin-carries",), "helper": ("offer:fang-cooks",)})
    assert served["need:company"] == ("tue-am", {"carrier": ("offer:lin-carries",), "helper": ("offer:fang-helps",)})
    assert served["need:food"][1]["goods"] == ("offer:fenghe-boxes",)
    assert served["need:barrier"][0] == "sat-am"


def test_shopping_is_outbid_and_nobody_can_give_rehabilitation(tmp_path: Path) -> None:
    _, plan = solved(tmp_path)
    assert {each.need: each.reason for each in plan.unserved} == {
        "need:shopping": "outbid",
        "need:rehab": "no_candidate",
    }


def test_what_the_eight_households_leave_unpaid_is_asked_of_the_fund(tmp_path: Path) -> None:
    problem, _ = solved(tmp_path)
    barrier = next(need for need in problem.needs if need.id == "need:barrier")
    money = next(slot for slot in barrier.slots if slot.id == "money")
    assert money.candidates[0].uses["offer:oldlane-money/amount"] == 1_200_000 - 8 * 120_000
