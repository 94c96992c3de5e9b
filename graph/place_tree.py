"""The place tree as rows: what every place lies in, what it covers, and how far apart places are."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from graph.rows import Flags, Rows, rows_of
from graph.store import Reader

LEVELS = ("household", "building", "grid", "community", "town", "city")


@dataclass(frozen=True)
class PlaceTree:
    """Every place by row: communities first, then towns, then cities (these are the areas), then all others by id.

    `level["grid"][row]` is the grid that the place is or lies in, -1 where there is none; so for each of LEVELS.
    `metres[area, community]` is the straight line between communities, 0 inside one; a town or city is as far as
    the nearest of its communities. Row -1, an unknown place, is infinitely far. `covers[area, community]` tells
    whether the community is or lies in the area.
    """

    ids: pl.Series
    level: Mapping[str, Rows]
    metres: NDArray[np.float64]
    covers: Flags

    def rows(self, ids: pl.Series) -> Rows:
        """Where these places stand; -1 for null and for what is no place of the tree."""
        return rows_of(ids, self.ids)

    def area(self, places: Rows) -> Rows:
        """The community that each place lies in; of a town or city itself; -1 where unknown."""
        community, town, city = (self.level[level][places] for level in ("community", "town", "city"))
        return np.where(community >= 0, community, np.where(town >= 0, town, city))


def place_tree(reader: Reader) -> PlaceTree:
    """The place tree of a graph. A place that lies IN nothing is known only when it is a community or larger."""
    communities = reader.columns("Community", "east", "north")
    up = reader.columns("IN")
    areas = pl.concat([communities["id"], reader.columns("Town")["id"], reader.columns("City")["id"]])
    ids = pl.concat([areas, up["start"].filter(~up["start"].is_in(areas.implode()))])
    level = _levels(ids, _parents(ids, up))
    covers = _covers(level, len(areas), len(communities))
    return PlaceTree(ids, level, _metres(communities, covers), covers)


def _parents(ids: pl.Series, up: pl.DataFrame) -> Rows:
    parents = np.full(len(ids) + 1, -1)
    parents[rows_of(up["start"], ids)] = rows_of(up["end"], ids)
    return parents


def _levels(ids: pl.Series, parents: Rows) -> dict[str, Rows]:
    kinds = {level: np.append(ids.str.starts_with(f"{level}:").to_numpy(), False) for level in LEVELS}
    found = {level: np.full(len(parents), -1) for level in LEVELS}
    here = np.append(np.arange(len(ids)), -1)
    for _ in range(len(LEVELS)):
        for level, is_kind in kinds.items():
            found[level] = np.where(is_kind[here] & (found[level] < 0), here, found[level])
        here = parents[here]
    return found


def _covers(level: Mapping[str, Rows], areas: int, communities: int) -> Flags:
    covers = np.zeros((areas + 1, communities), dtype=bool)  # the last row takes what lies in no town or city
    for name in ("community", "town", "city"):
        covers[level[name][:communities], np.arange(communities)] = True
    covers[-1] = False
    return covers


def _metres(communities: pl.DataFrame, covers: Flags) -> NDArray[np.float64]:
    east, north = (communities[axis].to_numpy().astype(float) for axis in ("east", "north"))
    between = np.sqrt((east[:, None] - east) ** 2 + (north[:, None] - north) ** 2)  # exact where it is a whole number
    larger = [between[inside].min(axis=0, initial=np.inf) for inside in covers[len(communities) :]]
    return np.vstack([between, *larger])
