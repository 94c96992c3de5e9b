"""A world that fits on a page, with one of everything that a build looks at.

Old Ai, frail and alone in building 1 of 东 (E), needs care. Bo of building 2 has helped her twice and is a member of
Spring, the carrier. Cai comes from 西 (W), 1.5 km away, and asks for three hours that nobody needs of her. Dan is not
trained. Lin is a social worker. The people of 东 need a meeting: the community hosts it and lends its room, two
households and the fund pay, the mill might send staff.
"""

from typing import Any

from graph.model import (
    Agreement,
    Building,
    City,
    Community,
    Decision,
    Deliberation,
    Enterprise,
    Fund,
    Grid,
    Household,
    Need,
    Node,
    Offer,
    Organization,
    Purpose,
    Resident,
    Room,
    Service,
    Slot,
    SocialWorker,
    Town,
    Training,
    Volunteer,
)
from graph.relations import RELATIONS, Edge

WEEK = "2026-W48"  # Monday is 2026-11-23
Item = Node | Edge


def link(start: str, relation: str, end: str, **properties: Any) -> Edge:
    """Start RELATION end."""
    made = RELATIONS[relation].properties.model_validate(properties)
    return Edge(relation=relation, start=start, end=end, properties=made)


def offer(giver: str, local: str, service: str, reach: str | None, **fields: Any) -> list[Item]:
    """An offer of a giver for one service, reaching one place or none by name."""
    made = Offer.model_validate({"id": f"offer:{local}", "name": local, **fields})
    reaches = [link(made.id, "REACHES", reach)] if reach else []
    return [made, link(giver, "GIVES", made.id), link(made.id, "FOR", service), *reaches]


PLACES: list[Item] = [
    City(id="city:c", name="市", code="990101"),
    Town(id="town:t", name="镇", code="990101001"),
    Community(id="community:e", name="东", official_name="东社区", code="990101001001", rural=False, east=0, north=0,
              staff_hours=5),
    Community(id="community:w", name="西", official_name="西社区", code="990101001002", rural=False, east=1500,
              north=0),
    Grid(id="grid:e", name="东一"), Grid(id="grid:w", name="西一"),
    Building(id="building:1", name="1"), Building(id="building:2", name="2"), Building(id="building:3", name="3"),
    Household(id="household:1", label="1-101"), Household(id="household:2", label="1-102"),
    Room(id="room:hall", name="厅", purpose="deliberation", seats=20, half_days=("sat-am", "sun-am")),
    link("town:t", "IN", "city:c"),
    link("community:e", "IN", "town:t"), link("community:w", "IN", "town:t"),
    link("grid:e", "IN", "community:e"), link("grid:w", "IN", "community:w"),
    link("building:1", "IN", "grid:e"), link("building:2", "IN", "grid:e"), link("building:3", "IN", "grid:w"),
    link("household:1", "IN", "building:1"), link("household:2", "IN", "building:1"),
    link("room:hall", "IN", "community:e"), link("community:e", "OWNS", "room:hall"),
]  # fmt: skip

SERVICES: list[Item] = [
    Service(id="service:care", name="照料", english="care", at_home=True, fee_per_hour=1000),
    Service(id="service:meet", name="议事", english="meeting"),
    Training(id="training:care", name="照护"),
    link("service:care", "TAKES", "training:care"),
    Purpose(id="purpose:service", purpose="service", name="服务"),
    Purpose(id="purpose:health", purpose="health", name="健康"),
    Purpose(id="purpose:history", purpose="history", name="再来"),
]

PEOPLE: list[Item] = [
    Resident(id="resident:ai", name="艾", sex="female", birth_year=1940, lives_alone=True, conditions=("frail",)),
    link("resident:ai", "LIVES_IN", "building:1"),
    link("resident:ai", "CONSENTS_TO", "purpose:service", since="2026-01-01"),
    link("resident:ai", "CONSENTS_TO", "purpose:health", since="2026-01-01"),
    link("resident:ai", "CONSENTS_TO", "purpose:history", since="2026-01-01"),
    Volunteer(id="volunteer:bo", name="柏", number="N001", sex="male", birth_year=1960, max_hours=4, min_hours=2,
              half_days=("tue-am", "wed-pm", "thu-am")),
    Volunteer(id="volunteer:cai", name="蔡", number="N002", sex="female", birth_year=1990, max_hours=3, min_hours=3,
              half_days=("tue-am",), max_distance=1500),
    Volunteer(id="volunteer:dan", name="丹", number="N003", sex="female", birth_year=1990, max_hours=4,
              half_days=("tue-am",)),
    SocialWorker(id="social_worker:lin", name="林", sex="female", birth_year=1985, licence="senior", max_hours=10,
                 half_days=("wed-pm", "thu-pm"), caseload=3),
    link("volunteer:bo", "LIVES_IN", "building:2"), link("volunteer:cai", "LIVES_IN", "building:3"),
    link("volunteer:dan", "LIVES_IN", "building:2"), link("social_worker:lin", "WORKS_AT", "community:e"),
    link("volunteer:bo", "HELPED", "resident:ai", times=2, last_week="2026-W47"),
    link("volunteer:bo", "TRAINED_IN", "training:care", since="2025-01-01", until="2027-01-01"),
    link("volunteer:cai", "TRAINED_IN", "training:care", since="2025-01-01", until="2026-11-29"),
    link("volunteer:dan", "TRAINED_IN", "training:care", since="2024-01-01", until="2026-11-28"),
    link("social_worker:lin", "TRAINED_IN", "training:care"),
    *offer("volunteer:bo", "bo", "service:care", None, society="volunteer", form="time", amount=4),
    *offer("volunteer:cai", "cai", "service:care", None, society="volunteer", form="time", amount=2),
    *offer("volunteer:dan", "dan", "service:care", None, society="volunteer", form="time", amount=4),
    *offer("social_worker:lin", "lin", "service:care", "town:t", society="social_worker", form="skill", amount=10),
]  # fmt: skip

