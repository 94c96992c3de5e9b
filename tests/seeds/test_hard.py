"""Every edge case of the hard world comes out as it says."""

from pathlib import Path

import pytest

from graph.model import Resident
from graph.store import open_store
from matching.build import Built, build
from matching.limits import Limits
from matching.plan import Plan
from matching.solve import solve
from seeds.hard import HOLIDAY, OUTCOMES, RARE, changes
from tests.seeds.lawful import lawful

WEEK, NATIONAL_DAY = "2026-W48", "2026-W40"


def solved(folder: Path, week: str, *, pin: bool) -> tuple[Built, Plan]:
    store = open_store(str(folder / "hard.db"))
    store.write(list(changes(week, pin=pin)), by="test")
    with store.snapshot() as reader:
        built = build(reader, week)
    store.close()
    return built, solve(built.problem, Limits(seconds=30))


def outcomes(built: Built, plan: Plan) -> dict[str, str]:
    """What came out, need by need, in the words of OUTCOMES."""
    found = {each.need: "served" for each in plan.served}
    lacking = {
        need.id: [slot.id for slot in need.slots if slot.required and not slot.candidates]
        for need in built.problem.needs
    }
    for each in plan.unserved:
        rules = [rule for slot in lacking[each.need] for rule in built.tally.ruled_out[each.need][slot]]
        found[each.need] = f"{each.reason}:{rules[-1]}" if rules else each.reason
    return {need.partition(":")[2]: outcome for need, outcome in found.items()}


@pytest.mark.parametrize(("week", "otherwise"), [(WEEK, {}), (NATIONAL_DAY, HOLIDAY)])
def test_every_case_comes_out_as_it_says(tmp_path: Path, week: str, otherwise: dict[str, str]) -> None:
    built, plan = solved(tmp_path, week, pin=False)
    assert plan.status == "optimal"
    assert outcomes(built, plan) == OUTCOMES | otherwise


def test_who_asked_for_two_hours_gets_them_though_a_friend_would_score_more(tmp_path: Path) -> None:
    _, plan = solved(tmp_path, WEEK, pin=False)
    least = next(each for each in plan.served if each.need == "need:least")
    assert least.slots["helper"] == ("offer:stranger",)


def test_a_pin_on_somebody_whom_a_rule_removed_cannot_hold(tmp_path: Path) -> None:
    _, plan = solved(tmp_path, WEEK, pin=True)
    assert plan.status == "infeasible"


def test_rare_names_come_back_as_they_were(tmp_path: Path) -> None:
    store = open_store(str(tmp_path / "hard.db"))
    store.write(list(changes(WEEK)), by="test")
    with store.snapshot() as reader:
        names = [person.name for person in reader.nodes(Resident) if person.id.startswith("resident:rare-")]
    store.close()
    assert names == list(RARE)


@pytest.mark.parametrize("pin", [True, False])
def test_the_hard_world_stands_in_the_table_of_relations(pin: bool) -> None:
    hard = lawful(changes(WEEK, pin=pin))
    assert len(hard.of("Decision")) == int(pin)
    assert {need.id.partition(":")[2] for need in hard.of("Need")} == set(OUTCOMES)
