"""The hard world: each edge case is a small community of its own, 20 km from the next, with what must come out.

`OUTCOMES` says for each need what a week without public holidays must bring: `served`, `outbid`, or `no_candidate:RULE`
with the rule that ruled the last one out. `HOLIDAY` says what changes in the week of National Day 2026 (2026-W40, where
Thursday to Sunday are public holidays). The pin cannot hold: with it the week is infeasible, without it all is as said.
"""

from collections.abc import Iterator
from typing import Any

from graph.model import (
    Agreement,
    Building,
    City,
    Community,
    Decision,
    Fund,
    Grid,
    Household,
    Organization,
    Program,
    Resident,
    Room,
    SocialWorker,
    Town,
    Volunteer,
)
from graph.model.base import HALF_DAYS
from graph.store import Change
from graph.taxonomy import SERVICES
from graph.weeks import monday, previous_week
from seeds.asks import CARRIER, Asked, need, slot
from seeds.facts import day, known, link, links, moment, put, taxonomy
from seeds.gives import agreement, offer

OUTCOMES = {
    "nobody": "no_candidate:training",
    "first": "served", "second": "outbid",
    "least": "served",
    "pinned": "served",
    "expired": "no_candidate:agreement",
    "withdrawn": "no_candidate:consent",
    "any-day": "served", "case-day": "served", "hall-day": "served", "own-day": "served",
    "rare": "served",
    "optional": "served", "unbound": "served", "paid": "served",
    "bigger": "served", "smaller": "outbid",
    "child": "no_candidate:minor", "refused": "no_candidate:refusal", "wished": "no_candidate:same_sex",
    "self": "no_candidate:own_need", "far": "no_candidate:distance", "strong": "no_candidate:fitness",
    "closed": "no_candidate:active", "young": "no_candidate:eligibility", "dear": "no_candidate:amount",
    "crowd": "no_candidate:room", "early": "no_candidate:half_day", "elder": "no_candidate:age",
    "boxes": "no_candidate:form",
    "duty": "served",
}  # fmt: skip

HOLIDAY = {"case-day": "no_candidate:holiday", "hall-day": "no_candidate:holiday"}
"""What is otherwise in 2026-W40: social workers and the rooms of communities rest, volunteers do what they said."""

RARE = ("𠮷田㛃·阿卜杜拉", 'O\'Neil "Ming" <b>&amp;</b>', "李👩‍⚕️" + "很长的名字" * 20)
"""Names beyond the basic plane, with a middle dot, quotes, markup, a joined emoji, and 103 characters long."""

COMMUNITIES = (
    "nobody", "two", "least", "pinned", "expired", "withdrawn", "holiday", "rare", "slots", "purse", "helpers",
    "givers",
)  # fmt: skip


def changes(week: str, *, pin: bool = True) -> Iterator[Change]:
    """The whole world in the given week, nodes before the relations at them; without `pin` it has a plan."""
    yield from taxonomy()
    yield from put(
        City(id="city:hard", name="难题市", code="980000", invented=True),
        Town(id="town:hard", name="难题镇", code="980000001", invented=True),
    )
    yield link("town:hard", "IN", "city:hard")
    for number, local in enumerate(COMMUNITIES):
        yield from _community(local, number)
    yield from _nobody(week)
    yield from _two_needs_one_helper(week)
    yield from _least(week)
    yield from _pinned(week, pin)
    yield from _expired(week)
    yield from _withdrawn(week)
    yield from _holiday(week)
    yield from _rare(week)
    yield from _slots(week)
    yield from _purse(week)
    yield from _helpers(week)
    yield from _givers(week)


def _community(local: str, number: int) -> Iterator[Change]:
    community, grid, building = f"community:{local}", f"grid:{local}", f"building:{local}"
    yield from put(
        Community(
            id=community, name=f"{local}社区", official_name=f"{local}社区居委会", code=f"98000000{number:04d}",
            rural=False, east=number % 4 * 20_000, north=number // 4 * 20_000, staff_hours=10, invented=True,
        ),
        Grid(id=grid, name="第一网格", invented=True),
        Building(id=building, name="1幢", invented=True),
    )  # fmt: skip
    yield link(community, "IN", "town:hard")
    yield link(grid, "IN", community)
    yield link(building, "IN", grid)
    yield from offer(
        community, f"{local}-hosts", "community", "time", "culture relief patrol", community, amount=10
    )  # fmt: skip


