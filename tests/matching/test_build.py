"""From the graph to the week's problem: a world that fits on a page, its file written out by hand."""

import json
from hashlib import sha256
from pathlib import Path

import pytest

from graph.errors import BadValue
from graph.model import Need, Node
from matching.build import Built, build
from matching.policy import Policy
from matching.reading import read_problem, read_tally
from matching.writing import tally_bytes
from tests.graph.reading import graph_of
from tests.matching.mini import WEEK, WORLD, Item

# care: 800 × (100 + 15 alone + 10 frail + 10 aged 86)/100 × (100 + 2 weeks × 8)/100 = 1252.8
#   Bo: same grid 6, helped twice 12. Cai: two started kilometres -4, and her two hours are less than her week of three.
#   Spring: grade 3 gives 6, two started kilometres -4; two hours of help cost 2 × 1000.
#   Of the agreement the week may use min(5000 a week, 10,000 - 4000 spent).
#   Lin: a senior 4. On Friday nobody is free.
# meeting: 400 × (100 + 5 households)/100 = 420; 50,000 less the shares of 20,000 leave 30,000.
#   The mill's money is too little. The hall is free on Saturday morning, as are the mill's staff.
# Bo's minimum of two hours can be kept, Cai's of three cannot.
PROBLEM = """
{"format": "tongxin-problem/1", "week": "2026-W48",
 "capacities": [
  {"id": "agreement:a/week", "max": 5000, "unit": "fen"},
  {"id": "community:e/hours", "max": 5, "unit": "hour"},
  {"id": "fund:f/balance", "max": 40000, "unit": "fen"},
  {"id": "offer:cai/amount", "max": 2, "unit": "hour"},
  {"id": "offer:fund/amount", "max": 35000, "unit": "fen"},
  {"id": "offer:staff/amount", "max": 6, "unit": "hour"},
  {"id": "organization:spring/linkages", "max": 2, "unit": "linkage"},
  {"id": "room:hall/sat-am", "max": 1},
  {"id": "social_worker:lin/cases", "max": 3, "unit": "case"},
  {"id": "social_worker:lin/hours", "max": 10, "unit": "hour"},
  {"id": "social_worker:lin/wed-pm", "max": 1},
  {"id": "volunteer:bo/hours", "max": 4, "min": 2, "unit": "hour"},
  {"id": "volunteer:bo/tasks", "max": 14, "unit": "task"},
  {"id": "volunteer:bo/tue-am", "max": 1},
  {"id": "volunteer:bo/wed-pm", "max": 1},
  {"id": "volunteer:cai/hours", "max": 3, "unit": "hour"},
  {"id": "volunteer:cai/tasks", "max": 14, "unit": "task"},
  {"id": "volunteer:cai/tue-am", "max": 1}],
 "needs": [
  {"id": "need:care", "value": 1252, "group": "community:e", "options": ["tue-am", "wed-pm", "fri-am"], "slots": [
    {"id": "carrier", "society": "organization", "candidates": [
      {"offer": "offer:spring", "score": 2, "uses": {"organization:spring/linkages": 1, "agreement:a/week": 2000}}]},
    {"id": "caseworker", "society": "social_worker", "required": false, "candidates": [
      {"offer": "offer:lin", "option": "wed-pm", "score": 4,
       "uses": {"social_worker:lin/hours": 1, "social_worker:lin/cases": 1, "social_worker:lin/wed-pm": 1}}]},
    {"id": "helper", "society": "volunteer", "candidates": [
      {"offer": "offer:bo", "option": "tue-am", "score": 18,
       "uses": {"volunteer:bo/hours": 2, "volunteer:bo/tasks": 1, "volunteer:bo/tue-am": 1}},
      {"offer": "offer:bo", "option": "wed-pm", "score": 18,
       "uses": {"volunteer:bo/hours": 2, "volunteer:bo/tasks": 1, "volunteer:bo/wed-pm": 1}},
      {"offer": "offer:cai", "option": "tue-am", "score": -4,
       "uses": {"volunteer:cai/hours": 2, "volunteer:cai/tasks": 1, "offer:cai/amount": 2,
                "volunteer:cai/tue-am": 1}}]}],
   "bonds": [{"a": ["carrier", "offer:spring"], "b": ["helper", "offer:bo"], "score": 15}]},
  {"id": "need:meet", "value": 420, "must": true, "group": "community:e", "options": ["sat-am", "sat-pm"], "slots": [
    {"id": "host", "society": "community", "candidates": [{"offer": "offer:host", "uses": {"community:e/hours": 1}}]},
    {"id": "money", "society": "charity", "candidates": [
      {"offer": "offer:fund", "uses": {"offer:fund/amount": 30000, "fund:f/balance": 30000}}]},
    {"id": "staff", "society": "charity", "required": false, "candidates": [
      {"offer": "offer:staff", "option": "sat-am", "uses": {"offer:staff/amount": 2}}]},
    {"id": "venue", "society": "community", "candidates": [
      {"offer": "offer:hall", "option": "sat-am", "uses": {"room:hall/sat-am": 1}}]}]}],
 "pins": [{"need": "need:care", "slot": "helper", "offer": "offer:bo"}],
 "bans": [{"need": "need:care", "slot": "caseworker", "offer": "offer:lin"}]}
"""

