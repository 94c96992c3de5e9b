"""Small random weeks for the questions about candidates: a dozen needs, thirty offers, every way to fit or not."""

import random

from graph.model import (
    Building,
    City,
    Community,
    Enterprise,
    Form,
    Fund,
    Grid,
    Household,
    Need,
    Node,
    Offer,
    Organization,
    Program,
    Resident,
    Service,
    Slot,
    SocialWorker,
    Society,
    Town,
    Volunteer,
)
from graph.relations import Contribution, Edge

WEEK = "2026-W48"
FORMS: tuple[Form, ...] = ("time", "skill", "money", "goods", "place")
GIVER_OF: dict[Society, tuple[str, ...]] = {
    "community": ("Community",),
    "organization": ("Organization",),
    "social_worker": ("SocialWorker",),
    "volunteer": ("Volunteer",),
    "charity": ("Enterprise", "Program", "Fund"),
}
Item = Node | Edge


def random_week(rng: random.Random) -> list[Item]:
    """Nodes and edges of one small city with the needs and offers of WEEK."""
    return [*_places(rng), *_services(rng), *_givers(rng), *_needs(rng), *_offers(rng)]


def _places(rng: random.Random) -> list[Item]:
    items: list[Item] = [City(id="city:1", name="城", code="320585")]
    items += [Town(id=f"town:{t}", name=f"镇{t}", code=f"32058510{t}") for t in range(3)]
    items += [Edge(relation="IN", start=f"town:{t}", end="city:1") for t in range(2)]  # the third belongs to no city
    for c in range(5):
        east, north = rng.randrange(9) * 1000, rng.randrange(4) * 1000
        code = f"32058510{c:04d}"
        items.append(Community(id=f"community:{c}", name=f"社{c}", official_name=f"社区{c}", code=code, rural=False,
                               east=east, north=north))  # fmt: skip
        items.append(Edge(relation="IN", start=f"community:{c}", end=f"town:{rng.randrange(3)}"))
        items.append(Grid(id=f"grid:{c}", name="网格"))
        items.append(Building(id=f"building:{c}", name="楼"))
        items.append(Household(id=f"household:{c}", label="户"))
        items.append(Edge(relation="IN", start=f"grid:{c}", end=f"community:{c}"))
        items.append(Edge(relation="IN", start=f"building:{c}", end=rng.choice((f"grid:{c}", f"community:{c}"))))
        items.append(Edge(relation="IN", start=f"household:{c}", end=f"building:{c}"))
    return items


def _services(rng: random.Random) -> list[Item]:
    items: list[Item] = [Service(id=f"service:{s}", name=f"服务{s}", english=f"service {s}") for s in range(5)]
    return items + [
        Edge(relation="NARROWS", start=f"service:{s}", end=f"service:{rng.randrange(s)}") for s in (2, 3, 4)
    ]


def _givers(rng: random.Random) -> list[Item]:
    items: list[Item] = []
    for n in range(4):
        active = rng.random() < 0.8
        items.append(Organization(id=f"organization:{n}", name="会", max_linkages=3, active=active))
        items.append(Enterprise(id=f"enterprise:{n}", name="企", industry="食品", active=rng.random() < 0.8))
        items.append(Fund(id=f"fund:{n}", name="金", balance=1000))
        opens, closes = rng.choice(
            (("2026-01-01", "2026-11-22"), ("2026-11-23", "2026-11-23"), ("2026-12-01", "2027-01-01"))
        )
        items.append(Program(id=f"program:{n}", name="项", sponsor="other", opens=opens, closes=closes))
        items.append(SocialWorker(id=f"social_worker:{n}", name="工", sex="male", birth_year=1990, licence="senior",
                                  half_days=("mon-am",), max_hours=20, caseload=5, active=active))  # fmt: skip
    for n in range(8):
        items.append(Volunteer(id=f"volunteer:{n}", name="志", number=f"N{n:04d}", sex="female", birth_year=1970,
                               half_days=("mon-am",), max_hours=4, max_distance=rng.randrange(6) * 1000,
                               active=rng.random() < 0.8))  # fmt: skip
        items += _home(rng, n)
    return items


def _home(rng: random.Random, n: int) -> list[Item]:
    """A volunteer lives somewhere, or is a resident who does, or nobody knows."""
    place = Edge(relation="LIVES_IN", start=f"volunteer:{n}", end=f"{rng.choice(('building', 'household'))}:{n % 5}")
    resident = Resident(id=f"resident:{n}", name="居", sex="female", birth_year=1970)
    same = Edge(relation="IS", start=f"volunteer:{n}", end=resident.id)
    home = Edge(relation="LIVES_IN", start=resident.id, end=f"building:{n % 3}")
    return list(rng.choice(((place,), (place, resident, same, home), (resident, same, home), ())))


def _needs(rng: random.Random) -> list[Item]:
    items: list[Item] = []
    for n in range(12):
        need = Need(id=f"need:{n}", title="需", nature=rng.choice(("individual", "collective")),
                    state=rng.choice(("open", "open", "open", "served")),
                    week=rng.choice((WEEK, WEEK, WEEK, "2026-W47")), first_week="2026-W40",
                    urgency=3, half_days=())  # fmt: skip
        items += [need, Edge(relation="ASKS_FOR", start=need.id, end=f"service:{rng.randrange(5)}")]
        at = f"{rng.choice(('community', 'grid', 'building'))}:{rng.randrange(5)}"
        items.append(Edge(relation="AT", start=need.id, end=at))
        for name in rng.sample(
            ("carrier", "goods", "helper", "host", "money", "money_too", "venue"), rng.randint(1, 4)
        ):
            slot = Slot(id=f"slot:{n}.{name}", name=name, society=rng.choice(list(GIVER_OF)), form=rng.choice(FORMS),
                        amount=rng.randrange(1, 5) * 100, item=rng.choice(("", "米", "油")))  # fmt: skip
            items += [slot, Edge(relation="HAS_SLOT", start=need.id, end=slot.id)]
        for h in rng.sample(range(5), rng.choice((0, 0, 2))):
            share = Contribution(amount=rng.randrange(4) * 100)
            items.append(Edge(relation="SHARES", start=f"household:{h}", end=need.id, properties=share))
    return items


def _offers(rng: random.Random) -> list[Item]:
    items: list[Item] = []
    for n in range(60):
        society = rng.choice(list(GIVER_OF))
        giver = rng.choice(GIVER_OF[society]).replace("SocialWorker", "social_worker").lower()
        number = rng.randrange(8 if giver == "volunteer" else 4)
        opens, closes = rng.choice(((None, None), ("2026-11-23", None), (None, "2026-11-22"), ("2026-11-24", None)))
        offer = Offer(id=f"offer:{n}", name="供", society=society, form=rng.choice(FORMS), amount=100,
                      item=rng.choice(("", "米", "油")), opens=opens, closes=closes,
                      active=rng.random() < 0.9)  # fmt: skip
        items += [offer, Edge(relation="GIVES", start=f"{giver}:{number}", end=offer.id)]
        for s in rng.sample(range(5), rng.randint(1, 3)):
            items.append(Edge(relation="FOR", start=offer.id, end=f"service:{s}"))
        for area in rng.sample(
            ["city:1", "town:0", "town:1", "town:2", "community:0", "community:1"], rng.choice((0, 1, 2))
        ):
            items.append(Edge(relation="REACHES", start=offer.id, end=area))
    return items
