"""Accounts, as an admin makes and changes them; what may not be done with them; and that two admins do not collide."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from graph.model import Receipt
from graph.store import GraphStore
from tests.service.offices import LIN, PASSWORD, enter, journal, made, opened, put
from tests.service.serving import serving, signed_in

ADDRESS = f"/api/accounts/{LIN}"
NEW = "a longer one than that"


@pytest.fixture
def store(tiny: Path) -> Iterator[GraphStore]:
    """The store of the service, opened beside it as another process would."""
    with opened(tiny) as store:
        yield store


@pytest.fixture
def lin(admin: httpx.Client) -> Iterator[httpx.Client]:
    """Lin, a planner, signed in with her password."""
    made(admin)
    with signed_in(admin, None) as client:
        enter(client).raise_for_status()
        yield client


def change(admin: httpx.Client, account: str = LIN, tag: str | None = None, **changes: Any) -> httpx.Response:
    headers = {"If-Match": tag} if tag else {}
    return admin.patch(f"/api/accounts/{account}", json=changes, headers=headers)


def test_a_new_account_is_shown_without_its_password(admin: httpx.Client) -> None:
    order = {"login": "wu", "name": "吴", "role": "coordinator", "password": PASSWORD, "places": ["town:qinghe"]}
    answer = admin.post("/api/accounts", json=order)
    assert (answer.status_code, answer.headers["location"]) == (201, "/api/accounts/account:wu")
    shown = answer.json()
    assert shown["places"] == [{"id": "town:qinghe", "label_zh": "清河街道", "label_en": "清河街道"}]
    assert (shown["active"], shown["demonstration"], shown["giver"], shown["locked_until"]) == (True, False, None, None)
    assert "password" not in shown
    again = admin.get(answer.headers["location"])
    assert (again.json(), again.headers["etag"]) == (shown, answer.headers["etag"])
    assert shown in admin.get("/api/accounts").json()["items"]


def test_accounts_come_by_login_and_page_by_page(admin: httpx.Client) -> None:
    made(admin, login="aa")
    made(admin, login="zz")
    first = admin.get("/api/accounts", params={"limit": 5}).json()
    rest = admin.get("/api/accounts", params={"cursor": first["next"]}).json()
    logins = [account["login"] for account in first["items"] + rest["items"]]
    assert logins == sorted(logins)
    assert {"aa", "zz", "demonstration-admin"} <= set(logins)
    assert rest["next"] is None


@pytest.mark.parametrize(
    ("order", "status", "told"),
    [
        ({"role": "coordinator"}, 422, "places: a coordinator sees at least one"),
        ({"role": "coordinator", "places": ["town:none"]}, 422, "places: 'town:none' is not in the graph"),
        ({"role": "coordinator", "places": ["grid:willow"]}, 422, "body.places.0"),
        ({"role": "coordinator", "places": ["city:yunxi"], "giver": "enterprise:dadi"}, 422, "giver: a sponsor"),
        ({"role": "planner", "places": ["city:yunxi"]}, 422, "places: only a coordinator has places"),
        ({"role": "sponsor"}, 422, "giver: a sponsor speaks for one"),
        ({"role": "sponsor", "giver": "enterprise:none"}, 422, "giver: 'enterprise:none' is not in the graph"),
        ({"role": "sponsor", "giver": "organization:lin"}, 422, "body.giver"),
        ({"role": "boss"}, 422, "body.role"),
        ({"login": "Lin"}, 422, "body.login"),
        ({"login": "demonstration-boss"}, 409, "kept for demonstrations"),
        ({"password": "short"}, 422, "body.password"),
        ({"password": "administrator"}, 422, "password: it is the login or one of those"),
        ({"password": "lin.jing.1989", "login": "lin.jing.1989"}, 422, "password: it is the login"),
        ({"surname": "Lin"}, 422, "body.surname"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_place(
    admin: httpx.Client, order: dict[str, Any], status: int, told: str
) -> None:
    answer = admin.post("/api/accounts", json={"login": "lin", "name": "Lin", "role": "planner"} | order)
    assert (answer.status_code, told in answer.json()["detail"]) == (status, True), answer.text
    assert order.get("password", "no password") not in answer.text
    assert len(admin.get("/api/accounts").json()["items"]) == 4


def test_a_login_is_given_once_also_to_fifty_at_once(admin: httpx.Client) -> None:
    order = {"login": "lin", "name": "Lin", "role": "planner"}
    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(lambda _: admin.post("/api/accounts", json=order).status_code, range(50)))
    assert sorted(answers) == [201] + [409] * 49
    assert len(journal(admin, action="account made", about=LIN)) == 1


def test_the_same_key_makes_one_account_and_its_receipt_holds_no_password(
    admin: httpx.Client, store: GraphStore
) -> None:
    order = {"login": "lin", "name": "Lin", "role": "planner", "password": PASSWORD}
    headers = {"Idempotency-Key": "monday"}
    first = admin.post("/api/accounts", json=order, headers=headers)
    again = admin.post("/api/accounts", json=order, headers=headers)
    assert (again.status_code, again.content) == (201, first.content)
    assert admin.post("/api/accounts", json=order | {"name": "Lu"}, headers=headers).status_code == 422
    with store.snapshot() as reader:
        (receipt,) = reader.nodes(Receipt)
    told = receipt.model_dump_json()
    assert PASSWORD not in told
    assert "argon2" not in told


def test_a_change_takes_the_version_that_was_read(admin: httpx.Client) -> None:
    made(admin)
    tag = admin.get(ADDRESS).headers["etag"]
    first = change(admin, tag=tag, name="Lin Jing")
    assert (first.status_code, first.json()["name"]) == (200, "Lin Jing")
    assert first.headers["etag"] != tag
    assert change(admin, tag=tag, name="Lu").status_code == 412
    assert change(admin, tag=first.headers["etag"], name="Lu").status_code == 200
    assert admin.get(ADDRESS, headers={"If-None-Match": tag}).status_code == 200


def test_of_two_changes_of_the_same_version_one_is_made(admin: httpx.Client) -> None:
    made(admin, role="coordinator", places=["city:yunxi"])
    tag = admin.get(ADDRESS).headers["etag"]
    wishes = ["town:qinghe", "community:willow", "community:oldlane"] * 4
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda place: change(admin, tag=tag, places=[place]).status_code, wishes))
    assert sorted(answers) == [200] + [412] * 11
    assert len(admin.get(ADDRESS).json()["places"]) == 1


def test_places_and_giver_go_with_the_role(admin: httpx.Client) -> None:
    made(admin, role="coordinator", places=["city:yunxi"])
    assert change(admin, name="Lu").json()["places"][0]["id"] == "city:yunxi"
    assert change(admin, role="sponsor").status_code == 422
    sponsor = change(admin, role="sponsor", giver="enterprise:fenghe").json()
    assert (sponsor["places"], sponsor["giver"]["id"]) == ([], "enterprise:fenghe")
    assert change(admin, giver="enterprise:dadi").json()["giver"]["id"] == "enterprise:dadi"
    planner = change(admin, role="planner").json()
    assert (planner["places"], planner["giver"]) == ([], None)
    assert change(admin, role="coordinator").status_code == 422


def test_a_closed_account_loses_its_sessions_and_tokens_for_good(admin: httpx.Client, lin: httpx.Client) -> None:
    secret = lin.post("/api/tokens", json={"label": "x", "reach": "read", "days": 9}).json()["secret"]
    bearer = {"Authorization": f"Bearer {secret}"}
    assert change(admin, active=False).json()["active"] is False
    with signed_in(admin, None) as program:
        assert lin.get("/api/me").status_code == program.get("/api/me", headers=bearer).status_code == 401
        assert enter(program).status_code == 401
        change(admin, active=True)
        assert lin.get("/api/me").status_code == program.get("/api/me", headers=bearer).status_code == 401
        assert enter(program).status_code == 200


def test_a_password_that_an_admin_gives_ends_the_sessions_and_the_lock(admin: httpx.Client, lin: httpx.Client) -> None:
    with signed_in(admin, None) as other:
        for _ in range(5):
            enter(other, "lin", "not the password")
        assert admin.get(ADDRESS).json()["locked_until"]
        assert change(admin, password=NEW).json()["locked_until"] is None
        assert lin.get("/api/me").status_code == 401
        assert enter(other).status_code == 401
        assert enter(other, "lin", NEW).status_code == 200


def test_a_demonstration_account_gets_no_password(admin: httpx.Client) -> None:
    answer = change(admin, "account:demonstration-planner", password=NEW)
    assert (answer.status_code, "no password" in answer.json()["detail"]) == (409, True)
    own = admin.post("/api/me/password", json={"old": PASSWORD, "new": NEW})
    assert own.status_code == 403


@pytest.mark.parametrize("changes", [{"active": False}, {"role": "planner"}])
def test_the_last_admin_who_can_come_in_stays(admin: httpx.Client, changes: dict[str, Any]) -> None:
    demonstration = "account:demonstration-admin"
    made(admin, login="without.password", role="admin", password=None)
    assert change(admin, demonstration, **changes).status_code == 409
    made(admin, role="admin")
    assert change(admin, demonstration, **changes).status_code == 200


def test_two_admins_who_close_each_other_at_once_leave_one(admin: httpx.Client, store: GraphStore) -> None:
    made(admin, login="aa", role="admin")
    made(admin, login="bb", role="admin")
    put(store, "account:demonstration-admin", active=False)
    with signed_in(admin, None) as aa, signed_in(admin, None) as bb, ThreadPoolExecutor(2) as pool:
        enter(aa, "aa").raise_for_status()
        enter(bb, "bb").raise_for_status()
        closing = [pool.submit(change, by, f"account:{whom}", active=False) for by, whom in ((aa, "bb"), (bb, "aa"))]
        answers = sorted(each.result().status_code for each in closing)
    assert answers[0] == 200
    assert answers[1] in {401, 409}


def test_an_account_that_is_not_there_is_not_there(admin: httpx.Client) -> None:
    assert admin.get("/api/accounts/account:nobody").status_code == 404
    assert change(admin, "account:nobody", name="x").status_code == 404


def test_every_change_has_its_line_that_names_what_was_changed_and_not_to_what(admin: httpx.Client) -> None:
    made(admin)
    change(admin, name="林静", password=NEW)
    assert [(line["action"], line["detail"]) for line in journal(admin, about=LIN)] == [
        ("account changed", "name, password"),
        ("account made", "role planner"),
    ]
    everything = admin.get("/api/journal", params={"limit": 500}).text
    assert "林静" not in everything
    assert NEW not in everything


def test_a_change_is_no_idle_word_for_a_service_that_starts_again(tiny: Path) -> None:
    with serving(tiny, "admin") as admin:
        made(admin)
        change(admin, role="sponsor", giver="enterprise:dadi")
    with serving(tiny, None) as client:
        shown = enter(client).json()
        assert (shown["role"], shown["giver"]["id"]) == ("sponsor", "enterprise:dadi")
