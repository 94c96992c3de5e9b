"""The one way to people's details: their coordinator sees what she must, others nothing, and each look is told."""

import json
import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from graph.errors import GraphError
from graph.model import Entry, Resident, Role
from graph.sqlite_schema import connect
from graph.store import Put, Reader, open_store
from service.access import Caller
from service.books import Books
from service.details import details
from service.people import Look, looked
from service.refusals import NotThere
from tests.graph.reading import graph_of
from tests.graph.widow import BIAN, QIN, WORLD
from tests.service.neighbours import NOTES, PHONES, lines, of_willow, phoned, solve
from tests.service.serving import WEEK, serving, signed_in

MEALS = f"/api/weeks/{WEEK}/linkages/need:meals/people"


@pytest.fixture(scope="module")
def service(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """The tiny week, solved; the client is the demonstration's coordinator, who sees both communities."""
    path = Path(shutil.copy(seeded, tmp_path_factory.mktemp("people") / "tiny.db"))
    phoned(path)
    with serving(path) as client:
        solve(client)
        yield client


@pytest.fixture(scope="module")
def willow(service: httpx.Client) -> Iterator[httpx.Client]:
    with of_willow(service) as client:
        yield client


# Whoever sends help


def test_a_linkage_says_who_is_to_be_helped_where_and_who_helps(willow: httpx.Client) -> None:
    answer = willow.get(MEALS)
    told = answer.json()
    assert (told["half_day"], told["same_sex"]) == ("thu-am", False)
    (zhou,) = told["residents"]
    assert (zhou["name"], zhou["phone"], zhou["notes"]) == ("周桂兰", PHONES["resident:zhou"], NOTES)
    assert zhou["conditions"] == ["frail", "chronic"]
    assert [place["name"] for place in zhou["home"]] == ["1幢", "willow 第一网格", "柳塘社区", "清河街道", "云溪市"]
    (fang,) = told["helpers"]
    assert (fang["slot"], fang["name"], fang["phone"]) == ("helper", "方巧云", PHONES["volunteer:fang"])


def test_no_more_of_them_than_that(willow: httpx.Client) -> None:
    (zhou,) = willow.get(MEALS).json()["residents"]
    assert set(zhou) == {"id", "name", "phone", "conditions", "notes", "home"}


def test_a_household_is_named_by_its_door_and_a_caseworker_is_told(willow: httpx.Client) -> None:
    told = willow.get(f"/api/weeks/{WEEK}/linkages/need:relief/people").json()
    assert told["residents"][0]["home"][0] == {"id": "household:xu", "name": "2幢 301"}
    assert [(each["slot"], each["name"]) for each in told["helpers"]] == [("caseworker", "林静")]


def test_a_need_that_is_not_served_has_no_helpers_and_a_shared_one_no_resident(service: httpx.Client) -> None:
    rehab, barrier = (
        service.get(f"/api/weeks/{WEEK}/linkages/need:{local}/people").json() for local in ("rehab", "barrier")
    )
    assert (rehab["half_day"], rehab["helpers"], len(rehab["residents"])) == (None, [], 1)
    assert (barrier["half_day"], barrier["residents"]) == ("sat-am", [])


def test_no_answer_about_people_is_kept_anywhere(willow: httpx.Client) -> None:
    for address in (MEALS, *(f"/api/residents/resident:zhou{more}" for more in ("", "/export", "/consents"))):
        answer = willow.get(address)
        assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store"), address


# The line in the journal


def test_each_look_has_its_line_with_ids_alone(service: httpx.Client, willow: httpx.Client) -> None:
    willow.get(MEALS)
    line = lines(service, "resident:zhou")[0]
    assert (line["by"], line["action"], line["detail"]) == ("account:willow", "people read", WEEK)
    assert line["about"] == ["need:meals", "resident:zhou", "volunteer:fang"]
    for more, action in (("", "resident read"), ("/export", "resident exported"), ("/consents", "consents read")):
        willow.get(f"/api/residents/resident:zhou{more}")
        assert lines(service, "resident:zhou")[0]["action"] == action
    text = json.dumps(lines(service, "resident:zhou"), ensure_ascii=False)
    assert not any(word in text for word in ("周桂兰", NOTES, *PHONES.values()))


def name_of(reader: Reader) -> Look[str]:
    found = reader.get(BIAN.id)
    assert isinstance(found, Resident)
    return Look(found.name, [found.id], {found.id: reader.node_version(found.id)})


def test_where_no_line_can_be_written_nothing_is_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graph.sqlite_schema.BUSY_SECONDS", 0)
    path = tmp_path / "graph.db"
    store = open_store(str(path))
    store.write([Put(BIAN)], by="test")
    with closing(connect(path)) as other:
        other.execute("BEGIN IMMEDIATE")  # the store can be read, and not written
        with pytest.raises(GraphError, match="another process is writing"):
            looked(Books(store), "account:wu", "resident read", name_of)
    assert looked(Books(store), "account:wu", "resident read", name_of) == BIAN.name
    store.close()


def test_what_is_shown_is_what_was_so_when_its_line_was_written(tmp_path: Path) -> None:
    """Somebody corrects the name after the first look and before its line: it is looked again."""
    store = open_store(str(tmp_path / "graph.db"))
    store.write([Put(BIAN)], by="test")
    looks: list[str] = []

    def look(reader: Reader) -> Look[str]:
        if not looks:
            store.write([Put(BIAN.model_copy(update={"name": "卞秋云"}))], by="test")
        looks.append(name_of(reader).shown)
        return name_of(reader)

    assert looked(Books(store), "account:wu", "resident read", look) == "卞秋云"
    assert looks == [BIAN.name, "卞秋云"]
    with store.snapshot() as reader:
        assert reader.count("Entry") == 1
    store.close()


# Who may


@pytest.mark.parametrize("address", ["/api/residents/resident:qian", "/api/residents/resident:nobody"])
def test_another_communitys_resident_is_as_one_that_there_is_not(willow: httpx.Client, address: str) -> None:
    for more in ("", "/export", "/consents"):
        answer = willow.get(address + more)
        assert answer.status_code == 404
        assert answer.json()["detail"].endswith("none such lives in the communities that you coordinate")
    assert willow.patch(address, json={"phone": "1"}).status_code == 404
    assert willow.delete(address).status_code == 404
    assert willow.post(f"{address}/consents", json={"purpose": "health", "given": False}).status_code == 404


def test_another_communitys_need_another_weeks_need_and_none_are_alike(willow: httpx.Client) -> None:
    for week, need in ((WEEK, "barrier"), ("2026-W47", "meals"), (WEEK, "nothing")):
        assert willow.get(f"/api/weeks/{week}/linkages/need:{need}/people").status_code == 404


def test_what_was_not_shown_has_no_line(service: httpx.Client, willow: httpx.Client) -> None:
    before = len(lines(service, "resident:qian"))
    willow.get("/api/residents/resident:qian")
    assert len(lines(service, "resident:qian")) == before


@pytest.mark.parametrize("role", ["planner", "sponsor", "admin", None])
def test_no_other_role_sees_anybody(service: httpx.Client, role: Role | None) -> None:
    with signed_in(service, role) as client:
        seen, done = (404, 403) if role else (401, 401)
        for address in (MEALS, *(f"/api/residents/resident:zhou{more}" for more in ("", "/export", "/consents"))):
            assert client.get(address).status_code == seen
        assert client.patch("/api/residents/resident:zhou", json={"phone": "1"}).status_code == done
        assert client.delete("/api/residents/resident:zhou").status_code == done
        consent = {"purpose": "health", "given": False}
        assert client.post("/api/residents/resident:zhou/consents", json=consent).status_code == done


COORDINATOR = Caller(role="coordinator", account="account:wu", communities=frozenset({"community:a"}))


@pytest.mark.parametrize(
    ("caller", "sees"),
    [
        (COORDINATOR, True),
        (Caller(role="coordinator", communities=None), True),
        (Caller(role="coordinator", communities=frozenset({"community:b"})), False),
        (Caller(role="coordinator"), False),
        (Caller(role="planner", communities=None), False),
        (Caller(role="admin", communities=frozenset({"community:a"})), False),
        (Caller(), False),
    ],
)
def test_the_gate_itself_knows_who_may(caller: Caller, sees: bool, tmp_path: Path) -> None:
    with graph_of(WORLD, tmp_path) as reader:
        if sees:
            assert details(reader, caller, BIAN.id).resident == BIAN
        else:
            with pytest.raises(NotThere, match=BIAN.id):
                details(reader, caller, BIAN.id)


def test_who_lives_nowhere_that_is_known_is_in_nobodys_communities(tmp_path: Path) -> None:
    homeless = QIN.model_copy(update={"id": "resident:new"})
    with graph_of([*WORLD, homeless], tmp_path) as reader:
        for caller in (COORDINATOR, Caller(role="coordinator", communities=None)):
            with pytest.raises(NotThere):
                details(reader, caller, homeless.id)


def test_health_is_seen_with_consent_to_health_alone(tmp_path: Path) -> None:
    """Mrs Bian took back her consent in October; Mr Qin never gave it."""
    with graph_of(WORLD, tmp_path) as reader:
        assert details(reader, COORDINATOR, BIAN.id).conditions is None
        assert details(reader, COORDINATOR, QIN.id).conditions is None


def test_an_entry_of_the_journal_has_no_field_for_what_was_read() -> None:
    assert set(Entry.model_fields) == {
        "id", "invented", "number", "at", "by", "action", "about", "detail", "previous", "sha256",
    }  # fmt: skip
