"""The rule `nearness` on a few named people."""

from math import inf

from matching.rules.nearness import RULE
from tests.matching.rules.meeting import meeting


def test_each_started_kilometre_costs_two_points() -> None:
    met = meeting("next door", "1 m", "1,000 m", "1,001 m", metres=[0.0, 1.0, 1000.0, 1001.0])
    assert met.points(RULE) == {"next door": 0, "1 m": -2, "1,000 m": -2, "1,001 m": -4}


def test_however_far_it_costs_at_most_forty() -> None:
    assert meeting("20 km", "90 km", metres=[20_000.0, 90_000.0]).points(RULE) == {"20 km": -40, "90 km": -40}


def test_an_unknown_way_costs_nothing() -> None:
    assert meeting("a fund", metres=[inf]).points(RULE) == {"a fund": 0}
