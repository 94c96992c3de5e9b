"""Volunteers: neighbours with a few half-days, a few hours and a few things that they do.

Supply is uneven on purpose: more helpers where fewer needs are, at weekends where mornings are wanted, and for culture
where care is wanted.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from graph.model import HALF_DAYS, Volunteer
from graph.model.base import Form, HalfDay
from graph.model.places import GridRole
from graph.store import Put
from graph.taxonomy import ENTRIES
from graph.weeks import monday
from seeds.draw import Weighted
from seeds.facts import day, known, link, put
from seeds.gives import offer
from seeds.ground import Door, Ground, seat_of
from seeds.names import person
from seeds.residents import Living
from seeds.shapes import SHAPES, TRAINED

SUPPLY = Weighted({service: shape.supply for service, shape in SHAPES.items()})
HOURS = Weighted({2: 0.3, 3: 0.4, 5: 0.2, 7: 0.1})
METRES = Weighted({2500: 0.15, 4500: 0.3, 7000: 0.35, 12000: 0.2})
LIVES = Weighted({"retired": 0.5, "working": 0.38, "student": 0.09, "minor": 0.03})
HELD: tuple[GridRole | None, ...] = ("party_member", "building_head", "volunteer", "volunteer", "owner", None)
DUTY = "waste_sorting"
"""What a volunteer who wants a least number of hours can always be given."""


@dataclass(frozen=True, slots=True)
class Helper:
    """A volunteer with her door, age and services; `trained` are those services whose training she has and holds."""

    model: Volunteer
    door: Door
    age: int
    services: tuple[str, ...]
    trained: frozenset[str]
    resident: str | None

    @property
    def id(self) -> str:
        """The volunteer's id."""
        return self.model.id

    def offer_for(self, service: str) -> str:
        """The id of the offer in which she gives a service."""
        return f"offer:{self.id.partition(':')[2]}-{'skill' if service in TRAINED else 'time'}"

    def gives(self, service: str) -> bool:
        """Whether her offers are for it and she has its training."""
        return service in self.services and (service not in TRAINED or service in self.trained)


def gather(
    grounds: Sequence[Ground], there: Sequence[Sequence[Living]], count: int, week: str, random: Random
) -> list[Helper]:
    """So many volunteers, more of them where a community's character has more helpers; one in eight is a resident."""
    where = Weighted({place: ground.site.character.helpers for place, ground in enumerate(grounds)})
    year = monday(week).year
    taken: set[str] = set()
    return [_helper(number, grounds, there, where.one(random), year, taken, random) for number in range(count)]


def _helper(
    number: int, grounds: Sequence[Ground], there: Sequence[Sequence[Living]], place: int, year: int, taken: set[str],
    random: Random,
) -> Helper:  # fmt: skip
    life = LIVES.one(random)
    self = _as_resident(there[place], taken, random) if life != "minor" else None
    age = self.age if self else _age(life, random)
    door = self.door if self else random.choice(grounds[place].buildings)
    services = tuple(SUPPLY.some(random, random.choice((3, 4, 5, 6))))
    least = random.random() < 0.04 and life != "minor" and age <= 75
    if least and DUTY not in services:
        services = (*services, DUTY)
    fields = _person(number, life, age, year, random)
    if self:
        fields |= {"name": self.model.name, "sex": self.model.sex}
    if least:
        fields |= {"min_hours": 2, "active": True, "fitness": "light", "max_tasks": 3}
    trained = frozenset(service for service in services if service in TRAINED and random.random() < 0.9)
    return Helper(Volunteer.model_validate(fields), door, age, services, trained, self.id if self else None)


def _as_resident(there: Sequence[Living], taken: set[str], random: Random) -> Living | None:
    """Somebody of the community who is a known resident and strong enough to help, now and then."""
    if not there or random.random() > 0.3:
        return None
    found = random.choice(there)
    if found.id in taken or not 22 <= found.age <= 76 or found.model.conditions:
        return None
    taken.add(found.id)
    return found


def _age(life: str, random: Random) -> int:
    youngest, oldest = {"retired": (55, 78), "working": (24, 58), "student": (18, 23), "minor": (14, 17)}[life]
    return random.randint(youngest, oldest)


