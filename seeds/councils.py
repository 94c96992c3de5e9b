"""The people raise, decide, do and judge: deliberations of collective needs, votes, shares, council seats (S8, S9)."""

from collections.abc import Iterator, Sequence
from random import Random

from graph.model import Deliberation, Proposal
from graph.store import Put
from seeds.demand import Wish
from seeds.facts import known, link, put
from seeds.ground import Ground
from seeds.residents import Living

PROPOSALS = ("各户分摊，尽快动工", "先试行三个月", "分两期做", "请专业单位评估")


def deliberations(
    wishes: Sequence[Wish], grounds: Sequence[Ground], there: Sequence[Sequence[Living]], random: Random
) -> Iterator[Put]:
    """The deliberation of every collective need that asks for money or a venue to talk in."""
    for wish in wishes:
        names = {slot.name for slot in wish.slots}
        if wish.of is None and names & {"money", "venue"}:
            yield from _deliberation(wish, grounds[wish.place], there[wish.place], random)


def _deliberation(wish: Wish, ground: Ground, there: Sequence[Living], random: Random) -> Iterator[Put]:
    deliberation = f"deliberation:{wish.local}"
    cost = sum(slot.amount for slot in wish.slots if slot.name == "money")
    households = random.randint(6, 48)
    stage = random.choice(("deliberating", "decided", "decided"))
    yield from put(Deliberation.model_validate({
        "id": deliberation, "stage": stage, "cost": cost, "households": households,
        "surveyed": households * random.randint(60, 100) // 100, "invented": True,
    }))  # fmt: skip
    yield link(deliberation, "ABOUT", f"need:{wish.local}")
    yield link(deliberation, "RAISED", f"need:{wish.local}")
    yield from _votes(wish.local, ground, households, stage == "decided", random)
    for living in random.sample(there, min(len(there), random.randint(2, 7))):
        if living.age >= 18:
            yield link(living.id, "TOOK_PART_IN", deliberation)
    if cost and stage == "decided":
        yield from _shares(wish, ground, cost, random)


def _votes(local: str, ground: Ground, households: int, decided: bool, random: Random) -> Iterator[Put]:
    for number, title in enumerate(random.sample(PROPOSALS, 2)):
        proposal = f"proposal:{local}-{number}"
        first = number == 0
        voted_for = households * (random.randint(60, 95) if first else random.randint(5, 40)) // 100
        yield from put(
            Proposal(
                id=proposal, title=title, votes_for=voted_for, votes_against=(households - voted_for) // 2,
                votes_open=households - voted_for - (households - voted_for) // 2, adopted=decided and first,
                invented=True,
            )
        )  # fmt: skip
        yield link(proposal, "PUT_TO", f"deliberation:{local}")
        yield link(f"council:{ground.site.local}", "PROPOSED", proposal)


def _shares(wish: Wish, ground: Ground, cost: int, random: Random) -> Iterator[Put]:
    """Households pledge part of the cost, seldom all of it."""
    sharing = random.sample(ground.households, min(len(ground.households), random.randint(4, 12)))
    each = cost * random.choice((30, 45, 60, 75, 100)) // 100 // len(sharing)
    share = known("SHARES", amount=each, paid=False, source="signed by the household")
    yield from (link(door.id, "SHARES", f"need:{wish.local}", share) for door in sharing)


def council_seats(ground: Ground, there: Sequence[Living], random: Random) -> Iterator[Put]:
    """Who sits on a community's council."""
    council = f"council:{ground.site.local}"
    for living in random.sample(there, min(len(there), 7)):
        if 22 <= living.age < 80:
            yield link(living.id, "SITS_ON", council)