GIVERS: list[Item] = [
    Organization(id="organization:spring", name="春", max_linkages=2, grade=3),
    Enterprise(id="enterprise:mill", name="坊", industry="食品"),
    Fund(id="fund:f", name="基金", balance=40_000, collective_only=True),
    Agreement(id="agreement:a", title="购买", budget=10_000, spent=4000, weekly=5000, opens="2026-01-01",
              closes="2026-12-31"),
    link("organization:spring", "BASED_IN", "community:w"), link("enterprise:mill", "BASED_IN", "community:e"),
    link("volunteer:bo", "MEMBER_OF", "organization:spring", since="2020-01-01"),
    link("town:t", "PURCHASES", "agreement:a"), link("organization:spring", "PROVIDES", "agreement:a"),
    link("agreement:a", "COVERS", "service:care"), link("agreement:a", "REACHES", "city:c"),
    *offer("organization:spring", "spring", "service:care", "community:e", society="organization", form="skill",
           amount=20),
    *offer("community:e", "host", "service:meet", "community:e", society="community", form="time", amount=5),
    *offer("community:e", "hall", "service:meet", "community:e", society="community", form="place", amount=1),
    link("offer:hall", "STANDS_IN", "room:hall"),
    *offer("enterprise:mill", "gift", "service:meet", "town:t", society="charity", form="money", amount=20_000),
    *offer("enterprise:mill", "staff", "service:meet", "town:t", society="charity", form="time", amount=6,
           half_days=("sat-am",)),
    *offer("fund:f", "fund", "service:meet", "community:e", society="charity", form="money", amount=35_000),
]  # fmt: skip

NEEDS: list[Item] = [
    Need(id="need:care", title="照料", nature="individual", week=WEEK, first_week="2026-W46", urgency=3,
         half_days=("tue-am", "wed-pm", "fri-am")),
    link("need:care", "ASKS_FOR", "service:care"), link("need:care", "OF", "resident:ai"),
    link("need:care", "AT", "building:1"),
    Slot(id="slot:care.carrier", name="carrier", society="organization", form="skill", amount=1),
    Slot(id="slot:care.helper", name="helper", society="volunteer", form="time", amount=2),
    Slot(id="slot:care.caseworker", name="caseworker", society="social_worker", form="skill", amount=1, required=False),
    *(link("need:care", "HAS_SLOT", f"slot:care.{name}") for name in ("carrier", "helper", "caseworker")),
    Need(id="need:meet", title="议事", nature="collective", week=WEEK, first_week=WEEK, urgency=2, must=True,
         half_days=("sat-am", "sat-pm")),
    link("need:meet", "ASKS_FOR", "service:meet"), link("need:meet", "AT", "community:e"),
    Slot(id="slot:meet.host", name="host", society="community", form="time", amount=1),
    Slot(id="slot:meet.venue", name="venue", society="community", form="place", amount=10),
    Slot(id="slot:meet.money", name="money", society="charity", form="money", amount=50_000),
    Slot(id="slot:meet.staff", name="staff", society="charity", form="time", amount=2, required=False),
    *(link("need:meet", "HAS_SLOT", f"slot:meet.{name}") for name in ("host", "venue", "money", "staff")),
    Deliberation(id="deliberation:d", stage="decided", households=5),
    link("deliberation:d", "ABOUT", "need:meet"),
    link("household:1", "SHARES", "need:meet", amount=15_000), link("household:2", "SHARES", "need:meet", amount=5000),
    Need(id="need:past", title="过去", nature="individual", week="2026-W47", first_week="2026-W47", urgency=1,
         half_days=(), state="served"),
]  # fmt: skip


def decision(local: str, action: str, offer: str, slot: str, hour: int) -> list[Item]:
    """Somebody's word on the care, on Monday at that hour."""
    made = Decision.model_validate(
        {"id": f"decision:{local}", "action": action, "week": WEEK, "slot": slot, "by": "协调员",
         "at": f"2026-11-23T{hour:02d}:00:00+08:00"}
    )  # fmt: skip
    named = [link(made.id, "NAMES", offer)] if offer else []
    return [made, link(made.id, "CONCERNS", "need:care"), *named]


DECISIONS: list[Item] = [
    *decision("1", "pin", "offer:dan", "helper", 9),
    *decision("2", "release", "", "", 10),
    *decision("3", "pin", "offer:bo", "helper", 11),
    *decision("4", "reject", "offer:lin", "", 12),
]

WORLD: list[Item] = [*PLACES, *SERVICES, *PEOPLE, *GIVERS, *NEEDS, *DECISIONS]
