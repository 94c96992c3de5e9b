"""Candidates as columns are what a plain double loop over slots and offers finds, and so is who failed at what."""

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

from graph.candidates import TESTS, candidates, find, missed
from graph.errors import BadValue
from graph.model import Community, Grid, Need, Node, Offer, Service, Slot, Volunteer
from graph.relations import Contribution, Edge
from graph.store import Reader
from tests.graph.random_week import WEEK, Item, random_week
from tests.graph.reading import graph_of

MONDAY = "2026-11-23"
Row = tuple[str, str, str, str]


@dataclass
class Plain:
    """The same question asked of plain dictionaries, one pair at a time."""

    nodes: dict[str, Node] = field(default_factory=dict)
    edges: list[Edge] = field(default_factory=list)
    found: list[Row] = field(default_factory=list)
    failed: dict[tuple[str, str], Counter[str]] = field(default_factory=dict)
    missed: list[Row] = field(default_factory=list)

    def ends(self, relation: str, start: str) -> list[str]:
        return [edge.end for edge in self.edges if edge.relation == relation and edge.start == start]

    def upward(self, relation: str, start: str) -> Iterator[str]:
        yield start
        for end in self.ends(relation, start):
            yield from self.upward(relation, end)

    def failed_tests(self, need: Need, slot: Slot, offer: Offer) -> list[str]:
        """All that the offer fails; of another form, that alone."""
        service, community = self.ends("ASKS_FOR", need.id)[0], self.community(self.ends("AT", need.id)[0])
        giver, named = self.giver(offer), self.ends("REACHES", offer.id)
        reached = set(self.upward("IN", community)) & set(named) or (not named and isinstance(giver, Volunteer))
        if offer.form != slot.form or (slot.form == "goods" and offer.item != slot.item):
            return ["form"]
        passed = {
            "service": bool(set(self.upward("NARROWS", service)) & set(self.ends("FOR", offer.id))),
            "active": is_open(offer) and is_open(giver),
            "reach": bool(reached),
            "distance": not isinstance(giver, Volunteer) or self.metres(giver, community) <= giver.max_distance,
        }
        return [test for test, good in passed.items() if not good]

    def giver(self, offer: Offer) -> Node:
        return next(self.nodes[e.start] for e in self.edges if e.relation == "GIVES" and e.end == offer.id)

    def community(self, place: str) -> str:
        return next(area for area in self.upward("IN", place) if area.startswith("community:"))

    def metres(self, volunteer: Volunteer, community: str) -> float:
        people = [volunteer.id, *self.ends("IS", volunteer.id)]
        homes = [home for person in people for home in self.ends("LIVES_IN", person)]
        if not homes:
            return float("inf")
        a, b = self.nodes[self.community(homes[0])], self.nodes[community]
        assert isinstance(a, Community)
        assert isinstance(b, Community)
        return float(((a.east - b.east) ** 2 + (a.north - b.north) ** 2) ** 0.5)

    def slots(self, need: Need) -> list[Slot]:
        slots = [slot for id in self.ends("HAS_SLOT", need.id) if isinstance(slot := self.nodes[id], Slot)]
        shared = [e.properties for e in self.edges if e.relation == "SHARES" and e.end == need.id]
        left = sum(share.amount for share in shared if isinstance(share, Contribution))
        asked = []
        for slot in sorted(slots, key=lambda slot: slot.name):
            if need.nature != "collective" or slot.form != "money":
                asked.append(slot)
                continue
            left, amount = max(0, left - slot.amount), slot.amount - left
            if amount > 0:
                asked.append(slot)
        return asked

    def run(self) -> None:
        offers = [node for node in self.nodes.values() if isinstance(node, Offer) and node.active]
        for need in self.nodes.values():
            if isinstance(need, Need) and (need.week, need.state) == (WEEK, "open"):
                for slot in self.slots(need):
                    self.fill(need, slot, [offer for offer in offers if offer.society == slot.society])
        self.found.sort()
        self.missed.sort()

    def fill(self, need: Need, slot: Slot, offers: list[Offer]) -> None:
        counts = self.failed[need.id, slot.name] = Counter()
        for offer in offers:
            failed = self.failed_tests(need, slot, offer)
            if len(failed) == 1 and failed != ["form"]:
                self.missed.append((need.id, slot.name, offer.id, failed[0]))
            if failed:
                counts[failed[0]] += 1
            else:
                self.found.append((need.id, slot.name, offer.id, self.giver(offer).id))


def is_open(node: Node) -> bool:
    opens, closes = getattr(node, "opens", None) or "", getattr(node, "closes", None) or "9"
    return getattr(node, "active", True) and opens <= MONDAY <= closes


def plain(items: list[Item]) -> Plain:
    nodes = {item.id: item for item in items if isinstance(item, Node)}
    asked = Plain(nodes, [item for item in items if isinstance(item, Edge)])
    asked.run()
    return asked


