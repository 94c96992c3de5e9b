"""A whole week through the API alone: suggestions, decisions, a pledge, the week computed again, and its publication.

The tiny week is worth 8953 (`seeds/tiny.py`). On Tuesday the community's fund is closed, and the barrier, for which the
households still lack 2,400 yuan, drops out: 1278 and the 6 points of its carrier, so 7669. It is the only need that a
gift alone would let be served; the supermarket pledges the money. It lies 2.5 km from there, three started kilometres
at 2 points, so the week is worth 7669 + 1284 - 6 = 8947.
"""

from typing import Any

import httpx

from tests.service.serving import WEEK, finished

BASE = f"/api/weeks/{WEEK}"
LACKING = 240_000
"""Fen that the barrier lacks when its households have given 8 times 1,200 yuan of 12,000."""


def computed(client: httpx.Client) -> dict[str, Any]:
    """The week computed again; where its run stands at the end."""
    return finished(client, client.post(f"{BASE}/runs").raise_for_status().json()["id"])


def told(client: httpx.Client, path: str, **query: str | int) -> dict[str, Any]:
    found: dict[str, Any] = client.get(path, params=query).raise_for_status().json()
    return found


def decided(client: httpx.Client, **order: str) -> dict[str, Any]:
    """The effect of a decision that was taken."""
    effect: dict[str, Any] = client.post(f"{BASE}/decisions", json=order).raise_for_status().json()["effect"]
    assert effect["exact"]
    return effect


def test_a_week_from_suggestion_to_publication(
    coordinator: httpx.Client, planner: httpx.Client, sponsor: httpx.Client, admin: httpx.Client
) -> None:
    # Monday: the suggestions, proved
    run = computed(coordinator)
    assert (run["status"], run["objective"], run["bound"]) == ("optimal", 8953, 8953)
    figures = told(coordinator, BASE)
    assert (figures["needs"], figures["served"], figures["value"]) == (8, 6, 8953)
    assert told(sponsor, "/api/sponsor/needs")["items"] == []

    # Tuesday: two linkages are accepted; the fund is closed
    for need in ("need:meals", "need:company"):
        effect = decided(coordinator, need=need, action="accept")
        assert (effect["before"], effect["after"]) == (8953, 8953)
    closed = decided(
        coordinator, need="need:barrier", action="reject", offer="offer:oldlane-money", because="closed", reason="年审"
    )
    assert (closed["after"], closed["least_loss"], closed["most_loss"]) == (7669, 1284, 1284)
    assert closed["changes"] == {"served": [], "dropped": ["need:barrier"], "moved": [], "elsewhere": 0}

    # Wednesday: computed again, nothing else has moved; the planner sees the gap, the sponsor the need
    run = computed(coordinator)
    assert (run["status"], run["objective"]) == ("optimal", 7669)
    assert told(coordinator, f"/api/runs/{run['id']}/changes")["changes"] == closed["changes"]
    rows = told(planner, f"{BASE}/gaps", by="service")["items"]
    assert {row["keys"][0]["id"]: (row["needs"], row["served"]) for row in rows}["service:parking"] == (1, 0)
    (need,) = told(sponsor, "/api/sponsor/needs")["items"]
    assert need["missing"] == [{"kind": "money", "amount": LACKING, "item": ""}] and need["complete"]
    assert [told(sponsor, "/api/sponsor/what-if", cash=cash)["count"] for cash in (LACKING - 1, LACKING)] == [0, 1]

    # Thursday: the pledge, and the week with it
    order = {"form": "money", "amount": LACKING, "for": {"need": need["id"]}}
    pledge = sponsor.post("/api/sponsor/pledges", json=order).raise_for_status().json()
    assert sponsor.post("/api/sponsor/pledges", json=order).status_code in (409, 422), "nothing is missing any more"
    run = computed(coordinator)
    assert (run["status"], run["objective"]) == ("optimal", 8947)
    changes = told(coordinator, f"/api/runs/{run['id']}/changes")["changes"]
    assert (changes["served"], changes["dropped"], changes["moved"]) == (["need:barrier"], [], [])

    # Friday: published; what was pledged is used, and the week stands
    edition = coordinator.post(f"{BASE}/editions").raise_for_status().json()
    assert (edition["number"], edition["kind"], edition["run"], edition["served"]) == (1, "publication", run["id"], 6)
    became = told(sponsor, f"/api/sponsor/pledges/{pledge['id']}")
    assert (became["state"], became["used"], became["left"]) == ("used", LACKING, 0)
    assert sponsor.delete(f"/api/sponsor/pledges/{pledge['id']}").status_code == 409
    assert coordinator.post(f"{BASE}/decisions", json={"need": "need:food", "action": "release"}).status_code == 422

    # and every step is in the journal, which is whole
    actions = [line["action"] for line in told(admin, "/api/journal", limit=500)["items"]]
    for action in ("accept decided", "reject decided", "run queued", "week published"):
        assert action in actions
    assert told(admin, "/api/journal/verification")["intact"] is True
