"""The tiny world: a dozen invented people who live the stories of the five societies, with an optimum known by hand.

In 柳塘社区 Fang Qiaoyun walks her buildings every week. Old Mrs Zhou is frail, the Xu family is poor; the social
organization links the Red Cross and an enterprise, and commissions a neighbour. In 旧里社区 an old estate without
property management deliberates on a parking barrier, and its households share the cost.

The optimum of a week without public holidays, by the value policy "2026-1" and the points of the soft rules:

    need       base   vulnerable          waited    value    who serves it, and the points
    meals      1600   145 (15+20+10)      124 (3)   2876     carrier lin 8, Fang 10+18+8, her membership 15     = 59
    food        800   120 (20)            116 (2)   1113     carrier lin 8, boxes of the partner Fenghe 20      = 28
    relief     1600   120 (20)            108 (1)   2073     carrier lin 8, Lin Jing 2+15, Red Cross 20         = 45
    company     400   135 (15+20)         100        540     carrier lin 8, Fang (same grid) 6+15               = 29
    clinic      800   110 (10)            100        880     carrier lin 8, Hu (same building, knows him) 10+8  = 26
    barrier     800   108 (8 households)  148 (6)   1278     carrier yi 6, host, room and community fund 0      =  6
                                                    ----                                                       ----
                                                    8760                                                        193
    objective 8953

    shopping    200   110 (10)            100        220     outbid: lin carries five linkages a week, all worth more
    rehab      1600   145 (15+20+10)      100       2320     no_candidate: nobody gives rehabilitation

- Fang has four hours: meals on Thursday and company on Tuesday. Meals on Tuesday would leave no one for company, since
  Hu must take the clinic then. Whoever fills greedily in the order of half-days loses 569.
- Tang cooks too, on Tuesday, but lives 2.5 km away (-6) and is no neighbour, member or friend: 57 points fewer.
- The second enterprise gives the same boxes and is no partner: 20 points fewer.
- The barrier costs 12,000 yuan. Eight households give 1,200 each; the fund gives what is left, 2,400.
"""

from collections.abc import Iterator
from typing import Any

from graph.model import (
    Agreement,
    Building,
    City,
    Commission,
    Community,
    CommunityType,
    Council,
    Deliberation,
    Enterprise,
    Fund,
    Grid,
    Household,
    Indicator,
    Intake,
    Linkage,
    Measure,
    Organization,
    Program,
    Project,
    Proposal,
    Rating,
    Reading,
    Resident,
    Responsibility,
    Room,
    Seat,
    SocialWorker,
    Town,
    Visit,
    Volunteer,
)
from graph.model.places import GridRole
from graph.store import Change
from graph.taxonomy import SERVICES
from graph.weeks import monday, previous_week
from seeds.asks import CARRIER, need, slot
from seeds.facts import day, known, link, links, moment, put, taxonomy
from seeds.gives import agreement, offer

ROLES: tuple[GridRole, ...] = (
    "party_member", "building_head", "volunteer", "social_worker", "property_manager", "owner",
)  # fmt: skip


def changes(week: str) -> Iterator[Change]:
    """The whole world in the given week, nodes before the relations at them."""
    yield from taxonomy()
    yield from _places()
    yield from _people(week)
    yield from _givers(week)
    yield from _willow_needs(week)
    yield from _barrier(week)
    yield from _past(week)
    yield from _order(week)


def _places() -> Iterator[Change]:
    yield from put(
        City(id="city:yunxi", name="云溪市", code="990101", invented=True),
        Town(id="town:qinghe", name="清河街道", code="990101001", invented=True),
        Community(
            id="community:willow", name="柳塘社区", official_name="柳塘社区居民委员会", code="990101001001",
            rural=False, east=2000, north=2000, residents=5200, pilot="city", staff_hours=20, invented=True,
        ),
        Community(
            id="community:oldlane", name="旧里社区", official_name="旧里社区居委会", code="990101001002",
            rural=False, east=4500, north=2000, residents=3100, pilot="town", staff_hours=20, invented=True,
        ),
    )  # fmt: skip
    yield link("town:qinghe", "IN", "city:yunxi")
    yield from (link(f"community:{place}", "IN", "town:qinghe") for place in ("willow", "oldlane"))
    yield from _grid("willow", {"willow-1": 6, "willow-2": 6, "willow-3": 11})
    yield from _grid("oldlane", {"oldlane-1": 6})
    yield from put(
        Room(id="room:oldlane-hall", name="旧里议事厅", purpose="deliberation", seats=30, half_days=("sat-am",),
             invented=True),
        Council(id="council:oldlane", name="旧里楼栋议事会", invented=True),
    )  # fmt: skip
    yield link("room:oldlane-hall", "IN", "community:oldlane")
    yield link("community:oldlane", "OWNS", "room:oldlane-hall")
    yield link("building:oldlane-1", "HAS_COUNCIL", "council:oldlane")


