"""The tiny world with phones and notes, served and solved, and a coordinator of one of its two communities."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from graph.model import Node
from graph.store import Put, Reader
from tests.service.offices import enter, journal, made, opened
from tests.service.serving import WEEK, finished, signed_in

PHONES = {
    "resident:zhou": "5551001",
    "resident:xu": "5551002",
    "resident:qian": "5551003",
    "volunteer:fang": "5552001",
    "volunteer:hu": "5552002",
    "social_worker:lin": "5553001",
}
NOTES = "耳背，敲门要重"
DOOR = "灶台旧了"


def phoned(path: Path) -> None:
    """Write phones and notes into a store of the tiny world that nobody serves yet."""
    with opened(path) as store, store.snapshot() as reader:
        people = [_with(reader, id, phone=phone) for id, phone in PHONES.items()]
        zhou = people[0].model_copy(update={"notes": NOTES})
        words = [_with(reader, "need:meals", description=DOOR), _with(reader, "visit:fang-3", note=DOOR)]
        store.write([Put(each) for each in (*people, zhou, *words)], by="test")


def _with(reader: Reader, id: str, **fields: str) -> Node:
    node = reader.get(id)
    assert node is not None
    return node.model_copy(update=fields)


def solve(client: httpx.Client) -> dict[str, Any]:
    """Compute the week's plan."""
    run = finished(client, client.post(f"/api/weeks/{WEEK}/runs").raise_for_status().json()["id"])
    assert run["state"] == "done"
    return run


@contextmanager
def of_willow(service: httpx.Client) -> Iterator[httpx.Client]:
    """A coordinator who sees the community of Willow and no other: `account:willow`."""
    with signed_in(service, "admin") as admin:
        made(admin, login="willow", role="coordinator", places=["community:willow"])
    with signed_in(service, None) as client:
        enter(client, "willow").raise_for_status()
        yield client


def lines(service: httpx.Client, about: str) -> list[dict[str, Any]]:
    """The newest lines of the journal about a thing."""
    with signed_in(service, "admin") as admin:
        return journal(admin, about=about)
