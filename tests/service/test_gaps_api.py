"""Gaps of the tiny week over HTTP, worked out by hand beside `seeds.tiny`.

Rehabilitation (2320) lacks a helper: nobody gives it. One more would be carried by Lin (8), who carries five linkages a
week already; company (569 with its points) would have to wait: 2320 + 8 - 569 = 1759.

Shopping (220) lacks a carrier, and Fang: on Thursday she cooks. With one more carrier Tang cooks on Tuesday instead,
57 points fewer, and Fang of the same grid (6) shops: 220 + 6 - 57 = 169. One more helper alone does nothing, for Lin's
five linkages are all worth more.
"""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from matching.plan import Served
from service.gaps.what_if import changes_seen
from service.planner_schemas import NeedChanges
from tests.service.neighbours import solve
from tests.service.offices import of_old_lane
from tests.service.serving import WEEK, serving, signed_in

GAPS = f"/api/weeks/{WEEK}/gaps"
WHAT_IF = f"{GAPS}/what-if"


@pytest.fixture(scope="module")
def office(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """The tiny week, solved, as its coordinator sees it."""
    with serving(Path(shutil.copy(seeded, tmp_path_factory.mktemp("gaps") / "tiny.db"))) as client:
        solve(client)
        yield client


@pytest.fixture(scope="module")
def bureau(office: httpx.Client) -> Iterator[httpx.Client]:
    """The same week as a planner sees it."""
    with signed_in(office, "planner") as client:
        yield client


@pytest.fixture(scope="module")
def old_lane(office: httpx.Client) -> Iterator[httpx.Client]:
    """The same week as somebody sees it who coordinates the old estate alone."""
    with of_old_lane(office) as client:
        yield client


def rows(client: httpx.Client, **query: Any) -> dict[str, dict[str, Any]]:
    """The rows of a table by their ids, in its order."""
    items = client.get(GAPS, params=query).raise_for_status().json()["items"]
    return {row["id"]: row for row in items}


def part(row: dict[str, Any], society: str) -> dict[str, Any]:
    found: dict[str, Any] = next(each for each in row["societies"] if each["society"] == society)
    return found


def test_what_lacks_most_comes_first(bureau: httpx.Client) -> None:
    table = rows(bureau, by="service")
    assert list(table)[:2] == ["service:rehabilitation", "service:shopping"]
    assert [row["missing_value"] for row in table.values()] == [2320, 220, 0, 0, 0, 0, 0, 0]
    assert sum(row["needs"] for row in table.values()) == 8
    assert sum(row["served"] for row in table.values()) == 6
    rehabilitation = table["service:rehabilitation"]
    assert rehabilitation["keys"] == [
        {"dimension": "service", "id": "service:rehabilitation", "label_zh": "康复指导", "label_en": "Rehabilitation"}
    ]
    assert (rehabilitation["unserved"], rehabilitation["share"], rehabilitation["invented"]) == (1, 0.0, True)


def test_one_more_helper_for_rehabilitation_takes_the_place_of_company(bureau: httpx.Client) -> None:
    helper = part(rows(bureau, by="service")["service:rehabilitation"], "volunteer")
    assert (helper["asked"], helper["filled"], helper["missing"]) == (1, 0, 1)
    assert helper["effect"]["low"] == 1759
    assert 1759 <= helper["effect"]["high"] <= 2320 + 8
    assert helper["price"] > 1759


def test_one_more_carrier_lets_fang_shop(bureau: httpx.Client) -> None:
    shopping = rows(bureau, by="service")["service:shopping"]
    carrier, helper = part(shopping, "organization"), part(shopping, "volunteer")
    assert carrier["effect"]["low"] == 169
    assert 169 <= carrier["effect"]["high"] <= 220 + 6
    assert helper["effect"]["low"] == 0
    assert helper["price"] < carrier["price"]


def test_what_lacks_nothing_has_no_price(bureau: httpx.Client) -> None:
    cooking = rows(bureau, by="service")["service:cooking"]
    assert [each["missing"] for each in cooking["societies"]] == [0, 0, 0, 0, 0]
    assert all(each["price"] is None and each["effect"] is None for each in cooking["societies"])


def test_the_table_by_place_and_home_and_type(bureau: httpx.Client) -> None:
    assert {id: row["needs"] for id, row in rows(bureau, by="community").items()} == {
        "community:willow": 7, "community:oldlane": 1,
    }  # fmt: skip
    assert {id: row["missing_value"] for id, row in rows(bureau, by="town,home").items()} == {
        "town:qinghe|neighbourhood": 2320, "town:qinghe|convenience": 220, "town:qinghe|governance": 0,
    }  # fmt: skip
    assert list(rows(bureau, by="type")) == ["community_type:mixed", "community_type:old-estate"]
    home = next(iter(rows(bureau, by="home").values()))["keys"][0]
    assert (home["id"], home["label_zh"], home["label_en"]) == ("neighbourhood", "温馨邻里", "Warm neighbourhood")


def test_by_society_a_need_stands_in_the_row_of_each_that_it_asks_for(bureau: httpx.Client) -> None:
    table = rows(bureau, by="society")
    assert {id: row["needs"] for id, row in table.items()} == {
        "volunteer": 5, "organization": 8, "charity": 3, "community": 2, "social_worker": 1,
    }  # fmt: skip
    assert [each["society"] for each in table["volunteer"]["societies"]] == ["volunteer"]
    assert table["volunteer"]["missing_value"] == 2320 + 220
    assert table["organization"]["missing_value"] == 220  # rehabilitation lacks no carrier
    assert table["volunteer"]["keys"][0]["label_zh"] == "志愿者"


def test_the_trend_has_the_weeks_that_have_needs(bureau: httpx.Client) -> None:
    cooking = rows(bureau, by="service")["service:cooking"]
    assert cooking["trend"] == [
        {"week": "2026-W47", "needs": 1, "served": 1},
        {"week": WEEK, "needs": 1, "served": 1},
    ]


def test_filters_leave_the_needs_that_fit(bureau: httpx.Client) -> None:
    assert list(rows(bureau, by="service", community="community:oldlane")) == ["service:parking"]
    assert set(rows(bureau, by="service", home="convenience")) == {"service:cooking", "service:shopping"}
    assert list(rows(bureau, by="community", service="service:relief", town="town:qinghe")) == ["community:willow"]


def test_pages_join_to_the_whole_table(bureau: httpx.Client) -> None:
    whole, seen, cursor = list(rows(bureau, by="service,community")), list[str](), None
    while True:
        query: dict[str, Any] = {"by": "service,community", "limit": 3} | ({"cursor": cursor} if cursor else {})
        answer = bureau.get(GAPS, params=query).json()
        seen += [row["id"] for row in answer["items"]]
        cursor = answer["next"]
        if cursor is None:
            break
    assert seen == whole
    assert bureau.get(GAPS, params={"by": "service", "cursor": "service:none"}).status_code == 422


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"by": "colour"}, 422),
        ({"by": "service,service"}, 422),
        ({"by": "service,town,home"}, 422),
        ({"by": ""}, 422),
        ({"home": "none"}, 422),
        ({"service": "service:none"}, 404),
        ({"town": "town:none"}, 404),
        ({"community": "community:none"}, 404),
    ],
)
def test_what_the_table_does_not_know_is_refused(bureau: httpx.Client, query: dict[str, str], status: int) -> None:
    assert bureau.get(GAPS, params=query).status_code == status