TALLY = {
    "ruled_out": {
        "need:care": {"carrier": {}, "caseworker": {}, "helper": {"training": 1}},
        "need:meet": {
            "host": {"form": 1},
            "money": {"form": 1, "amount": 1},
            "staff": {"form": 2},
            "venue": {"form": 1},
        },
    },
    "points": {
        "need:care": {
            "carrier": {"offer:spring": {"nearness": -4, "quality": 6}},
            "caseworker": {"offer:lin": {"quality": 4}},
            "helper": {"offer:bo": {"neighbour": 6, "continuity": 12}, "offer:cai": {"nearness": -4}},
        },
    },
    "unmet_minimums": {"volunteer:cai/hours": 3},
}


def built(items: list[Item], folder: Path, policy: Policy | None = None) -> Built:
    with graph_of(items, folder) as reader:
        return build(reader, WEEK, policy) if policy else build(reader, WEEK)


def test_the_mini_world_gives_the_file_written_by_hand(tmp_path: Path) -> None:
    assert json.loads(built(WORLD, tmp_path).data) == json.loads(PROBLEM)


def test_the_tally_counts_who_was_ruled_out_and_keeps_every_point(tmp_path: Path) -> None:
    tally = built(WORLD, tmp_path).tally
    assert {"ruled_out": tally.ruled_out, "points": tally.points, "unmet_minimums": tally.unmet_minimums} == TALLY
    assert tally.policy == "2026-1"


def test_problem_file_and_tally_belong_together_and_can_be_read(tmp_path: Path) -> None:
    made = built(WORLD, tmp_path)
    assert made.problem.sha256 == made.tally.problem_sha256 == sha256(made.data).hexdigest()
    assert read_problem(made.data) == made.problem
    assert read_tally(tally_bytes(made.tally)) == made.tally


def test_the_order_in_which_the_graph_was_filled_does_not_matter(tmp_path: Path) -> None:
    (tmp_path / "back").mkdir()
    assert built(WORLD[::-1], tmp_path / "back") == built(WORLD, tmp_path)


def test_another_policy_gives_other_values_and_its_version(tmp_path: Path) -> None:
    made = built(WORLD, tmp_path, Policy(version="flat", base=(1000,) * 5, week=0, vulnerability_most=0))
    assert [need.value for need in made.problem.needs] == [1000, 1000]
    assert made.tally.policy == "flat"


def test_a_graph_without_needs_is_a_problem_without_needs(tmp_path: Path) -> None:
    made = built([], tmp_path)
    assert (made.problem.needs, made.problem.capacities) == ((), ())


def changed(id: str, **fields: object) -> list[Item]:
    """The mini world with one node changed."""
    return [item.model_copy(update=fields) if isinstance(item, Node) and item.id == id else item for item in WORLD]


def test_a_public_holiday_closes_the_community_and_leaves_the_volunteers(tmp_path: Path) -> None:
    """National Day 2026 falls on a Thursday; the holiday lasts to the weekend's end, and the meeting cannot be held."""
    week = "2026-W40"
    moved = [
        item.model_copy(update={"week": week, "first_week": week}) if isinstance(item, Need) else item for item in WORLD
    ]
    with graph_of([item for item in moved if not is_decision(item)], tmp_path) as reader:
        made = build(reader, week)
    care, meet = made.problem.needs
    assert [candidate.option for candidate in care.slots[2].candidates] == ["tue-am", "wed-pm", "tue-am", "tue-am"]
    assert [len(slot.candidates) for slot in meet.slots] == [0, 1, 0, 0]
    assert made.tally.ruled_out["need:meet"]["host"] == {"form": 1, "holiday": 1}


def test_paid_in_full_by_the_households_nobody_is_asked_for_money(tmp_path: Path) -> None:
    made = built(changed("slot:meet.money", amount=20_000), tmp_path)
    assert [slot.id for slot in made.problem.needs[1].slots] == ["host", "staff", "venue"]


def test_a_need_without_half_days_is_bound_to_none(tmp_path: Path) -> None:
    made = built(changed("need:care", half_days=()), tmp_path)
    care = made.problem.needs[0]
    assert care.options == (None,)
    assert care.slots[2].candidates[0].uses == {"volunteer:bo/hours": 2, "volunteer:bo/tasks": 1}


@pytest.mark.parametrize(
    ("id", "fields", "message"),
    [
        ("need:care", {"first_week": "2026-W50"}, "need:care: first_week 2026-W50 comes after"),
        ("slot:care.helper", {"name": "carrier"}, "need:care: two slots are named 'carrier'; rename one"),
        ("decision:3", {"slot": "cook"}, "need:care: a decision of the week has pin on slot 'cook'"),
        ("decision:3", {"slot": ""}, "decision:3: pin names no slot; give the slot"),
    ],
)
def test_a_contradiction_is_refused_by_name(id: str, fields: dict[str, object], message: str, tmp_path: Path) -> None:
    with pytest.raises(BadValue) as refused:
        built(changed(id, **fields), tmp_path)
    assert message in str(refused.value)


def is_decision(item: Item) -> bool:
    return "decision:" in (item.id if isinstance(item, Node) else item.start)
