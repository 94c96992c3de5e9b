"""The place tree below a community: grids with their six seats, buildings, households, rooms, councils (S7, S10)."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import get_args

from graph.model import HALF_DAYS, Building, Council, Grid, Household, Room, Seat
from graph.model.base import HalfDay
from graph.model.places import GridRole
from graph.store import Put
from seeds.draw import shares
from seeds.facts import link, put
from seeds.region import Region, Site, community_types, type_id

ROLES: tuple[GridRole, ...] = get_args(GridRole)

WEEKDAYS = HALF_DAYS[:10]


@dataclass(frozen=True, slots=True)
class Door:
    """Where somebody lives: a household or a building, in a grid of the community at `place` in the region's sites."""

    id: str
    building: str
    grid: str
    place: int


@dataclass(frozen=True)
class Ground:
    """What stands in one community. Each grid, building and household by id."""

    site: Site
    grids: tuple[str, ...]
    buildings: tuple[Door, ...]
    households: tuple[Door, ...]
    rooms: tuple[Room, ...]

    @property
    def id(self) -> str:
        """The community's id."""
        return self.site.community.id


def lay(region: Region, random: Random, *, buildings_per_grid: int = 3) -> list[Ground]:
    """The ground of every site, in their order."""
    counts = shares(region.grids, [site.character.residents for site in region.sites])
    return [
        _lay(place, site, grids, buildings_per_grid, random)
        for place, (site, grids) in enumerate(zip(region.sites, counts, strict=True))
    ]


def _lay(place: int, site: Site, grid_count: int, per_grid: int, random: Random) -> Ground:
    grids = tuple(f"grid:{site.local}-{number}" for number in range(1, grid_count + 1))
    buildings = tuple(
        Door(id, id, grid, place)
        for grid in grids
        for number in range(1, per_grid + 1)
        for id in [f"building:{grid.partition(':')[2]}-{number}"]
    )
    households = tuple(
        Door(f"household:{door.id.partition(':')[2]}-{number}01", door.id, door.grid, place)
        for door in buildings
        for number in range(1, random.choice((1, 2, 2)) + 1)
    )
    return Ground(site, grids, buildings, households, _rooms(site, random))


def _rooms(site: Site, random: Random) -> tuple[Room, ...]:
    purposes: list[tuple[str, str, tuple[int, ...]]] = [("activity", "活动室", (15, 25, 40, 60))]
    if not site.community.rural:
        purposes.append(("deliberation", "议事厅", (20, 30)))
    if random.random() < 0.3:
        purposes.append(("group_work", "小组活动室", (12, 20)))
    return tuple(
        Room.model_validate({
            "id": f"room:{site.local}-{purpose}", "name": f"{site.community.name}{name}", "purpose": purpose,
            "seats": random.choice(seats), "half_days": _bookable(random), "accessible": random.random() < 0.8,
            "invented": True,
        })
        for purpose, name, seats in purposes
    )  # fmt: skip


def _bookable(random: Random) -> tuple[HalfDay, ...]:
    return tuple(half for half in HALF_DAYS if random.random() < (0.45 if half in WEEKDAYS else 0.6))


def region_places(region: Region) -> Iterator[Put]:
    """City, towns, the types, and the communities with their type."""
    yield from put(region.city, *region.towns, *community_types())
    for town in region.towns:
        yield link(town.id, "IN", region.city.id)
    for site in region.sites:
        yield from put(site.community)
        yield link(site.community.id, "IN", site.town)
        yield link(site.community.id, "OF_TYPE", type_id(site.character))


def ground_places(ground: Ground, random: Random) -> Iterator[Put]:
    """Everything below one community, nodes before the relations at them."""
    for number, grid in enumerate(ground.grids, 1):
        yield from _grid(grid, number, ground.id)
    for door in ground.buildings:
        yield from _building(door, ground.site, random)
    for door in ground.households:
        yield from put(Household(id=door.id, label=door.id[-3:] + "室", invented=True))
        yield link(door.id, "IN", door.building)
    for room in ground.rooms:
        yield from put(room)
        yield link(room.id, "IN", ground.id)
        yield link(ground.id, "OWNS", room.id)
    council = f"council:{ground.site.local}"
    yield from put(Council(id=council, name=f"{ground.site.community.name}议事会", invented=True))
    yield link(ground.id, "HAS_COUNCIL", council)


def _grid(grid: str, number: int, community: str) -> Iterator[Put]:
    yield from put(Grid(id=grid, name=f"第{number}网格", invented=True))
    yield link(grid, "IN", community)
    for role in ROLES:
        seat = seat_of(grid, role)
        yield from put(Seat(id=seat, role=role, invented=True))
        yield link(grid, "HAS_SEAT", seat)


def seat_of(grid: str, role: GridRole) -> str:
    """The id of a grid's seat of that role."""
    return f"seat:{grid.partition(':')[2]}-{role}"


def _building(door: Door, site: Site, random: Random) -> Iterator[Put]:
    most = site.character.storeys
    storeys = random.randint(max(1, most // 2), most)
    old = site.character.local in ("old-estate", "village")
    built = random.randint(1978, 2000) if old else random.randint(1998, 2022)
    yield from put(
        Building(
            id=door.id, name=f"{door.id.rpartition('-')[2]}幢", storeys=storeys, lift=storeys > 6, built=built,
            managed=site.character.local in ("commodity", "resettled", "mixed", "dormitory"), invented=True,
        )
    )  # fmt: skip
    yield link(door.id, "IN", door.grid)