@pytest.mark.parametrize("seed", range(40))
def test_columns_find_what_a_double_loop_finds(seed: int, tmp_path: Path) -> None:
    items = random_week(random.Random(seed))
    expected = plain(items)
    with graph_of(items, tmp_path) as reader:
        assert candidates(reader, WEEK).rows() == expected.found
        assert failures(reader) == expected.failed


@pytest.mark.parametrize("seed", range(40))
def test_who_fails_one_test_alone_is_whom_the_loop_finds(seed: int, tmp_path: Path) -> None:
    items = random_week(random.Random(seed))
    expected = plain(items).missed
    with graph_of(items, tmp_path) as reader:
        assert near_misses(reader) == expected


def near_misses(reader: Reader) -> list[Row]:
    found = find(reader, WEEK)
    slots, offers = found.demand.slots, found.supply.offers["id"]
    needs = found.demand.needs["id"].gather(slots["need"])
    rows = zip(*(rows.tolist() for rows in missed(found, np.arange(len(slots)))), strict=True)
    return sorted((needs[slot], slots["name"][slot], offers[offer], TESTS[test]) for slot, offer, test in rows)


def failures(reader: Reader) -> dict[tuple[str, str], Counter[str]]:
    found = find(reader, WEEK)
    slots = found.demand.slots.with_columns(need=found.demand.needs["id"].gather(found.demand.slots["need"]))
    counts = (Counter({test: int(n) for test, n in zip(TESTS, row, strict=True) if n}) for row in found.failed)
    return dict(zip(slots.select("need", "name").rows(), counts, strict=True))


def test_random_weeks_show_every_way_to_fail() -> None:
    weeks = [plain(random_week(random.Random(seed))) for seed in range(5)]
    assert {name for week in weeks for counts in week.failed.values() for name in counts} == set(TESTS)
    assert all(week.found for week in weeks)
    assert {test for week in weeks for *_, test in week.missed} == set(TESTS[1:])


def test_an_empty_graph_has_no_candidates(tmp_path: Path) -> None:
    with graph_of([], tmp_path) as reader:
        assert candidates(reader, WEEK).schema.names() == ["need", "slot", "offer", "provider"]
        assert candidates(reader, WEEK).is_empty()


@pytest.mark.parametrize(
    ("left_out", "message"),
    [
        ("ASKS_FOR", "need:1: asks for no service; add ASKS_FOR, or close it"),
        ("AT", "need:1: has no place; add AT, or close it"),
        ("IN", "need:1: its place grid:1 lies in no community; add IN there, or move the need"),
        ("HAS_SLOT", "need:1: has no slot; add HAS_SLOT, or close it"),
    ],
)
def test_a_need_that_cannot_be_placed_is_refused_by_name(left_out: str, message: str, tmp_path: Path) -> None:
    items = [item for item in one_need() if not (isinstance(item, Edge) and item.relation == left_out)]
    with graph_of(items, tmp_path) as reader, pytest.raises(BadValue) as refused:
        candidates(reader, WEEK)
    assert str(refused.value) == message


def test_a_need_known_only_after_its_week_is_refused(tmp_path: Path) -> None:
    with (
        graph_of(one_need(first_week="2026-W49"), tmp_path) as reader,
        pytest.raises(BadValue, match=r"need:1.*2026-W49"),
    ):
        candidates(reader, WEEK)


def test_two_slots_of_one_name_are_refused(tmp_path: Path) -> None:
    second = Slot(id="slot:2", name="helper", society="volunteer", form="time", amount=1)
    items = [*one_need(), second, Edge(relation="HAS_SLOT", start="need:1", end="slot:2")]
    with graph_of(items, tmp_path) as reader, pytest.raises(BadValue, match="need:1: two slots are named 'helper'"):
        candidates(reader, WEEK)


def test_an_offer_that_nobody_gives_is_refused(tmp_path: Path) -> None:
    orphan = Offer(id="offer:1", name="供", society="volunteer", form="time", amount=1)
    with graph_of([*one_need(), orphan], tmp_path) as reader, pytest.raises(BadValue, match="offer:1: nobody gives it"):
        candidates(reader, WEEK)


def test_a_week_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    with graph_of([], tmp_path) as reader, pytest.raises(BadValue, match="2025-W53"):
        candidates(reader, "2025-W53")


def one_need(first_week: str = WEEK) -> list[Item]:
    return [
        Community(id="community:1", name="社", official_name="社区", code="320585100001", rural=False, east=0, north=0),
        Grid(id="grid:1", name="网格"),
        Edge(relation="IN", start="grid:1", end="community:1"),
        Service(id="service:1", name="代购", english="shopping"),
        Need(id="need:1", title="需", nature="individual", week=WEEK, first_week=first_week, urgency=1, half_days=()),
        Slot(id="slot:1", name="helper", society="volunteer", form="time", amount=1),
        Edge(relation="ASKS_FOR", start="need:1", end="service:1"),
        Edge(relation="AT", start="need:1", end="grid:1"),
        Edge(relation="HAS_SLOT", start="need:1", end="slot:1"),
    ]