def _person(number: int, life: str, age: int, year: int, random: Random) -> dict[str, Any]:
    sex = "male" if random.random() < 0.38 else "female"
    return {
        "id": f"volunteer:v{number}", "name": person(random, "male" if sex == "male" else "female"),
        "number": f"TX{number:07d}", "sex": sex, "birth_year": year - age, "fitness": _fitness(age, random),
        "half_days": _half_days(life, random), "max_hours": HOURS.one(random), "max_tasks": random.choice((1, 1, 2, 3)),
        "max_distance": METRES.one(random), "guardian_consent": life == "minor" and random.random() < 0.8,
        "active": random.random() > 0.15, "invented": True,
    }  # fmt: skip


def _fitness(age: int, random: Random) -> str:
    full = 0.9 if age < 60 else 0.6 if age < 70 else 0.25
    if random.random() < full:
        return "full"
    return "light" if random.random() < 0.8 else "seated"


def _half_days(life: str, random: Random) -> tuple[HalfDay, ...]:
    weekdays, weekend = {"retired": (0.55, 0.2), "working": (0.08, 0.7)}.get(life, (0.18, 0.65))
    found = tuple(half for half in HALF_DAYS if random.random() < (weekend if half[:3] in ("sat", "sun") else weekdays))
    return found or (random.choice(HALF_DAYS),)


def volunteers(helpers: Sequence[Helper], week: str, random: Random) -> Iterator[Put]:
    """Every volunteer, where she lives, what she was trained in, and what she gives."""
    for helper in helpers:
        yield from put(helper.model)
        yield link(helper.id, "LIVES_IN", helper.door.id)
        if helper.resident:
            yield link(helper.id, "IS", helper.resident)
        yield from _trainings(helper, week, random)
        yield from _offers(helper, random)


def _trainings(helper: Helper, week: str, random: Random) -> Iterator[Put]:
    """The trainings that her services take: held, or run out where she is no longer `trained`."""
    asked = {training for service in helper.trained for training in ENTRIES[f"service:{service}"].takes}
    lapsed = {training for service in helper.services for training in ENTRIES[f"service:{service}"].takes} - asked
    since = random.choice((20, 40, 48))
    for training in sorted(asked):
        yield link(helper.id, "TRAINED_IN", training, known("TRAINED_IN", since=day(week, -since), until=day(week, 52)))
    for training in sorted(lapsed):
        if random.random() < 0.5:
            past = known("TRAINED_IN", since=day(week, -160), until=day(week, -4))
            yield link(helper.id, "TRAINED_IN", training, past)


def _offers(helper: Helper, random: Random) -> Iterator[Put]:
    given: dict[Form, list[str]] = {
        "time": [service for service in helper.services if service not in TRAINED],
        "skill": [service for service in helper.services if service in TRAINED],
    }
    for form, services in given.items():
        if services:
            local = f"{helper.id.partition(':')[2]}-{form}"
            amount = helper.model.max_hours if form == "time" or random.random() < 0.7 else 2
            yield from offer(helper.id, local, "volunteer", form, " ".join(services), amount=amount)


def seats(helpers: Sequence[Helper], random: Random) -> Iterator[Put]:
    """Who holds which seat of the grid: many seats stay empty (S7)."""
    held: set[str] = set()
    for helper in helpers:
        role = random.choice(HELD)
        seat = seat_of(helper.door.grid, role) if role else ""
        if seat and seat not in held and helper.age >= 18:
            held.add(seat)
            yield link(helper.id, "HOLDS", seat, known("HOLDS", source="grid register"))


def refusals(helpers: Sequence[Helper], there: Sequence[Sequence[Living]], random: Random) -> Iterator[Put]:
    """Now and then a resident does not want a helper of her community; why is for the coordinator only."""
    reason = known("REFUSES", reason="不便说明", source="coordinator's note")
    for helper in helpers:
        if there[helper.door.place] and random.random() < 0.06:
            resident = random.choice(there[helper.door.place]).id
            if resident != helper.resident:
                yield link(resident, "REFUSES", helper.id, reason)
