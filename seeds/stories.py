"""The three communities of the source in the Taicang world, and the service station: its stories, in invented people.

荷塘社区: enterprises feed poor families and lend children a place to practise.
东方社区: a neighbour walks her buildings every week and is commissioned to help one to one.
东区社区: an old estate shares the cost of a parking barrier, and those who cared are seen as building heads.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from graph.model import (
    Agreement,
    Council,
    Deliberation,
    Enterprise,
    Organization,
    Program,
    Project,
    Proposal,
    Resident,
    Room,
    Visit,
    Volunteer,
)
from graph.model.base import Form, HalfDay
from graph.store import Change
from graph.taxonomy import ENTRIES, PURPOSES, SERVICES
from graph.weeks import monday, previous_week
from seeds.asks import CARRIER, Asked, need, slot
from seeds.facts import day, known, link, links, put
from seeds.gives import agreement, offer
from seeds.ground import Ground
from seeds.region import BY_LOCAL, type_id

MORNINGS: tuple[HalfDay, ...] = ("tue-am", "thu-am", "sat-am")
STATION = (
    ("party_service", "党群服务厅", 60), ("casework", "个案工作室", 8), ("group_work", "小组活动室", 20),
    ("incubator", "社团孵化室", 16), ("deliberation", "议事厅", 40),
)  # fmt: skip
"""Purpose, name and seats of the rooms of the town's service station of some 1,000 square metres (S10)."""


def stories(grounds: Sequence[Ground], week: str) -> Iterator[Change]:
    """All of them, nodes before the relations at them."""
    named = {ground.site.community.name: ground for ground in grounds}
    yield from _station(named["娄江社区"])
    yield from _hetang(named["荷塘社区"], week)
    yield from _dongfang(named["东方社区"], week)
    yield from _dongqu(named["东区社区"], week)


def _station(ground: Ground) -> Iterator[Change]:
    for purpose, name, seats in STATION:
        local = f"station-{purpose}"
        room = f"room:{local}"
        yield from put(Room.model_validate({
            "id": room, "name": f"社会工作服务站·{name}", "purpose": purpose, "seats": seats, "invented": True,
            "half_days": ("mon-am", "tue-am", "tue-pm", "wed-pm", "thu-am", "fri-pm", "sat-am"),
        }))  # fmt: skip
        yield link(room, "IN", ground.id)
        yield link(ground.id, "OWNS", room)
        services = "culture reading deliberation"
        yield from offer(ground.id, local, "community", "place", services, ground.site.town, room, amount=1)


def _organization(local: str, name: str, services: str, ground: Ground, week: str) -> Iterator[Change]:
    """An organization of that community, with an agreement with its town."""
    organization, town = f"organization:{local}", ground.site.town
    yield from put(Organization(id=organization, name=name, registered=2013, max_linkages=9, grade=5, invented=True))
    yield link(organization, "BASED_IN", ground.id)
    yield from offer(organization, f"{local}-carries", "organization", "skill", services, ground.id, amount=60)
    made = Agreement(
        id=f"agreement:{local}", title="社区分类治理服务购买协议", budget=6_000_000, spent=2_400_000, weekly=310_000,
        opens=day(week, -40), closes=day(week, 12), invented=True,
    )  # fmt: skip
    yield from agreement(made, town, organization, services.split(), ground.id)


def _resident(
    local: str, name: str, age: int, ground: Ground, building: int, week: str, **fields: Any
) -> Iterator[Change]:
    resident = f"resident:{local}"
    values = {"id": resident, "name": name, "birth_year": monday(week).year - age, "invented": True, "sex": "female"}
    yield from put(Resident.model_validate(values | fields))
    yield link(resident, "LIVES_IN", ground.buildings[building].id)
    agreed = known("CONSENTS_TO", since=day(week, -26), source="signed at the community desk")
    yield from links(resident, "CONSENTS_TO", *PURPOSES, properties=agreed)


def _volunteer(
    local: str, name: str, age: int, services: str, ground: Ground, building: int, week: str
) -> Iterator[Change]:
    volunteer = f"volunteer:{local}"
    yield from put(
        Volunteer(
            id=volunteer, name=name, number=f"TXS{local.upper().replace('-', '')}", sex="female",
            birth_year=monday(week).year - age, half_days=MORNINGS, max_hours=7, max_tasks=3, invented=True,
        )
    )  # fmt: skip
    yield link(volunteer, "LIVES_IN", ground.buildings[building].id)
    for form, given in _by_form(services).items():
        if given:
            yield from offer(volunteer, f"{local}-{form}", "volunteer", form, " ".join(given), amount=7)
    passed = known("TRAINED_IN", since=day(week, -30), until=day(week, 70))
    trainings = dict.fromkeys(each for service in services.split() for each in ENTRIES[f"service:{service}"].takes)
    yield from links(volunteer, "TRAINED_IN", *trainings, properties=passed)