def _grid(community: str, buildings: dict[str, int]) -> Iterator[Change]:
    """One grid with its six seats, and its buildings, each with so many storeys."""
    grid = f"grid:{community}"
    yield from put(Grid(id=grid, name=f"{community} 第一网格", invented=True))
    yield link(grid, "IN", f"community:{community}")
    for role in ROLES:
        yield from put(Seat(id=f"seat:{community}-{role}", role=role, invented=True))
        yield link(grid, "HAS_SEAT", f"seat:{community}-{role}")
    for local, storeys in buildings.items():
        managed = community == "willow"
        yield from put(
            Building(id=f"building:{local}", name=f"{local[-1]}幢", storeys=storeys, lift=storeys > 6, managed=managed,
                     invented=True)
        )  # fmt: skip
        yield link(f"building:{local}", "IN", grid)


def _people(week: str) -> Iterator[Change]:
    yield from _residents(week)
    yield from _helpers(week)
    yield link("volunteer:fang", "KNOWS", "resident:zhou")
    yield link("volunteer:hu", "KNOWS", "resident:luo")
    yield link("volunteer:hu", "KNOWS", "resident:he")
    helped = known("HELPED", times=3, last_week=previous_week(week), source="linkages of past weeks")
    yield link("volunteer:fang", "HELPED", "resident:zhou", helped)
    yield link("volunteer:fang", "HOLDS", "seat:willow-volunteer")
    yield link("social_worker:lin", "HOLDS", "seat:willow-social_worker")
    yield link("resident:qian", "HOLDS", "seat:oldlane-owner")


def _residents(week: str) -> Iterator[Change]:
    year = monday(week).year
    people: tuple[tuple[Resident, str], ...] = (
        (Resident(id="resident:zhou", name="周桂兰", sex="female", birth_year=year - 84, lives_alone=True,
                  conditions=("frail", "chronic"), invented=True), "building:willow-1"),
        (Resident(id="resident:xu", name="许强", sex="male", birth_year=year - 43, low_income=True, invented=True),
         "household:xu"),
        (Resident(id="resident:xu-child", name="许小雨", sex="female", birth_year=year - 9, low_income=True,
                  invented=True), "household:xu"),
        (Resident(id="resident:he", name="何长根", sex="male", birth_year=year - 74, lives_alone=True, low_income=True,
                  invented=True), "building:willow-3"),
        (Resident(id="resident:luo", name="罗秋生", sex="male", birth_year=year - 76, conditions=("chronic",),
                  invented=True), "building:willow-2"),
        (Resident(id="resident:qian", name="钱友德", sex="male", birth_year=year - 61, invented=True),
         "household:oldlane-1"),
        (Resident(id="resident:sun", name="孙玉华", sex="female", birth_year=year - 58, invented=True),
         "household:oldlane-2"),
    )  # fmt: skip
    yield from put(Household(id="household:xu", label="2幢 301", invented=True))
    yield link("household:xu", "IN", "building:willow-2")
    for number in range(1, 9):
        yield from put(Household(id=f"household:oldlane-{number}", label=f"1幢 {number}01", invented=True))
        yield link(f"household:oldlane-{number}", "IN", "building:oldlane-1")
    agreed = known("CONSENTS_TO", since=day(week, -20), source="signed at the community desk")
    for person, place in people:
        yield from put(person)
        yield link(person.id, "LIVES_IN", place)
        purposes = ("purpose:service", "purpose:health", "purpose:history")
        yield from links(person.id, "CONSENTS_TO", *purposes, properties=agreed)
    yield link("resident:xu", "CARES_FOR", "resident:xu-child")