def _resident(
    place: str, local: str, week: str, age: int = 70, consents: bool = True, **fields: Any
) -> Iterator[Change]:
    """A resident of a community who agreed to everything unless told otherwise."""
    id = f"resident:{local}"
    values = {
        "id": id,
        "name": f"{local}居民",
        "sex": "female",
        "birth_year": monday(week).year - age,
        "invented": True,
    }
    yield from put(Resident.model_validate(values | fields))
    yield link(id, "LIVES_IN", f"building:{place}")
    if consents:
        agreed = known("CONSENTS_TO", since=day(week, -10))
        yield from links(id, "CONSENTS_TO", "purpose:service", "purpose:health", properties=agreed)


def _volunteer(
    place: str, local: str, services: str, week: str, form: str = "time", age: int = 40, **fields: Any
) -> Iterator[Change]:
    """A volunteer of a community, free on Tuesday morning for four hours unless told otherwise."""
    id = f"volunteer:{local}"
    values = {
        "id": id, "name": f"{local}志愿者", "number": f"HARD{len(local):02d}{local.upper().replace('-', '')}",
        "sex": "male", "birth_year": monday(week).year - age, "half_days": ("tue-am",), "max_hours": 4,
        "invented": True,
    }  # fmt: skip
    yield from put(Volunteer.model_validate(values | fields))
    yield link(id, "LIVES_IN", f"building:{place}")
    yield from offer(id, local, "volunteer", "skill" if form == "skill" else "time", services, amount=4)


def _need(
    place: str, local: str, service: str, week: str, *slots: Asked, of: str = "",
    half_days: tuple[str, ...] = ("tue-am",), **fields: Any,
) -> Iterator[Change]:  # fmt: skip
    """A need of this week in a community, of that resident if any, on Tuesday morning unless told otherwise."""
    values = {
        "title": SERVICES[f"service:{service}"].name, "nature": "individual" if of else "collective", "week": week,
        "first_week": week, "urgency": 2, "half_days": half_days,
    }  # fmt: skip
    at, of = f"building:{place}", f"resident:{of}" if of else ""
    return need(local, service, at=at, of=of, slots=slots, **(values | fields))


HELPER: Asked = ("helper", "volunteer", "time", 2)
TRAINED: Asked = ("helper", "volunteer", "skill", 2)
HOST: Asked = ("host", "community", "time", 2)


def _nobody(week: str) -> Iterator[Change]:
    """The only one who offers counselling was never trained in it: nobody can."""
    yield from _resident("nobody", "nobody", week)
    yield from _volunteer("nobody", "untrained", "counselling", week, "skill")
    yield from _need("nobody", "nobody", "counselling", week, TRAINED, of="nobody")


def _two_needs_one_helper(week: str) -> Iterator[Change]:
    """One helper, one morning, two needs: the urgent one is served, the other is outbid by it."""
    yield from _resident("two", "two", week)
    yield from _volunteer("two", "only", "shopping", week)
    yield from _need("two", "first", "shopping", week, HELPER, of="two", urgency=4)
    yield from _need("two", "second", "shopping", week, HELPER, of="two", urgency=2)


def _least(week: str) -> Iterator[Change]:
    """Two could help. The old friend would score more, but the stranger asked for at least two hours: she goes."""
    yield from _resident("least", "least", week)
    yield from _volunteer("least", "friend", "shopping", week)
    yield from _volunteer("least", "stranger", "shopping", week, min_hours=2)
    yield link("volunteer:friend", "KNOWS", "resident:least")
    yield from _need("least", "least", "shopping", week, HELPER, of="least")


def _pinned(week: str, pin: bool) -> Iterator[Change]:
    """Somebody pinned a helper whom a rule removes: a demand that cannot hold. Without it another helper serves."""
    yield from _resident("pinned", "pinned", week)
    yield from _volunteer("pinned", "able", "shopping", week)
    yield from _volunteer("pinned", "elsewhere", "shopping", week, half_days=("sun-pm",))
    yield from _need("pinned", "pinned", "shopping", week, HELPER, of="pinned")
    if pin:
        yield from put(
            Decision(id="decision:pin", action="pin", week=week, slot="helper", reason="一直是她", by="coordinator",
                     at=moment(week, -1, 4), invented=True)
        )  # fmt: skip
        yield link("decision:pin", "CONCERNS", "need:pinned")
        yield link("decision:pin", "NAMES", "offer:elsewhere")


def _organization(local: str, services: str, week: str, closes: int) -> Iterator[Change]:
    """An organization of a community, whose agreement with the town closes so many weeks after this Monday."""
    organization, community = f"organization:{local}", f"community:{local}"
    yield from put(Organization(id=organization, name=f"{local}服务社", max_linkages=5, invented=True))
    yield link(organization, "BASED_IN", community)
    yield from offer(organization, f"{local}-carries", "organization", "skill", services, community, amount=20)
    made = Agreement(
        id=f"agreement:{local}", title="社区服务购买协议", budget=10_000_000, opens=day(week, -50),
        closes=day(week, closes), invented=True,
    )  # fmt: skip
    yield from agreement(made, "town:hard", organization, services.split(), "town:hard")


