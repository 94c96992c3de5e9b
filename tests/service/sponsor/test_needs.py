"""What sponsors and the public see of needs: by hand on the tiny week, and nothing that could tell whose they are."""

from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.model import Household, Intake, Need, Node, Rating, Resident, Visit
from graph.relations import Edge
from graph.store import Change, DropEdge, Put, Reader, open_store
from tests.service.serving import serving, signed_in
from tests.service.sponsor.waiting import (
    BARRIER,
    FOOD,
    NEEDS,
    PLEDGES,
    RELIEF,
    WHAT_IF,
    agrees,
    money,
    named,
    pledge,
    shown,
    write,
)


def test_the_three_needs_that_wait_for_a_gift_are_shown_and_what_each_lacks(public: httpx.Client) -> None:
    page = public.get(NEEDS).json()
    assert (page["week"], page["next"]) == ("2026-W48", None)
    told = [(n["service"], n["waited"], n["missing"], n["complete"]) for n in page["items"]]
    assert told == [
        (BARRIER, "4-7", [{"kind": "money", "amount": 240_000, "item": ""}], True),
        (FOOD, "1-3", [{"kind": "goods", "amount": 2, "item": "food_box"}], True),
        (RELIEF, "1-3", [{"kind": "money", "amount": 80_000, "item": ""}], True),
    ]
    assert {(n["town"], n["town_name"], n["community"]) for n in page["items"]} == {("town:qinghe", "清河街道", None)}
    assert [n["home"] for n in page["items"]] == ["governance", "neighbourhood", "neighbourhood"]


def test_everybody_gets_the_same_bytes(coordinator: httpx.Client, public: httpx.Client, sponsor: httpx.Client) -> None:
    answers = [client.get(NEEDS) for client in (public, sponsor, coordinator)]
    assert len({answer.content for answer in answers}) == len({answer.headers["etag"] for answer in answers}) == 1
    again = public.get(NEEDS, headers={"If-None-Match": answers[0].headers["etag"]})
    assert again.status_code == 304


def test_no_name_id_or_word_of_the_graph_stands_in_what_is_shown(sponsor: httpx.Client, waiting: Path) -> None:
    text = sponsor.get(NEEDS).text + sponsor.get(WHAT_IF).text
    store = open_store(str(waiting))
    with store.snapshot() as reader:
        words = [word for kind in (Resident, Need, Household, Visit, Intake) for node in reader.nodes(kind)
                 for word in _words(node)]  # fmt: skip
    store.close()
    services = {"困难帮扶", "食品帮扶"}  # titles that are the services' own names
    assert len(words) > 40
    assert [word for word in words if word in text and word not in services] == []


def _words(node: Node) -> list[str]:
    fields = node.model_dump(include={"id", "name", "title", "description", "label", "note", "words", "phone", "notes"})
    return [value for value in fields.values() if value]


def test_filters_let_through_what_they_name(public: httpx.Client) -> None:
    assert list(shown(public, home="neighbourhood")) == [FOOD, RELIEF]
    assert list(shown(public, service="service:relief")) == [FOOD, RELIEF]  # food aid is a narrower kind of relief
    assert list(shown(public, service="service:food_aid")) == [FOOD]
    assert list(shown(public, town="town:qinghe", max_amount=80_000)) == [RELIEF]
    assert list(shown(public, max_amount=79_999)) == []
    assert shown(public, week="2026-W47") == {}


@pytest.mark.parametrize(
    "query", [{"service": "service:none"}, {"town": "town:none"}, {"home": "attic"}, {"max_amount": -1}, {"urgency": 5},
              {"cursor": "aaaaaaaaaaaaaaaa"}, {"week": "2026-W60"}],
)  # fmt: skip
def test_a_filter_that_is_not_known_is_refused(public: httpx.Client, query: dict[str, Any]) -> None:
    assert public.get(NEEDS, params=query).status_code == 422


def test_pages_follow_each_other(public: httpx.Client) -> None:
    whole = public.get(NEEDS).json()["items"]
    first = public.get(NEEDS, params={"limit": 2}).json()
    second = public.get(NEEDS, params={"limit": 2, "cursor": first["next"]}).json()
    assert (first["items"] + second["items"], second["next"]) == (whole, None)


