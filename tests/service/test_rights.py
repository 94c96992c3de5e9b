"""Residents' rights through the real service: correction, consent in effect at once, and erasure to the last byte."""

import base64
import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from graph.model import Artifact, Intake, Linkage, Need, Receipt
from graph.relations import RELATIONS, Edge
from graph.store import Put
from graph.weeks import monday
from service import rights
from service.books import broken
from tests.graph.stores import kept_bytes
from tests.service.neighbours import DOOR, NOTES, PHONES, lines, of_willow, phoned, solve
from tests.service.offices import opened
from tests.service.serving import WEEK, finished, serving

ZHOU = "/api/residents/resident:zhou"
HERS = ("周桂兰", NOTES, DOOR, PHONES["resident:zhou"], "膝盖手术后想学康复动作", "饭菜可口，陪我说话")
"""Words that stand about Mrs Zhou in the tiny world."""


@pytest.fixture
def path(tiny: Path) -> Path:
    phoned(tiny)
    return tiny


@pytest.fixture
def service(path: Path) -> Iterator[httpx.Client]:
    """The demonstration's coordinator, who sees both communities."""
    with serving(path) as client:
        yield client


def served(client: httpx.Client) -> dict[str, bool | None]:
    """Which of the week's needs the newest plan serves."""
    items = client.get(f"/api/weeks/{WEEK}/linkages").raise_for_status().json()["items"]
    return {card["need"]: card["served"] for card in items}


# Correction


def test_a_correction_counts_and_the_journal_names_the_fields_alone(service: httpx.Client) -> None:
    corrected = service.patch(ZHOU, json={"phone": "5559999", "conditions": ["frail"], "birth_year": 1941})
    assert corrected.status_code == 200
    assert corrected.headers["cache-control"] == "no-store"
    told = service.get(ZHOU)
    assert told.json() == corrected.json()
    assert (told.json()["phone"], told.json()["conditions"], told.json()["birth_year"]) == ("5559999", ["frail"], 1941)
    assert told.headers["etag"] == corrected.headers["etag"]
    line = next(line for line in lines(service, "resident:zhou") if line["action"] == "resident corrected")
    assert line["detail"] == "fields: birth_year, conditions, phone"


def test_who_moves_lives_at_the_new_address_alone(service: httpx.Client) -> None:
    moved = service.patch(ZHOU, json={"household": "household:oldlane-3"}).json()
    assert [place["name"] for place in moved["home"][:2]] == ["1幢 301", "1幢"]
    assert service.get(ZHOU).json() == moved


def test_nobody_is_moved_to_where_there_is_nothing_or_beyond_ones_own_communities(service: httpx.Client) -> None:
    assert service.patch(ZHOU, json={"building": "building:nowhere"}).status_code == 422
    with of_willow(service) as willow:
        assert willow.patch(ZHOU, json={"building": "building:oldlane-1"}).status_code == 404
        assert willow.get(ZHOU).json()["home"][0]["id"] == "building:willow-1"


def test_a_correction_of_what_has_changed_meanwhile_is_refused(service: httpx.Client) -> None:
    known = service.get(ZHOU).headers["etag"]
    assert service.patch(ZHOU, json={"phone": "1"}, headers={"If-Match": known}).status_code == 200
    stale = service.patch(ZHOU, json={"phone": "2"}, headers={"If-Match": known})
    assert stale.status_code == 412
    assert service.get(ZHOU).json()["phone"] == "1"


@pytest.mark.parametrize(
    "said",
    [
        {"phone": "x" * 31},
        {"phone": 13800001111},
        {"birth_year": 1500},
        {"nickname": "阿兰"},
        {"name": ""},
        {"building": "building:willow-2", "household": "household:xu"},
    ],
)
def test_what_is_refused_is_named_and_not_repeated(service: httpx.Client, said: dict[str, Any]) -> None:
    refused = service.patch(ZHOU, json=said)
    assert refused.status_code == 422
    assert all(error["value"] is None for error in refused.json()["errors"])
    assert not any(str(value) in refused.text for value in said.values() if value)


