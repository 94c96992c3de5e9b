"""Organizations that are ready where then nothing but a gift is missing, in the Taicang world (S3, S12).

Each agreement covers one service in one community, where a need asks for goods or money of which sponsors give none. So
the week is solved as it would be without them, and sponsors have something that only they can complete.
"""

from collections.abc import Iterator, Mapping

from graph.model import Agreement, Organization
from graph.store import Change
from seeds.facts import day, link, put
from seeds.gives import agreement, offer
from seeds.ground import Ground

READY: tuple[tuple[str, str, Mapping[str, str]], ...] = (
    ("ink", "墨香书画社", {"孟河村": "calligraphy", "太丰社区": "calligraphy", "德兴社区": "calligraphy"}),
    ("neighbours", "邻家帮手服务社", {
        "新城花园社区": "medicine", "新华村": "home_care", "新海村": "home_care", "珠江社区": "meal_delivery",
        "九曲社区": "meal_delivery",
    }),
    ("repair", "安居修缮服务社", {"杨漕村": "estate_repair"}),
)  # fmt: skip
"""Local id, name, and in which community it carries which service."""


def ready(named: Mapping[str, Ground], week: str) -> Iterator[Change]:
    """These organizations, their offers and their agreements.

    :param named: the communities by name.
    """
    for local, name, works in READY:
        yield from _organization(f"ready-{local}", name, {named[place]: it for place, it in works.items()}, week)


def _organization(local: str, name: str, works: Mapping[Ground, str], week: str) -> Iterator[Change]:
    id, services = f"organization:{local}", " ".join(dict.fromkeys(works.values()))
    yield from put(Organization(id=id, name=name, registered=2022, max_linkages=len(works), invented=True))
    yield link(id, "BASED_IN", next(iter(works)).id)
    reach = " ".join(ground.id for ground in works)
    yield from offer(id, f"{local}-carries", "organization", "skill", services, reach, amount=4 * len(works))
    for number, (ground, service) in enumerate(works.items()):
        made = Agreement(
            id=f"agreement:{local}-{number}", title="社区服务购买协议", budget=400_000, spent=60_000,
            opens=day(week, -20), closes=day(week, 30), invented=True,
        )  # fmt: skip
        yield from agreement(made, ground.site.town, id, [service], ground.id)