def _by_form(services: str) -> dict[Form, list[str]]:
    found: dict[Form, list[str]] = {"time": [], "skill": []}
    for service in services.split():
        found["skill" if ENTRIES[f"service:{service}"].takes else "time"].append(service)
    return found


def _need(local: str, service: str, week: str, waited: int, *slots: Any, **fields: Any) -> Iterator[Change]:
    """An open need of this week that has waited so many weeks."""
    values = {
        "title": SERVICES[f"service:{service}"].name, "nature": "individual", "week": week,
        "first_week": previous_week(week, waited), "half_days": MORNINGS,
    }  # fmt: skip
    return need(local, service, slots=slots, **(values | fields))


def _hetang(ground: Ground, week: str) -> Iterator[Change]:
    """Food for poor families, a place for children, haircuts by old neighbours (S12)."""
    services = "food_aid summer_practice haircut errands"
    yield from _organization("hetang", "荷塘邻里公益服务中心", services, ground, week)
    yield from put(
        Enterprise(id="enterprise:hetang-foods", name="荷香食品有限公司", industry="食品", invented=True),
        Enterprise(id="enterprise:hetang-works", name="荷塘精密制造有限公司", industry="机械", invented=True),
        Room(
            id="room:hetang-practice",
            name="企业研学车间",
            purpose="practice",
            seats=25,
            half_days=MORNINGS,
            invented=True,
        ),
    )
    yield from (link(f"enterprise:hetang-{local}", "BASED_IN", ground.id) for local in ("foods", "works"))
    yield link("room:hetang-practice", "IN", ground.id)
    yield link("enterprise:hetang-works", "OWNS", "room:hetang-practice")
    yield from offer(
        "enterprise:hetang-foods", "hetang-foods", "charity", "goods", "food_aid", ground.id, amount=9,
        item="food_box", most_per_need=3,
    )  # fmt: skip
    yield from offer(
        "enterprise:hetang-works", "hetang-practice", "charity", "place", "summer_practice", ground.id,
        "room:hetang-practice", amount=1,
    )  # fmt: skip
    letter = known("PARTNER_OF", since=day(week, -90), source="partnership letter")
    yield from links(
        "organization:hetang", "PARTNER_OF", "enterprise:hetang-foods", "enterprise:hetang-works", properties=letter
    )
    yield from _hetang_people(ground, week)


def _hetang_people(ground: Ground, week: str) -> Iterator[Change]:
    yield from _resident("hetang-mother", "秦晓兰", 38, ground, 0, week, low_income=True)
    yield from _resident("hetang-child", "秦小禾", 10, ground, 0, week, low_income=True)
    yield link("resident:hetang-mother", "CARES_FOR", "resident:hetang-child")
    yield from _resident("hetang-old", "邵根妹", 83, ground, 1, week, lives_alone=True, conditions=("frail",))
    yield from _volunteer("hetang-barber", "龚彩云", 61, "haircut errands", ground, 1, week)
    yield from _volunteer("hetang-teacher", "江慧敏", 33, "summer_practice", ground, 2, week)
    yield link("volunteer:hetang-barber", "KNOWS", "resident:hetang-old")
    mother, home = "resident:hetang-mother", ground.buildings[0].id
    boxes = slot("hetang-food", "goods", "charity", "goods", 3, item="food_box")
    yield from _need(
        "hetang-food", "food_aid", week, 2, ("host", "community", "time", 1), CARRIER, boxes, of=mother, at=home,
        urgency=4,
    )  # fmt: skip
    practice: tuple[Asked, ...] = (CARRIER, ("venue", "charity", "place", 20), ("helper", "volunteer", "skill", 3))
    child = "resident:hetang-child"
    yield from _need("hetang-practice", "summer_practice", week, 1, *practice, of=child, at=home, urgency=3)
    hair: tuple[Asked, ...] = (CARRIER, ("helper", "volunteer", "time", 1))
    old, door = "resident:hetang-old", ground.buildings[1].id
    yield from _need("hetang-haircut", "haircut", week, 1, *hair, of=old, at=door, urgency=2)


def _dongfang(ground: Ground, week: str) -> Iterator[Change]:
    """A weekly round raises needs; the organization links the Red Cross and commissions the neighbour (S2, S3)."""
    yield from _organization(
        "dongfang", "东方邻里互助促进中心", "home_care cooking shopping relief counselling", ground, week
    )
    yield from put(
        Program(id="program:red-cross-dongfang", name="红十字邻里助困", sponsor="red_cross", low_income_only=True,
                opens=day(week, -20), closes=day(week, 20), invented=True),
        Project(id="project:dongfang", title="邻里达人互助", opens=day(week, -30), closes=day(week, 20),
                budget=4_000_000, invented=True),
    )  # fmt: skip
    yield from offer(
        "program:red-cross-dongfang", "red-cross-dongfang", "charity", "money", "relief", ground.id, amount=240_000
    )
    yield link("organization:dongfang", "PARTNER_OF", "program:red-cross-dongfang")
    yield link("organization:dongfang", "RUNS", "project:dongfang")
    yield link("project:dongfang", "SERVES_WITH", "service:home_care")
    yield link("project:dongfang", "FITS", type_id(BY_LOCAL["resettled"]))
    yield from _dongfang_people(ground, week)


