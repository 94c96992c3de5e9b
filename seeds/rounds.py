"""How needs became known: weekly rounds of visits by building, and what came in by other channels (S2, S11)."""

from collections.abc import Iterator, Sequence
from random import Random

from graph.model import Intake, Visit
from graph.store import Put
from graph.taxonomy import SERVICES
from seeds.demand import Wish
from seeds.facts import known, link, moment, put
from seeds.ground import Ground
from seeds.residents import Living
from seeds.shapes import SHAPES
from seeds.volunteers import Helper

CHANNELS = ("form", "spreadsheet", "api", "text", "phone")
RAISED, CAME_IN = 0.5, 0.25
"""The shares of needs that a visit raised, and that came in by another channel."""


def rounds(
    wishes: Sequence[Wish], grounds: Sequence[Ground], helpers: Sequence[Helper], there: Sequence[Sequence[Living]],
    random: Random,
) -> Iterator[Put]:  # fmt: skip
    """The visits and intakes that raised these needs, each in the week in which the need was first known."""
    walkers = _walkers(helpers, there)
    raised: dict[tuple[int, str], list[Wish]] = {}
    for wish in wishes:
        draw = random.random()
        if draw < RAISED and walkers[wish.place]:
            raised.setdefault((wish.place, str(wish.fields["first_week"])), []).append(wish)
        elif draw < RAISED + CAME_IN:
            yield from _intake(wish, random)
    for (place, week), found in raised.items():
        yield from _visit(grounds[place], random.choice(walkers[place]), week, found, random)


def _walkers(helpers: Sequence[Helper], there: Sequence[Sequence[Living]]) -> list[list[str]]:
    """Who walks the rounds of each community: its volunteers, else a resident of it."""
    found: list[list[str]] = [[] for _ in there]
    for helper in helpers:
        found[helper.door.place].append(helper.id)
    return [
        walkers[:3] or [living.id for living in living_there if 30 <= living.age < 72][:1]
        for walkers, living_there in zip(found, there, strict=True)
    ]


def _visit(ground: Ground, walker: str, week: str, found: Sequence[Wish], random: Random) -> Iterator[Put]:
    visit = f"visit:{ground.site.local}-{week}"
    doors = random.randint(12, 60)
    answered = doors * random.randint(55, 95) // 100
    yield from put(Visit(id=visit, week=week, doors=doors, answered=answered, invented=True))
    yield link(walker, "WALKED", visit)
    yield link(visit, "AT", found[0].at)
    for wish in found:
        yield link(visit, "RAISED", f"need:{wish.local}", known("RAISED", source="weekly round"))


def unconfirmed(grounds: Sequence[Ground], count: int, week: str, random: Random) -> Iterator[Put]:
    """What came in this week and waits for somebody to confirm the suggested service."""
    for number in range(count):
        service = random.choice(list(SHAPES))
        intake, title = f"intake:{week}-new{number}", SERVICES[f"service:{service}"].name
        yield from put(
            Intake(id=intake, channel="text", words=f"请问社区有没有{title}？", at=moment(week), invented=True)
        )  # fmt: skip
        yield link(intake, "ASKS_FOR", f"service:{service}")
        yield link(intake, "AT", random.choice(grounds).id)


def _intake(wish: Wish, random: Random) -> Iterator[Put]:
    intake, title = f"intake:{wish.local}", wish.fields["title"]
    words = random.choice(
        (f"想请人帮忙：{title}", f"需要{title}", f"家里老人{title}没人管", f"问问社区能不能安排{title}")
    )
    at = moment(str(wish.fields["first_week"]), 0, 0, random.randint(8, 17))
    channel = random.choice(CHANNELS)
    yield from put(Intake.model_validate(
        {"id": intake, "channel": channel, "words": words, "at": at, "state": "confirmed", "invented": True}
    ))  # fmt: skip
    yield link(intake, "ASKS_FOR", f"service:{wish.shape.service}")
    yield link(intake, "AT", wish.at)
    yield link(intake, "RAISED", f"need:{wish.local}")
