"""The browsers in which one is signed in: seen, and all others ended."""

import httpx

from tests.service.offices import enter, made
from tests.service.serving import signed_in

SESSIONS = "/api/me/sessions"


def test_whoever_asks_sees_her_own_and_ends_all_others(public: httpx.Client, admin: httpx.Client) -> None:
    made(admin)
    with signed_in(public, None) as here, signed_in(public, None) as there:
        for client in (here, there):
            enter(client).raise_for_status()
        assert sorted(each["here"] for each in here.get(SESSIONS).json()["items"]) == [False, True]
        assert here.delete(SESSIONS).status_code == 204
        assert [each["here"] for each in here.get(SESSIONS).json()["items"]] == [True]
        assert (there.get("/api/me").status_code, admin.get("/api/me").status_code) == (401, 200)
    line = admin.get("/api/journal?action=other sessions ended").json()["items"][0]
    assert (line["by"], line["about"]) == ("account:lin", ["account:lin"])


def test_a_token_has_no_sessions_to_end(public: httpx.Client, planner: httpx.Client) -> None:
    made_token = planner.post("/api/tokens", json={"label": "reports", "reach": "write", "days": 1}).json()
    bearer = {"Authorization": f"Bearer {made_token['secret']}"}
    assert public.delete(SESSIONS, headers=bearer).status_code == 403
    assert public.get(SESSIONS).status_code == 401
