"""Signing in and out: what a password opens, what a wrong one costs, and what ends a session."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from argon2 import PasswordHasher

from graph.model import Account, Session
from graph.store import DropNode, GraphStore
from service import passwords
from service.access import COOKIE
from service.books import moment
from tests.service.offices import LIN, LONG_AGO, PASSWORD, enter, journal, made, opened, put, root
from tests.service.serving import serving, signed_in


@pytest.fixture
def client(public: httpx.Client, admin: httpx.Client) -> httpx.Client:
    """Nobody yet, at a service that has the account of Lin, a planner."""
    made(admin)
    return public


@pytest.fixture
def store(tiny: Path) -> Iterator[GraphStore]:
    """The store of that service, opened beside it as another process would."""
    with opened(tiny) as store:
        yield store


def test_a_password_opens_a_session_of_twelve_hours_in_a_cookie_that_scripts_cannot_read(client: httpx.Client) -> None:
    answer = enter(client)
    assert answer.status_code == 200
    assert (answer.json()["login"], answer.json()["role"], answer.json()["reach"]) == ("lin", "planner", "write")
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith(f"{COOKIE}=")
    assert {"HttpOnly", "SameSite=lax", "Path=/", "Max-Age=43200"} <= {part.strip() for part in cookie.split(";")}
    assert "Secure" not in cookie
    assert client.get("/api/me").json() == answer.json()


def test_of_the_cookie_the_store_knows_the_hash_only(client: httpx.Client, store: GraphStore, tiny: Path) -> None:
    enter(client)
    secret = client.cookies[COOKIE]
    assert len(secret) == 43
    with store.snapshot() as reader:
        assert reader.count("Session") == 2  # the admin's and this
    for file in tiny.parent.glob("tiny.db*"):
        assert secret.encode() not in file.read_bytes()
        assert PASSWORD.encode() not in file.read_bytes()


@pytest.mark.parametrize("login", ["lin", "nobody", "away"])
def test_a_wrong_password_an_unknown_login_and_an_account_that_is_closed_get_the_same_answer(
    client: httpx.Client, admin: httpx.Client, login: str
) -> None:
    made(admin, login="away")
    admin.patch("/api/accounts/account:away", json={"active": False}).raise_for_status()
    wrong = enter(client, login, PASSWORD if login == "away" else "not the password")
    assert wrong.status_code == 401
    assert wrong.json()["detail"].startswith("login or password: not right")
    assert COOKIE not in client.cookies
    for _ in range(4):
        assert enter(client, login, "not the password").content == wrong.content
    locked = enter(client, login, PASSWORD)
    assert (locked.status_code, locked.headers["retry-after"]) == (429, "60")


def test_each_further_wrong_password_locks_for_twice_as_long_until_a_right_one(
    client: httpx.Client, store: GraphStore
) -> None:
    for failures, minutes in ((4, 1), (5, 2), (6, 4), (9, 32), (10, 60), (500, 60)):
        put(store, LIN, failures=failures, locked_until=LONG_AGO)
        assert enter(client, "lin", "not the password").status_code == 401
        waits = int(enter(client).headers["retry-after"])
        assert 60 * minutes - 30 <= waits <= 60 * minutes
    put(store, LIN, failures=500, locked_until=LONG_AGO)
    assert enter(client).status_code == 200
    with store.snapshot() as reader:
        account = reader.get(LIN)
    assert isinstance(account, Account)
    assert (account.failures, account.locked_until) == (0, None)


def test_a_hash_of_older_parameters_is_renewed_by_signing_in(client: httpx.Client, store: GraphStore) -> None:
    put(store, LIN, password=PasswordHasher(time_cost=1, memory_cost=1024).hash(PASSWORD))
    assert enter(client).status_code == 200
    with store.snapshot() as reader:
        account = reader.get(LIN)
    assert isinstance(account, Account)
    assert not passwords.outdated(account.password)
    assert enter(client).status_code == 200


def test_a_lock_holds_in_every_process_and_after_a_restart(client: httpx.Client, tiny: Path) -> None:
    for _ in range(5):
        enter(client, "lin", "not the password")
    with opened(tiny) as other, other.snapshot() as reader:
        account = reader.get(LIN)
    assert isinstance(account, Account)
    assert account.locked_until is not None
    assert account.locked_until > moment()


def test_who_tries_many_logins_from_one_address_has_to_wait(client: httpx.Client) -> None:
    answers = [enter(client, f"somebody{n}", "not the password").status_code for n in range(31)]
    assert answers == [401] * 30 + [429]
    assert 1 <= int(enter(client).headers["retry-after"]) <= 60


def test_signing_out_ends_the_session_also_for_whoever_kept_the_cookie(client: httpx.Client) -> None:
    enter(client)
    kept = client.cookies[COOKIE]
    answer = client.delete("/api/session")
    assert answer.status_code == 204
    assert COOKIE not in client.cookies
    assert client.get("/api/me", headers={"Cookie": f"{COOKIE}={kept}"}).status_code == 401
    assert client.delete("/api/session").status_code == 401


def test_an_expired_session_opens_nothing_and_is_dropped_at_the_next_sign_in(
    client: httpx.Client, store: GraphStore
) -> None:
    enter(client)
    with store.snapshot() as reader:
        sessions = list(reader.nodes(Session))
    for session in sessions:
        put(store, session.id, expires=LONG_AGO)
    answer = client.get("/api/me")
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, 'Bearer realm="tongxin"')
    enter(client)
    with store.snapshot() as reader:
        assert not {session.id for session in sessions} & {session.id for session in reader.nodes(Session)}


def test_a_cookie_that_opens_nothing_does_not_keep_anybody_from_signing_in(client: httpx.Client) -> None:
    client.cookies.set(COOKIE, "stale", domain="127.0.0.1", path="/")
    assert client.get("/healthz").status_code == 200
    assert enter(client).status_code == 200


def test_a_new_password_ends_the_other_sessions_and_counts_from_now(client: httpx.Client) -> None:
    enter(client)
    with signed_in(client, None) as other:
        enter(other)
        answer = client.post("/api/me/password", json={"old": PASSWORD, "new": "a longer one than that"})
        assert (answer.status_code, answer.content) == (204, b"")
        assert client.get("/api/me").status_code == 200
        assert other.get("/api/me").status_code == 401
        assert enter(other).status_code == 401
        assert enter(other, "lin", "a longer one than that").status_code == 200


def test_a_new_password_takes_the_old_one_and_a_wrong_one_counts(client: httpx.Client, store: GraphStore) -> None:
    enter(client)
    answer = client.post("/api/me/password", json={"old": "not the password", "new": "a longer one than that"})
    assert (answer.status_code, answer.json()["detail"]) == (403, "old: not the present password")
    with store.snapshot() as reader:
        account = reader.get(LIN)
    assert isinstance(account, Account)
    assert account.failures == 1


@pytest.mark.parametrize("new", ["short", "eleven char", "Administrator", "ｐａｓｓｗｏｒｄ１２３４"])
def test_a_weak_password_is_refused_and_not_repeated(client: httpx.Client, new: str) -> None:
    enter(client)
    answer = client.post("/api/me/password", json={"old": PASSWORD, "new": new})
    assert answer.status_code == 422
    assert new not in answer.text
    assert PASSWORD not in answer.text


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"login": "lin"},
        {"login": "lin", "password": 7},
        {"login": "lin", "password": "a secret of mine" * 20},
        {"login": "lin", "password": "a secret of mine", "more": 1},
        {"demonstration": "boss"},
        {"demonstration": "planner", "login": "lin"},
        [],
        "lin",
    ],
)
def test_what_says_neither_is_refused_without_repeating_a_password(client: httpx.Client, body: object) -> None:
    answer = client.post("/api/session", json=body)
    assert answer.status_code == 422
    assert "a secret of mine" not in answer.text


@pytest.mark.parametrize("word", ["\ud800", "\x00", "密码", "é" * 200])
def test_no_character_is_too_strange_to_be_refused(client: httpx.Client, word: str) -> None:
    body = json.dumps({"login": word, "password": word})  # in ASCII, so that half a pair of UTF-16 can be sent
    answer = client.post("/api/session", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code in {401, 422}


def test_signing_in_failing_and_out_have_their_lines_and_no_secret_is_among_them(
    client: httpx.Client, admin: httpx.Client
) -> None:
    enter(client, "lin", "not the password")
    enter(client)
    secret = client.cookies[COOKIE]
    client.delete("/api/session")
    lines = journal(admin, about=LIN)
    assert [(line["by"], line["action"]) for line in lines] == [
        (LIN, "signed out"),
        (LIN, "signed in"),
        ("public", "sign-in failed"),
        ("account:demonstration-admin", "account made"),
    ]
    everything = admin.get("/api/journal?limit=500").text
    assert secret not in everything
    assert PASSWORD not in everything


def test_the_cookie_is_for_tls_only_where_others_may_ask(tiny: Path) -> None:
    with opened(tiny) as store:
        root(store)
    with serving(tiny, None, allow_remote=True, hosts="tongxin.example") as client:
        cookie = enter(client, "root").headers["set-cookie"]
    assert "; Secure" in cookie


def test_a_store_that_lost_the_account_lets_its_sessions_in_no_more(client: httpx.Client, store: GraphStore) -> None:
    enter(client)
    store.write([DropNode(LIN)], by="test")
    assert client.get("/api/me").status_code == 401


def test_fifty_who_sign_in_at_once_all_come_in(client: httpx.Client) -> None:
    def signed(_: int) -> int:
        return client.post("/api/session", json={"demonstration": "planner"}).status_code

    with ThreadPoolExecutor(50) as pool:
        assert list(pool.map(signed, range(50))) == [200] * 50