def test_a_correction_of_nothing_changes_nothing(service: httpx.Client) -> None:
    before = service.get(ZHOU)
    assert service.patch(ZHOU, json={"phone": None}).json() == before.json()
    assert service.get(ZHOU).headers["etag"] == before.headers["etag"]


# Consent


def consent(client: httpx.Client, purpose: str, given: bool, **more: Any) -> httpx.Response:
    return client.post(f"{ZHOU}/consents", json={"purpose": purpose, "given": given, **more})


def test_who_takes_back_consent_is_matched_no_more_and_who_gives_it_again_is(
    service: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rights, "today", lambda: monday(WEEK))
    solve(service)
    assert served(service)["need:meals"] is True
    withdrawn = consent(service, "service", False).json()
    assert withdrawn["holds"] is False
    solve(service)
    assert served(service)["need:meals"] is False
    why = service.get(f"/api/weeks/{WEEK}/linkages/need:meals").json()["why_not"]
    assert why["reason"] == "no_candidate"
    assert consent(service, "service", True).json()["holds"] is True
    solve(service)
    assert served(service)["need:meals"] is True
    told = [line["action"] for line in lines(service, "purpose:service")]
    assert told == ["consent given", "consent withdrawn"]


def test_health_is_hidden_as_soon_as_consent_to_health_is_taken_back(service: httpx.Client) -> None:
    assert service.get(ZHOU).json()["conditions"] == ["frail", "chronic"]
    consent(service, "health", False)
    assert service.get(ZHOU).json()["conditions"] is None
    people = service.get(f"/api/weeks/{WEEK}/linkages/need:meals/people").json()
    assert people["residents"][0]["conditions"] is None


def test_every_consent_is_listed_with_its_days(service: httpx.Client) -> None:
    consent(service, "sponsor_view", True)
    consent(service, "history", False)
    listed = {each["purpose"]: each["holds"] for each in service.get(f"{ZHOU}/consents").json()["consents"]}
    assert listed == {"service": True, "health": True, "history": False, "sponsor_view": True}


def test_what_was_never_given_can_be_taken_back(service: httpx.Client) -> None:
    never = consent(service, "sponsor_view", False)
    assert (never.status_code, never.json()["holds"], never.json()["since"]) == (200, False, None)


def test_a_childs_guardian_consents_and_no_kept_answer_says_who(service: httpx.Client, path: Path) -> None:
    child = "/api/residents/resident:xu-child/consents"
    order = {"purpose": "sponsor_view", "given": True}
    refused = service.post(child, json=order)
    assert refused.status_code == 422
    assert "guardian" in refused.json()["detail"]
    key = {"Idempotency-Key": "one"}
    first, again = (service.post(child, json={**order, "guardian": "许强父"}, headers=key) for _ in range(2))
    assert first.json() == again.json()
    assert first.json()["by_guardian"] is True
    assert len(lines(service, "purpose:sponsor_view")) == 1
    with opened(path) as store, store.snapshot() as reader:
        assert not any("许强父" in receipt.body for receipt in reader.nodes(Receipt))


# Erasure


def link(start: str, relation: str, end: str, **properties: Any) -> Put:
    made = RELATIONS[relation].properties.model_validate(properties)
    return Put(Edge(relation=relation, start=start, end=end, properties=made))


def accepted(path: Path) -> None:
    """The week's meals are agreed: Fang cooks."""
    with opened(path) as store:
        linkage = Linkage(id="linkage:meals", week=WEEK, half_day="thu-am", state="accepted", hours=2)
        filled = link("offer:fang-cooks", "FILLS", linkage.id, slot="helper", amount=2)
        store.write([Put(linkage), link(linkage.id, "SERVES", "need:meals"), filled], by="test")


def nodes(path: Path, *ids: str) -> list[Any]:
    with opened(path) as store, store.snapshot() as reader:
        return reader.get_all(ids)


def test_a_preview_tells_and_changes_nothing(service: httpx.Client, path: Path) -> None:
    preview = service.delete(ZHOU, params={"preview": True}).json()
    assert (preview["preview"], preview["swept"]) == (True, False)
    assert preview["dropped"] == {
        "CONSENTS_TO": 3, "GAVE": 1, "HELPED": 1, "KNOWS": 1, "LIVES_IN": 1, "OF": 3, "Resident": 1,
    }  # fmt: skip
    assert service.get(ZHOU).status_code == 200
    assert lines(service, "resident:zhou")[1]["action"] == "erasure previewed"


