"""What holds on a Monday between givers and residents of a small world: since, until, and who IS whom."""

from pathlib import Path

import polars as pl
import pytest

from graph import ties
from graph.model import Fund, Organization, Resident, Service, SocialWorker, Training, Volunteer
from graph.weeks import monday
from tests.graph.reading import graph_of
from tests.graph.small_town import WEEK, Item, link

DAY = monday(WEEK)  # 2026-11-23; the Sunday is 2026-11-29
PROVIDERS = pl.Series(["organization:s", "social_worker:l", "volunteer:b", "volunteer:c"])
RESIDENTS = pl.Series(["resident:a", "resident:d"])


def volunteer(local: str) -> Volunteer:
    return Volunteer(
        id=f"volunteer:{local}", name=local, number=f"N00{local.upper()}", sex="female", birth_year=1980,
        half_days=("mon-am",), max_hours=4,
    )  # fmt: skip


def resident(local: str) -> Resident:
    return Resident(id=f"resident:{local}", name=local, sex="female", birth_year=1950)


PEOPLE: list[Item] = [
    volunteer("b"), volunteer("c"), resident("a"), resident("d"), resident("e"),
    Organization(id="organization:s", name="s", max_linkages=1),
    SocialWorker(id="social_worker:l", name="l", sex="male", birth_year=1980, licence="senior", half_days=(),
                 max_hours=8, caseload=2),
    link("volunteer:b", "IS", "resident:e"),
]  # fmt: skip


def test_past_help_tells_how_often_and_how_many_weeks_ago(tmp_path: Path) -> None:
    helped = [
        link("volunteer:b", "HELPED", "resident:a", times=3, last_week="2026-W47"),
        link("organization:s", "HELPED", "resident:d", times=1, last_week="2025-W52"),
        link("volunteer:b", "HELPED", "resident:e", times=9, last_week="2026-W47"),  # whose needs are not asked about
    ]
    with graph_of([*PEOPLE, *helped], tmp_path) as reader:
        found = ties.past_help(reader, DAY, PROVIDERS, RESIDENTS)
    assert found.select("provider", "other", "times", "weeks_ago").rows() == [(0, 1, 1, 48), (2, 0, 3, 1)]


def test_without_any_past_help_there_is_none(tmp_path: Path) -> None:
    with graph_of(PEOPLE, tmp_path) as reader:
        assert ties.past_help(reader, DAY, PROVIDERS, RESIDENTS).is_empty()


def test_a_refusal_points_from_the_resident(tmp_path: Path) -> None:
    with graph_of([*PEOPLE, link("resident:a", "REFUSES", "volunteer:c")], tmp_path) as reader:
        assert ties.refusals(reader, DAY, PROVIDERS, RESIDENTS).rows() == [(3, 0)]


@pytest.mark.parametrize(
    ("since", "until", "holds"),
    [
        (None, None, True),
        ("2026-11-23", "2026-11-23", True),
        ("2026-11-24", None, False),
        (None, "2026-11-22", False),
    ],
)
def test_a_tie_holds_from_since_until_until_on_the_monday(
    since: str | None, until: str | None, holds: bool, tmp_path: Path
) -> None:
    member = link("volunteer:c", "MEMBER_OF", "organization:s", since=since, until=until)
    with graph_of([*PEOPLE, member], tmp_path) as reader:
        assert ties.members(reader, DAY, PROVIDERS).rows() == ([(0, 3)] if holds else [])


def test_a_helper_knows_whom_they_know_as_a_resident(tmp_path: Path) -> None:
    """B IS E, who knows D; C knows A; B and E both know A, which counts once."""
    known = [
        link("resident:e", "KNOWS", "resident:d"), link("volunteer:c", "KNOWS", "resident:a"),
        link("volunteer:b", "KNOWS", "resident:a"), link("resident:e", "KNOWS", "resident:a"),
    ]  # fmt: skip
    with graph_of([*PEOPLE, *known], tmp_path) as reader:
        assert ties.acquaintances(reader, DAY, PROVIDERS, RESIDENTS).rows() == [(2, 0), (2, 1), (3, 0)]


def test_family_is_oneself_and_whom_one_cares_for(tmp_path: Path) -> None:
    """B IS E, who cares for A; C IS D."""
    family = [link("resident:e", "CARES_FOR", "resident:a"), link("volunteer:c", "IS", "resident:d")]
    with graph_of([*PEOPLE, *family], tmp_path) as reader:
        assert ties.families(reader, DAY, PROVIDERS, RESIDENTS).rows() == [(2, 0), (3, 1)]


def test_trainings_count_when_they_are_valid_through_the_week(tmp_path: Path) -> None:
    """Care takes two trainings. L has both; B's second ends on Saturday; C's only one begins on Tuesday."""
    items: list[Item] = [
        Service(id="service:care", name="照料", english="care"),
        *(Training(id=f"training:{n}", name=str(n)) for n in (1, 2, 3)),
        *(link("service:care", "TAKES", f"training:{n}") for n in (1, 2)),
        *(link("social_worker:l", "TRAINED_IN", f"training:{n}", since="2020-01-01") for n in (1, 2, 3)),
        link("volunteer:b", "TRAINED_IN", "training:1", until="2026-11-29"),
        link("volunteer:b", "TRAINED_IN", "training:2", until="2026-11-28"),
        link("volunteer:c", "TRAINED_IN", "training:1", since="2026-11-24"),
    ]
    with graph_of([*PEOPLE, *items], tmp_path) as reader:
        found = ties.qualified(reader, DAY, PROVIDERS, pl.Series(["service:care"]))
    assert found.select("provider", "other", "trainings").rows() == [(1, 0, 2), (2, 0, 1)]


def test_partners_are_named_from_the_organization(tmp_path: Path) -> None:
    items: list[Item] = [Fund(id="fund:f", name="f", balance=1), link("organization:s", "PARTNER_OF", "fund:f")]
    with graph_of([*PEOPLE, *items], tmp_path) as reader:
        assert ties.partners(reader, DAY, pl.Series(["fund:f", "organization:s"])).rows() == [(1, 0)]