def test_an_unchanged_table_is_not_sent_again_but_to_the_same_reader(
    bureau: httpx.Client, old_lane: httpx.Client
) -> None:
    first = bureau.get(GAPS)
    held = {"If-None-Match": first.headers["etag"]}
    assert bureau.get(GAPS, headers=held).status_code == 304
    assert old_lane.get(GAPS, headers=held).status_code == 200


def test_a_coordinator_sees_the_rows_of_her_communities(old_lane: httpx.Client) -> None:
    assert {id: row["needs"] for id, row in rows(old_lane, by="community").items()} == {"community:oldlane": 1}
    assert old_lane.get(GAPS, params={"community": "community:willow"}).status_code == 404
    names = {each["capacity"] for each in old_lane.get(f"{GAPS}/capacities").json()["items"]}
    assert "organization:yi/linkages" in names
    assert "organization:lin/linkages" not in names
    assert old_lane.get(WHAT_IF, params={"capacity": "organization:lin/linkages", "add": 1}).status_code == 404
    elsewhere: dict[str, Any] = {"society": "volunteer", "community": "community:willow", "add": 1}
    assert old_lane.get(WHAT_IF, params=elsewhere).status_code == 404


def test_a_week_without_a_plan_has_needs_and_no_prices(bureau: httpx.Client) -> None:
    last = bureau.get("/api/weeks/2026-W47/gaps").json()
    assert last["run"] is None
    assert [(row["needs"], row["served"], row["missing_value"]) for row in last["items"]] == [(1, 1, 0)]
    assert bureau.get("/api/weeks/2026-W47/gaps/capacities").status_code == 409
    assert bureau.get("/api/weeks/2026-W47/gaps/what-if", params={"society": "volunteer", "add": 1}).status_code == 409
    assert bureau.get("/api/weeks/2031-W01/gaps").json()["items"] == []


