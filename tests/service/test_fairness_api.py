"""Fairness over HTTP, in the tiny world (`seeds.tiny`) with one thing moved: the shopping is asked for in the old
estate, where Lin's organization may work too.

Old estate: the barrier (1278) and the shopping (220), 1498 servable. Willow: all but the rehabilitation, that nobody
gives: 7482 servable. Left alone, Lin carries five linkages of willow, and the old estate gets 1278 / 1498 = 85.31 %.

For more Lin must carry the shopping in place of the company (540 + 29), the least valuable: then willow gets 6942 of
7482 = 92.78 %, and the old estate all. Fang shops on Thursday (220 + carrier 8 - 6 for three started kilometres + Fang
of the same grid 6 - 6 + her membership 15 = 237), and cooks on Tuesday as well as on Thursday: 8953 - 569 + 237 = 8621.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from graph.model import Need
from graph.store import Change, DropEdge, GraphStore, Put
from graph.weeks import previous_week
from matching.explain import Explanation
from seeds.facts import link
from service.books import broken
from service.fairness.shares import spread
from service.told import told
from tests.service.neighbours import solve
from tests.service.offices import journal, of_old_lane, opened
from tests.service.serving import WEEK, serving, signed_in

FAIRNESS = f"/api/weeks/{WEEK}/fairness"
FLOORS = f"{FAIRNESS}/floors"
POLICY = "/api/fairness"
OLD_LANE, WILLOW = "community:oldlane", "community:willow"


def shop_in_the_old_estate(store: GraphStore) -> None:
    reached = (link(each, "REACHES", OLD_LANE) for each in ("offer:lin-carries", "agreement:lin"))
    moved: list[Change] = [
        DropEdge("AT", "need:shopping", "building:willow-2"),
        link("need:shopping", "AT", OLD_LANE),
        *reached,
    ]
    store.write(moved, by="test")


@pytest.fixture(scope="session")
def two_estates(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of this world, to be copied."""
    path = Path(shutil.copy(seeded, tmp_path_factory.mktemp("estates") / "tiny.db"))
    with opened(path) as store:
        shop_in_the_old_estate(store)
        store.backup(path.with_name("copy.db"))
    return path.with_name("copy.db")


