"""The rule `neighbour` on a few named people."""

from matching.rules.neighbour import RULE
from tests.matching.rules.meeting import meeting


def test_the_same_building_gives_more_than_the_same_grid() -> None:
    met = meeting(
        "Ai", "Bo", "Cai", provider={"building": [11, 12, 13], "grid": [1, 1, 2]}, need={"building": 11, "grid": 1}
    )
    assert met.points(RULE) == {"Ai": 10, "Bo": 6, "Cai": 0}


def test_unknown_homes_are_not_the_same_home() -> None:
    assert meeting("Ai").points(RULE) == {"Ai": 0}


def test_only_people_are_neighbours() -> None:
    met = meeting("a firm", provider={"building": 11, "person": False}, need={"building": 11})
    assert met.points(RULE) == {"a firm": 0}