def test_the_scarcest_capacity_comes_first(bureau: httpx.Client) -> None:
    """Lin's five linkages bind; then the half-days of Hu and Fang."""
    items = bureau.get(f"{GAPS}/capacities").json()["items"]
    assert items[0]["capacity"] == "organization:lin/linkages"
    assert items[0]["holder"]["label_zh"] == "邻里同行社区服务中心"
    assert (items[0]["part"], items[0]["unit"], items[0]["max"], items[0]["used"]) == ("linkages", "linkage", 5, 5)
    assert items[0]["price"] > 0
    assert {each["price"] for each in items[8:]} == {0}


def test_capacities_are_found_by_the_name_of_who_holds_them(bureau: httpx.Client) -> None:
    found = bureau.get(f"{GAPS}/capacities", params={"q": "丰禾"}).json()["items"]
    assert [each["capacity"] for each in found] == ["offer:fenghe-boxes/amount"]
    assert bureau.get(f"{GAPS}/capacities", params={"q": "方巧云"}).json()["items"] == []  # a volunteer's name
    assert bureau.get(f"{GAPS}/capacities", params={"q": " "}).status_code == 422


def test_one_more_linkage_of_lin_is_worth_what_the_carrier_is_and_more(bureau: httpx.Client) -> None:
    """With Lin as the carrier of shopping there are her 8 points, and 15 for Fang, who is her member."""
    found = bureau.get(WHAT_IF, params={"capacity": "organization:lin/linkages", "add": 1}).raise_for_status().json()
    assert found["before"] == {"low": 8953, "high": 8953}
    assert found["unit"] == "linkage"
    assert found["gain"] == {"low": 169 + 8 + 15, "high": 169 + 8 + 15}
    assert found["after"] == {"low": 9145, "high": 9145}
    assert found["exact"] is True
    assert (found["served_before"], found["served_after"]) == (6, 7)
    assert found["changes"] == {"served": ["need:shopping"], "dropped": [], "moved": ["need:meals"], "elsewhere": 0}


def test_more_helpers_for_one_service(bureau: httpx.Client) -> None:
    asked: dict[str, Any] = {
        "society": "volunteer",
        "service": "service:rehabilitation",
        "community": "community:willow",
        "add": 1,
    }
    found = bureau.get(WHAT_IF, params=asked).raise_for_status().json()
    assert (found["unit"], found["add"]) == ("offer", 1)
    assert found["gain"] == {"low": 1759, "high": 1759}
    assert found["changes"] == {"served": ["need:rehab"], "dropped": ["need:company"], "moved": [], "elsewhere": 0}


def test_what_changes_elsewhere_is_counted_and_not_named() -> None:
    bo, cai, dan = ({"helper": (name,)} for name in ("bo", "cai", "dan"))
    before = [Served("need:a", None, bo), Served("need:b", None, {}), Served("need:c", None, cai)]
    after = [Served("need:a", None, dan), Served("need:c", None, dan), Served("need:d", None, {})]
    assert changes_seen(before, after, ["need:a", "need:b"]) == NeedChanges(
        served=(), dropped=("need:b",), moved=("need:a",), elsewhere=2
    )


