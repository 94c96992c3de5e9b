"""Under which agreement an organization may be commissioned, in a small town with three communities."""

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from graph.agreements import agreed, agreements
from graph.model import Agreement, Organization, Service
from graph.place_tree import place_tree
from graph.weeks import monday
from tests.graph.reading import graph_of
from tests.graph.small_town import SMALL_TOWN, WEEK, Item, link

SERVICES: list[Item] = [
    Service(id="service:care", name="照料", english="care"),
    Service(id="service:bath", name="助浴", english="bathing"),
    Service(id="service:law", name="法律", english="law"),
    link("service:bath", "NARROWS", "service:care"),
    Organization(id="organization:s", name="s", max_linkages=1),
]


def agreement(
    local: str, public: str = "town:t", covers: str = "service:care", reaches: str = "town:t", **fields: Any
) -> list[Item]:
    usual = {"title": local, "budget": 1000, "opens": "2026-01-01", "closes": "2026-12-31"}
    made = Agreement.model_validate({"id": f"agreement:{local}", **usual, **fields})
    return [
        made, link(public, "PURCHASES", made.id), link("organization:s", "PROVIDES", made.id),
        link(made.id, "COVERS", covers), link(made.id, "REACHES", reaches),
    ]  # fmt: skip


def found(folder: Path, *made: list[Item], service: str = "service:care", community: str = "community:a") -> str | None:
    """The agreement for one service in one community."""
    with graph_of([*SMALL_TOWN, *SERVICES, *(item for items in made for item in items)], folder) as reader:
        tree = place_tree(reader)
        rows = agreements(reader, monday(WEEK), tree)
        needs = pl.DataFrame({"service": [service], "community": tree.rows(pl.Series([community]))})
        under = agreed(reader, rows, needs, pl.Series(["organization:s"]), tree)
    assert under.site.tolist() == [0]
    return rows["id"][under.table["agreement"][0]] if len(under.table) else None


def test_the_towns_agreement_covers_its_communities(tmp_path: Path) -> None:
    assert found(tmp_path, agreement("one"), community="community:b") == "agreement:one"


def test_another_towns_agreement_does_not_even_where_it_reaches(tmp_path: Path) -> None:
    assert found(tmp_path, agreement("one", public="town:u", reaches="city:z")) is None


def test_the_citys_agreement_counts_where_it_reaches(tmp_path: Path) -> None:
    made = agreement("one", public="city:z", reaches="community:a")
    (tmp_path / "b").mkdir()
    assert found(tmp_path, made) == "agreement:one"
    assert found(tmp_path / "b", made, community="community:b") is None


def test_covering_a_broader_service_covers_the_narrower_and_not_the_other_way(tmp_path: Path) -> None:
    (tmp_path / "narrow").mkdir()
    assert found(tmp_path, agreement("one"), service="service:bath") == "agreement:one"
    assert found(tmp_path / "narrow", agreement("one", covers="service:bath")) is None


@pytest.mark.parametrize(
    ("opens", "closes", "open_now"),
    [
        ("2026-11-23", "2026-11-23", True),
        ("2026-11-24", "2026-12-31", False),
        ("2026-01-01", "2026-11-22", False),
    ],
)
def test_an_agreement_is_open_on_the_weeks_monday(opens: str, closes: str, open_now: bool, tmp_path: Path) -> None:
    assert (found(tmp_path, agreement("one", opens=opens, closes=closes)) is not None) == open_now


def test_among_several_the_one_that_closes_first_is_used_then_the_first_by_id(tmp_path: Path) -> None:
    made = [agreement("a", closes="2027-06-30"), agreement("c"), agreement("b")]
    assert found(tmp_path, *made) == "agreement:b"


@pytest.mark.parametrize(
    ("fields", "left"), [({"spent": 300}, 700), ({"weekly": 200, "spent": 300}, 200), ({"spent": 1200}, 0)]
)
def test_a_week_may_use_what_is_left_of_the_budget_and_at_most_its_weekly_part(
    fields: dict[str, Any], left: int, tmp_path: Path
) -> None:
    with graph_of([*SMALL_TOWN, *SERVICES, *agreement("one", **fields)], tmp_path) as reader:
        assert agreements(reader, monday(WEEK), place_tree(reader))["left"].to_list() == [left]