def _expired(week: str) -> Iterator[Change]:
    """The helper is there, but the only organization's agreement closed two weeks ago."""
    yield from _resident("expired", "expired", week)
    yield from _volunteer("expired", "willing", "shopping", week)
    yield from _organization("expired", "shopping", week, -2)
    yield from _need("expired", "expired", "shopping", week, CARRIER, HELPER, of="expired")


def _withdrawn(week: str) -> Iterator[Change]:
    """She agreed to be served and withdrew it last week: withdrawn counts as never given."""
    yield from _resident("withdrawn", "withdrawn", week, consents=False)
    gone = known("CONSENTS_TO", since=day(week, -30), withdrawn=day(week, -1))
    yield link("resident:withdrawn", "CONSENTS_TO", "purpose:service", gone)
    yield from _volunteer("withdrawn", "ready", "shopping", week)
    yield from _need("withdrawn", "withdrawn", "shopping", week, HELPER, of="withdrawn")


def _holiday(week: str) -> Iterator[Change]:
    """On a public holiday the social worker and the community's room rest; a volunteer who offered the day comes."""
    place = "holiday"
    yield from _resident(place, "holiday", week)
    yield from _volunteer(place, "every-day", "shopping patrol", week, half_days=HALF_DAYS, max_hours=8)
    yield from put(
        SocialWorker(
            id="social_worker:thursday", name="周四社工", sex="female", birth_year=monday(week).year - 30,
            licence="senior", half_days=("thu-am", "fri-am"), max_hours=8, caseload=4, invented=True,
        ),
        Room(id="room:hall", name="假日活动室", purpose="activity", seats=20, half_days=("thu-pm", "sat-am"),
             invented=True),
    )  # fmt: skip
    yield link("social_worker:thursday", "WORKS_AT", f"community:{place}")
    yield link("room:hall", "IN", f"community:{place}")
    yield link(f"community:{place}", "OWNS", "room:hall")
    community = f"community:{place}"
    yield from offer("social_worker:thursday", "thursday", "social_worker", "skill", "relief", community, amount=8)
    yield from offer(community, "hall", "community", "place", "culture", community, "room:hall", amount=1)
    case: Asked = ("caseworker", "social_worker", "skill", 2)
    yield from _need(place, "any-day", "shopping", week, HELPER, of="holiday", half_days=HALF_DAYS)
    yield from _need(place, "case-day", "relief", week, case, of="holiday", half_days=HALF_DAYS)
    yield from _need(place, "hall-day", "culture", week, ("venue", "community", "place", 10), half_days=HALF_DAYS)
    yield from _need(place, "own-day", "patrol", week, HELPER, half_days=("thu-am",))


def _rare(week: str) -> Iterator[Change]:
    """Names as people really have them must survive every store, file and page."""
    for number, name in enumerate(RARE):
        yield from _resident("rare", f"rare-{number}", week, name=name)
    yield from _volunteer("rare", "rare", "shopping", week, name=RARE[0])
    yield from _need(
        "rare", "rare", "shopping", week, HELPER, of="rare-0", title=RARE[1], description="换行\n\t制表\\反斜杠"
    )


def _slots(week: str) -> Iterator[Change]:
    """Slots that nobody need fill: an optional one, one not bound to half-days, one that households already paid."""
    place = "slots"
    yield from _resident(place, "slots", week)
    yield from _volunteer(place, "slots", "shopping errands", week, half_days=("tue-am", "wed-am"))
    spare = slot("optional", "money", "charity", "money", 5_000, required=False)
    yield from need(
        "optional", "shopping", at=f"building:{place}", of="resident:slots", title="代购", nature="individual",
        week=week, first_week=week, urgency=2, half_days=("tue-am",), slots=(HELPER, spare),
    )  # fmt: skip
    yield from _need(place, "unbound", "patrol", week, HOST, half_days=())
    yield from _need(place, "paid", "patrol", week, HOST, ("money", "charity", "money", 90_000), half_days=())
    for number in (1, 2):
        yield from put(Household(id=f"household:slots-{number}", label=f"{number}01", invented=True))
        yield link(f"household:slots-{number}", "IN", f"building:{place}")
        yield link(f"household:slots-{number}", "SHARES", "need:paid", known("SHARES", amount=45_000))
    yield from _need(place, "duty", "patrol", week, ("host", "community", "time", 1), must=True, half_days=())


