"""Communities as platforms: staff hours to host linkages, and rooms by the half-day (S10)."""

from collections.abc import Iterator, Sequence
from random import Random

from graph.store import Put
from seeds.gives import offer
from seeds.ground import Ground
from seeds.shapes import SHAPES


def _asking(name: str) -> str:
    return " ".join(service for service, shape in SHAPES.items() if any(ask.name == name for ask in shape.asks))


HOSTED = f"{_asking('host')} emergency_relief"
HELD = _asking("venue")


def hosts(grounds: Sequence[Ground], random: Random) -> Iterator[Put]:
    """What each community gives: its own hours in itself, its rooms to itself or to the whole town."""
    for ground in grounds:
        local, hours = ground.site.local, ground.site.community.staff_hours
        yield from offer(ground.id, f"host-{local}", "community", "time", HOSTED, ground.id, amount=hours)
        for room in ground.rooms:
            reach = ground.id if random.random() < 0.6 else ground.site.town
            yield from offer(
                ground.id, f"room-{room.id.partition(':')[2]}", "community", "place", HELD, reach, room.id, amount=1,
                half_days=room.half_days,
            )  # fmt: skip
