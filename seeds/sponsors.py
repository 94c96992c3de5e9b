"""Charity resources: enterprises, Red Cross and other programs, funds, and what they pledged (S3, S12).

Most sponsors give for one service only, and like culture and children more than what is asked for most.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from graph.model import HALF_DAYS, Enterprise, Fund, Pledge, Program
from graph.model.base import Form
from graph.store import Put
from seeds.draw import Weighted
from seeds.facts import day, known, link, put
from seeds.gives import offer
from seeds.names import enterprise
from seeds.region import Region
from seeds.shapes import SHAPES

LIKED = {"homework": 2.5, "reading": 3.0, "summer_practice": 2.5, "opera": 2.5, "local_history": 1.5}
"""How much more than asked for sponsors like to give for some services; for all others it is less."""

YUAN = (300, 500, 700, 1100, 1700, 2300, 3700)
UNITS = (3, 5, 7, 11, 13)
EMERGENCY = "fund:emergency"


def _wanted(name: str) -> dict[str, float]:
    """Services whose needs ask for that slot, by how gladly sponsors give for them."""
    return {
        service: shape.demand * ask.chance * LIKED.get(service, 1.0)
        for service, shape in SHAPES.items()
        for ask in shape.asks
        if ask.name == name
    }


MONEY, GOODS, STAFF = (Weighted(_wanted(name)) for name in ("money", "goods", "staff"))
ITEMS = {service: ask.item for service, shape in SHAPES.items() for ask in shape.asks if ask.name == "goods"}
FORMS: Weighted[Form] = Weighted({"money": 0.5, "goods": 0.34, "time": 0.16})


@dataclass(frozen=True, slots=True)
class Sponsor:
    """An enterprise and its town."""

    model: Enterprise
    town: str

    @property
    def id(self) -> str:
        """The enterprise's id."""
        return self.model.id


def sponsor(region: Region, count: int, random: Random) -> list[Sponsor]:
    """So many enterprises, more in the first towns."""
    towns = Weighted({town.id: 1 / (place + 2) for place, town in enumerate(region.towns)})
    return [_sponsor(number, towns.one(random), random) for number in range(count)]


def _sponsor(number: int, town: str, random: Random) -> Sponsor:
    name, industry = enterprise(random)
    active = random.random() > 0.05
    return Sponsor(
        Enterprise(id=f"enterprise:e{number}", name=name, industry=industry, active=active, invented=True), town
    )


def enterprises(sponsors: Sequence[Sponsor], region: Region, week: str, random: Random) -> Iterator[Put]:
    """Every enterprise, its seat, one or two offers, and the pledge that an offer came from."""
    in_town = {town.id: [site.community.id for site in region.sites if site.town == town.id] for town in region.towns}
    for each in sponsors:
        yield from put(each.model)
        yield link(each.id, "BASED_IN", random.choice(in_town[each.town]))
        for number in range(random.choice((1, 1, 2))):
            reach = _reach(region, each.town, in_town[each.town], random)
            yield from _gift(each.id, f"{each.id.partition(':')[2]}-{number}", reach, week, random)


def _reach(region: Region, town: str, communities: Sequence[str], random: Random) -> str:
    draw = random.random()
    if draw < region.citywide(0.25):
        return region.city.id
    return town if draw < 0.85 else " ".join(random.sample(communities, min(3, len(communities))))


def _gift(giver: str, local: str, reach: str, week: str, random: Random) -> Iterator[Put]:
    form = FORMS.one(random)
    wanted = {"money": MONEY, "goods": GOODS, "time": STAFF}[form]
    services = wanted.some(random, 1 if form != "money" or random.random() < 0.7 else 2)
    given = _given(form, services[0], random)
    closes = day(week, -1) if random.random() < 0.04 else day(week, random.randint(2, 40))
    yield from offer(
        giver, local, "charity", form, " ".join(services), reach, opens=day(week, -30), closes=closes, **given
    )
    if random.random() < 0.6:
        yield from _pledge(giver, local, form, services[0], given, random)


