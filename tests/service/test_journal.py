"""The journal over HTTP: newest first, sought by who, what and whom, and verified."""

from pathlib import Path

import httpx

from graph.store import DropNode
from tests.service.offices import LIN, enter, journal, made, opened
from tests.service.serving import signed_in

ADMIN = "account:demonstration-admin"


def test_lines_come_newest_first_and_page_by_page_while_new_ones_come(admin: httpx.Client) -> None:
    for login in ("aa", "bb", "cc"):
        made(admin, login=login)
    first = admin.get("/api/journal", params={"limit": 2, "action": "account made"}).json()
    made(admin, login="dd")
    rest = admin.get("/api/journal", params={"cursor": first["next"], "action": "account made"}).json()
    about = [line["about"] for line in first["items"] + rest["items"]]
    assert about == [["account:cc"], ["account:bb"], ["account:aa"]]
    assert rest["next"] is None


def test_all_of_it_is_a_chain_from_the_first_line(admin: httpx.Client) -> None:
    made(admin)
    lines, cursor = [], ""
    while cursor is not None:
        page = admin.get("/api/journal", params={"limit": 2} | ({"cursor": cursor} if cursor else {})).json()
        lines += page["items"]
        cursor = page["next"]
    assert [line["number"] for line in lines] == list(range(len(lines), 0, -1))
    assert [line["previous"] for line in lines] == [line["sha256"] for line in lines[1:]] + [""]
    assert [line["action"] for line in lines] == ["account made", "signed in", "demonstration accounts made"]


def test_it_is_sought_by_who_did_what_to_whom(admin: httpx.Client) -> None:
    made(admin)
    with signed_in(admin, None) as client:
        enter(client, "lin", "not the password")
        enter(client)
    assert [line["action"] for line in journal(admin, by=LIN)] == ["signed in"]
    assert [line["action"] for line in journal(admin, about=LIN)] == ["signed in", "sign-in failed", "account made"]
    assert [line["by"] for line in journal(admin, action="signed in")] == [LIN, ADMIN]
    assert [line["about"] for line in journal(admin, by=LIN, action="signed in", about=LIN)] == [[LIN]]
    assert journal(admin, by=LIN, action="account made") == []


def test_what_nobody_could_have_meant_is_refused(admin: httpx.Client) -> None:
    for query in ({"cursor": "first"}, {"cursor": "-1"}, {"limit": "501"}, {"by": ""}, {"who": LIN}):
        assert admin.get("/api/journal", params=query).status_code == 422


def test_its_verification_recomputes_every_line(admin: httpx.Client, tiny: Path) -> None:
    made(admin)
    whole = admin.get("/api/journal/verification").json()
    assert (whole["entries"], whole["intact"], whole["fault"]) == (3, True, None)
    assert whole["sha256"] == journal(admin)[0]["sha256"]
    with opened(tiny) as store:
        store.write([DropNode("entry:000000000002")], by="intruder")
    broken = admin.get("/api/journal/verification").json()
    assert broken["intact"] is False
    assert broken["fault"].startswith("line 2 is missing")
    assert [line["number"] for line in journal(admin)] == [3, 1]
