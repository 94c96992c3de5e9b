"""What the graph holds of a resident, as she may have it."""

import json
from pathlib import Path

import pytest

from graph.errors import Missing
from graph.holdings import ELSEWHERE, OWN, THINGS, WITHHELD, Told, holdings
from graph.model import Entry, Proposal, Rating
from graph.relations import RELATIONS
from tests.graph.reading import graph_of
from tests.graph.small_town import WEEK, Item, link
from tests.graph.widow import BAO, BIAN, LAST, NAME, QIN, WORDS, WORLD


def held(folder: Path, *more: Item, id: str = BIAN.id) -> Told:
    with graph_of([*WORLD, *more], folder) as reader:
        return holdings(reader, id)


def test_it_is_plain_json_that_says_what_it_is_and_where_it_looked(tmp_path: Path) -> None:
    told = held(tmp_path)
    assert json.loads(json.dumps(told)) == told
    assert told["format"] == "tongxin-resident/1"
    assert {"Resident", "Need", "Visit", "Linkage", "Rating", "Entry"} <= set(told["looked_in"]["kinds"])
    assert "REFUSES" in told["looked_in"]["relations"]


def test_her_own_fields_and_where_she_lives(tmp_path: Path) -> None:
    told = held(tmp_path)
    assert (told["resident"]["name"], told["resident"]["conditions"]) == (NAME, ["frail"])
    assert [place["id"] for place in told["home"]] == [
        "household:a11", "building:a1", "grid:a", "community:a", "town:t", "city:z",
    ]  # fmt: skip


def test_consents_have_their_dates_and_guardian(tmp_path: Path) -> None:
    health, service = held(tmp_path)["consents"]
    assert (service["other"], service["since"], service["guardian"]) == ("purpose:service", "2026-01-01", WORDS[7])
    assert (health["other"], health["withdrawn"]) == ("purpose:health", "2026-10-01")


def test_her_needs_come_with_all_that_was_written_decided_and_done(tmp_path: Path) -> None:
    door, now, past = sorted(held(tmp_path)["needs"], key=lambda need: str(need["id"]))
    assert (now["title"], now["state"], now["week"]) == (f"给{NAME}做饭", "open", WEEK)
    assert now["raised_by"][0]["note"] == WORDS[0]
    assert now["decisions"][0]["reason"] == WORDS[3]
    assert [slot["name"] for slot in now["slots"]] == ["helper"]
    (linkage,) = past["linkages"]
    assert (past["week"], linkage["hours"]) == (LAST, 2)
    assert linkage["filled_by"][0]["given_by"] == [BAO.id]
    assert linkage["commissions"][0]["note"] == WORDS[3]
    assert linkage["ratings"][0]["words"] == WORDS[5]
    assert door["of"] == ["household:a11"], "what her household needs is hers too"


def test_who_else_has_to_do_with_her_is_an_id(tmp_path: Path) -> None:
    told = held(tmp_path)
    assert told["helped_by"][0]["other"] == BAO.id
    assert (told["refuses"][0]["other"], told["refuses"][0]["reason"]) == (BAO.id, WORDS[4])
    assert [each["other"] for each in (*told["knows"], *told["known_by"])] == [QIN.id, BAO.id]
    assert [each["other"] for each in told["cared_for_by"]] == [QIN.id]
    text = json.dumps(told, ensure_ascii=False)
    assert QIN.name not in text
    assert BAO.name not in text


def test_words_that_also_concern_others_are_withheld(tmp_path: Path) -> None:
    qins = Rating(id="rating:2", stars=2, week=LAST, words="秦川的话")
    more = (link("visit:1", "RAISED", "need:other"), qins, link("rating:2", "RATES", "linkage:past"))
    told = held(tmp_path, *more, link(QIN.id, "GAVE", "rating:2"))
    (now,) = (need for need in told["needs"] if need["id"] == "need:now")
    (past,) = (need for need in told["needs"] if need["id"] == "need:past")
    assert now["raised_by"][0]["note"] == WITHHELD
    assert [rating["words"] for rating in past["linkages"][0]["ratings"]] == [WORDS[5], WITHHELD]


def test_what_she_did_in_common_affairs(tmp_path: Path) -> None:
    proposal = Proposal(id="proposal:1", title="装扶手", votes_for=3)
    told = held(tmp_path, proposal, link(BIAN.id, "PROPOSED", "proposal:1"), link(BAO.id, "IS", BIAN.id))
    assert [each["stage"] for each in told["deliberations"]] == ["decided"]
    assert [each["title"] for each in told["proposals"]] == ["装扶手"]
    assert [each["stars"] for each in told["ratings"]] == [5]
    assert [each["other"] for each in told["other_roles"]] == [BAO.id]


def line(number: int, action: str, *about: str) -> Entry:
    at = f"2026-11-24T09:00:{number:02d}+08:00"
    return Entry(
        id=f"entry:{number:012d}", number=number, at=at, by="account:wu", action=action, about=about, previous="",
        sha256="0" * 64,
    )  # fmt: skip


def test_the_lines_of_the_journal_that_are_about_her_or_her_needs(tmp_path: Path) -> None:
    lines = (
        line(1, "resident read", BIAN.id), line(2, "resident read", QIN.id), line(3, "decision taken", "need:now"),
    )  # fmt: skip
    told = held(tmp_path, *lines)
    assert [(each["by"], each["action"], each["number"]) for each in told["journal"]] == [
        ("account:wu", "resident read", 1), ("account:wu", "decision taken", 3),
    ]  # fmt: skip


def test_a_resident_of_whom_little_is_known(tmp_path: Path) -> None:
    told = held(tmp_path, QIN.model_copy(update={"id": "resident:new"}), id="resident:new")
    assert (told["home"], told["needs"], told["journal"]) == ([], [], [])


@pytest.mark.parametrize("id", ["resident:nobody", BAO.id])
def test_somebody_who_is_no_resident_is_refused(id: str, tmp_path: Path) -> None:
    with pytest.raises(Missing, match=id):
        held(tmp_path, id=id)


def test_every_relation_that_may_join_a_resident_is_told() -> None:
    told = {relation for relation, _ in OWN.values()} | set(THINGS.values()) | ELSEWHERE
    assert told == {name for name, row in RELATIONS.items() if "Resident" in (*row.starts, *row.ends)}