def _purse(week: str) -> Iterator[Change]:
    """A fund of 1,000 yuan, asked for 700 and for 400: both cannot be, the more valuable one is."""
    yield from _resident("purse", "purse", week)
    yield from put(Fund(id="fund:purse", name="小基金", balance=100_000, invented=True))
    yield from offer("fund:purse", "purse", "charity", "money", "relief", "community:purse", amount=100_000)
    for local, amount, urgency in (("bigger", 70_000, 3), ("smaller", 40_000, 2)):
        money: Asked = ("money", "charity", "money", amount)
        yield from _need("purse", local, "relief", week, money, of="purse", half_days=(), urgency=urgency)


def _helpers(week: str) -> Iterator[Change]:
    """One volunteer for each need, and one rule that removes her."""
    place = "helpers"
    yield from _resident(place, "pupil", week, age=9)
    yield from _resident(place, "elder", week, age=82)
    yield from _volunteer(place, "minor", "reading", week, age=15, guardian_consent=True)
    yield from _need(place, "child", "reading", week, HELPER, of="pupil")
    yield from _volunteer(place, "unwanted", "haircut", week)
    yield link("resident:elder", "REFUSES", "volunteer:unwanted", known("REFUSES", reason="口角"))
    yield from _need(place, "refused", "haircut", week, HELPER, of="elder")
    yield from _volunteer(place, "man", "companionship", week)
    yield from _need(place, "wished", "companionship", week, HELPER, of="elder", same_sex=True)
    yield from _volunteer(place, "daughter", "transport", week)
    yield from _resident(place, "daughter", week, age=40)
    yield link("volunteer:daughter", "IS", "resident:daughter")
    yield link("resident:daughter", "CARES_FOR", "resident:elder")
    yield from _need(place, "self", "transport", week, HELPER, of="elder")
    yield from _volunteer("givers", "distant", "digital_help", week, max_distance=19_999)
    yield from _need(place, "far", "digital_help", week, HELPER, of="elder")
    yield from _volunteer(place, "weak", "greening", week, fitness="light")
    yield from _need(place, "strong", "greening", week, HELPER)
    yield from _volunteer(place, "late", "safety_check", week, half_days=("sun-pm",))
    yield from _need(place, "early", "safety_check", week, HELPER, of="elder")
    yield from _volunteer(place, "aged", "errands", week, age=78)
    yield from _need(place, "elder", "errands", week, HELPER, of="elder")


def _givers(week: str) -> Iterator[Change]:
    """One giver for each need, and one rule that removes it."""
    place, community = "givers", "community:givers"
    yield from _resident(place, "needy", week, low_income=False)
    yield from put(
        Program(id="program:over", name="已结束项目", sponsor="red_cross", opens=day(week, -50),
                closes=day(week, -1, 6), invented=True),
        Program(id="program:poor", name="低收入项目", sponsor="red_cross", low_income_only=True, opens=day(week, -9),
                closes=day(week, 9), invented=True),
        Fund(id="fund:small", name="零钱基金", balance=9_999, invented=True),
        Room(id="room:small", name="小房间", purpose="activity", seats=10, half_days=HALF_DAYS, invented=True),
    )  # fmt: skip
    yield link("room:small", "IN", community)
    yield link(community, "OWNS", "room:small")
    yield from offer("program:over", "over", "charity", "money", "local_history", community, amount=90_000)
    yield from offer("program:poor", "poor", "charity", "money", "homework", community, amount=90_000)
    yield from offer("fund:small", "small", "charity", "money", "opera", community, amount=9_999)
    yield from offer("fund:small", "no-boxes", "charity", "money", "food_aid", community, amount=9_999)
    yield from offer(community, "small-room", "community", "place", "calligraphy", community, "room:small", amount=1)
    money: Asked = ("money", "charity", "money", 10_000)
    for local, service, asked in (
        ("closed", "local_history", money), ("young", "homework", money), ("dear", "opera", money),
        ("crowd", "calligraphy", ("venue", "community", "place", 11)),
    ):  # fmt: skip
        yield from _need(place, local, service, week, asked, of="needy", half_days=("tue-am",))
    boxes = slot("boxes", "goods", "charity", "goods", 1, item="food_box")
    yield from need(
        "boxes", "food_aid", at=f"building:{place}", of="resident:needy", title="食品帮扶", nature="individual",
        week=week, first_week=previous_week(week), urgency=2, half_days=(), slots=(boxes,),
    )  # fmt: skip
