"""The service taxonomy (S6): five homes, the services under them, broader and narrower, and the trainings they take.

`NODES` and `EDGES` are what a store holds of it. To add a service: one row in `_ROWS`. An offer for a service serves
every narrower one too, so `broader` is the way from a need's service to the offers that fit it.
"""

from dataclasses import dataclass

from graph.errors import Missing
from graph.model import Home, HomeName, Node, Purpose, Service, Training
from graph.relations import Edge

HOMES: dict[str, Home] = {
    home.id: home
    for home in (
        Home(id="home:ecology", name="生态宜居", home="ecology"),
        Home(id="home:convenience", name="便捷生活", home="convenience"),
        Home(id="home:humanity", name="人文精神", home="humanity"),
        Home(id="home:neighbourhood", name="温馨邻里", home="neighbourhood"),
        Home(id="home:governance", name="善治平安", home="governance"),
    )
}
"""The five homes (五大家园) by id, in the order of every page."""

TRAININGS: dict[str, Training] = {
    training.id: training
    for training in (
        Training(id="training:caregiving", name="居家照护培训", valid_years=3),
        Training(id="training:dementia", name="认知症照护培训", valid_years=2),
        Training(id="training:food_hygiene", name="食品卫生培训", valid_years=1),
        Training(id="training:health_guide", name="健康指导员培训", valid_years=3),
        Training(id="training:rehabilitation", name="康复辅助培训", valid_years=2),
        Training(id="training:counselling", name="心理疏导培训", valid_years=2),
        Training(id="training:safeguarding", name="未成年人保护培训", valid_years=2),
        Training(id="training:electrician", name="低压电工证", valid_years=3),
        Training(id="training:mediation", name="人民调解员培训", valid_years=3),
        Training(id="training:fire_safety", name="消防安全培训", valid_years=1),
        Training(id="training:law", name="法律明白人培训", valid_years=3),
    )
}
"""Trainings without which some services may not be given (Volunteer Service Regulations, Art. 16), by id."""

PURPOSES: dict[str, Purpose] = {
    purpose.id: purpose
    for purpose in (
        Purpose(id="purpose:service", purpose="service", name="为我匹配服务"),
        Purpose(id="purpose:health", purpose="health", name="匹配时使用健康信息"),
        Purpose(id="purpose:sponsor_view", purpose="sponsor_view", name="向资助方展示去标识化信息"),
        Purpose(id="purpose:history", purpose="history", name="请曾服务过我的人再来"),
    )
}
"""What a resident may consent to, one by one, by id."""


@dataclass(frozen=True)
class Entry:
    """One service and where it stands: under which home, a narrower kind of which service, with which trainings."""

    service: Service
    home: str
    narrows: str | None = None
    takes: tuple[str, ...] = ()


def _row(
    local: str, name: str, english: str, home: HomeName, *,
    narrows: str = "", takes: tuple[str, ...] = (), effort: str = "light", ages: tuple[int, int] = (16, 80),
    hours: int = 2, fee: int = 0, at_home: bool = False, with_minors: bool = False, uses_health: bool = False,
) -> Entry:  # fmt: skip
    service = Service.model_validate({
        "id": f"service:{local}", "name": name, "english": english, "effort": effort,
        "min_age": ages[0], "max_age": ages[1], "usual_hours": hours, "fee_per_hour": fee,
        "at_home": at_home, "with_minors": with_minors, "uses_health": uses_health,
    })  # fmt: skip
    trainings = tuple(f"training:{training}" for training in takes)
    return Entry(service, f"home:{home}", f"service:{narrows}" if narrows else None, trainings)


