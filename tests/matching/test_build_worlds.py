"""The seeded worlds as problems: what their authors worked out by hand comes out of the build."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from graph.store import Reader, open_store
from matching.build import Built, build
from matching.problem import Need
from matching.reading import read_problem
from seeds.fill import fill
from seeds.hard import HOLIDAY, OUTCOMES

WEEK, HOLIDAYS = "2026-W48", "2026-W40"


@contextmanager
def world(name: str, week: str, folder: Path) -> Iterator[Reader]:
    store = open_store(str(folder / f"{name}.db"))
    try:
        fill(store, name, week)
        with store.snapshot() as reader:
            yield reader
    finally:
        store.close()


def built(name: str, week: str, folder: Path) -> Built:
    with world(name, week, folder) as reader:
        return build(reader, week)


def points(need: Need) -> dict[str, set[int]]:
    """The scores of each offer of a need, and of each bond under the name of its second end."""
    scores: dict[str, set[int]] = {}
    for slot in need.slots:
        for candidate in slot.candidates:
            scores.setdefault(candidate.offer.removeprefix("offer:"), set()).add(candidate.score)
    for bond in need.bonds:
        scores[f"with {bond.b[1].removeprefix('offer:')}"] = {bond.score}
    return scores


def test_the_tiny_world_has_the_values_and_points_of_its_table(tmp_path: Path) -> None:
    needs = {need.id.removeprefix("need:"): need for need in built("tiny", WEEK, tmp_path).problem.needs}
    assert {id: need.value for id, need in needs.items()} == {
        "meals": 2876, "food": 1113, "relief": 2073, "company": 540, "clinic": 880, "barrier": 1278,
        "shopping": 220, "rehab": 2320,
    }  # fmt: skip
    assert points(needs["meals"]) == {
        "lin-carries": {8},
        "fang-cooks": {36},
        "tang-cooks": {-6},
        "with fang-cooks": {15},
    }
    assert points(needs["food"]) == {
        "willow-hosts": {0}, "lin-carries": {8}, "fenghe-boxes": {0}, "dadi-boxes": {0}, "with fenghe-boxes": {20},
    }  # fmt: skip
    assert points(needs["clinic"]) == {"lin-carries": {8}, "hu-helps": {18}}
    assert points(needs["barrier"]) == {
        "yi-carries": {6}, "oldlane-hosts": {0}, "oldlane-hall": {0}, "oldlane-money": {0}
    }  # fmt: skip


@pytest.mark.parametrize(("week", "changed"), [(WEEK, {}), (HOLIDAYS, HOLIDAY)])
def test_in_the_hard_world_the_rule_that_is_named_leaves_nobody(
    week: str, changed: dict[str, str], tmp_path: Path
) -> None:
    made, outcomes = built("hard", week, tmp_path), OUTCOMES | changed
    empty = {
        need.id.removeprefix("need:"): made.tally.ruled_out[need.id][slot.id]
        for need in made.problem.needs
        for slot in need.slots
        if slot.required and not slot.candidates
    }
    named = {id: rule.removeprefix("no_candidate:") for id, rule in outcomes.items() if ":" in rule}
    assert empty.keys() == named.keys()
    assert [id for id, rule in named.items() if rule not in empty[id]] == []


def test_a_minimum_of_the_hard_world_stands_in_its_problem(tmp_path: Path) -> None:
    made = built("hard", WEEK, tmp_path)
    assert {c.id: c.min for c in made.problem.capacities if c.min} == {"volunteer:stranger/hours": 2}
    assert made.tally.unmet_minimums == {}


def test_taicang_is_a_week_that_can_be_read_and_built_again(tmp_path: Path) -> None:
    with world("taicang", WEEK, tmp_path) as reader:
        made, again = build(reader, WEEK), build(reader, WEEK)
    assert made.data == again.data
    assert read_problem(made.data) == made.problem
    needs = made.problem.needs
    assert 500 <= len(needs) <= 700
    nobody = [need for need in needs if any(slot.required and not slot.candidates for slot in need.slots)]
    assert 0.05 <= len(nobody) / len(needs) <= 0.2
    assert not [need.id for need in nobody if need.must]
