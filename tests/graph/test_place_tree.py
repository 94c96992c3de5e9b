"""The place tree of a small town: what lies in what, and how far apart."""

from math import inf
from pathlib import Path

import polars as pl

from graph.model import Grid
from graph.place_tree import PlaceTree, place_tree
from tests.graph.reading import graph_of
from tests.graph.small_town import SMALL_TOWN, Item, link


def tree_of(items: list[Item], folder: Path) -> PlaceTree:
    with graph_of(items, folder) as reader:
        return place_tree(reader)


def lies_in(tree: PlaceTree, place: str, level: str) -> str | None:
    row = tree.level[level][tree.rows(pl.Series([place]))][0]
    return tree.ids[int(row)] if row >= 0 else None


def metres(tree: PlaceTree, area: str, community: str) -> float:
    start, end = tree.rows(pl.Series([area, community]))
    return float(tree.metres[start, end])


def test_a_household_lies_in_everything_above_it(tmp_path: Path) -> None:
    tree = tree_of(SMALL_TOWN, tmp_path)
    above = [lies_in(tree, "household:a11", level) for level in ("building", "grid", "community", "town", "city")]
    assert above == ["building:a1", "grid:a", "community:a", "town:t", "city:z"]


def test_a_building_may_lie_in_a_community_without_a_grid(tmp_path: Path) -> None:
    tree = tree_of(SMALL_TOWN, tmp_path)
    assert [lies_in(tree, "building:a2", level) for level in ("grid", "community")] == [None, "community:a"]


def test_a_place_is_its_own_level(tmp_path: Path) -> None:
    assert lies_in(tree_of(SMALL_TOWN, tmp_path), "grid:a", "grid") == "grid:a"


def test_what_lies_nowhere_is_unknown(tmp_path: Path) -> None:
    tree = tree_of([*SMALL_TOWN, Grid(id="grid:lost", name="lost")], tmp_path)
    assert tree.rows(pl.Series(["grid:lost", "grid:none", None])).tolist() == [-1, -1, -1]
    assert lies_in(tree, "grid:lost", "community") is None


def test_communities_are_a_straight_line_apart(tmp_path: Path) -> None:
    tree = tree_of(SMALL_TOWN, tmp_path)
    assert metres(tree, "community:a", "community:b") == 5000
    assert metres(tree, "community:a", "community:a") == 0


def test_a_town_is_as_far_as_its_nearest_community(tmp_path: Path) -> None:
    tree = tree_of(SMALL_TOWN, tmp_path)
    assert metres(tree, "town:t", "community:b") == 0
    assert metres(tree, "town:u", "community:a") == 10_000
    assert metres(tree, "city:z", "community:c") == 0


def test_an_unknown_place_is_infinitely_far_and_covers_nothing(tmp_path: Path) -> None:
    tree = tree_of(SMALL_TOWN, tmp_path)
    assert set(tree.metres[-1].tolist()) == {inf}
    assert not tree.covers[-1].any()


def test_areas_cover_the_communities_in_them(tmp_path: Path) -> None:
    tree = tree_of(SMALL_TOWN, tmp_path)
    rows = tree.rows(pl.Series(["community:b", "town:t", "city:z"]))
    assert tree.covers[rows].astype(int).tolist() == [[0, 1, 0], [1, 1, 0], [1, 1, 1]]


def test_the_area_of_a_place_is_its_community_or_the_town_itself(tmp_path: Path) -> None:
    tree = tree_of(SMALL_TOWN, tmp_path)
    areas = tree.area(tree.rows(pl.Series(["household:a11", "town:u", None])))
    assert [tree.ids[int(row)] if row >= 0 else None for row in areas] == ["community:a", "town:u", None]


def test_a_community_of_no_town_stands_alone(tmp_path: Path) -> None:
    alone = [item for item in SMALL_TOWN if item != link("community:b", "IN", "town:t")]
    tree = tree_of(alone, tmp_path)
    rows = tree.rows(pl.Series(["community:b", "town:t"]))
    assert tree.covers[rows].astype(int).tolist() == [[0, 1, 0], [1, 0, 0]]