_ROWS = (
    # 生态宜居
    _row("greening", "绿化养护", "Greenery care", "ecology", effort="full", ages=(14, 75), hours=3),
    _row("waste_sorting", "垃圾分类", "Waste sorting", "ecology", ages=(12, 80)),
    _row("stairwell", "楼道整治", "Stairwell clearing", "ecology", effort="full", ages=(18, 70), hours=3),
    _row("river_care", "河道巡护", "River patrol", "ecology", effort="full", ages=(18, 70)),
    _row("estate_repair", "老旧小区修缮", "Old-estate repairs", "ecology", effort="full", ages=(18, 65), hours=4),
    _row("home_adaptation", "居家适老化改造", "Fitting homes for old age", "ecology", narrows="estate_repair",
         effort="full", ages=(18, 65), hours=3, fee=5000, at_home=True, uses_health=True),
    # 便捷生活
    _row("errands", "代办跑腿", "Errands", "convenience", ages=(16, 75), hours=1, fee=3000),
    _row("shopping", "代购", "Shopping", "convenience", narrows="errands", ages=(16, 75), hours=2, fee=3000),
    _row("medicine", "代取药", "Fetching medicine", "convenience", narrows="errands", ages=(18, 75), hours=1, fee=3000,
         uses_health=True),
    _row("cooking", "做饭", "Cooking", "convenience", takes=("food_hygiene",), ages=(18, 75), fee=4000, at_home=True),
    _row("meal_delivery", "送餐", "Meal delivery", "convenience", effort="full", ages=(16, 70), hours=2, fee=3000),
    _row("haircut", "理发", "Haircuts", "convenience", ages=(18, 78), fee=3500),
    _row("home_repair", "便民维修", "Small home repairs", "convenience", effort="full", ages=(18, 70), fee=5000,
         at_home=True),
    _row("electrical", "水电检修", "Electrical repairs", "convenience", narrows="home_repair", takes=("electrician",),
         effort="full", ages=(18, 65), hours=3, fee=6000, at_home=True),
    _row("transport", "接送出行", "Lifts", "convenience", ages=(21, 65), hours=3, fee=4500),
    _row("digital_help", "智能手机教学", "Help with smartphones", "convenience", effort="seated", ages=(14, 80),
         fee=3000),
    # 人文精神
    _row("culture", "文体活动", "Culture and sport", "humanity", ages=(14, 80), hours=3, fee=3000),
    _row("opera", "戏曲歌舞", "Opera and dance", "humanity", narrows="culture", ages=(14, 80), hours=3, fee=3000),
    _row("calligraphy", "书画", "Calligraphy", "humanity", narrows="culture", effort="seated", ages=(14, 85), fee=3000),
    _row("reading", "阅读推广", "Reading", "humanity", effort="seated", ages=(14, 85), fee=3000),
    _row("local_history", "村史记录", "Local history", "humanity", effort="seated", ages=(16, 90)),
    _row("homework", "课后辅导", "Homework help", "humanity", takes=("safeguarding",), effort="seated", ages=(18, 75),
         fee=4000, with_minors=True),
    _row("summer_practice", "假期实践", "Holiday practice for children", "humanity", takes=("safeguarding",),
         ages=(18, 70), hours=4, fee=4000, with_minors=True),
    # 温馨邻里
    _row("home_care", "居家照料", "Care at home", "neighbourhood", takes=("caregiving",), ages=(18, 70), hours=3,
         fee=5000, at_home=True, uses_health=True),
    _row("bathing", "助浴", "Help with bathing", "neighbourhood", narrows="home_care", takes=("caregiving",),
         effort="full", ages=(18, 65), fee=6000, at_home=True, uses_health=True),
    _row("dementia_care", "认知症照护", "Dementia care", "neighbourhood", narrows="home_care",
         takes=("caregiving", "dementia"), ages=(18, 70), hours=3, fee=6000, at_home=True, uses_health=True),
    _row("companionship", "陪伴探望", "Company at home", "neighbourhood", effort="seated", ages=(16, 85), fee=3000,
         at_home=True),
    _row("escort", "陪诊", "Company to the doctor", "neighbourhood", ages=(18, 75), hours=3, fee=4000,
         uses_health=True),
    _row("health_advice", "健康咨询", "Health advice", "neighbourhood", takes=("health_guide",), effort="seated",
         ages=(20, 75), hours=1, fee=5000, uses_health=True),
    _row("rehabilitation", "康复指导", "Rehabilitation", "neighbourhood", narrows="health_advice",
         takes=("health_guide", "rehabilitation"), ages=(20, 70), fee=6000, uses_health=True),
    _row("counselling", "心理关怀", "Emotional support", "neighbourhood", takes=("counselling",), effort="seated",
         ages=(22, 75), fee=6000, uses_health=True),
    _row("relief", "困难帮扶", "Help in hardship", "neighbourhood", fee=3000),
    _row("food_aid", "食品帮扶", "Food for families", "neighbourhood", narrows="relief", hours=1),
    _row("winter_aid", "冬季送暖", "Warmth in winter", "neighbourhood", narrows="relief", hours=1),
    _row("emergency_relief", "急难救助", "Emergency relief", "neighbourhood", narrows="relief", hours=1),
    # 善治平安
    _row("deliberation", "居民议事", "Deliberation", "governance", effort="seated", ages=(18, 85), fee=3000),
    _row("parking", "停车治理", "Parking", "governance", narrows="deliberation", ages=(18, 80)),
    _row("mediation", "矛盾调解", "Mediation", "governance", takes=("mediation",), effort="seated", ages=(25, 80),
         fee=5000),
    _row("legal_advice", "法律咨询", "Legal advice", "governance", takes=("law",), effort="seated", ages=(22, 80),
         hours=1, fee=6000),
    _row("safety_check", "居家安全检查", "Home safety checks", "governance", ages=(18, 75), hours=1, fee=3000,
         at_home=True),
    _row("fire_safety", "消防检查", "Fire safety", "governance", narrows="safety_check", takes=("fire_safety",),
         effort="full", ages=(18, 65), hours=2, fee=4000, at_home=True),
    _row("patrol", "平安巡逻", "Neighbourhood watch", "governance", effort="full", ages=(18, 70), hours=3),
)  # fmt: skip

