"""Repairs, alternates and missing partnerships of the tiny week over HTTP, worked out by hand beside `seeds.tiny`.

Shopping (220) lacks a carrier, and Fang, who cooks on Thursday. With one linkage more Lin carries it, and others move.
With nothing more it takes the place of company: that costs 320.
Rehabilitation (2320) lacks a helper: nobody gives it, and nobody could by one step.
Company could be kept by Hu, whom the clinic needs.
"""

from collections.abc import Iterator
from typing import Any, get_args

import httpx
import pytest

from matching.mending import KINDS
from service.repair_schemas import StepKind
from tests.service.offices import of_old_lane
from tests.service.serving import WEEK, signed_in

LINKAGES = f"/api/weeks/{WEEK}/linkages"


@pytest.fixture(scope="module")
def old_lane(solved: httpx.Client) -> Iterator[httpx.Client]:
    """The same week as somebody sees it who coordinates the old estate alone."""
    with of_old_lane(solved) as client:
        yield client


def asked(client: httpx.Client, address: str, **query: Any) -> Any:
    return client.get(address, params=query).raise_for_status().json()


def test_a_need_that_others_outbid_has_its_cost_and_its_cheapest_repair(solved: httpx.Client) -> None:
    shown = asked(solved, f"{LINKAGES}/need:shopping/repairs")
    assert (shown["reason"], shown["cost"]) == ("outbid", {"low": 320, "high": 320})
    assert shown["instead"]["dropped"] == ["need:company"]
    first = shown["repairs"][0]
    (step,) = first["steps"]
    assert (step["kind"], step["capacity"], step["add"], step["unit"]) == (
        "time",
        "organization:lin/linkages",
        1,
        "linkage",
    )
    assert step["holder"]["label_zh"] == "邻里同行社区服务中心"
    assert (first["beside"], first["changes"]["served"], first["changes"]["dropped"]) == (True, ["need:shopping"], [])
    assert first["before"] == {"low": 8953, "high": 8953}
    assert first["after"]["low"] - 8953 == first["gain"]["low"] > 0
    assert first["slots"]["carrier"][0]["offer"] == "offer:lin-carries"


def test_the_query_for_gaps_tells_of_the_same_step(solved: httpx.Client) -> None:
    first = asked(solved, f"{LINKAGES}/need:shopping/repairs")["repairs"][0]
    assert first["what_if"] == {"capacity": "organization:lin/linkages", "add": "1"}
    whole = asked(solved, f"/api/weeks/{WEEK}/gaps/what-if", **first["what_if"])
    assert whole["after"]["high"] >= first["after"]["low"]


def test_what_nobody_gives_needs_somebody_new(solved: httpx.Client) -> None:
    shown = asked(solved, f"{LINKAGES}/need:rehab/repairs")
    assert (shown["reason"], shown["cost"], shown["instead"]) == ("no_candidate", None, None)
    for one in shown["repairs"]:
        assert ("new", "helper") in {(step["kind"], step["slot"]) for step in one["steps"]}
    alone = next(one for one in shown["repairs"] if len(one["steps"]) == 1)
    assert alone["what_if"]["society"] == "volunteer"
    assert (alone["beside"], alone["gain"]["low"], alone["changes"]["dropped"]) == (False, 1759, ["need:company"])
    assert shown["repairs"][-1] == alone  # first those at which nobody has to give way


def test_more_time_may_be_spent_on_the_cost(solved: httpx.Client) -> None:
    assert asked(solved, f"{LINKAGES}/need:shopping/repairs", within=3)["cost"] == {"low": 320, "high": 320}
    assert solved.get(f"{LINKAGES}/need:shopping/repairs", params={"within": 60}).status_code == 422


def test_what_is_served_has_alternates_and_what_is_not_has_repairs(solved: httpx.Client) -> None:
    served = solved.get(f"{LINKAGES}/need:company/repairs")
    assert (served.status_code, "/alternates" in served.json()["detail"]) == (409, True)
    waiting = solved.get(f"{LINKAGES}/need:shopping/alternates")
    assert (waiting.status_code, "/repairs" in waiting.json()["detail"]) == (409, True)
    assert solved.get(f"{LINKAGES}/need:nobodys/repairs").status_code == 404


def test_an_alternate_has_what_it_costs_the_week(solved: httpx.Client) -> None:
    shown = asked(solved, f"{LINKAGES}/need:company/alternates")
    (hu,) = next(slot["alternates"] for slot in shown["slots"] if slot["slot"] == "helper")
    assert (hu["offer"], hu["cost"], hu["takes_from"]) == ("offer:hu-helps", None, ["need:clinic"])
    assert (hu["open"], hu["week"]["low"] == hu["week"]["high"] > 0) == (False, True)


def test_the_fund_and_its_carrier_would_be_partners(solved: httpx.Client) -> None:
    """Yi carries the barrier, and the community fund pays: 20 points if they were partners."""
    items = asked(solved, f"/api/weeks/{WEEK}/gaps/partnerships")["items"]
    found = {(one["organization"]["id"], one["sponsor"]["id"]): one for one in items}
    barrier = found["organization:yi", "fund:oldlane"]
    assert (barrier["gain"], barrier["needs"]) == ({"low": 20, "high": 20}, ["need:barrier"])
    assert asked(solved, f"/api/weeks/{WEEK}/gaps/partnerships", limit=1)["items"] == items[:1]


def test_planners_see_the_same_and_others_nothing(solved: httpx.Client) -> None:
    addresses = (f"{LINKAGES}/need:shopping/repairs", f"{LINKAGES}/need:company/alternates",
                 f"/api/weeks/{WEEK}/gaps/partnerships")  # fmt: skip
    with signed_in(solved, "planner") as planner, signed_in(solved, "sponsor") as sponsor:
        assert [planner.get(address).status_code for address in addresses] == [200] * 3
        assert [sponsor.get(address).status_code for address in addresses] == [404] * 3


def test_another_communitys_needs_are_not_there(old_lane: httpx.Client) -> None:
    assert old_lane.get(f"{LINKAGES}/need:shopping/repairs").status_code == 404
    assert old_lane.get(f"{LINKAGES}/need:company/alternates").status_code == 404
    items = asked(old_lane, f"/api/weeks/{WEEK}/gaps/partnerships")["items"]
    assert all(set(one["needs"]) <= {"need:barrier"} and one["needs"] for one in items)


def test_nobody_is_named(solved: httpx.Client) -> None:
    told = solved.get(f"{LINKAGES}/need:shopping/repairs").text + solved.get(f"{LINKAGES}/need:company/alternates").text
    assert "resident:" not in told
    assert "household:" not in told


def test_the_api_tells_of_every_kind_of_step_in_its_order() -> None:
    assert get_args(StepKind) == KINDS