def helped_before(local: str) -> list[Change]:
    """Somebody of willow to whom food was given last week."""
    resident, need = f"resident:{local}", f"need:{local}"
    made: dict[str, Any] = {"week": "2026-W47", "first_week": "2026-W47", "urgency": 2, "half_days": ()}
    return [
        Put(Resident(id=resident, name=local, sex="male", birth_year=1950)),
        Put(Need(id=need, title="食品", nature="individual", state="served", **made)),
        Put(Edge(relation="OF", start=need, end=resident)),
        Put(Edge(relation="ASKS_FOR", start=need, end=FOOD)),
        Put(Edge(relation="AT", start=need, end="building:willow-3")),
    ]


def test_the_community_is_shown_once_five_residents_share_the_profile(public: httpx.Client, waiting: Path) -> None:
    write(waiting, *(change for name in ("a", "b", "c") for change in helped_before(name)))
    assert shown(public)[FOOD]["community"] is None
    write(waiting, *helped_before("d"))
    assert (shown(public)[FOOD]["community"], shown(public)[FOOD]["community_name"]) == ("community:willow", "柳塘社区")
    assert [shown(public)[service]["community"] for service in (RELIEF, BARRIER)] == [None, None]


def test_a_consent_that_is_withdrawn_counts_at_once(
    coordinator: httpx.Client, public: httpx.Client, sponsor: httpx.Client
) -> None:
    name = named(public, RELIEF)
    order = {"purpose": "sponsor_view", "given": False}
    coordinator.post("/api/residents/resident:xu/consents", json=order).raise_for_status()
    assert list(shown(public)) == [BARRIER]
    assert [need["service"] for need in sponsor.get(WHAT_IF).json()["needs"]] == [BARRIER]
    assert sponsor.post(PLEDGES, json=money(80_000, {"need": name})).status_code == 404


def test_without_a_plan_nothing_waits(tiny: Path) -> None:
    with serving(tiny, role=None) as client:
        assert client.get(NEEDS).json() == {"week": None, "items": [], "next": None}
        with signed_in(client, "sponsor") as sponsor:
            assert sponsor.get(WHAT_IF).status_code == 409


# What a gift unlocks


def what_if(client: httpx.Client, **query: Any) -> tuple[int, int, list[tuple[int, int]], list[str]]:
    told = client.get(WHAT_IF, params=query).raise_for_status().json()
    assert told["exact"] is True
    steps = [(step["amount"], step["count"]) for step in told["steps"]]
    return told["count"], told["amount"], steps, [need["service"] for need in told["needs"]]


def test_what_money_unlocks_step_by_step(sponsor: httpx.Client) -> None:
    assert what_if(sponsor) == (2, 320_000, [(80_000, 1), (320_000, 2)], [BARRIER, RELIEF])
    assert what_if(sponsor, cash=319_999) == (1, 80_000, [(80_000, 1)], [RELIEF])
    assert what_if(sponsor, cash=79_999) == (0, 0, [], [])
    assert what_if(sponsor, home="governance") == (1, 240_000, [(240_000, 1)], [BARRIER])


def test_each_step_says_which_needs_come_in_with_it(public: httpx.Client, sponsor: httpx.Client) -> None:
    relief, barrier = named(public, RELIEF), named(public, BARRIER)
    steps = sponsor.get(WHAT_IF).raise_for_status().json()["steps"]
    assert [(step["more"], step["less"]) for step in steps] == [([relief], []), ([barrier], [])]


def test_needs_can_be_asked_for_by_the_kind_of_what_they_lack(public: httpx.Client) -> None:
    assert [list(shown(public, kind=kind)) for kind in ("money", "goods", "hours")] == [[BARRIER, RELIEF], [FOOD], []]


def test_what_goods_and_hours_unlock(sponsor: httpx.Client) -> None:
    assert what_if(sponsor, goods=2, item="food_box") == (1, 2, [(2, 1)], [FOOD])
    assert what_if(sponsor, goods=1, item="food_box") == (0, 0, [], [])
    assert what_if(sponsor, along="goods", item="rice") == (0, 0, [], [])
    assert what_if(sponsor, hours=20) == (0, 0, [], [])


def test_of_money_and_boxes_together_only_one_of_xus_needs_is_unlocked_for_lin_carries_one_more(
    sponsor: httpx.Client,
) -> None:
    both = what_if(sponsor, cash=400_000, goods=2, item="food_box")
    assert both == (2, 240_000, [(0, 1), (240_000, 2)], [BARRIER, FOOD])
    boxes = what_if(sponsor, cash=80_000, goods=2, item="food_box", along="goods")
    assert boxes == (1, 0, [(0, 1)], [RELIEF])


