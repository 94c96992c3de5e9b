"""Tiny random problems in which everything that the format allows comes up, most of them with a plan."""

from collections.abc import Sequence
from random import Random

from matching.problem import Bond, Candidate, Capacity, Choice, Floor, Need, Problem, Slot

OFFERS = ("ann", "bo", "cai", "dong", "emi")
GROUPS = ("east", "west", None)
OPTIONS = ("mon", "tue", "wed")


def random_problem(rng: Random) -> Problem:
    """1 to 4 needs with up to 3 options, 1 to 3 slots and 1 to 4 candidates each, over 2 to 5 capacities."""
    capacities = tuple(_capacity(rng, offer) for offer in OFFERS[: rng.randint(2, 5)])
    names = [capacity.id for capacity in capacities]
    needs = tuple(_need(rng, f"n{i}", names) for i in range(rng.choice((1, 2, 2, 3, 3, 4))))
    return Problem(needs, capacities, _choices(rng, needs, 0.2), _choices(rng, needs, 0.4), _floors(rng, needs))


def _capacity(rng: Random, offer: str) -> Capacity:
    most = rng.choice((0, 1, 2, 2, 3, 3, 4))
    return Capacity(f"{offer}/hours", most, min(most, 1) if rng.random() < 0.12 else 0)


def _need(rng: Random, id: str, capacities: Sequence[str]) -> Need:
    options = tuple(rng.sample(OPTIONS, rng.choice((1, 2, 2, 3)))) if rng.random() < 0.6 else (None,)
    slots = tuple(
        _slot(rng, name, options, capacities) for name in ("lead", "help", "fund")[: rng.choice((1, 2, 2, 3))]
    )
    bonds = tuple(_bonds(rng, slots)) if rng.random() < 0.5 else ()
    return Need(id, rng.randint(0, 30), slots, rng.random() < 0.1, rng.choice(GROUPS), options, bonds)


def _slot(rng: Random, id: str, options: Sequence[str | None], capacities: Sequence[str]) -> Slot:
    candidates: list[Candidate] = []
    for offer in rng.sample(OFFERS, rng.randint(1, 4)):
        for option in _some(rng, options) if rng.random() < 0.5 else (None,):
            candidates.append(Candidate(offer, option, rng.randint(-10, 10), _uses(rng, offer, capacities)))
    count = 2 if rng.random() < 0.15 else 1
    return Slot(id, tuple(candidates[:4]), count=count, required=rng.random() < 0.7)


def _some(rng: Random, options: Sequence[str | None]) -> Sequence[str | None]:
    return rng.sample(options, rng.randint(1, len(options)))


def _uses(rng: Random, offer: str, capacities: Sequence[str]) -> dict[str, int]:
    """Mostly hours of its own; sometimes of another's, and sometimes nothing."""
    uses: dict[str, int] = {}
    own = f"{offer}/hours"
    if own in capacities and rng.random() < 0.8:
        uses[own] = rng.choice((0, 1, 1, 1, 2, 3))
    if rng.random() < 0.25:
        uses[rng.choice(capacities)] = rng.choice((1, 1, 2))
    return uses


def _bonds(rng: Random, slots: Sequence[Slot]) -> list[Bond]:
    """One to three; an end is now and then no candidate."""
    bonds: list[Bond] = []
    for _ in range(rng.randint(1, 3)):
        a, b = (_end(rng, rng.choice(slots)) for _ in range(2))
        if a != b:
            bonds.append(Bond(a, b, ban=True) if rng.random() < 0.3 else Bond(a, b, rng.randint(-8, 8)))
    return bonds


def _end(rng: Random, slot: Slot) -> tuple[str, str]:
    return slot.id, rng.choice(slot.candidates).offer if rng.random() < 0.9 else rng.choice(OFFERS)


def _choices(rng: Random, needs: Sequence[Need], chance: float) -> tuple[Choice, ...]:
    """None, one or two, mostly of candidates."""
    choices: dict[Choice, None] = {}
    while rng.random() < chance and len(choices) < 2:
        need = rng.choice(needs)
        choices[Choice(need.id, *_end(rng, rng.choice(need.slots)))] = None
    return tuple(choices)


def _floors(rng: Random, needs: Sequence[Need]) -> tuple[Floor, ...]:
    groups = sorted({need.group for need in needs if need.group is not None})
    asked = [group for group in groups if rng.random() < 0.2]
    return tuple(Floor(g, rng.randint(0, sum(n.value for n in needs if n.group == g))) for g in asked)
