"""The accounts of a demonstration: where they are made, what they see, and where they are not let in."""

from pathlib import Path

import httpx
import pytest

from graph.model import Account
from graph.store import DropNode, Put, open_store
from seeds.fill import fill
from seeds.world import MARK
from service.access import COOKIE
from service.books import Books
from service.demonstration import ROLES, account_of, prepare
from service.settings import Settings
from tests.service.offices import opened
from tests.service.serving import WEEK, serving, sign_in

CLICK = {"demonstration": "admin"}


def test_each_role_has_its_labelled_account(public: httpx.Client) -> None:
    for role in ROLES:
        me = public.post("/api/session", json={"demonstration": role}).json()
        assert (me["role"], me["demonstration"], me["name"]) == (role, True, "演示账号")
        assert [place["id"] for place in me["places"]] == (["town:qinghe"] if role == "coordinator" else [])
        assert (me["giver"] or {}).get("id") == ("enterprise:dadi" if role == "sponsor" else None)


@pytest.mark.parametrize("world", ["tiny", "hard", "taicang"])
def test_the_coordinator_sees_needs_and_the_sponsor_gives_something(world: str, tmp_path: Path) -> None:
    store = open_store(str(tmp_path / "world.db"))
    fill(store, world, WEEK)
    store.close()
    with serving(tmp_path / "world.db") as client:
        me = client.get("/api/me").json()
        seen = client.get(f"/api/weeks/{WEEK}").json()["needs"]
        giver = sign_in(client, "sponsor").get("/api/me").json()["giver"]
        whole = sign_in(client, "planner").get(f"/api/weeks/{WEEK}").json()["needs"]
    assert [place["label_zh"] for place in me["places"]] == [
        {"tiny": "清河街道", "hard": "难题镇", "taicang": "城厢镇"}[world]
    ]
    assert 0 < seen <= whole
    assert (seen < whole) == (world == "taicang")
    assert giver


def test_they_are_written_once_and_not_at_each_start(tiny: Path) -> None:
    with serving(tiny, None):
        pass
    with opened(tiny) as store:
        with store.snapshot() as reader:
            made = reader.version
            assert reader.count("Account") == 4
        prepare(Books(store), Settings(store=str(tiny)))
        with store.snapshot() as reader:
            assert reader.version == made


def without_mark(tiny: Path) -> None:
    """The store, as it would be if it were somebody's own."""
    with opened(tiny) as store:
        store.write([DropNode(MARK)], by="test")


def test_a_store_of_ones_own_gets_none(tiny: Path) -> None:
    without_mark(tiny)
    with serving(tiny, None) as client:
        answer = client.post("/api/session", json=CLICK)
        assert (answer.status_code, COOKIE in client.cookies) == (403, False)
        page = client.get("/sign-in", headers={"Accept": "text/html"}).text
        assert "/sign-in/demonstration" not in page
    with opened(tiny) as store, store.snapshot() as reader:
        assert reader.count("Account") == 0


def test_where_others_may_ask_none_is_made(tiny: Path) -> None:
    with serving(tiny, None, allow_remote=True, hosts="tongxin.example") as client:
        assert client.post("/api/session", json=CLICK).status_code == 403
        form = client.post("/sign-in/demonstration", data={"role": "admin"}, headers={"Accept": "text/html"})
        assert (form.status_code, COOKIE in client.cookies) == (403, False)
    with opened(tiny) as store, store.snapshot() as reader:
        assert reader.count("Account") == 0


@pytest.mark.parametrize("where", ["somebody's own", "remote"])
def test_one_that_was_left_over_is_not_let_in_by_click_session_or_token(tiny: Path, where: str) -> None:
    with serving(tiny, "admin") as client:
        cookie = client.cookies[COOKIE]
        order = {"label": "left over", "reach": "write", "days": 9}
        secret = client.post("/api/tokens", json=order).json()["secret"]
    if where == "somebody's own":
        without_mark(tiny)
    options = {"allow_remote": True, "hosts": "tongxin.example"} if where == "remote" else {}
    with serving(tiny, None, **options) as client:
        assert client.post("/api/session", json=CLICK).status_code == 403
        for headers in ({"Cookie": f"{COOKIE}={cookie}"}, {"Authorization": f"Bearer {secret}"}):
            assert client.get("/api/accounts", headers=headers).status_code == 401
            assert client.get("/api/me", headers=headers).status_code == 401


def test_one_that_is_closed_is_not_let_in(tiny: Path) -> None:
    with serving(tiny, "admin") as client:
        client.patch(f"/api/accounts/{account_of('planner')}", json={"active": False}).raise_for_status()
        assert client.post("/api/session", json={"demonstration": "planner"}).status_code == 403
        page = client.get("/sign-in", headers={"Accept": "text/html", "Cookie": ""}).text
        assert 'value="planner"' not in page
        assert 'value="sponsor"' in page


def test_nobody_takes_their_place(tiny: Path) -> None:
    usurper = Account(
        id=account_of("admin"), login="demonstration-admin", name="x", role="admin",
        created="2026-11-23T08:00:00+08:00",
    )  # fmt: skip
    with opened(tiny) as store:
        store.write([Put(usurper)], by="test")
    with serving(tiny, None) as client:
        assert client.post("/api/session", json=CLICK).status_code == 403
