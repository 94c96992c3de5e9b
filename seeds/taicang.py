"""The Taicang world: its 160 real villages and communities under 8 towns; the people in them are invented.

Town points are real where known. Communities lie schematically around their town's point, in the order of the list.
"""

import csv
from collections.abc import Iterator
from importlib.resources import files
from math import cos, pi, radians, sin, sqrt
from random import Random

from graph.model import City, Community, Town
from graph.store import Change
from seeds.draw import stream
from seeds.ready import ready
from seeds.region import BY_LOCAL, Character, Region, Site
from seeds.society import Society
from seeds.stories import stories

NEEDS = 600
GRIDS = 504
"""Basic grids of the city in 2020."""

CITY_PILOTS, TOWN_PILOTS = 19, 29

SOUTH, WEST = 31.36, 120.93
"""The corner from which metres are counted, WGS-84 degrees."""

METRES_PER_DEGREE = 111_320
SCHEMATIC = {"经济开发区": (31.478, 121.150), "科教新城": (31.428, 121.135)}
"""Towns without a known point: where they are drawn."""

STORIES = {"荷塘社区": "mixed", "东方社区": "resettled", "东区社区": "old-estate"}
"""The communities of the source, by what it says of them. All three are shown as pilots of the city."""

URBAN = ("old-estate", "commodity", "commodity", "resettled", "resettled", "mixed", "dormitory", "fringe")
RURAL = ("village", "village", "farming", "fringe")


def changes(week: str, *, seed: int = 1) -> Iterator[Change]:
    """The whole world in the given week, nodes before the relations at them."""
    society = Society(region(), NEEDS, week, seed)
    yield from society.changes()
    yield from stories(society.cast.grounds, week)
    yield from ready({ground.site.community.name: ground for ground in society.cast.grounds}, week)


def region() -> Region:
    """The city, its towns and communities: the same for every week and seed."""
    rows = _rows("taicang_divisions.csv")
    points = {name: row for row in _rows("taicang_towns_geonames.csv") for name in row["zh"].split("/")}
    towns = {row["town_code"]: _town(row["town_code"], row["town_name"], points) for row in rows}
    random = stream(0, "taicang/region")
    pilots = _pilots([_short(row["name"]) for row in rows], random)
    sites = []
    for town in towns.values():
        within = [row for row in rows if f"town:{row['town_code']}" == town.id]
        sites += [_site(place, row, town, pilots, random) for place, row in enumerate(within)]
    city = City(id="city:320585", name="太仓市", code="320585")
    return Region(city, tuple(towns.values()), tuple(sites), GRIDS)


def _rows(file: str) -> list[dict[str, str]]:
    with (files("seeds") / "data" / file).open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def _town(code: str, name: str, points: dict[str, dict[str, str]]) -> Town:
    point = points.get(name)
    latitude, longitude = (float(point["lat_wgs84"]), float(point["lon_wgs84"])) if point else (None, None)
    return Town(id=f"town:{code}", name=name, code=code, latitude=latitude, longitude=longitude)


def _short(official: str) -> str:
    """荷塘社区居民委员会 → 荷塘社区; 电站村委会 → 电站村."""
    for ending, short in (("社区居民委员会", "社区"), ("社区居委会", "社区"), ("村委会", "村")):
        if official.endswith(ending):
            return official.removesuffix(ending) + short
    raise ValueError(f"{official!r}: an ending that is not known; add it to the list in seeds.taicang")


def _pilots(names: list[str], random: Random) -> dict[str, str]:
    """Which communities are pilots, and of which level: the counts are real, the choice is invented."""
    others = random.sample([name for name in names if name not in STORIES], CITY_PILOTS + TOWN_PILOTS - len(STORIES))
    chosen = [*STORIES, *others]
    return {name: "city" if place < CITY_PILOTS else "town" for place, name in enumerate(chosen)}


def _site(place: int, row: dict[str, str], town: Town, pilots: dict[str, str], random: Random) -> Site:
    name = _short(row["name"])
    rural = name.endswith("村")
    character = BY_LOCAL[STORIES.get(name) or random.choice(RURAL if rural else URBAN)]
    east, north = _around(place, _point(town))
    residents = 11_900 if name == "荷塘社区" else character.residents * random.randint(70, 130) // 100
    community = Community.model_validate({
        "id": f"community:{row['code']}", "name": name, "official_name": row["name"], "code": row["code"],
        "rural": rural, "east": east, "north": north, "residents": residents, "pilot": pilots.get(name, "none"),
        "staff_hours": staff_hours(character, random), "invented": True,
    })  # fmt: skip
    return Site(community, town.id, character)


def staff_hours(character: Character, random: Random) -> int:
    """Hours a week in which a community can host linkages: few where most is asked."""
    return random.choice((3, 5, 7) if character.needs > 1 else (7, 9, 11))


def _point(town: Town) -> tuple[float, float]:
    if town.latitude is None or town.longitude is None:
        return SCHEMATIC[town.name]
    return town.latitude, town.longitude


def _around(place: int, point: tuple[float, float]) -> tuple[int, int]:
    """The place-th seed of a sunflower around a town's point, in metres from the corner."""
    latitude, longitude = point
    metres, turn = 640 * sqrt(place + 0.3), place * pi * (3 - sqrt(5))
    east = (longitude - WEST) * METRES_PER_DEGREE * cos(radians(31.5)) + metres * cos(turn)
    north = (latitude - SOUTH) * METRES_PER_DEGREE + metres * sin(turn)
    return round(east), round(north)
