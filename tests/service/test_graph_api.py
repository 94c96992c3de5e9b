"""The graph over HTTP: what a planner, a coordinator of everything and one of the old estate alone may see of tiny."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.model import KINDS, Artifact, Household, Resident, Run, SocialWorker, Volunteer
from graph.personal import INTERNAL_KINDS, UNTOLD
from graph.search import NAMES
from graph.store import open_store
from service.privacy import label
from service.routes.graph import Named
from tests.service.neighbours import solve
from tests.service.offices import of_old_lane
from tests.service.serving import serving, signed_in

SEARCH, NEAR, PATHS = "/api/graph/search", "/api/graph/neighbourhood", "/api/graph/paths"


@pytest.fixture(scope="module")
def store(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copy(seeded, tmp_path_factory.mktemp("graph") / "tiny.db"))


@pytest.fixture(scope="module")
def office(store: Path) -> Iterator[httpx.Client]:
    """The tiny week, solved, as its coordinator sees it, who coordinates both communities."""
    with serving(store) as client:
        solve(client)
        yield client


@pytest.fixture(scope="module")
def bureau(office: httpx.Client) -> Iterator[httpx.Client]:
    with signed_in(office, "planner") as client:
        yield client


@pytest.fixture(scope="module")
def old_lane(office: httpx.Client) -> Iterator[httpx.Client]:
    """Somebody who coordinates the old estate alone."""
    with of_old_lane(office) as client:
        yield client


@pytest.fixture(scope="module")
def ids(office: httpx.Client, store: Path) -> dict[str, list[str]]:
    """Every id in the store, by kind."""
    other = open_store(str(store))
    with other.snapshot() as reader:
        found = {name: [node.id for node in reader.nodes(kind)] for name, kind in KINDS.items()}
    other.close()
    return found


def get(client: httpx.Client, path: str, **query: Any) -> dict[str, Any]:
    found: dict[str, Any] = client.get(path, params=query).raise_for_status().json()
    return found


def node(client: httpx.Client, id: str) -> dict[str, Any]:
    return get(client, f"/api/graph/nodes/{id}")


def status(client: httpx.Client, id: str) -> int:
    return client.get(f"/api/graph/nodes/{id}").status_code


def counts(shown: dict[str, Any]) -> dict[tuple[str, str], int]:
    return {(each["relation"], each["direction"]): each["count"] for each in shown["relations"]}


def around(client: httpx.Client, id: str, **query: Any) -> dict[str, Any]:
    return get(client, NEAR, node=id, **query)


def near(part: dict[str, Any]) -> set[str]:
    return {each["id"] for each in part["nodes"]}


def test_search_finds_places_services_and_givers_by_name(bureau: httpx.Client) -> None:
    found = get(bureau, SEARCH, q="旧里")
    assert [each["id"] for each in found["items"]] == ["community:oldlane", "fund:oldlane", "room:oldlane-hall"]
    assert found["more"] is False
    assert get(bureau, SEARCH, q="cook")["items"] == [
        {"id": "service:cooking", "label_zh": "做饭", "label_en": "Cooking", "kind": "Service"}
    ]
    assert get(bureau, SEARCH, q="旧里", limit=1)["more"] is True
    assert [each["kind"] for each in get(bureau, SEARCH, q="里", kind="Organization")["items"]] == ["Organization"]


def test_search_finds_anything_that_may_be_seen_by_its_whole_id(
    office: httpx.Client, bureau: httpx.Client, old_lane: httpx.Client
) -> None:
    assert [each["id"] for each in get(bureau, SEARCH, q="need:meals")["items"]] == ["need:meals"]
    assert get(bureau, SEARCH, q="resident:zhou")["items"] == []
    assert [each["label_en"] for each in get(office, SEARCH, q="resident:zhou")["items"]] == ["a resident"]
    assert get(old_lane, SEARCH, q="resident:zhou")["items"] == []


@pytest.mark.parametrize("words", ["周桂兰", "周", "方巧云", "YX0001", "2幢 301", "食品帮扶", "许强"])
def test_search_finds_no_person_no_home_and_no_words(office: httpx.Client, bureau: httpx.Client, words: str) -> None:
    for client in (office, bureau):
        people = {"Resident", "Volunteer", "SocialWorker", "Household", "Need"}
        assert not {each["kind"] for each in get(client, SEARCH, q=words)["items"]} & people


def test_what_is_searched_is_what_may_be_named(store: Path, ids: dict[str, list[str]]) -> None:
    assert tuple(NAMES) == Named.__args__  # type: ignore[attr-defined]
    other = open_store(str(store))
    with other.snapshot() as reader:
        for kind, some in ids.items():
            for each in reader.get_all(some):
                names = {getattr(each, field, None) for field in ("name", "title", "label", "english")}
                assert each is not None
                assert bool(names & {label(each).zh, label(each).en}) is (kind in NAMES), each.id
    other.close()


def test_a_thing_shows_what_is_not_personal_and_how_it_is_related(bureau: httpx.Client) -> None:
    willow = node(bureau, "community:willow")
    assert (willow["kind"], willow["label_zh"], willow["fields"]["staff_hours"]) == ("Community", "柳塘社区", 20)
    assert counts(willow)["IN", "in"] == 1
    assert counts(willow)["IN", "out"] == 1
    fang = node(bureau, "volunteer:fang")
    assert (fang["label_zh"], fang["fields"]["max_hours"]) == ("志愿者 0001", 4)
    assert not {"name", "number", "phone", "birth_year", "sex", "fitness"} & fang["fields"].keys()
    assert not {"title", "description", "same_sex"} & node(bureau, "need:meals")["fields"].keys()
    assert node(bureau, "enterprise:fenghe")["fields"].keys() == {"invented", "name", "industry", "active"}


def test_a_planner_sees_no_resident_no_home_and_no_place_of_one_persons_need(
    bureau: httpx.Client, ids: dict[str, list[str]]
) -> None:
    for id in (*ids["Resident"], *ids["Household"]):
        assert status(bureau, id) == 404
        assert bureau.get(NEAR, params={"node": id}).status_code == 404
        assert bureau.get(PATHS, params={"from": id, "to": "city:yunxi"}).status_code == 404
        assert bureau.get(PATHS, params={"from": "city:yunxi", "to": id}).status_code == 404
    fang, meals = node(bureau, "volunteer:fang"), node(bureau, "need:meals")
    assert not {"LIVES_IN", "HELPED", "KNOWS"} & {relation for relation, _ in counts(fang)}
    assert counts(meals) == {("ASKS_FOR", "out"): 1, ("HAS_SLOT", "out"): 2, ("RAISED", "in"): 1}
    assert fang["withheld"] and meals["withheld"]
    assert ("AT", "out") in counts(node(bureau, "need:barrier"))  # the estate's need, no person's


def test_a_coordinator_sees_those_of_her_communities_without_any_field(
    office: httpx.Client, old_lane: httpx.Client
) -> None:
    zhou = node(office, "resident:zhou")
    assert (zhou["fields"], zhou["label_zh"], zhou["label_en"]) == ({}, "居民", "a resident")
    assert node(office, "household:xu")["fields"] == {}
    assert counts(zhou)["HELPED", "in"] == 1
    assert ("CONSENTS_TO", "out") not in counts(zhou)
    assert status(old_lane, "resident:zhou") == 404
    assert status(old_lane, "household:xu") == 404
    assert status(old_lane, "resident:qian") == 200
    assert not {"LIVES_IN", "HELPED", "KNOWS"} & {relation for relation, _ in counts(node(old_lane, "volunteer:fang"))}


@pytest.mark.parametrize(
    "id",
    ["need:meals", "slot:meals.helper", "visit:fang-1", "intake:rehab", "linkage:meals-last", "rating:meals-last",
     "commission:meals-last"],
)  # fmt: skip
def test_what_belongs_to_a_need_elsewhere_is_not_there(office: httpx.Client, old_lane: httpx.Client, id: str) -> None:
    expected = 404 if id == "intake:rehab" else 200  # it was taken in at no place, so it is in nobody's communities
    assert status(office, id) == expected
    assert status(old_lane, id) == 404


def test_what_belongs_to_her_needs_is_there(old_lane: httpx.Client) -> None:
    for id in ("need:barrier", "deliberation:barrier", "proposal:lines", "visit:sun", "household:oldlane-1"):
        assert status(old_lane, id) == 200


def test_the_offices_own_records_and_runs_are_nobodys_here(
    office: httpx.Client, bureau: httpx.Client, ids: dict[str, list[str]]
) -> None:
    internal = [id for kind in (*INTERNAL_KINDS, Artifact.KIND, Run.KIND) for id in ids[kind]]
    assert len(internal) > 6
    for id in internal:
        for client in (office, bureau):
            assert status(client, id) == 404
            assert get(client, SEARCH, q=id)["items"] == []
    for id in ("community:nowhere", "nothing:at-all"):
        assert status(bureau, id) == 404
    assert status(bureau, "no id") == 422


def test_around_a_building_are_its_people_for_who_coordinates_there(
    office: httpx.Client, bureau: httpx.Client, old_lane: httpx.Client
) -> None:
    """Zhou lives in the building, Fang does, her rounds and two needs are at it."""
    house = "building:willow-1"
    whole, planned = around(office, house), around(bureau, house)
    assert {"resident:zhou", "volunteer:fang", "need:meals", "need:rehab", "grid:willow"} <= near(whole)
    assert whole["withheld"] is False
    assert near(planned) == {house, "grid:willow"}
    assert planned["withheld"] is True
    assert near(around(old_lane, house)) == {house, "grid:willow"}
    assert whole["nodes"][0]["id"] == house
    assert {each["hops"] for each in whole["nodes"]} == {0, 1}


def test_edges_say_where_a_fact_comes_from_and_not_who_wrote_it(office: httpx.Client) -> None:
    edges = around(office, "volunteer:fang")["edges"]
    member = next(each for each in edges if each["relation"] == "MEMBER_OF")
    assert member["source"] == "register of the organization"
    assert member["since"] is not None
    assert all(each.keys() == {"relation", "start", "end", "source", "since", "until"} for each in edges)


def test_what_was_cut_off_is_told(bureau: httpx.Client) -> None:
    part = around(bureau, "organization:lin", limit=3)
    assert len(part["nodes"]) == 3
    assert {"node": "organization:lin", "relation": "MEMBER_OF"} in part["cut_off"]
    assert around(bureau, "organization:lin", hops=1, limit=500)["cut_off"] == []


def test_chains_go_through_people_only_where_they_may_be_seen(
    office: httpx.Client, bureau: httpx.Client, old_lane: httpx.Client
) -> None:
    """Meals are for Zhou, whom Fang has helped; a planner sees that Fang's round raised the need."""
    asked = {"from": "need:meals", "to": "volunteer:fang"}
    through = [each["id"] for each in get(office, PATHS, **asked)["paths"][0]["nodes"]]
    assert through == ["need:meals", "resident:zhou", "volunteer:fang"]
    planned = get(bureau, PATHS, **asked)
    assert [each["id"] for each in planned["paths"][0]["nodes"]] == ["need:meals", "visit:fang-3", "volunteer:fang"]
    assert planned["withheld"] is True
    assert old_lane.get(PATHS, params=asked).status_code == 404
    assert get(bureau, PATHS, **{"from": "city:yunxi", "to": "city:yunxi"})["paths"] == []


