"""A city of any size: in proportion, deterministic, and a week that has a plan."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from graph.errors import BadValue
from graph.relations import Edge
from graph.store import Put, open_store
from matching.build import build
from matching.problem import Problem
from seeds.city import MOST, NEEDS_PER_COMMUNITY, changes, region
from seeds.fill import fill
from tests.seeds.lawful import lawful

WEEK = "2026-W48"
NEEDS = 300


def digest(seed: int) -> str:
    total = hashlib.sha256()
    for change in changes(60, seed, WEEK):
        assert isinstance(change, Put)
        total.update(change.item.model_dump_json().encode())
    return total.hexdigest()


@pytest.fixture(scope="module")
def problem(tmp_path_factory: pytest.TempPathFactory) -> Problem:
    store = open_store(str(tmp_path_factory.mktemp("city") / "city.db"))
    fill(store, "city", WEEK, seed=7, needs=NEEDS)
    with store.snapshot() as reader:
        built = build(reader, WEEK).problem
    store.close()
    return built


def test_the_graph_grows_in_proportion_to_the_needs() -> None:
    items = [change.item for change in changes(NEEDS, 7, WEEK) if isinstance(change, Put)]
    edges = sum(isinstance(item, Edge) for item in items)
    assert 45 <= (len(items) - edges) / NEEDS <= 60
    assert 170 <= edges / NEEDS <= 230


def test_every_relation_is_in_the_table() -> None:
    city = lawful(changes(NEEDS, 7, WEEK))
    assert all(node.invented for kind in ("City", "Town", "Community") for node in city.of(kind))


def test_the_same_arguments_give_the_same_bytes_in_any_process() -> None:
    code = "from tests.seeds.test_city import digest; print(digest(7))"
    root = str(Path(__file__).parents[2])
    told = [
        subprocess.run(
            [sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True,
            env={**os.environ, "PYTHONHASHSEED": salt, "PYTHONPATH": root},
        ).stdout.strip()
        for salt in ("1", "2")
    ]  # fmt: skip
    assert told == [digest(7), digest(7)]
    assert digest(8) != digest(7)


def test_candidates_and_needs_without_any_are_as_many_as_in_life(problem: Problem) -> None:
    assert len(problem.needs) == NEEDS
    candidates = problem.size
    assert 20 <= candidates / NEEDS <= 70
    lacking = sum(any(slot.required and not slot.candidates for slot in need.slots) for need in problem.needs)
    assert 0.02 <= lacking / NEEDS <= 0.2


def test_duties_can_be_served_all_together(problem: Problem) -> None:
    duties = [need for need in problem.needs if need.must]
    assert 1 <= len(duties) <= 0.02 * NEEDS
    assert len({need.group for need in duties}) == len(duties)
    limits = {capacity.id: capacity.max for capacity in problem.capacities}
    for need in duties:
        assert need.options == (None,)
        for slot in need.slots:
            assert any(
                all(used <= limits[id] for id, used in each.uses.items()) for each in slot.candidates
            ), slot  # fmt: skip


def test_every_least_number_of_hours_has_a_need_that_gives_it_alone(problem: Problem) -> None:
    asking = {capacity.id: capacity.min for capacity in problem.capacities if capacity.min}
    assert asking
    kept = {
        hours
        for need in problem.needs
        if len(need.slots) == 1
        for each in need.slots[0].candidates
        for hours, least in asking.items()
        if each.uses.get(hours, 0) >= least and need.id.endswith(hours.partition(":")[2].partition("/")[0])
    }
    assert kept == set(asking)


@pytest.mark.parametrize("needs", [35_000, 40_000, MOST])
def test_the_largest_cities_fit_on_the_map(needs: int) -> None:
    for seed in (1, 2, 3):
        assert len(region(needs, seed).sites) == -(-needs // NEEDS_PER_COMMUNITY)


@pytest.mark.parametrize("needs", [0, 49, MOST + 1])
def test_a_size_that_has_no_map_is_refused(needs: int) -> None:
    with pytest.raises(BadValue, match="50 to 60000"):
        changes(needs, 1, WEEK)
