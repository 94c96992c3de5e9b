"""A city of any size from a seed: invented towns and communities, everything else as in Taicang, in proportion.

Its communities are larger than Taicang's, as in a dense city: 15 needs a week in each.
"""

from collections.abc import Iterator
from math import ceil, sqrt
from random import Random

from graph.errors import BadValue
from graph.model import City, Community, Town
from graph.store import Change
from seeds.draw import stream
from seeds.region import CHARACTERS, Region, Site
from seeds.society import Society
from seeds.taicang import staff_hours

NEEDS_PER_COMMUNITY = 15
COMMUNITIES_PER_TOWN = 8
SPACING = 3900
"""Metres between neighbouring communities, where the map has room for that."""

WIDTH = 200_000
"""Metres: the map that a city may have (`graph/model/places.py`)."""

MOST = 60_000
SYLLABLES = "东南西北中新安和兴隆泰平永宁云水桥浦泾塘湾港林庄"


def changes(needs: int, seed: int, week: str) -> Iterator[Change]:
    """The whole world, nodes before the relations at them.

    :raises BadValue: fewer than 50 needs, or more than the map has room for.
    """
    if not 50 <= needs <= MOST:
        raise BadValue(f"needs {needs}: a city has 50 to {MOST} needs a week; give a number between")
    return Society(region(needs, seed), needs, week, seed).changes()


def region(needs: int, seed: int) -> Region:
    """Towns side by side on a square map, each a block of four by two communities."""
    random = stream(seed, "city/region")
    communities = max(8, ceil(needs / NEEDS_PER_COMMUNITY))
    count = ceil(communities / COMMUNITIES_PER_TOWN)
    towns = tuple(
        Town(id=f"town:t{number}", name=_name(random) + "街道", code=f"99{number:07d}", invented=True)
        for number in range(count)
    )  # fmt: skip
    columns = ceil(sqrt(count / 2))
    spacing = min(SPACING, WIDTH // (4 * columns))
    sites = tuple(_site(place, towns, columns, spacing, random) for place in range(communities))
    city = City(id="city:invented", name="同心市", code="990000", invented=True)
    return Region(city, towns, sites, grids=max(communities, needs * 504 // 600))


def _name(random: Random) -> str:
    return "".join(random.choices(SYLLABLES, k=2))


def _site(place: int, towns: tuple[Town, ...], columns: int, spacing: int, random: Random) -> Site:
    number = place // COMMUNITIES_PER_TOWN
    town, within = towns[number], place % COMMUNITIES_PER_TOWN
    east = (number % columns * 4 + within % 4) * spacing + random.randint(0, spacing // 2)
    north = (number // columns * 2 + within // 4) * spacing + random.randint(0, spacing // 2)
    character = random.choice(CHARACTERS)
    code, name = f"99{place:010d}", _name(random)
    hours = 4 * staff_hours(character, random)
    return Site(
        Community(
            id=f"community:{code}", name=f"{name}社区", official_name=f"{name}社区居委会", code=code, rural=False,
            east=east, north=north, residents=character.residents * 4, staff_hours=hours, invented=True,
        ),
        town.id, character,
    )  # fmt: skip
