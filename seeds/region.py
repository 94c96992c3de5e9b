"""A region: a city, its towns and communities, and how much of everything stands in proportion to its needs."""

from dataclasses import dataclass
from typing import NamedTuple

from graph.model import City, Community, CommunityType, Town


class Character(NamedTuple):
    """A type of community (S4), and how many needs, helpers, storeys and known residents such a place has."""

    local: str
    name: str
    description: str
    needs: float
    helpers: float
    storeys: int
    residents: int


CHARACTERS = (
    Character("old-estate", "老旧小区型", "建成早，老人多，部分无物业", 1.7, 0.7, 6, 4200),
    Character("commodity", "商品房型", "物业齐全，年轻家庭多", 0.8, 1.9, 18, 7600),
    Character("resettled", "动迁安置型", "老乡邻集中居住，互助习惯好", 1.3, 1.3, 6, 6100),
    Character("mixed", "混合型", "安置、商品、自建房与集宿并存", 1.2, 1.1, 11, 8800),
    Character("dormitory", "产业集宿型", "新市民多，流动性大", 0.6, 0.8, 6, 6900),
    Character("fringe", "城郊结合型", "村居交错，租住人口多", 1.0, 0.8, 4, 3900),
    Character("village", "传统村落型", "老人留守，居住分散", 1.1, 0.5, 2, 3200),
    Character("farming", "产业强村型", "集体经济较好，能人带动", 0.7, 0.9, 3, 3600),
)
"""The eight types; their names and figures are invented."""

BY_LOCAL = {character.local: character for character in CHARACTERS}


def type_id(character: Character) -> str:
    """The id of the type's node."""
    return f"community_type:{character.local}"


def community_types() -> list[CommunityType]:
    """The eight types as nodes."""
    return [
        CommunityType(id=type_id(each), name=each.name, description=each.description, invented=True)
        for each in CHARACTERS
    ]


@dataclass(frozen=True, slots=True)
class Site:
    """A community where it lies, in which town, of which character."""

    community: Community
    town: str
    character: Character

    @property
    def local(self) -> str:
        """The community's statistical code: what the ids of everything in it begin with."""
        return self.community.code


@dataclass(frozen=True)
class Region:
    """Where a world takes place. `grids` is how many grids its communities have together."""

    city: City
    towns: tuple[Town, ...]
    sites: tuple[Site, ...]
    grids: int

    def citywide(self, of_eight_towns: float) -> float:
        """The share of givers who reach the whole city, given that share among eight towns: less in a larger city."""
        return of_eight_towns * min(1.0, 8 / len(self.towns))


@dataclass(frozen=True)
class Size:
    """How many of everything a week with so many needs has. The proportions are those of Taicang: 600 needs."""

    needs: int

    def of(self, per_600: float) -> int:
        """So many for each 600 needs, at least one."""
        return max(1, round(self.needs * per_600 / 600))
