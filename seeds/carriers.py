"""Social organizations: what they carry and where, the agreements that bound them, their projects (S3, S5, S14)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from graph.model import Agreement, Organization, Project
from graph.store import Put
from graph.taxonomy import ENTRIES, HOMES
from seeds.draw import Weighted
from seeds.facts import day, known, link, links, put
from seeds.gives import agreement, offer
from seeds.names import organization
from seeds.region import CHARACTERS, Region, Site, type_id
from seeds.shapes import SHAPES
from seeds.volunteers import Helper
from seeds.workers import Worker

CARRIED = {
    home: tuple(
        service for service, shape in SHAPES.items()
        if ENTRIES[f"service:{service}"].home == home and any(ask.name == "carrier" for ask in shape.asks)
    )
    for home in HOMES
}  # fmt: skip
"""Services whose needs ask for a carrier, by home."""

HOMES_BY_DEMAND = Weighted({"home:neighbourhood": 4, "home:convenience": 3, "home:humanity": 3, "home:governance": 1.5,
                            "home:ecology": 1})  # fmt: skip
LINKAGES = Weighted({3: 0.25, 5: 0.3, 7: 0.3, 11: 0.15})
WEEKLY = (71_000, 131_000, 230_000, None, None, None)
"""CNY fen that one week of an agreement may use: some nine to thirty linkages, or no bound but the budget."""


@dataclass(frozen=True, slots=True)
class Carrier:
    """An organization: its seat, the towns that it reaches (or the whole city), its services by local id."""

    model: Organization
    seat: Site
    reach: tuple[str, ...]
    services: tuple[str, ...]

    @property
    def id(self) -> str:
        """The organization's id."""
        return self.model.id

    @property
    def offer(self) -> str:
        """The id of its one offer."""
        return f"offer:{self.id.partition(':')[2]}"

    def carries(self, service: str, town: str, city: str) -> bool:
        """Whether it offers a service in a town."""
        return service in self.services and (town in self.reach or city in self.reach)


def found(region: Region, count: int, random: Random) -> list[Carrier]:
    """So many organizations, each in a community of a town, town by town in turn."""
    return [_carrier(number, region, random) for number in range(count)]


def _carrier(number: int, region: Region, random: Random) -> Carrier:
    town = region.towns[number % len(region.towns)]
    seat = random.choice([site for site in region.sites if site.town == town.id])
    model = Organization(
        id=f"organization:o{number}", name=organization(random, town.name), registered=random.randint(2009, 2024),
        max_linkages=LINKAGES.one(random), grade=random.choice((0, 0, 2, 3, 3, 4, 5)), active=random.random() > 0.03,
        invented=True,
    )  # fmt: skip
    draw = random.random()
    others = random.sample([each.id for each in region.towns], min(2, len(region.towns)))
    reach = (
        (region.city.id,)
        if draw < region.citywide(0.15)
        else tuple(dict.fromkeys((town.id, *(others if draw < 0.45 else ()))))
    )
    homes = HOMES_BY_DEMAND.some(random, random.choice((1, 2, 2)))
    services = tuple(service for home in homes for service in CARRIED[home] if random.random() < 0.8)
    return Carrier(model, seat, reach, services or CARRIED[homes[0]])


def organizations(carriers: Sequence[Carrier], week: str, random: Random) -> Iterator[Put]:
    """Every organization, its seat, its offer, an agreement for each place that it reaches, and its project."""
    for carrier in carriers:
        yield from put(carrier.model)
        yield link(carrier.id, "BASED_IN", carrier.seat.community.id)
        yield from offer(
            carrier.id, carrier.offer.partition(":")[2], "organization", "skill", " ".join(carrier.services),
            " ".join(carrier.reach), amount=carrier.model.max_linkages * 4,
        )  # fmt: skip
        for place in carrier.reach:
            yield from _agreement(carrier, place, week, random)
        if random.random() < 0.6:
            yield from _project(carrier, week, random)


def _agreement(carrier: Carrier, place: str, week: str, random: Random) -> Iterator[Put]:
    """Mostly of a year and open; some run out, some nearly spent, some cover less than the organization offers."""
    budget = random.choice((3_000_000, 5_000_000, 8_000_000))
    ended = random.random() < 0.06
    made = Agreement(
        id=f"agreement:{carrier.id.partition(':')[2]}-{place.partition(':')[2]}", title="社区服务购买协议",
        budget=budget, spent=budget - 90_000 if random.random() < 0.08 else budget * random.randint(10, 70) // 100,
        weekly=random.choice(WEEKLY), opens=day(week, -54), closes=day(week, -3 if ended else random.randint(2, 40)),
        invented=True,
    )  # fmt: skip
    covered = [service for service in carrier.services if random.random() < 0.93] or carrier.services
    yield from agreement(made, place, carrier.id, covered, place)


def _project(carrier: Carrier, week: str, random: Random) -> Iterator[Put]:
    project = f"project:{carrier.id.partition(':')[2]}"
    service = random.choice(carrier.services)
    name = ENTRIES[f"service:{service}"].service.name
    budget = random.choice((2_000_000, 3_500_000, 6_000_000))
    yield from put(
        Project(
            id=project, title=f"{name}项目", opens=day(week, -30), closes=day(week, 20), budget=budget, invented=True
        )
    )
    yield link(carrier.id, "RUNS", project)
    yield link(project, "SERVES_WITH", f"service:{service}")
    yield link(project, "FITS", type_id(random.choice(CHARACTERS)))


def memberships(
    carriers: Sequence[Carrier], helpers: Sequence[Helper], workers: Sequence[Worker], places: Sequence[Site],
    week: str, random: Random,
) -> Iterator[Put]:  # fmt: skip
    """Which volunteers and social workers belong to an organization that reaches their town."""
    since = known("MEMBER_OF", since=day(week, -80), source="register of the organization")
    in_town = {town: [carrier.id for carrier in carriers if carrier.seat.town == town] for town in _towns(places)}
    for helper in helpers:
        near = in_town[places[helper.door.place].town]
        if near and random.random() < 0.55:
            yield link(helper.id, "MEMBER_OF", random.choice(near), since)
    for worker in workers:
        near = in_town[worker.town]
        if near and random.random() < 0.6:
            yield link(worker.id, "MEMBER_OF", random.choice(near), since)


def _towns(places: Sequence[Site]) -> list[str]:
    return sorted({site.town for site in places})


def partnerships(carriers: Sequence[Carrier], sponsors: Sequence[str], week: str, random: Random) -> Iterator[Put]:
    """Which sponsors each organization works with; some partnerships have ended."""
    for carrier in carriers:
        partners = random.sample(sponsors, min(len(sponsors), random.choice((1, 2, 3, 5))))
        for sponsor in partners:
            until = {"until": day(week, -6)} if random.random() < 0.1 else {}
            letter = known("PARTNER_OF", since=day(week, -70), source="partnership letter", **until)
            yield from links(carrier.id, "PARTNER_OF", sponsor, properties=letter)
