"""Whom the week's needs are for, in a small town."""

from pathlib import Path

import pytest

from graph.demand import demand
from graph.helped import Helped, helped
from graph.model import Need, Purpose, Resident, Service, Slot
from graph.place_tree import PlaceTree, place_tree
from graph.weeks import monday
from tests.graph.reading import graph_of
from tests.graph.small_town import SMALL_TOWN, WEEK, Item, link

AI: list[Item] = [
    Resident(id="resident:ai", name="艾", sex="female", birth_year=1940),
    Service(id="service:care", name="照料", english="care"),
    Purpose(id="purpose:service", name="服务", purpose="service"),
    Purpose(id="purpose:health", name="健康", purpose="health"),
    link("resident:ai", "LIVES_IN", "household:a11"),
]


def need(at: str, of: str | None) -> list[Item]:
    made = Need(id="need:1", title="照料", nature="individual", week=WEEK, first_week=WEEK, urgency=1, half_days=())
    slot = Slot(id="slot:1", name="helper", society="volunteer", form="time", amount=1)
    items: list[Item] = [
        made, slot, link(made.id, "HAS_SLOT", slot.id), link(made.id, "ASKS_FOR", "service:care"),
        link(made.id, "AT", at),
    ]  # fmt: skip
    return [*items, link(made.id, "OF", of)] if of else items


def asked(
    folder: Path, *more: Item, at: str = "building:a1", of: str | None = "resident:ai"
) -> tuple[Helped, PlaceTree]:
    with graph_of([*SMALL_TOWN, *AI, *need(at, of), *more], folder) as reader:
        tree = place_tree(reader)
        return helped(reader, monday(WEEK), demand(reader, WEEK, tree), tree), tree


def home(folder: Path, at: str, of: str | None) -> list[str | None]:
    """The household, building and grid that the need is of."""
    found, tree = asked(folder, at=at, of=of)
    rows = found.of_need.select("household", "building", "grid").row(0)
    return [tree.ids[row] if row >= 0 else None for row in rows]


def test_a_need_is_at_its_own_place_before_the_home(tmp_path: Path) -> None:
    assert home(tmp_path, "building:a2", "resident:ai") == ["household:a11", "building:a2", "grid:a"]


def test_a_need_at_a_community_is_at_the_residents_home(tmp_path: Path) -> None:
    assert home(tmp_path, "community:a", "resident:ai") == ["household:a11", "building:a1", "grid:a"]


def test_a_household_is_its_own_home(tmp_path: Path) -> None:
    assert home(tmp_path, "community:a", "household:a11") == ["household:a11", "building:a1", "grid:a"]


def test_a_common_need_is_of_nobody(tmp_path: Path) -> None:
    found, _ = asked(tmp_path, at="grid:a", of=None)
    assert found.residents.is_empty()
    assert found.of_need["resident"].to_list() == [-1]


@pytest.mark.parametrize(
    ("properties", "given"),
    [
        ({}, True),
        ({"since": "2026-11-25"}, True),
        ({"since": "2026-11-30"}, False),
        ({"until": "2026-11-29"}, True),
        ({"until": "2026-11-28"}, False),
        ({"withdrawn": "2026-11-01"}, False),
    ],
)
def test_consent_is_given_in_time_and_not_withdrawn(properties: dict[str, str], given: bool, tmp_path: Path) -> None:
    found, _ = asked(tmp_path, link("resident:ai", "CONSENTS_TO", "purpose:health", **properties))
    assert found.residents.select("id", "service", "health").rows() == [("resident:ai", False, given)]


@pytest.mark.parametrize(("agrees", "known"), [(False, []), (True, ["frail"])])
def test_conditions_are_known_only_with_consent_to_health_facts(agrees: bool, known: list[str], tmp_path: Path) -> None:
    frail = Resident(id="resident:ai", name="艾", sex="female", birth_year=1940, conditions=("frail",))
    found, _ = asked(tmp_path, frail, *[link("resident:ai", "CONSENTS_TO", "purpose:health")] * agrees)
    assert found.residents["conditions"].to_list() == [known]
