"""Who stands in when somebody is absent, in the tiny world, where hardly anybody has an hour left.

All its carriers and helpers are needed (`seeds.tiny`), so nobody has a backup. Then Mo moves in: next door to Fang,
with two hours on Tuesday and company to give. Fang does it 15 better, for she is a member of the carrier.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from graph.model import Volunteer
from graph.store import Put
from service.access import Caller
from service.backups import with_backups
from service.books import Books
from service.deps import Desk
from service.metrics import Metrics
from service.oracle import Oracle
from service.runs import Runs
from service.settings import Settings
from tests.matching.mini import link, offer
from tests.service.offices import opened
from tests.service.serving import WEEK, finished, serving, signed_in

PATH = f"/api/weeks/{WEEK}/backups"
MO = Volunteer(
    id="volunteer:mo", name="莫", number="YX0009", sex="female", birth_year=1970, half_days=("tue-am",), max_hours=2
)


def told(client: httpx.Client, **query: Any) -> dict[str, Any]:
    shown: dict[str, Any] = client.get(PATH, params=query).raise_for_status().json()
    return shown


def slots(client: httpx.Client, need: str) -> dict[str, list[dict[str, Any]]]:
    shown = client.get(f"/api/weeks/{WEEK}/linkages/{need}").raise_for_status().json()
    return {slot["name"]: slot["backups"] for slot in shown["slots"]}


@pytest.fixture
def with_mo(tiny: Path) -> Iterator[httpx.Client]:
    """The service of a week in which Mo could help, solved."""
    gives = offer("volunteer:mo", "mo-helps", "service:companionship", None, society="volunteer", form="time", amount=2)
    with opened(tiny) as store:
        store.write([Put(MO), Put(link(MO.id, "LIVES_IN", "building:willow-1")), *map(Put, gives)], by="test")
    with serving(tiny) as client:
        run = client.post(f"/api/weeks/{WEEK}/runs").json()
        assert finished(client, run["id"])["objective"] == 8953
        yield client


def test_where_nobody_could_stand_in_the_coordinator_sees_it_first(solved: httpx.Client) -> None:
    shown = told(solved)
    assert (shown["roles"], shown["missing"], shown["proved"]) == (10, 10, True)
    assert [(row["need"], len(row["roles"])) for row in shown["items"]] == [
        ("need:meals", 2), ("need:relief", 2), ("need:barrier", 1), ("need:food", 1), ("need:clinic", 2),
        ("need:company", 2),
    ]  # fmt: skip
    assert all(role["backup"] is None for row in shown["items"] for role in row["roles"])


def test_whoever_has_time_stands_in_and_is_told_by_number(with_mo: httpx.Client) -> None:
    shown = told(with_mo)
    assert (shown["roles"], shown["missing"]) == (10, 9)
    company = shown["items"][-1]
    assert (company["need"], company["missing"]) == ("need:company", 1), "after those that have none at all"
    (backup,) = (role["backup"] for role in company["roles"] if role["backup"])
    assert backup == {
        "offer": "offer:mo-helps", "kind": "Volunteer", "label_zh": "志愿者 0009", "label_en": "volunteer 0009",
        "cost": 15,
    }  # fmt: skip
    assert slots(with_mo, "need:company")["helper"] == [{"offer": "offer:fang-helps", "backup": backup}]


def test_a_linkage_tells_whose_absence_would_break_it(solved: httpx.Client) -> None:
    alone = slots(solved, "need:food")
    assert alone == {"carrier": [{"offer": "offer:lin-carries", "backup": None}], "goods": [], "host": []}
    assert set(map(tuple, slots(solved, "need:shopping").values())) == {()}, "nobody serves it"


def test_while_nobody_can_answer_backups_are_left_open(tiny: Path) -> None:
    with serving(tiny) as client:
        finished(client, client.post(f"/api/weeks/{WEEK}/runs").json()["id"])
    settings, oracle = Settings(store=str(tiny)), Oracle(str(tiny))
    oracle.close()
    with opened(tiny) as store, store.snapshot() as reader:
        books = Books(store)
        desk = Desk(settings, store, Runs(books, settings), books, oracle, Metrics())
        _, detail = desk.detail(reader, WEEK, "need:food", Caller(role="planner", communities=None))
        assert {slot.backups for slot in with_backups(desk, reader, detail).slots} == {None}


def test_a_page_follows_the_other(solved: httpx.Client) -> None:
    first = told(solved, limit=4)
    rest = told(solved, cursor=first["next"])
    assert [row["need"] for row in first["items"] + rest["items"]] == [row["need"] for row in told(solved)["items"]]


def test_the_list_is_for_coordinators_and_a_week_without_a_plan_has_nobody(
    solved: httpx.Client, coordinator: httpx.Client
) -> None:
    with signed_in(solved, "planner") as planner:
        assert planner.get(PATH).status_code == 404
    refused = coordinator.get(PATH)
    assert refused.status_code == 409 and "compute it" in refused.json()["detail"]