ENTRIES: dict[str, Entry] = {entry.service.id: entry for entry in _ROWS}
"""Every service with where it stands, by id, home by home."""

SERVICES: dict[str, Service] = {id: entry.service for id, entry in ENTRIES.items()}
"""Every service by id, home by home."""


def broader(service: str) -> tuple[str, ...]:
    """The service itself, then what it narrows, upward.

    :raises Missing: no such service.
    """
    entry = _entry(service)
    return (service, *(broader(entry.narrows) if entry.narrows else ()))


def narrower(service: str) -> tuple[str, ...]:
    """The service itself and every narrower kind of it, in the order of the table.

    :raises Missing: no such service.
    """
    _entry(service)
    return tuple(id for id in ENTRIES if service in broader(id))


def services_under(home: str) -> tuple[str, ...]:
    """The services of one home, in the order of the table.

    :raises Missing: no such home.
    """
    if home not in HOMES:
        raise Missing(f"home {home!r}: no such home; give one of {', '.join(HOMES)}")
    return tuple(id for id, entry in ENTRIES.items() if entry.home == home)


def _entry(service: str) -> Entry:
    if service not in ENTRIES:
        raise Missing(f"service {service!r}: no such service; give one of {', '.join(ENTRIES)}")
    return ENTRIES[service]


def _edges(id: str, entry: Entry) -> tuple[Edge, ...]:
    under = Edge(relation="UNDER", start=id, end=entry.home)
    narrows = (Edge(relation="NARROWS", start=id, end=entry.narrows),) if entry.narrows else ()
    return (under, *narrows, *(Edge(relation="TAKES", start=id, end=training) for training in entry.takes))


NODES: tuple[Node, ...] = (*HOMES.values(), *TRAININGS.values(), *PURPOSES.values(), *SERVICES.values())
"""Homes, trainings, purposes and services, as a store holds them."""

EDGES: tuple[Edge, ...] = tuple(edge for id, entry in ENTRIES.items() for edge in _edges(id, entry))
"""UNDER, NARROWS and TAKES, as a store holds them."""
