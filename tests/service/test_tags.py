"""The ETag of a week changes when its answer may have changed, and only then."""

from pathlib import Path

import httpx

from graph.model import Need
from graph.store import Put, open_store
from tests.service.serving import WEEK, finished, serving, signed_in

PATHS = (f"/api/weeks/{WEEK}", f"/api/weeks/{WEEK}/linkages", f"/api/weeks/{WEEK}/linkages/need:meals")


def tags(client: httpx.Client) -> list[str]:
    return [client.get(path).headers["etag"] for path in PATHS]


def solve(client: httpx.Client) -> None:
    finished(client, client.post(f"/api/weeks/{WEEK}/runs").json()["id"])


def held(client: httpx.Client, tags: list[str]) -> list[int]:
    """What comes back for whoever holds these already."""
    pairs = zip(PATHS, tags, strict=True)
    return [client.get(path, headers={"If-None-Match": tag}).status_code for path, tag in pairs]


def test_who_signs_in_and_what_the_journal_says_changes_no_week(tiny: Path) -> None:
    with serving(tiny) as client:
        solve(client)
        before = tags(client)
        with signed_in(client, "planner") as other:
            other.get(PATHS[0])
        assert tags(client) == before
        assert held(client, before) == [304, 304, 304]


def test_a_new_plan_changes_the_week_and_its_linkages(tiny: Path) -> None:
    with serving(tiny) as client:
        solve(client)
        before = tags(client)
        solve(client)
        assert not set(tags(client)) & set(before)
        assert held(client, before) == [200, 200, 200]


def test_what_another_process_writes_is_seen_at_once(tiny: Path) -> None:
    with serving(tiny) as client:
        before = tags(client)
        store = open_store(str(tiny))
        with store.snapshot() as reader:
            need = reader.get("need:meals")
        assert isinstance(need, Need)
        store.write([Put(need.model_copy(update={"urgency": 1}))], by="test")
        store.close()
        assert not set(tags(client)) & set(before)
        assert client.get(PATHS[2]).json()["linkage"]["urgency"] == 1


def test_the_week_is_the_same_and_so_is_its_tag_after_a_restart(tiny: Path) -> None:
    with serving(tiny) as client:
        solve(client)
        before = tags(client)
    with serving(tiny) as client:
        assert tags(client) == before


def test_who_sees_other_communities_holds_another_tag(tiny: Path) -> None:
    with serving(tiny) as client, signed_in(client, "planner") as planner:
        assert not set(tags(client)) & set(tags(planner))
