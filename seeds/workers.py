"""Social workers at their stations: a few half-days, a caseload, and the cases that they take."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from graph.model import SocialWorker
from graph.store import Put
from graph.taxonomy import TRAININGS
from graph.weeks import monday
from seeds.draw import Weighted
from seeds.facts import day, known, link, links, put
from seeds.gives import offer
from seeds.ground import WEEKDAYS
from seeds.names import person
from seeds.region import Region
from seeds.shapes import SHAPES

CASES = tuple(
    service for service, shape in SHAPES.items() if any(ask.name == "caseworker" for ask in shape.asks)
)  # fmt: skip
"""Services whose needs ask for a caseworker."""

LICENCES = Weighted({"assistant": 0.4, "social_worker": 0.5, "senior": 0.1})


@dataclass(frozen=True, slots=True)
class Worker:
    """A social worker, the town of her station, and her services."""

    model: SocialWorker
    town: str
    services: tuple[str, ...]

    @property
    def id(self) -> str:
        """The social worker's id."""
        return self.model.id

    @property
    def offer(self) -> str:
        """The id of her one offer."""
        return f"offer:{self.id.partition(':')[2]}"


def hire(region: Region, count: int, week: str, random: Random) -> list[Worker]:
    """So many social workers, town by town in turn."""
    year = monday(week).year
    return [_worker(number, region.towns[number % len(region.towns)].id, year, random) for number in range(count)]


def _worker(number: int, town: str, year: int, random: Random) -> Worker:
    sex = "male" if random.random() < 0.2 else "female"
    model = SocialWorker.model_validate({
        "id": f"social_worker:w{number}", "name": person(random, "male" if sex == "male" else "female"), "sex": sex,
        "birth_year": year - random.randint(23, 56), "licence": LICENCES.one(random),
        "half_days": tuple(half for half in WEEKDAYS if random.random() < 0.5) or ("mon-am",),
        "max_hours": random.choice((3, 5, 7)), "caseload": random.choice((2, 3, 4)), "active": random.random() > 0.03,
        "invented": True,
    })  # fmt: skip
    services = tuple(service for service in CASES if random.random() < 0.7)
    return Worker(model, town, services or CASES[:1])


def social_workers(workers: Sequence[Worker], region: Region, week: str, random: Random) -> Iterator[Put]:
    """Every social worker, the station (a town's, or a community in it), the trainings and the offer."""
    trained = known("TRAINED_IN", since=day(week, -40), until=day(week, 60))
    for worker in workers:
        yield from put(worker.model)
        in_town = [site.community.id for site in region.sites if site.town == worker.town]
        station = worker.town if random.random() < 0.5 or not in_town else random.choice(in_town)
        yield link(worker.id, "WORKS_AT", station)
        yield from links(worker.id, "TRAINED_IN", *TRAININGS, properties=trained)
        reach = region.city.id if random.random() < region.citywide(0.1) else worker.town
        yield from offer(
            worker.id, worker.offer.partition(":")[2], "social_worker", "skill", " ".join(worker.services), reach,
            amount=worker.model.max_hours,
        )  # fmt: skip
