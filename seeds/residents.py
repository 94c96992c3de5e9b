"""Residents: who lives where, alone or poor or ill, what they agreed to, and which neighbours they know."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from graph.model import Condition, Resident
from graph.store import Put
from graph.weeks import monday
from seeds.draw import Weighted
from seeds.facts import day, known, link, put
from seeds.ground import Door, Ground
from seeds.names import person

AILMENTS: tuple[tuple[Condition, float, int], ...] = (
    ("frail", 0.32, 68), ("chronic", 0.45, 50), ("disabled", 0.11, 0), ("dementia", 0.09, 72), ("bedridden", 0.05, 70),
    ("mental", 0.05, 18),
)  # fmt: skip
"""A condition, how many have it, from which age."""

PURPOSES = (("service", 0.975), ("health", 0.95), ("history", 0.7), ("sponsor_view", 0.8))


@dataclass(frozen=True, slots=True)
class Living:
    """A resident at her door, with her age this year and the purposes that she consents to now."""

    model: Resident
    door: Door
    age: int
    agreed: frozenset[str]

    @property
    def id(self) -> str:
        """The resident's id."""
        return self.model.id


def settle(grounds: Sequence[Ground], count: int, week: str, random: Random) -> list[Living]:
    """So many known residents, more of them where a community's character has more needs."""
    where = Weighted({place: ground.site.character.needs for place, ground in enumerate(grounds)})
    year = monday(week).year
    return [_living(number, grounds[where.one(random)], year, random) for number in range(count)]


def _living(number: int, ground: Ground, year: int, random: Random) -> Living:
    age = _age(random)
    door = random.choice(ground.households if random.random() < 0.75 else ground.buildings)
    sex = random.choice(("female", "female", "male"))
    model = Resident.model_validate({
        "id": f"resident:r{number}", "name": person(random, "female" if sex == "female" else "male"), "sex": sex,
        "birth_year": year - age, "lives_alone": age >= 65 and random.random() < 0.35,
        "low_income": random.random() < 0.2, "conditions": _conditions(age, random), "invented": True,
    })  # fmt: skip
    agreed = frozenset(purpose for purpose, share in PURPOSES if random.random() < share)
    return Living(model, door, age, agreed if "service" in agreed else frozenset())


def _age(random: Random) -> int:
    draw = random.random()
    if draw < 0.1:
        return random.randint(6, 15)
    return random.randint(22, 64) if draw < 0.34 else random.randint(65, 93)


def _conditions(age: int, random: Random) -> tuple[Condition, ...]:
    found = [name for name, share, youngest in AILMENTS if age >= youngest and random.random() < share]
    return tuple(found[:3])


def residents(livings: Sequence[Living], week: str, random: Random) -> Iterator[Put]:
    """Every resident, the door, and each consent given, missing or withdrawn (PIPL Art. 13, 29, 31)."""
    for living in livings:
        yield from put(living.model)
        yield link(living.id, "LIVES_IN", living.door.id)
        yield from _consents(living, week, random)


def _consents(living: Living, week: str, random: Random) -> Iterator[Put]:
    guardian = "父母" if living.age < 14 else ""
    since = day(week, -random.choice((4, 14, 26, 39, 52)))
    for purpose, _ in PURPOSES:
        if purpose in living.agreed:
            yield link(
                living.id, "CONSENTS_TO", f"purpose:{purpose}", known("CONSENTS_TO", since=since, guardian=guardian)
            )
        elif random.random() < 0.3:
            withdrawn = known("CONSENTS_TO", since=day(week, -60), withdrawn=day(week, -random.choice((2, 5, 9))))
            yield link(living.id, "CONSENTS_TO", f"purpose:{purpose}", withdrawn)


def by_place(livings: Sequence[Living], places: int) -> list[list[Living]]:
    """The residents of each community, in the order of the region's sites."""
    found: list[list[Living]] = [[] for _ in range(places)]
    for living in livings:
        found[living.door.place].append(living)
    return found


def families(there: Sequence[Living], random: Random) -> Iterator[Put]:
    """Who cares for whom in one community: every child has a guardian where an adult lives, some old people a carer."""
    adults = [living for living in there if 22 <= living.age < 65]
    if not adults:
        return
    for living in there:
        if living.age < 16 or (living.age > 75 and not living.model.lives_alone and random.random() < 0.3):
            yield link(random.choice(adults).id, "CARES_FOR", living.id)


def acquaintances(who: str, there: Sequence[Living], count: int, week: str, random: Random) -> Iterator[Put]:
    """Up to `count` old neighbours in one community whom that person knows."""
    old = known("KNOWS", source="old neighbours of one village", since=day(week, -700))
    met = random.sample(there, min(count, len(there)))
    yield from (link(who, "KNOWS", living.id, old) for living in met if living.id != who)