def _helpers(week: str) -> Iterator[Change]:
    year = monday(week).year
    yield from put(
        Volunteer(id="volunteer:fang", name="方巧云", number="YX0001", sex="female", birth_year=year - 57,
                  half_days=("tue-am", "thu-am"), max_hours=4, invented=True),
        Volunteer(id="volunteer:hu", name="胡志平", number="YX0002", sex="male", birth_year=year - 66,
                  half_days=("tue-am",), max_hours=4, invented=True),
        Volunteer(id="volunteer:tang", name="唐敏", number="YX0003", sex="female", birth_year=year - 35,
                  half_days=("tue-am",), max_hours=2, invented=True),
        SocialWorker(id="social_worker:lin", name="林静", sex="female", birth_year=year - 32, licence="social_worker",
                     half_days=("wed-am", "fri-am"), max_hours=12, caseload=6, invented=True),
        Organization(id="organization:lin", name="邻里同行社区服务中心", registered=2016, max_linkages=5, grade=4,
                     invented=True),
    )  # fmt: skip
    yield link("volunteer:fang", "LIVES_IN", "building:willow-1")
    yield link("volunteer:hu", "LIVES_IN", "building:willow-2")
    yield link("volunteer:tang", "LIVES_IN", "building:oldlane-1")
    yield link("social_worker:lin", "WORKS_AT", "community:willow")
    yield link("organization:lin", "BASED_IN", "community:willow")
    member = known("MEMBER_OF", since=day(week, -100), source="register of the organization")
    yield link("volunteer:fang", "MEMBER_OF", "organization:lin", member)
    yield link("social_worker:lin", "MEMBER_OF", "organization:lin", member)
    passed = known("TRAINED_IN", since=day(week, -30), until=day(week, 20), number="YX-F-17")
    yield link("volunteer:fang", "TRAINED_IN", "training:food_hygiene", passed)
    yield link("volunteer:tang", "TRAINED_IN", "training:food_hygiene", passed)


def _givers(week: str) -> Iterator[Change]:
    yield from _own_offers()
    yield from _sponsors(week)
    yield from _agreements(week)


def _own_offers() -> Iterator[Change]:
    yield from offer("volunteer:fang", "fang-cooks", "volunteer", "skill", "cooking", "", amount=4)
    yield from offer("volunteer:fang", "fang-helps", "volunteer", "time", "errands companionship", "", amount=4)
    yield from offer("volunteer:hu", "hu-helps", "volunteer", "time", "companionship escort", "", amount=4)
    yield from offer("volunteer:tang", "tang-cooks", "volunteer", "skill", "cooking", "", amount=2)
    willow = "community:willow"
    yield from offer("social_worker:lin", "lin-cases", "social_worker", "skill", "relief", willow, amount=12)
    carried = "cooking relief companionship escort errands health_advice"
    yield from offer("organization:lin", "lin-carries", "organization", "skill", carried, willow, amount=40)
    yield from offer(willow, "willow-hosts", "community", "time", "relief deliberation", willow, amount=20)
    oldlane = "community:oldlane"
    yield from offer(oldlane, "oldlane-hosts", "community", "time", "deliberation", oldlane, amount=20)
    yield from offer(oldlane, "oldlane-hall", "community", "place", "deliberation", oldlane, amount=1)
    yield link("offer:oldlane-hall", "STANDS_IN", "room:oldlane-hall")


def _sponsors(week: str) -> Iterator[Change]:
    willow, oldlane = "community:willow", "community:oldlane"
    yield from put(
        Organization(id="organization:yi", name="议事同行社", registered=2019, max_linkages=3, grade=3, invented=True),
        Enterprise(id="enterprise:fenghe", name="丰禾食品厂", industry="食品", invented=True),
        Enterprise(id="enterprise:dadi", name="大地超市", industry="零售", invented=True),
        Program(id="program:red-cross", name="红十字暖心助困", sponsor="red_cross", low_income_only=True,
                opens=day(week, -20), closes=day(week, 20), invented=True),
        Fund(id="fund:oldlane", name="旧里社区微基金", balance=500_000, collective_only=True, invented=True),
    )  # fmt: skip
    yield link("organization:yi", "BASED_IN", oldlane)
    yield link("enterprise:fenghe", "BASED_IN", willow)
    yield link("enterprise:dadi", "BASED_IN", willow)
    partner = known("PARTNER_OF", since=day(week, -60), source="partnership letter")
    yield from links("organization:lin", "PARTNER_OF", "enterprise:fenghe", "program:red-cross", properties=partner)
    yield from offer("organization:yi", "yi-carries", "organization", "skill", "deliberation", oldlane, amount=20)
    boxes: dict[str, Any] = {"amount": 10, "item": "food_box", "most_per_need": 4}
    yield from offer("enterprise:fenghe", "fenghe-boxes", "charity", "goods", "food_aid", willow, **boxes)
    yield from offer("enterprise:dadi", "dadi-boxes", "charity", "goods", "food_aid", willow, **boxes)
    yield from offer(
        "program:red-cross", "red-cross-money", "charity", "money", "relief", "city:yunxi",
        amount=300_000, most_per_need=100_000,
    )  # fmt: skip
    yield from offer("fund:oldlane", "oldlane-money", "charity", "money", "parking", oldlane, amount=300_000)
    yield link("enterprise:fenghe", "PAYS_INTO", "program:red-cross")


