"""An office for tests: an account or two, who signs in, and what the journal says."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from graph.model import Account
from graph.store import GraphStore, Put, open_store
from service.account_deeds import hash_of
from service.books import moment
from tests.service.serving import signed_in

LIN = "account:lin"
PASSWORD = "willow over the canal"
LONG_AGO = "2020-01-01T00:00:00+08:00"


def made(admin: httpx.Client, **changes: Any) -> dict[str, Any]:
    """A new account; unless told otherwise that of Lin, a planner."""
    order = {"login": "lin", "name": "Lin", "role": "planner", "password": PASSWORD} | changes
    shown: dict[str, Any] = admin.post("/api/accounts", json=order).raise_for_status().json()
    return shown


def enter(client: httpx.Client, login: str = "lin", password: str = PASSWORD) -> httpx.Response:
    """Sign in with a password."""
    return client.post("/api/session", json={"login": login, "password": password})


@contextmanager
def of_old_lane(service: httpx.Client) -> Iterator[httpx.Client]:
    """A client of the same service: somebody who coordinates the old estate alone."""
    with signed_in(service, "admin") as admin, signed_in(service, None) as client:
        made(admin, login="oldlane", role="coordinator", places=["community:oldlane"])
        enter(client, "oldlane").raise_for_status()
        yield client


def journal(admin: httpx.Client, **query: str) -> list[dict[str, Any]]:
    """The newest lines of the journal."""
    lines: list[dict[str, Any]] = admin.get("/api/journal", params=query).raise_for_status().json()["items"]
    return lines


@contextmanager
def opened(path: Path) -> Iterator[GraphStore]:
    """A store, also beside a service, as another process would have it."""
    store = open_store(str(path))
    try:
        yield store
    finally:
        store.close()


def put(store: GraphStore, id: str, **changes: Any) -> None:
    """A node with some of its fields changed."""
    with store.snapshot() as reader:
        node = reader.get(id)
    assert node is not None
    store.write([Put(type(node).model_validate(node.model_dump() | changes))], by="test")


def root(store: GraphStore) -> None:
    """The first admin, as the command line makes one."""
    account = Account(
        id="account:root", login="root", name="Root", role="admin", password=hash_of(PASSWORD, "root"), created=moment()
    )
    store.write([Put(account)], by="test")
