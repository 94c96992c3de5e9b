"""The rule `acquaintance` on a few named people."""

from matching.rules.acquaintance import RULE
from tests.matching.rules.meeting import meeting


def test_who_knows_the_resident_gets_eight_points() -> None:
    assert meeting("Ai", "Bo", facts={"knows": [1, 0]}).points(RULE) == {"Ai": 8, "Bo": 0}
