"""Weeks, figures, files and linkages of the tiny world, as a program sees them.

The tiny world's optimum is 8953 with six of eight needs served: `seeds.tiny` works it out by hand.
"""

import hashlib

import httpx

from matching.reading import read_plan, read_problem, read_tally
from matching.verify import verify
from tests.service.serving import WEEK


def test_the_service_is_alive(solved: httpx.Client) -> None:
    assert solved.get("/healthz").json()["status"] == "ok"


def test_the_weeks_figures_are_those_of_its_plan(solved: httpx.Client) -> None:
    figures = solved.get(f"/api/weeks/{WEEK}").json()
    assert (figures["needs"], figures["served"]) == (8, 6)
    assert figures["value"] == figures["bound"] == 8953
    assert (figures["gap"], figures["status"]) == (0, "optimal")
    assert figures["invented"] is True
    assert [each["society"] for each in figures["societies"]] == [
        "community", "organization", "social_worker", "volunteer", "charity",
    ]  # fmt: skip
    assert all(0 <= each["filled"] <= each["asked"] for each in figures["societies"])
    assert sum(each["needs"] for each in figures["homes"]) == 8
    assert sum(each["served"] for each in figures["homes"]) == 6


def test_weeks_come_newest_first_and_page_by_page(solved: httpx.Client) -> None:
    whole = solved.get("/api/weeks").json()
    weeks = [each["week"] for each in whole["items"]]
    assert weeks[0] == WEEK
    assert weeks == sorted(weeks, reverse=True)
    assert whole["next"] is None
    seen, cursor = [], ""
    while cursor is not None:
        part = solved.get("/api/weeks", params={"limit": 1} | ({"cursor": cursor} if cursor else {})).json()
        seen += [each["week"] for each in part["items"]]
        cursor = part["next"]
    assert seen == weeks


def test_a_week_without_needs_is_an_empty_week(solved: httpx.Client) -> None:
    figures = solved.get("/api/weeks/2031-W01").json()
    assert (figures["needs"], figures["served"], figures["status"]) == (0, 0, None)


def test_what_has_not_changed_is_not_sent_again(solved: httpx.Client) -> None:
    for path in (f"/api/weeks/{WEEK}", f"/api/weeks/{WEEK}/linkages", f"/api/weeks/{WEEK}/plan"):
        first = solved.get(path)
        again = solved.get(path, headers={"If-None-Match": first.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == first.headers["etag"]
        assert solved.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


def test_the_files_are_those_that_verify_accepts(solved: httpx.Client) -> None:
    files = {name: solved.get(f"/api/weeks/{WEEK}/{name}") for name in ("problem", "plan")}
    for file in files.values():
        assert file.headers["etag"] == f'"{hashlib.sha256(file.content).hexdigest()}"'
    problem, plan = read_problem(files["problem"].content), read_plan(files["plan"].content)
    assert plan.problem_sha256 == hashlib.sha256(files["problem"].content).hexdigest()
    assert verify(problem, plan) == []


def test_the_files_of_the_weeks_run_have_their_own_addresses(solved: httpx.Client) -> None:
    plan = solved.get(f"/api/weeks/{WEEK}/plan")
    same = solved.get(plan.headers["content-location"])
    assert same.content == plan.content
    tally = solved.get(plan.headers["content-location"].removesuffix("plan") + "tally")
    assert read_tally(tally.content).problem_sha256 == read_plan(plan.content).problem_sha256


def test_linkages_say_who_serves_and_who_is_not_served(solved: httpx.Client) -> None:
    cards = solved.get(f"/api/weeks/{WEEK}/linkages").json()["items"]
    assert len(cards) == 8
    assert [card["urgency"] for card in cards] == sorted((card["urgency"] for card in cards), reverse=True)
    for card in cards:
        required = [slot for slot in card["slots"] if slot["required"]]
        if card["served"]:
            assert all(len(slot["filled"]) == slot["count"] for slot in required)
            assert card["reason"] is None
        else:
            assert not any(slot["filled"] for slot in card["slots"])
    assert sorted(card["reason"] for card in cards if not card["served"]) == ["no_candidate", "outbid"]


def test_linkages_are_filtered(solved: httpx.Client) -> None:
    path = f"/api/weeks/{WEEK}/linkages"
    whole = solved.get(path).json()["items"]
    served = solved.get(path, params={"status": "served"}).json()["items"]
    unserved = solved.get(path, params={"status": "unserved"}).json()["items"]
    assert (len(served), len(unserved)) == (6, 2)
    community = whole[0]["community"]
    there = solved.get(path, params={"community": community}).json()["items"]
    assert there == [card for card in whole if card["community"] == community]
    first = solved.get(path, params={"limit": 3}).json()
    rest = solved.get(path, params={"limit": 8, "cursor": first["next"]}).json()
    assert first["items"] + rest["items"] == whole
    assert rest["next"] is None