def _dongfang_people(ground: Ground, week: str) -> Iterator[Change]:
    yield from _resident(
        "dongfang-frail", "陆金娥", 86, ground, 0, week, lives_alone=True, conditions=("frail", "chronic")
    )
    yield from _resident("dongfang-poor", "毛卫东", 51, ground, 1, week, sex="male", low_income=True)
    yield from _volunteer("dongfang-walker", "殷秀珍", 58, "home_care cooking shopping", ground, 0, week)
    walker, frail = "volunteer:dongfang-walker", "resident:dongfang-frail"
    yield link(walker, "MEMBER_OF", "organization:dongfang", known("MEMBER_OF", since=day(week, -120)))
    yield link(walker, "KNOWS", frail, known("KNOWS", source="old neighbours of one village", since=day(week, -700)))
    yield link(walker, "HELPED", frail, known("HELPED", times=9, last_week=previous_week(week)))
    home, door = ground.buildings[0].id, ground.buildings[1].id
    care: tuple[Asked, ...] = (CARRIER, ("helper", "volunteer", "skill", 2))
    recurs = {"nature": "recurring", "of": frail, "at": home}
    yield from _need("dongfang-care", "home_care", week, 9, *care, urgency=4, same_sex=True, **recurs)
    relief: tuple[Asked, ...] = (
        CARRIER,
        ("caseworker", "social_worker", "skill", 1),
        ("money", "charity", "money", 88_000),
    )
    days: tuple[HalfDay, ...] = ("mon-am", "tue-am", "wed-am", "thu-am", "fri-am")
    poor = "resident:dongfang-poor"
    yield from _need("dongfang-relief", "relief", week, 1, *relief, of=poor, at=door, urgency=4, half_days=days)
    for weeks in range(13):
        visit = f"visit:dongfang-{weeks}"
        yield from put(Visit(id=visit, week=previous_week(week, weeks), doors=36, answered=29, invented=True))
        yield link(walker, "WALKED", visit)
        yield link(visit, "AT", home if weeks % 2 else door)
    yield link("visit:dongfang-9", "RAISED", "need:dongfang-care")
    yield link("visit:dongfang-1", "RAISED", "need:dongfang-relief")


def _dongqu(ground: Ground, week: str) -> Iterator[Change]:
    """Surveyed, deliberated, voted, shared: what households do not pay enters the week (S8); who cared is seen (S9)."""
    yield from _organization("dongqu", "东区议事协商服务社", "deliberation parking mediation", ground, week)
    estate, at = ground.buildings[0], "dongqu-barrier"
    hall = next(room for room in ground.rooms if room.purpose == "deliberation")
    yield from _need(
        at, "parking", week, 5, ("host", "community", "time", 2), ("venue", "community", "place", 15), CARRIER,
        ("money", "charity", "money", 1_680_000), at=estate.id, urgency=4, nature="collective",
        half_days=hall.half_days,
    )  # fmt: skip
    yield from put(
        Council(id="council:dongqu-estate", name="楼道议事会", invented=True),
        Deliberation(id="deliberation:dongqu", stage="decided", cost=1_680_000, households=32, surveyed=30,
                     invented=True),
        Proposal(id="proposal:dongqu-barrier", title="装智能道杆，费用分摊", votes_for=27, votes_against=3,
                 votes_open=2, adopted=True, invented=True),
    )  # fmt: skip
    yield link(estate.id, "HAS_COUNCIL", "council:dongqu-estate")
    yield link("council:dongqu-estate", "PROPOSED", "proposal:dongqu-barrier")
    yield link("proposal:dongqu-barrier", "PUT_TO", "deliberation:dongqu")
    yield link("deliberation:dongqu", "ABOUT", f"need:{at}")
    yield link("deliberation:dongqu", "RAISED", f"need:{at}")
    share = known("SHARES", amount=1_500_000 // len(ground.households), source="signed by the household")
    yield from (link(door.id, "SHARES", f"need:{at}", share) for door in ground.households)
    yield from _dongqu_people(ground, week)


def _dongqu_people(ground: Ground, week: str) -> Iterator[Change]:
    for number, (name, age) in enumerate((("汤玉芳", 59), ("侯建平", 63), ("孟素贞", 55))):
        local = f"dongqu-{number}"
        yield from _resident(local, name, age, ground, number, week)
        yield link(f"resident:{local}", "TOOK_PART_IN", "deliberation:dongqu")
        yield link(f"resident:{local}", "SITS_ON", "council:dongqu-estate")
        visit = f"visit:{local}"
        yield from put(Visit(id=visit, week=previous_week(week, 4 + number), doors=32, answered=30, invented=True))
        yield link(f"resident:{local}", "WALKED", visit)
        yield link(visit, "AT", ground.buildings[number].id)