@pytest.mark.parametrize(
    ("path", "query"),
    [
        (SEARCH, {}),
        (SEARCH, {"q": ""}),
        (SEARCH, {"q": " "}),
        (SEARCH, {"q": "x", "kind": "Resident"}),
        (SEARCH, {"q": "x", "limit": "101"}),
        (NEAR, {"node": "city:yunxi", "hops": "4"}),
        (NEAR, {"node": "city:yunxi", "limit": "501"}),
        (NEAR, {"node": "x"}),
        (PATHS, {"from": "city:yunxi"}),
        (PATHS, {"from": "city:yunxi", "to": "town:qinghe", "hops": "5"}),
        (PATHS, {"start": "city:yunxi", "to": "town:qinghe"}),
    ],
)
def test_what_cannot_be_asked_is_refused(bureau: httpx.Client, path: str, query: dict[str, str]) -> None:
    assert bureau.get(path, params=query).status_code == 422


@pytest.mark.parametrize("role", ["sponsor", "admin", None])
def test_the_graph_is_for_coordinators_and_planners(office: httpx.Client, role: Any) -> None:
    with signed_in(office, role) as client:
        for path in (f"{SEARCH}?q=x", "/api/graph/nodes/city:yunxi", f"{NEAR}?node=city:yunxi"):
            assert client.get(path).status_code == (404 if role else 401)