def _given(form: Form, service: str, random: Random) -> dict[str, Any]:
    """How much of it, and what one need may take."""
    if form == "money":
        return {"amount": random.choice(YUAN) * 100, "most_per_need": random.choice((None, 60_000, 300_000))}
    if form == "goods":
        return {"amount": random.choice(UNITS), "item": ITEMS[service], "most_per_need": 5}
    return {"amount": random.choice((3, 5, 7)), "half_days": tuple(random.sample(HALF_DAYS[:10], 4))}


def _pledge(giver: str, local: str, form: Form, service: str, given: dict[str, Any], random: Random) -> Iterator[Put]:
    pledge = f"pledge:{local}"
    state = random.choice(("open", "used"))
    item = given.get("item", "")
    yield from put(Pledge.model_validate(
        {"id": pledge, "form": form, "amount": given["amount"], "item": item, "state": state, "invented": True}
    ))  # fmt: skip
    yield link(giver, "PLEDGED", pledge)
    yield link(pledge, "TOWARDS", f"service:{service}")
    yield link(pledge, "BECAME", f"offer:{local}")


PROGRAMS: tuple[tuple[str, str, str, dict[str, Any], str, int], ...] = (
    ("red-cross-relief", "红十字暖心助困", "red_cross", {"low_income_only": True}, "relief", 900_000),
    ("red-cross-health", "红十字康复助力", "red_cross", {"conditions_any": ("disabled", "chronic", "frail")},
     "rehabilitation home_adaptation", 700_000),
    ("red-cross-children", "红十字成长伙伴", "red_cross", {"max_age": 17}, "homework summer_practice", 600_000),
    ("elder-meals", "长者助餐补贴", "civil_affairs", {"min_age": 70}, "cooking", 450_000),
    ("safe-home", "困难家庭安居", "civil_affairs", {"low_income_only": True}, "home_repair", 500_000),
    ("culture-for-all", "文化惠民", "federation", {}, "opera reading local_history culture", 2_400_000),
)  # fmt: skip
"""Local id, name, sponsor, whom it is for, services, CNY fen a week for 600 needs: one is plentiful where few ask."""


def programs(region: Region, scale: float, donors: Sequence[Sponsor], week: str, random: Random) -> Iterator[Put]:
    """Programs and funds of the city, a micro-fund in each town, and the fund that answers for emergencies."""
    for local, name, by, eligible, services, amount in PROGRAMS:
        term = {"opens": day(week, -40), "closes": day(week, 30)}
        yield from put(Program.model_validate(
            {"id": f"program:{local}", "name": name, "sponsor": by, "invented": True, **eligible, **term}
        ))  # fmt: skip
        given: dict[str, Any] = {"amount": round(amount * scale), "most_per_need": 260_000}
        yield from offer(f"program:{local}", local, "charity", "money", services, region.city.id, **given)
    yield from put(Fund(id=EMERGENCY, name="急难救助备用金", balance=10**9, invented=True))
    yield from offer(EMERGENCY, "emergency", "charity", "money", "emergency_relief", region.city.id, amount=10**9)
    for town in region.towns:
        yield from _town_fund(town.id, town.name, random)
    for donor in donors:
        if random.random() < 0.35:
            program = random.choice(PROGRAMS)[0]
            yield link(donor.id, "PAYS_INTO", f"program:{program}", known("PAYS_INTO", since=day(week, -30)))


def _town_fund(town: str, name: str, random: Random) -> Iterator[Put]:
    """What collective needs still lack when households have given their shares (S8)."""
    local = f"fund-{town.partition(':')[2]}"
    balance = random.choice((170_000, 290_000, 430_000, 610_000))
    yield from put(
        Fund(id=f"fund:{local}", name=f"{name}社区微基金", balance=balance, collective_only=True, invented=True)
    )
    given: dict[str, Any] = {"amount": balance * 4 // 5, "most_per_need": 230_000}
    yield from offer(f"fund:{local}", local, "charity", "money", "estate_repair parking stairwell", town, **given)


def sponsor_ids(sponsors: Sequence[Sponsor]) -> list[str]:
    """Everybody with whom an organization may have a partnership."""
    return [*(sponsor.id for sponsor in sponsors), *(f"program:{program[0]}" for program in PROGRAMS)]