@pytest.fixture(scope="module")
def office(two_estates: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """Its week, solved, as a coordinator of the town sees it. Tests only read from it."""
    with serving(Path(shutil.copy(two_estates, tmp_path_factory.mktemp("fair") / "tiny.db"))) as client:
        solve(client)
        yield client


@pytest.fixture
def town(two_estates: Path, tmp_path: Path) -> Iterator[httpx.Client]:
    """The test's own, with its week solved."""
    with serving(Path(shutil.copy(two_estates, tmp_path / "tiny.db"))) as client:
        solve(client)
        yield client


def get(client: httpx.Client, path: str, **query: Any) -> dict[str, Any]:
    shown: dict[str, Any] = client.get(path, params=query).raise_for_status().json()
    return shown


def by_community(page: dict[str, Any], field: str = "items") -> dict[str, dict[str, Any]]:
    return {item["id"]: item for item in page[field]}


def decide(client: httpx.Client, **policy: int) -> dict[str, Any]:
    """The city's policy, as a planner decides it."""
    with signed_in(client, "planner") as planner:
        made: dict[str, Any] = planner.put(POLICY, json=policy).raise_for_status().json()
        return made


def test_who_gets_which_share(office: httpx.Client) -> None:
    page = get(office, FAIRNESS)
    assert [item["id"] for item in page["items"]] == [OLD_LANE, WILLOW]
    old, willow = page["items"]
    names = ("needs", "wanted", "servable", "served", "share", "waited", "floor", "asked", "behind")
    assert [old[name] for name in names] == [2, 1498, 1498, 1278, 85.31, 0, None, None, 0]
    assert [willow[name] for name in names] == [6, 9802, 7482, 7482, 100.0, 0, None, None, 0]
    assert (old["label_zh"], page["spread"], page["next"]) == ("旧里社区", 14.69, None)


def test_the_last_weeks_of_each_community(office: httpx.Client) -> None:
    """Last week's meals: 1600, waited two weeks, 1600 × 116 %. The old estate had no need."""
    found = by_community(get(office, FAIRNESS, highest=False))
    assert found[WILLOW]["ledger"] == [{"week": previous_week(WEEK), "wanted": 1856, "served": 1856}]
    assert found[OLD_LANE]["ledger"] == []


def test_the_highest_share_that_all_can_have(office: httpx.Client) -> None:
    assert get(office, FAIRNESS)["highest"] == {"low": 92.78, "high": 92.78, "exact": True}
    assert get(office, FAIRNESS, highest=False)["highest"] is None


def test_what_a_floor_would_cost_and_whom(office: httpx.Client) -> None:
    found = get(office, FLOORS, share=90)
    assert (found["holds"], found["exact"]) == (True, True)
    assert found["before"] == {"low": 8953, "high": 8953}
    assert found["after"] == {"low": 8621, "high": 8621}
    assert found["price"] == {"low": 332, "high": 332}
    assert found["changes"]["served"] == ["need:shopping"]
    assert found["changes"]["dropped"] == ["need:company"]
    touched = [(item["id"], item["floor"], item["before"], item["after"]) for item in found["communities"]]
    assert touched == [(OLD_LANE, 1349, 1278, 1498), (WILLOW, 6734, 7482, 6942)]
    assert by_community(found, "communities")[OLD_LANE]["floor_price"] > 0


def test_a_floor_that_is_kept_anyway_costs_nothing(office: httpx.Client) -> None:
    assert get(office, FLOORS, share=85)["price"] == {"low": 0, "high": 0}


def test_a_floor_that_cannot_hold(office: httpx.Client) -> None:
    found = get(office, FLOORS, share=93)
    assert (found["holds"], found["after"], found["price"], found["communities"]) == (False, None, None, [])


def test_who_coordinates_one_community_sees_its_share_alone(office: httpx.Client) -> None:
    with of_old_lane(office) as old_lane:
        page, floors = get(old_lane, FAIRNESS), get(old_lane, FLOORS, share=90)
        assert [item["id"] for item in page["items"]] == [OLD_LANE]
        assert (page["spread"], page["highest"]["low"]) == (14.69, 92.78)
        assert [item["id"] for item in floors["communities"]] == [OLD_LANE]
        assert floors["changes"] == {"served": ["need:shopping"], "dropped": [], "moved": [], "elsewhere": 2}
        assert "willow" not in str(page) + str(floors)


def test_without_a_plan_there_are_no_shares(coordinator: httpx.Client) -> None:
    for path in (FAIRNESS, f"{FLOORS}?share=10"):
        assert coordinator.get(path).status_code == 409


def test_pages_of_shares_go_on_where_they_ended(office: httpx.Client) -> None:
    first = get(office, FAIRNESS, highest=False, limit=1)
    second = get(office, FAIRNESS, highest=False, limit=1, cursor=first["next"])
    assert [page["items"][0]["id"] for page in (first, second)] == [OLD_LANE, WILLOW]
    assert second["next"] is None


def test_the_policy_counts_from_the_next_run_on(town: httpx.Client) -> None:
    decide(town, share=90)
    assert by_community(get(town, FAIRNESS, highest=False))[OLD_LANE]["floor"] is None
    assert solve(town)["objective"] == 8621
    page = get(town, FAIRNESS, highest=False)
    assert page["policy"] == {"share": 90, "waited": 0, "weeks": 0, "asks": 0, "asks_weeks": 4, "revision": 1}
    shown = {id: (item["floor"], item["served"], item["share"]) for id, item in by_community(page).items()}
    assert shown == {OLD_LANE: (1349, 1498, 100.0), WILLOW: (6734, 6942, 92.78)}
    assert get(town, f"/api/weeks/{WEEK}")["policy"] == "2026-1+fairness.1"
    decide(town)
    assert solve(town)["objective"] == 8953


def test_a_floor_that_cannot_hold_is_lowered_and_told(town: httpx.Client) -> None:
    """Only one can have all that is servable there. With the old estate first, willow still gets 92.78 %; the other way
    round the old estate would get 85.31."""
    decide(town, share=100)
    run = solve(town)
    assert (run["status"], run["objective"]) == ("optimal", 8621)
    found = by_community(get(town, FAIRNESS, highest=False))
    assert (found[OLD_LANE]["floor"], found[OLD_LANE]["asked"]) == (1498, None)
    assert (found[WILLOW]["floor"], found[WILLOW]["asked"]) == (6942, 7482)


def test_a_plan_from_before_the_floor_is_not_published(town: httpx.Client) -> None:
    decide(town, share=90)
    refused = town.post(f"/api/weeks/{WEEK}/editions")
    assert refused.status_code == 409
    assert "need:shopping" in refused.json()["detail"]
    solve(town)
    assert town.post(f"/api/weeks/{WEEK}/editions").status_code == 201


def test_what_people_decide_goes_before_a_floor(town: httpx.Client) -> None:
    """Pinned, the company keeps its linkage. Lin must leave the clinic (880 + 26) for the shopping: willow's 6602 of
    the 6734 asked are nearer than the old estate's 1278 of 1349 would be. Hu then keeps the company (-7), for Fang
    cooks on Tuesday: 8953 - 906 + 237 - 7 = 8277."""
    decide(town, share=90)
    solve(town)
    pin = {"need": "need:company", "action": "pin", "slot": "carrier", "offer": "offer:lin-carries"}
    answer = town.post(f"/api/weeks/{WEEK}/decisions", json=pin)
    assert answer.status_code == 201
    assert (answer.json()["effect"]["before"], answer.json()["effect"]["after"]) == (8621, 8277)
    run = solve(town)
    assert (run["status"], run["objective"]) == ("optimal", 8277)
    found = by_community(get(town, FAIRNESS, highest=False))
    shown = {id: (item["floor"], item["asked"]) for id, item in found.items()}
    assert shown == {OLD_LANE: (1349, None), WILLOW: (6602, 6734)}


def test_fang_is_asked_once(town: httpx.Client) -> None:
    """She keeps the company; Tang cooks on Tuesday instead, 57 points fewer. Pinned twice, she is asked twice."""
    decide(town, asks=1, asks_weeks=1)
    assert solve(town)["objective"] == 8953 - 57
    for need in ("need:meals", "need:company"):
        pin = {"need": need, "action": "pin", "slot": "helper", "offer": "offer:fang-cooks"}
        pin["offer"] = "offer:fang-helps" if need == "need:company" else "offer:fang-cooks"
        assert town.post(f"/api/weeks/{WEEK}/decisions", json=pin).status_code == 201
    assert solve(town)["objective"] == 8953


def test_who_lost_lately_is_worth_more_and_it_is_explained(two_estates: Path, tmp_path: Path) -> None:
    """Last week the old estate lost a need worth 800, and 1856 of 2656 was served in all: 69 points behind, more than
    twice 20. The barrier: 800 × 108 % × 148 % × 120 % = 1534, and 1278 without."""
    path = Path(shutil.copy(two_estates, tmp_path / "tiny.db"))
    with opened(path) as store:
        lost = Need.model_validate(
            {"id": "need:lost", "title": "过去", "nature": "individual", "state": "closed", "week": previous_week(WEEK),
             "first_week": previous_week(WEEK), "urgency": 3, "half_days": ()}
        )  # fmt: skip
        store.write([Put(lost), link(lost.id, "AT", OLD_LANE)], by="test")
    with serving(path) as client:
        decide(client, weeks=4)
        assert solve(client)["objective"] == 8953 + 256
        barrier = get(client, f"/api/weeks/{WEEK}/linkages/need:barrier")
        assert (barrier["value"], barrier["behind"]) == (1534, {"points": 256, "weeks": 4})
        assert get(client, f"/api/weeks/{WEEK}/linkages/need:food")["behind"] is None
        found = by_community(get(client, FAIRNESS, highest=False))
        assert (found[OLD_LANE]["behind"], found[WILLOW]["behind"]) == (20, 0)
        assert found[OLD_LANE]["ledger"] == [{"week": previous_week(WEEK), "wanted": 800, "served": 0}]


def test_the_policy_is_decided_by_planners_and_admins_with_a_line_in_the_journal(admin: httpx.Client) -> None:
    shown = admin.get(POLICY).raise_for_status()
    assert shown.json() == {"share": 0, "waited": 0, "weeks": 0, "asks": 0, "asks_weeks": 4, "revision": 0}
    held = {"If-Match": shown.headers["ETag"]}
    changed = admin.put(POLICY, json={"share": 25, "asks": 3}, headers=held)
    assert changed.json() == {"share": 25, "waited": 0, "weeks": 0, "asks": 3, "asks_weeks": 4, "revision": 1}
    assert admin.get(POLICY).headers["ETag"] == changed.headers["ETag"]
    assert admin.get(POLICY, headers={"If-None-Match": changed.headers["ETag"]}).status_code == 304
    line = journal(admin)[0]
    assert (line["action"], line["about"]) == ("fairness decided", ["fairness:city"])
    assert line["detail"] == "share 25, waited 0, weeks 0, asks 3, asks_weeks 4"
    assert admin.put(POLICY, json={"share": 30}, headers=held).status_code == 412
    assert get(admin, POLICY)["share"] == 25


def test_the_command_line_tells_what_is_for_having_got_least() -> None:
    lines = list(told(Explanation("need:barrier", False, 1534, reason="outbid", behind={"points": 256, "weeks": 4})))
    assert lines[-1] == "  its community got less than others in the last 4 weeks: +256 of the value"


@pytest.mark.parametrize("role", ["coordinator", "sponsor"])
def test_others_do_not_decide_the_policy(role: Any, public: httpx.Client) -> None:
    with signed_in(public, role) as client:
        assert client.put(POLICY, json={"share": 10}).status_code == 403


@pytest.mark.parametrize("body", [{"share": 101}, {"share": "10"}, {"asks_weeks": 0}, {"shares": 10}, {"weeks": 53}])
def test_a_policy_out_of_range_is_refused(body: dict[str, Any], planner: httpx.Client) -> None:
    assert planner.put(POLICY, json=body).status_code == 422
    assert get(planner, POLICY)["revision"] == 0


def test_the_journal_stays_whole(tiny: Path) -> None:
    with serving(tiny) as client:
        decide(client, share=10)
        decide(client, share=20)
    with opened(tiny) as store, store.snapshot() as reader:
        assert broken(reader) is None


@pytest.mark.parametrize(
    ("found", "apart"), [([], None), ([40.0], None), ([40.0, 40.0], 0.0), ([0.0, 100.0], 100.0), ([0, 50, 100], 66.67)]
)
def test_how_far_two_shares_lie_apart(found: list[float], apart: float | None) -> None:
    """Of 0, 50 and 100: 50, 50 and 100 apart."""
    assert spread(found) == apart