def test_an_erasure_takes_what_its_preview_told_and_is_over_at_once(service: httpx.Client) -> None:
    preview = service.delete(ZHOU, params={"preview": True}).json()
    assert service.delete(ZHOU).json() == preview | {"preview": False, "swept": True}
    assert service.get(ZHOU).status_code == service.delete(ZHOU).status_code == 404


def test_the_weeks_stay_what_they_were_and_the_next_plan_is_made_without_her(service: httpx.Client, path: Path) -> None:
    solve(service)
    accepted(path)
    before = {week: service.get(f"/api/weeks/{week}").json() for week in (WEEK, "2026-W47")}
    erased = service.delete(ZHOU).json()
    assert erased["closed"] == ["need:meals", "need:rehab"]
    assert erased["cancelled"] == ["linkage:meals"]
    after = {week: service.get(f"/api/weeks/{week}").json() for week in (WEEK, "2026-W47")}
    assert after == before
    people = service.get(f"/api/weeks/{WEEK}/linkages/need:meals/people").json()
    assert (people["residents"], people["helpers"]) == ([], [])
    solve(service)
    assert not {"need:meals", "need:rehab"} & set(served(service))
    meals, done = nodes(path, "need:meals-last", "linkage:meals-last")
    assert isinstance(meals, Need) and (meals.title, meals.state) == ("做饭", "served")
    assert isinstance(done, Linkage) and (done.state, done.hours) == ("done", 2)


def test_a_run_that_was_begun_before_ends_well_and_the_next_knows_nothing_of_her(service: httpx.Client) -> None:
    begun = service.post(f"/api/weeks/{WEEK}/runs").json()["id"]
    assert service.delete(ZHOU).status_code == 200
    assert finished(service, begun)["state"] == "done"
    solve(service)
    assert not {"need:meals", "need:rehab"} & set(served(service))


def test_no_byte_of_her_is_left_in_the_files_of_a_store_that_is_served(service: httpx.Client, path: Path) -> None:
    solve(service)
    service.patch(ZHOU, json={"notes": "新备注", "phone": "5557777"})
    assert service.delete(ZHOU).json()["swept"] is True
    kept = kept_bytes(str(path))
    assert [word for word in (*HERS, "新备注", "5557777") if word.encode() in kept] == []
    assert "何长根".encode() in kept, "the others are still there"


def test_the_files_of_runs_never_held_a_word_about_her(service: httpx.Client, path: Path) -> None:
    solve(service)
    with opened(path) as store, store.snapshot() as reader:
        files = [zlib.decompress(base64.b64decode(file.content)).decode() for file in reader.nodes(Artifact)]
    assert sum("need:meals" in file for file in files) == 3, "problem, tally and plan know the need by its id"
    assert [word for word in HERS for file in files if word in file] == []


def test_the_journal_stays_whole_and_says_that_somebody_was_erased(service: httpx.Client, path: Path) -> None:
    service.get(ZHOU)
    service.delete(ZHOU)
    told = [line["action"] for line in lines(service, "resident:zhou")]
    assert told == ["resident erased", "resident read"]
    with opened(path) as store, store.snapshot() as reader:
        assert broken(reader) is None


def test_an_erasure_holds_beside_others_who_write(service: httpx.Client, path: Path) -> None:
    """Forty corrections of a neighbour at the same time: whoever is too often second may have to try again."""
    with ThreadPoolExecutor(6) as pool:
        others = [pool.submit(service.patch, "/api/residents/resident:luo", json={"phone": f"{n}"}) for n in range(40)]
        erased = pool.submit(service.delete, ZHOU).result()
        assert {other.result().status_code for other in others} <= {200, 409}
    assert erased.status_code == 200
    assert service.get(ZHOU).status_code == 404
    (intake,) = nodes(path, "intake:rehab")
    assert isinstance(intake, Intake) and intake.words == ""