@pytest.mark.parametrize("query", [{"goods": 2}, {"item": "food_box"}, {"cash": -1}, {"along": "place"}])
def test_a_gift_that_is_not_whole_is_refused(sponsor: httpx.Client, query: dict[str, Any]) -> None:
    assert sponsor.get(WHAT_IF, params=query).status_code == 422


def test_what_if_is_not_for_whoever_is_not_signed_in(public: httpx.Client) -> None:
    assert public.get(WHAT_IF).status_code == 401


# Whatever somebody's details are, sponsors and the public see the same


LETTERS = st.text("甲乙丙丁abc 0123456789", min_size=1, max_size=8)


def fetched(public: httpx.Client, sponsor: httpx.Client) -> list[tuple[bytes, str]]:
    """Everything of this part that the public and a sponsor can fetch, with its version."""
    own = [PLEDGES, *(f"{PLEDGES}/{pledge['id']}" for pledge in sponsor.get(PLEDGES).json()["items"])]
    asked = [(public, NEEDS), (public, f"{NEEDS}?home=neighbourhood&max_amount=100000"), (sponsor, NEEDS)]
    asked += [(sponsor, f"{WHAT_IF}?{query}") for query in ("", "cash=80000", "goods=2&item=food_box")]
    answers = [client.get(path).raise_for_status() for client, path in [*asked, *((sponsor, path) for path in own)]]
    return [(answer.content, answer.headers.get("etag", "")) for answer in answers]


def changed(reader: Reader, data: st.DataObject) -> list[Change]:
    """Other names, numbers, words, health, and doors in the same community, for everybody who has any."""
    residents = [Put(_another(resident, data)) for resident in reader.nodes(Resident)]
    words = [
        Put(node.model_copy(update={field: data.draw(LETTERS) for field in fields}))
        for kind, fields in _WORDS.items()
        for node in reader.nodes(kind)
    ]
    return [*residents, *words, *_moves(reader, data)]


_WORDS: dict[type[Node], tuple[str, ...]] = {
    Need: ("title", "description"), Household: ("label",), Visit: ("note",), Intake: ("words",), Rating: ("words",),
}  # fmt: skip


def _another(resident: Resident, data: st.DataObject) -> Resident:
    age = 2026 - resident.birth_year
    band = next((low, high) for low, high in ((0, 17), (18, 59), (60, 110)) if low <= age <= high)
    fields = {
        "name": data.draw(LETTERS),
        "sex": data.draw(st.sampled_from(["female", "male"])),
        "phone": data.draw(LETTERS),
        "notes": data.draw(LETTERS),
        "birth_year": 2026 - data.draw(st.integers(*band)),
        "conditions": data.draw(st.sampled_from([(), ("frail",), ("dementia", "chronic")])),
        "lives_alone": data.draw(st.booleans()),
        "low_income": data.draw(st.booleans()),
    }
    return resident.model_copy(update=fields)


def _moves(reader: Reader, data: st.DataObject) -> list[Change]:
    """Some move to another door of willow."""
    moves: list[Change] = []
    for person in ("zhou", "he", "luo"):
        old = reader.neighbours(f"resident:{person}", "LIVES_IN", "out")[0]
        new = data.draw(st.sampled_from(["building:willow-1", "building:willow-2", "household:xu", old.end]))
        if new != old.end:
            moves += [DropEdge("LIVES_IN", old.start, old.end)]
            moves += [Put(Edge(relation="LIVES_IN", start=old.start, end=new))]
    return moves


def test_whatever_a_residents_details_are_every_byte_stays_the_same(
    waiting: Path, public: httpx.Client, sponsor: httpx.Client
) -> None:
    pledge(sponsor, money(30_000, {"need": named(public, RELIEF)}, note="给困难家庭"))
    before = fetched(public, sponsor)

    @settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.data())
    def stays(data: st.DataObject) -> None:
        store = open_store(str(waiting))
        try:
            with store.snapshot() as reader:
                changes = changed(reader, data)
            store.write(changes, by="test")
        finally:
            store.close()
        assert fetched(public, sponsor) == before

    stays()
    write(waiting, Put(agrees("resident:xu", withdrawn="2026-11-24")))
    assert fetched(public, sponsor) != before  # what they see was there to be changed
