"""What the week asks: mostly of the old, in the mornings; some of it waited for weeks; a few are duties.

Two kinds are planted so that the week has a plan: a duty asks for what its community and the emergency fund certainly
have, and each volunteer with a least number of hours finds one small task of her own.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from graph.model import HALF_DAYS, Slot
from graph.store import Put
from graph.taxonomy import SERVICES
from graph.weeks import previous_week
from seeds.asks import need, slot
from seeds.draw import Weighted
from seeds.ground import WEEKDAYS, Ground
from seeds.residents import Living
from seeds.shapes import SHAPES, Ask, Audience, Shape, helper, host, money
from seeds.volunteers import DUTY, Helper

DEMAND = Weighted({service: shape.demand for service, shape in SHAPES.items()})
URGENCY = Weighted({1: 0.28, 2: 0.3, 3: 0.22, 4: 0.15, 5: 0.05})
WAITED = Weighted({0: 0.4, 1: 0.2, 2: 0.13, 3: 0.09, 4: 0.06, 6: 0.06, 9: 0.04, 12: 0.02})
RECURRED = Weighted({1: 0.1, 2: 0.15, 3: 0.15, 5: 0.2, 8: 0.2, 12: 0.2})
"""Weeks since a recurring need was first known."""

OPTIONS = Weighted({1: 0.1, 2: 0.2, 3: 0.25, 4: 0.25, 6: 0.2})
WANTED = Weighted({half: (3.0 if half in WEEKDAYS and half.endswith("am") else 1.2) for half in HALF_DAYS})
INTIMATE = ("bathing", "home_care", "dementia_care")
"""Services for which many wish for a helper of the same sex."""

DUTIES = 0.014
"""The share of needs that must be served."""

DUTY_OF_LAW = Shape("emergency_relief", 0, 0, "poor", (host(1), money(500)))


@dataclass(frozen=True, slots=True)
class Wish:
    """One need before it is written: who lacks what, where, with which slots; `place` among the region's sites."""

    local: str
    shape: Shape
    place: int
    at: str
    of: Living | None
    slots: tuple[Slot, ...]
    fields: dict[str, Any]

    def changes(self) -> Iterator[Put]:
        """The need as the graph holds it."""
        of = self.of.id if self.of else ""
        return need(self.local, self.shape.service, at=self.at, of=of, slots=self.slots, **self.fields)


class People:
    """Whom needs can be of: the residents by audience, and every community by how much stands in need there."""

    def __init__(self, grounds: Sequence[Ground], livings: Sequence[Living]) -> None:
        self.grounds = grounds
        self.places = Weighted({place: ground.site.character.needs for place, ground in enumerate(grounds)})
        self._who: dict[Audience, list[Living]] = {
            "old": [living for living in livings if living.age >= 65],
            "poor": [living for living in livings if living.model.low_income and living.age >= 18],
            "child": [living for living in livings if living.age < 16],
            "adult": [living for living in livings if living.age >= 22],
        }

    def somebody(self, audience: Audience, random: Random) -> Living | None:
        """One of an audience; None when the need is a place's."""
        return random.choice(self._who[audience]) if audience != "place" else None


def draw_wish(local: str, shape: Shape, people: People, week: str, random: Random) -> Wish:
    """One need of a service in that week, of somebody whom it fits."""
    of = people.somebody(shape.audience, random)
    place = of.door.place if of else people.places.one(random)
    at = of.door.building if of else _where(people.grounds[place], random)
    fields = _fields(shape, of, week, random)
    slots = tuple(
        _slot(local, ask, random) for ask in shape.asks if ask.chance == 1 or random.random() < ask.chance
    )  # fmt: skip
    return Wish(local, shape, place, at, of, slots, fields)


def _where(ground: Ground, random: Random) -> str:
    draw = random.random()
    if draw < 0.5:
        return ground.id
    return random.choice(ground.grids) if draw < 0.7 else random.choice(ground.buildings).id


def _slot(local: str, ask: Ask, random: Random) -> Slot:
    amount = random.choice(ask.amounts)
    count = random.choice(ask.counts)
    more = {"count": count, "required": ask.required, "item": ask.item}
    return slot(local, ask.name, ask.society, ask.form, amount, **more)


def _fields(shape: Shape, of: Living | None, week: str, random: Random) -> dict[str, Any]:
    nature = shape.nature(random.random() < shape.recurs)
    waited = (RECURRED if nature == "recurring" else WAITED).one(random)
    return {
        "title": SERVICES[f"service:{shape.service}"].name, "nature": nature,
        "week": week, "first_week": previous_week(week, waited), "urgency": URGENCY.one(random),
        "half_days": tuple(WANTED.some(random, OPTIONS.one(random))),
        "same_sex": shape.service in INTIMATE and random.random() < 0.4,
    }  # fmt: skip


def wishes(people: People, helpers: Sequence[Helper], week: str, count: int, random: Random) -> list[Wish]:
    """The week's needs, exactly `count`, where that is enough for those that are planted."""
    planted = [*_duties(people, week, round(count * DUTIES), random), *_tasks(people, helpers, week)]
    drawn = (
        draw_wish(f"{week}-{number}", SHAPES[DEMAND.one(random)], people, week, random)
        for number in range(len(planted), count)
    )
    return [*planted[:count], *drawn]


def _duties(people: People, week: str, count: int, random: Random) -> Iterator[Wish]:
    """Duties by law, at most one in a community, of people who agreed to be served."""
    taken: set[int] = set()
    for number in range(20 * count):
        wish = draw_wish(f"{week}-must{number}", DUTY_OF_LAW, people, week, random)
        if wish.of and "service" in wish.of.agreed and wish.place not in taken:
            taken.add(wish.place)
            wish.fields.update(must=True, half_days=(), nature="individual", urgency=5, first_week=week)
            yield wish
        if len(taken) == count:
            return


def _tasks(people: People, helpers: Sequence[Helper], week: str) -> Iterator[Wish]:
    """One task for each volunteer who asked for a least number of hours, in her community on her half-days."""
    shape = Shape(DUTY, 0, 0, "place", (helper(2),))
    for each in helpers:
        if each.model.min_hours:
            local = f"{week}-{each.id.partition(':')[2]}"
            fields = {
                "title": SERVICES[f"service:{DUTY}"].name, "nature": "collective", "week": week, "first_week": week,
                "urgency": 1, "half_days": each.model.half_days,
            }  # fmt: skip
            asked = slot(local, "helper", "volunteer", "time", each.model.min_hours)
            place = each.door.place
            yield Wish(local, shape, place, people.grounds[place].id, None, (asked,), fields)