@pytest.fixture(scope="module")
def secrets(store: Path, ids: dict[str, list[str]]) -> list[str]:
    """What no answer to a planner may contain: ids, names and phones of residents, homes, names of helpers."""
    other = open_store(str(store))
    with other.snapshot() as reader:
        people: list[Resident | Volunteer | SocialWorker] = [
            *reader.nodes(Resident),
            *reader.nodes(Volunteer),
            *reader.nodes(SocialWorker),
        ]
        homes = [each.label for each in reader.nodes(Household)]
    other.close()
    told = [fact for each in people for fact in (each.name, each.phone)]
    return [fact for fact in (*told, *homes, *ids["Resident"], *ids["Household"], *UNTOLD) if fact]


def test_nothing_that_a_planner_reads_tells_of_a_resident(
    bureau: httpx.Client, ids: dict[str, list[str]], secrets: list[str]
) -> None:
    """Every thing of the world, and three relations around it."""
    for id in (id for kind in ids.values() for id in kind):
        for answer in (
            bureau.get(f"/api/graph/nodes/{id}"),
            bureau.get(NEAR, params={"node": id, "hops": 3, "limit": 500}),
        ):
            assert answer.status_code in {200, 404}
            text = answer.text if answer.status_code == 200 else answer.text.replace(id, "")
            assert not [fact for fact in secrets if f'"{fact}"' in text or (len(fact) > 2 and fact in text)], id


@settings(max_examples=60)
@given(data=st.data())
def test_no_chain_that_a_planner_reads_leads_through_a_resident(
    bureau: httpx.Client, ids: dict[str, list[str]], secrets: list[str], data: st.DataObject
) -> None:
    every = [id for kind in ids.values() for id in kind]
    a, b = data.draw(st.sampled_from(every)), data.draw(st.sampled_from(every))
    answer = bureau.get(PATHS, params={"from": a, "to": b, "limit": 20})
    assert answer.status_code in {200, 404}
    if answer.status_code == 200:
        assert not [fact for fact in secrets if fact in answer.text]


@settings(max_examples=60)
@given(words=st.text(min_size=1, max_size=6))
def test_search_answers_whatever_is_asked(bureau: httpx.Client, secrets: list[str], words: str) -> None:
    answer = bureau.get(SEARCH, params={"q": words})
    assert answer.status_code in {200, 422}
    assert not [fact for fact in secrets if fact in answer.text.replace(words, "")]
