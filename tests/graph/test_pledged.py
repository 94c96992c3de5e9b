"""Offers that were pledged: what is left of them from week to week, and which slot they are for."""

from pathlib import Path

import pytest

from graph.candidates import find
from graph.earmarks import ELSEWHERE, FREE, earmarks
from graph.model import Enterprise, Linkage, Need, Offer, Pledge, Service, Slot
from tests.graph.reading import graph_of
from tests.graph.small_town import SMALL_TOWN, WEEK, Item, link

SHOP: list[Item] = [
    Service(id="service:food", name="食品", english="food"),
    Enterprise(id="enterprise:shop", name="店", industry="食品"),
]


def offer(local: str, **fields: object) -> list[Item]:
    usual = {"name": local, "society": "charity", "form": "money", "amount": 1000}
    made = Offer.model_validate({"id": f"offer:{local}", **usual, **fields})
    return [
        made, link("enterprise:shop", "GIVES", made.id), link(made.id, "FOR", "service:food"),
        link(made.id, "REACHES", "city:z"),
    ]  # fmt: skip


def need(local: str, *slots: str, week: str = WEEK) -> list[Item]:
    id = f"need:{local}"
    made = Need(id=id, title=local, nature="individual", week=week, first_week=week, urgency=3, half_days=())
    asked = [Slot(id=f"slot:{local}.{name}", name=name, society="charity", form="money", amount=500) for name in slots]
    placed = [link(id, "ASKS_FOR", "service:food"), link(id, "AT", "community:a")]
    return [made, *asked, *placed, *(link(id, "HAS_SLOT", slot.id) for slot in asked)]


def used(local: str, week: str, state: str, amount: int) -> list[Item]:
    """A linkage that the offer `once` fills."""
    made = Linkage.model_validate({"id": f"linkage:{local}", "week": week, "state": state})
    return [made, link("offer:once", "FILLS", made.id, slot="money", amount=amount)]


def pledge(local: str, *towards: str) -> list[Item]:
    made = Pledge(id=f"pledge:{local}", form="money", amount=500)
    return [made, link(made.id, "BECAME", f"offer:{local}"), *(link(made.id, "TOWARDS", end) for end in towards)]


@pytest.mark.parametrize(
    ("past", "left"),
    [
        (used("1", "2026-W47", "done", 300) + used("2", "2026-W46", "accepted", 200), 500),
        (used("1", "2026-W47", "proposed", 300) + used("2", "2026-W46", "cancelled", 200), 1000),
        (used("1", WEEK, "accepted", 300), 1000),
        (used("1", "2026-W47", "done", 1300), 0),
    ],
)
def test_of_what_is_given_once_other_weeks_leave_the_rest(past: list[Item], left: int, tmp_path: Path) -> None:
    weekly = [*offer("weekly"), link("offer:weekly", "FILLS", "linkage:1", slot="money", amount=300)]
    world = [*SMALL_TOWN, *SHOP, *need("now", "money"), *offer("once", once=True), *past, *weekly]
    with graph_of(world, tmp_path) as reader:
        offers = find(reader, WEEK).supply.offers
    assert dict(offers.select("id", "amount").rows()) == {"offer:once": left, "offer:weekly": 1000}


def test_a_pledge_for_a_need_marks_its_offer_for_the_slot_that_it_names(tmp_path: Path) -> None:
    world = [
        *SMALL_TOWN, *SHOP, *need("a", "money", "money_2"), *need("b", "money"),
        *need("past", "money", week="2026-W40"),
        *offer("any"), *pledge("any"),
        *offer("food"), *pledge("food", "service:food"),
        *offer("part"), *pledge("part", "need:a", "slot:a.money_2"),
        *offer("whole"), *pledge("whole", "need:b", "slot:b.money"),
        *offer("late"), *pledge("late", "need:past", "slot:past.money"),
    ]  # fmt: skip
    with graph_of(world, tmp_path) as reader:
        found = find(reader, WEEK)
        needs, slots, offers = found.demand.needs["id"], found.demand.slots, found.supply.offers["id"]
        marks = dict(zip(offers, earmarks(reader, offers, needs, slots).tolist(), strict=True))
    assert slots["name"].to_list() == ["money", "money_2", "money"]
    assert marks == {
        "offer:any": FREE, "offer:food": FREE, "offer:late": ELSEWHERE, "offer:part": 1, "offer:whole": 2,
    }  # fmt: skip