def _agreements(week: str) -> Iterator[Change]:
    carried = "cooking relief food_aid companionship escort errands shopping health_advice rehabilitation"
    for organization, services in (("lin", carried), ("yi", "deliberation parking")):
        made = Agreement(
            id=f"agreement:{organization}", title="社区服务购买协议", budget=20_000_000, spent=3_000_000,
            opens=day(week, -30), closes=day(week, 20), invented=True,
        )  # fmt: skip
        yield from agreement(made, "town:qinghe", f"organization:{organization}", services.split(), "town:qinghe")


def _willow_needs(week: str) -> Iterator[Change]:
    yield from _meals("meals", week, waited=3)
    yield from need(
        "food", "food_aid", of="resident:xu", at="building:willow-2", title="食品帮扶", urgency=3,
        slots=(("host", "community", "time", 1), CARRIER,
               slot("food", "goods", "charity", "goods", 2, item="food_box")),
        **_since(week, 2),
    )  # fmt: skip
    yield from need(
        "relief", "relief", of="resident:xu", at="building:willow-2", title="困难帮扶", urgency=4,
        slots=(CARRIER, ("caseworker", "social_worker", "skill", 2), ("money", "charity", "money", 80_000)),
        **_since(week, 1, "wed-am"),
    )  # fmt: skip
    for local, service, of, at, urgency, half_day in (
        ("company", "companionship", "resident:he", "building:willow-3", 2, "tue-am"),
        ("clinic", "escort", "resident:luo", "building:willow-2", 3, "tue-am"),
        ("shopping", "shopping", "resident:luo", "building:willow-2", 1, "thu-am"),
    ):
        yield from need(
            local, service, of=of, at=at, title=SERVICES[f"service:{service}"].name, urgency=urgency,
            slots=(CARRIER, ("helper", "volunteer", "time", 2)), **_since(week, 0, half_day),
        )  # fmt: skip
    yield from need(
        "rehab", "rehabilitation", of="resident:zhou", at="building:willow-1", title="康复指导", urgency=4,
        slots=(CARRIER, ("helper", "volunteer", "skill", 2)), **_since(week, 0, "tue-am"),
    )  # fmt: skip


def _meals(local: str, week: str, waited: int, state: str = "open") -> Iterator[Change]:
    return need(
        local, "cooking", of="resident:zhou", at="building:willow-1", title="做饭", urgency=4, state=state,
        slots=(CARRIER, ("helper", "volunteer", "skill", 2)),
        **_since(week, waited, "tue-am", "thu-am", nature="recurring"),
    )  # fmt: skip


def _since(week: str, waited: int, *half_days: str, nature: str = "individual") -> dict[str, Any]:
    """The fields of a need of this week that has waited so many weeks."""
    first = previous_week(week, waited)
    return {"week": week, "first_week": first, "half_days": half_days, "nature": nature}


def _barrier(week: str) -> Iterator[Change]:
    """The people raise, decide, do and judge: surveyed, deliberated, voted, shared."""
    yield from need(
        "barrier", "parking", at="building:oldlane-1", title="安装智能道闸", urgency=3,
        slots=(("host", "community", "time", 3), ("venue", "community", "place", 20), CARRIER,
               ("money", "charity", "money", 1_200_000)),
        **_since(week, 6, "sat-am", "sat-pm", nature="collective"),
    )  # fmt: skip
    yield from put(
        Deliberation(id="deliberation:barrier", stage="decided", cost=1_200_000, households=8, surveyed=8,
                     invented=True),
        Proposal(id="proposal:barrier", title="装道闸，费用各户分摊", votes_for=7, votes_against=1, adopted=True,
                 invented=True),
        Proposal(id="proposal:lines", title="只划停车线", votes_for=2, votes_against=6, invented=True),
    )  # fmt: skip
    yield link("deliberation:barrier", "RAISED", "need:barrier")
    yield link("deliberation:barrier", "ABOUT", "need:barrier")
    yield from (link(f"proposal:{local}", "PUT_TO", "deliberation:barrier") for local in ("barrier", "lines"))
    yield link("council:oldlane", "PROPOSED", "proposal:barrier")
    yield link("resident:qian", "PROPOSED", "proposal:lines")
    yield from (link(f"resident:{person}", "TOOK_PART_IN", "deliberation:barrier") for person in ("qian", "sun"))
    share = known("SHARES", amount=120_000, paid=False, source="signed by the household")
    yield from (link(f"household:oldlane-{number}", "SHARES", "need:barrier", share) for number in range(1, 9))


