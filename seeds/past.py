"""The weeks before: needs that were served or closed, and by whom (S2, S3).

Whoever served a recurring need before mostly serves it again, so that continuity, waiting and trends are real.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Literal, TypeVar

from graph.weeks import previous_week
from seeds.carriers import Carrier
from seeds.demand import DEMAND, People, Wish, draw_wish
from seeds.region import Region
from seeds.shapes import SHAPES
from seeds.volunteers import Helper
from seeds.workers import Worker

T = TypeVar("T")

WEEKS = 12
Outcome = Literal["done", "no_show", "closed"]


@dataclass(frozen=True, slots=True)
class Case:
    """A need of a past week and what became of it: who carried it, who helped, which social worker."""

    wish: Wish
    outcome: Outcome
    carrier: Carrier | None
    helper: Helper | None
    worker: Worker | None

    @property
    def week(self) -> str:
        """The week in which it was to be served."""
        return str(self.wish.fields["week"])


class Past:
    """Remembers who could serve what in which town, and who served whom before."""

    def __init__(
        self, region: Region, helpers: Sequence[Helper], workers: Sequence[Worker], carriers: Sequence[Carrier]
    ) -> None:
        self._region = region
        self._helpers: dict[tuple[str, str], list[Helper]] = defaultdict(list)
        for helper in helpers:
            for service in helper.services:
                if helper.gives(service):
                    self._helpers[region.sites[helper.door.place].town, service].append(helper)
        self._workers: dict[tuple[str, str], list[Worker]] = defaultdict(list)
        for worker in workers:
            for service in worker.services:
                self._workers[worker.town, service].append(worker)
        self._carriers = {
            (town.id, service): [each for each in carriers if each.carries(service, town.id, region.city.id)]
            for town in region.towns
            for service in SHAPES
        }
        self._usual: dict[tuple[str, str], Helper] = {}

    def case(self, wish: Wish, random: Random) -> Case:
        """What became of a past need."""
        asked = {slot.name for slot in wish.slots}
        key = (self._region.sites[wish.place].town, wish.shape.service)
        helper = self._helper(wish, key, random) if "helper" in asked else None
        carrier = _one(self._carriers[key], random) if "carrier" in asked else None
        worker = _one(self._workers[key], random) if "caseworker" in asked else None
        lacking = ("helper" in asked and not helper) or ("carrier" in asked and not carrier)
        outcome: Outcome = "closed" if lacking or random.random() < 0.08 else "done"
        if outcome == "done" and helper and random.random() < 0.05:
            outcome = "no_show"
        return Case(wish, outcome, carrier, helper, worker)

    def _helper(self, wish: Wish, key: tuple[str, str], random: Random) -> Helper | None:
        again = (wish.of.id if wish.of else "", wish.shape.service)
        if again not in self._usual or random.random() < 0.15:
            able = [_one(self._helpers[key], random) for _ in range(3)]
            near = [helper for helper in able if helper and (wish.of is None or helper.resident != wish.of.id)]
            if not near:
                return None
            self._usual[again] = min(near, key=lambda helper: abs(helper.door.place - wish.place))
        return self._usual[again]


def _one(things: Sequence[T], random: Random) -> T | None:
    return random.choice(things) if things else None


def recall(past: Past, people: People, now: Sequence[Wish], week: str, each_week: int, random: Random) -> list[Case]:
    """The cases of the past weeks: what recurs now was there before, and others that are over."""
    cases = []
    for weeks in range(WEEKS, 0, -1):
        then = previous_week(week, weeks)
        before = [_before(wish, then) for wish in now if _recurred(wish, then)][: each_week * 2 // 3]
        drawn = [
            draw_wish(f"{then}-{number}", SHAPES[DEMAND.one(random)], people, then, random)
            for number in range(len(before), each_week)
        ]
        cases += [past.case(wish, random) for wish in (*before, *drawn)]
    return cases


def _recurred(wish: Wish, then: str) -> bool:
    return wish.fields["nature"] == "recurring" and str(wish.fields["first_week"]) <= then


def _before(wish: Wish, then: str) -> Wish:
    local = f"{then}-{wish.local.partition('-W')[2]}"
    slots = tuple(slot.model_copy(update={"id": f"slot:{local}.{slot.name}"}) for slot in wish.slots)
    return Wish(local, wish.shape, wish.place, wish.at, wish.of, slots, {**wish.fields, "week": then})
