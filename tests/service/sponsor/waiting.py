"""The tiny world in a week in which charity gives nothing, worked out by hand.

Every charity offer is closed, and Xu has agreed that sponsors see his needs, de-identified. So three needs of the tiny
world wait for a gift and for nothing else:

    barrier   240,000 fen    nobody's, so it may be shown; eight households share 960,000 of 1,200,000; yi carries
    relief     80,000 fen    Xu's; lin carries
    food       2 food boxes  Xu's; lin carries

Lin carries five linkages a week. Without relief and food, meals, company, clinic and shopping are served: four. One is
left, for relief or for food. Nobody else shares a profile with Xu, so no community is shown.
"""

from pathlib import Path
from typing import Any

import httpx

from graph.model import Offer
from graph.relations import Consent, Edge
from graph.store import Change, GraphStore, Put, open_store
from tests.service.serving import WEEK, finished

NEEDS = "/api/sponsor/needs"
WHAT_IF = "/api/sponsor/what-if"
PLEDGES = "/api/sponsor/pledges"

BARRIER, RELIEF, FOOD = "service:parking", "service:relief", "service:food_aid"


def agrees(resident: str, **terms: Any) -> Edge:
    """Consent to being shown to sponsors."""
    given = Consent(since="2026-10-01", **terms)
    return Edge(relation="CONSENTS_TO", start=resident, end="purpose:sponsor_view", properties=given)


def let_wait(store: GraphStore) -> None:
    """Close every charity offer of a tiny world, and let Xu consent."""
    with store.snapshot() as reader:
        offers = [offer for offer in reader.nodes(Offer) if offer.society == "charity"]
    closed: list[Change] = [Put(offer.model_copy(update={"active": False})) for offer in offers]
    store.write([*closed, Put(agrees("resident:xu"))], by="test")


def write(path: Path, *changes: Change) -> None:
    """Change a store that may be served meanwhile."""
    store = open_store(str(path))
    try:
        store.write(changes, by="test")
    finally:
        store.close()


def solve(coordinator: httpx.Client) -> dict[str, Any]:
    """Compute the week, and give its run."""
    run = coordinator.post(f"/api/weeks/{WEEK}/runs").raise_for_status().json()
    done = finished(coordinator, run["id"])
    assert (done["state"], done["status"]) == ("done", "optimal")
    return done


def shown(client: httpx.Client, **query: Any) -> dict[str, dict[str, Any]]:
    """The needs that wait for a gift, by service."""
    items = client.get(NEEDS, params=query).raise_for_status().json()["items"]
    return {item["service"]: item for item in items}


def named(client: httpx.Client, service: str) -> str:
    """The name under which sponsors see the need of a service."""
    name: str = shown(client)[service]["id"]
    return name


def money(amount: int, towards: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A pledge of so many fen."""
    return {"form": "money", "amount": amount, "for": towards, **more}


def pledge(sponsor: httpx.Client, order: dict[str, Any]) -> dict[str, Any]:
    """Make a pledge that holds."""
    made = sponsor.post(PLEDGES, json=order)
    assert made.status_code == 201, made.text
    answer: dict[str, Any] = made.json()
    assert made.headers["location"] == f"{PLEDGES}/{answer['id']}"
    return answer