def _past(week: str) -> Iterator[Change]:
    """Fang's weekly rounds and the meals that she cooked last week; Sun's round of the old estate (S2, S9)."""
    for weeks, raised in ((3, "meals"), (2, "food"), (1, "relief"), (0, "company")):
        visit = f"visit:fang-{weeks}"
        yield from put(Visit(id=visit, week=previous_week(week, weeks), doors=24, answered=18, invented=True))
        yield link("volunteer:fang", "WALKED", visit)
        yield link(visit, "AT", "building:willow-1")
        yield link(visit, "RAISED", f"need:{raised}")
    yield from put(
        Visit(id="visit:sun", week=previous_week(week, 7), doors=16, answered=16, invented=True),
        Intake(id="intake:rehab", channel="form", words="膝盖手术后想学康复动作", at=moment(week, -1, 3),
               state="confirmed", invented=True),
    )  # fmt: skip
    yield link("resident:sun", "WALKED", "visit:sun")
    yield link("visit:sun", "AT", "building:oldlane-1")
    yield link("intake:rehab", "RAISED", "need:rehab")
    yield link("intake:rehab", "ASKS_FOR", "service:rehabilitation")
    yield from _last_meals(week)


def _last_meals(week: str) -> Iterator[Change]:
    last = previous_week(week)
    yield from _meals("meals-last", last, waited=2, state="served")
    yield from put(
        Linkage(id="linkage:meals-last", week=last, half_day="thu-am", state="done", hours=2, spent=8000,
                invented=True),
        Commission(id="commission:meals-last", state="done", at=moment(last), answered=moment(last, 0, 0, 11),
                   invented=True),
        Rating(id="rating:meals-last", stars=5, week=last, words="饭菜可口，陪我说话", invented=True),
    )  # fmt: skip
    linkage = "linkage:meals-last"
    yield link(linkage, "SERVES", "need:meals-last")
    yield link("offer:fang-cooks", "FILLS", linkage, known("FILLS", slot="helper", amount=2))
    yield link("offer:lin-carries", "FILLS", linkage, known("FILLS", slot="carrier", amount=1))
    yield link("commission:meals-last", "DISPATCHES", linkage)
    yield link("organization:lin", "COMMISSIONS", "commission:meals-last")
    yield link("commission:meals-last", "SENT_TO", "volunteer:fang")
    yield link("rating:meals-last", "RATES", linkage)
    yield link("resident:zhou", "GAVE", "rating:meals-last")


def _order(week: str) -> Iterator[Change]:
    """What puts the work in order: types, measures, responsibilities, projects, indicators (S4, S5, S13)."""
    yield from put(
        CommunityType(id="community_type:mixed", name="安置商品混合型", invented=True),
        CommunityType(id="community_type:old-estate", name="老旧小区型", invented=True),
        Measure(id="measure:neighbours", name="邻里互助", invented=True),
        Project(id="project:one-to-one", title="一对一邻里照料", opens=day(week, -20), closes=day(week, 20),
                budget=6_000_000, invented=True),
        Responsibility(id="responsibility:visits", title="每周走访困难家庭", list_name="by_law", invented=True),
        Indicator(id="indicator:beautiful", name="美好社区达标率", unit="%", target=90, invented=True),
        Reading(id="reading:willow", week=previous_week(week), value=82, invented=True),
    )  # fmt: skip
    yield link("community:willow", "OF_TYPE", "community_type:mixed")
    yield link("community:oldlane", "OF_TYPE", "community_type:old-estate")
    yield link("measure:neighbours", "FITS", "community_type:mixed")
    yield link("project:one-to-one", "FITS", "community_type:mixed")
    yield link("organization:lin", "RUNS", "project:one-to-one")
    yield link("project:one-to-one", "SERVES_WITH", "service:cooking")
    yield link("responsibility:visits", "ANSWERS_FOR", "community:willow")
    yield link("reading:willow", "MEASURES", "indicator:beautiful")
    yield link("reading:willow", "READ_IN", "community:willow")