def test_more_of_what_is_left_over_changes_nothing(old_lane: httpx.Client) -> None:
    found = old_lane.get(WHAT_IF, params={"capacity": "organization:yi/linkages", "add": 50}).raise_for_status().json()
    assert found["gain"] == {"low": 0, "high": 0}
    assert found["changes"] == {"served": [], "dropped": [], "moved": [], "elsewhere": 0}


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"add": "1"}, 422),
        ({"capacity": "organization:lin/linkages"}, 422),
        ({"capacity": "organization:lin/linkages", "add": "0"}, 422),
        ({"capacity": "organization:lin/linkages", "add": "1000000001"}, 422),
        ({"capacity": "organization:lin/linkages", "society": "volunteer", "add": "1"}, 422),
        ({"capacity": "organization:lin/linkages", "service": "service:cooking", "add": "1"}, 422),
        ({"society": "family", "add": "1"}, 422),
        ({"capacity": "organization:none/linkages", "add": "1"}, 404),
        ({"society": "charity", "service": "service:cooking", "add": "1"}, 404),
    ],
)
def test_what_cannot_be_asked_is_refused(bureau: httpx.Client, query: dict[str, str], status: int) -> None:
    assert bureau.get(WHAT_IF, params=query).status_code == status


@pytest.mark.parametrize("role", ["sponsor", "admin", None])
@pytest.mark.parametrize("path", [GAPS, f"{GAPS}/capacities", f"{WHAT_IF}?society=volunteer&add=1"])
def test_gaps_are_for_coordinators_and_planners(office: httpx.Client, role: Any, path: str) -> None:
    with signed_in(office, role) as client:
        assert client.get(path).status_code == (404 if role else 401)


def test_the_service_itself_loads_no_solver() -> None:
    """What needs one is imported by the process that answers."""
    loaded = "import sys, service.app; print([name for name in ('ortools', 'numba') if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True).stdout == "[]\n"


def idle(client: httpx.Client, **query: Any) -> dict[str, dict[str, Any]]:
    """By row and society, what lies idle."""
    items = client.get(f"{GAPS}/idle", params=query).raise_for_status().json()["items"]
    return {row["key"]["id"]: {each["society"]: each for each in row["societies"]} for row in items}


def test_what_lies_idle_stands_beside_what_is_missing(bureau: httpx.Client) -> None:
    whole = bureau.get(f"{GAPS}/capacities?limit=500").json()["items"]
    town = idle(bureau)["town:qinghe"]
    for society, part, unit in (("volunteer", "hours", "hour"), ("organization", "linkages", "linkage")):
        own = [each for each in whole if each["capacity"].startswith(society) and each["part"] == part]
        assert town[society]["max"] == sum(each["max"] for each in own) > 0
        assert town[society]["idle"] == sum(each["max"] - each["used"] for each in own)
        assert town[society]["unit"] == unit
    assert [town[society]["missing"] for society in ("volunteer", "organization")] == [2, 1]
    assert town["charity"]["unit"] == "fen"


def test_what_is_idle_for_a_service_is_what_that_service_could_use(bureau: httpx.Client) -> None:
    by_service = idle(bureau, by="service")
    assert by_service["service:rehabilitation"]["volunteer"] == {
        "society": "volunteer", "unit": "hour", "max": 0, "idle": 0, "missing": 1,
    }  # fmt: skip
    assert idle(bureau, by="service", type="community_type:old-estate").keys() == {"service:parking"}
    assert bureau.get(f"{GAPS}/idle", params={"type": "community_type:none"}).status_code == 404


def test_who_coordinates_a_place_sees_what_lies_idle_for_it(old_lane: httpx.Client) -> None:
    assert idle(old_lane, by="community").keys() == {"community:oldlane"}


def test_more_offers_may_be_for_a_town_a_type_or_a_home(bureau: httpx.Client) -> None:
    whole: dict[str, Any] = {"society": "volunteer", "add": 1}
    for named in ({"town": "town:qinghe"}, {"type": "community_type:mixed"}, {"home": "neighbourhood"}):
        found = bureau.get(WHAT_IF, params={**whole, **named}).raise_for_status().json()
        assert found["gain"]["low"] == 1759
        assert {name: found[name] for name in named} == named
