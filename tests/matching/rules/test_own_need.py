"""The rule `own_need` on a few named people."""

from matching.rules.own_need import RULE
from tests.matching.rules.meeting import meeting


def test_nobody_serves_themselves_or_those_they_care_for() -> None:
    met = meeting("Ai herself", "her daughter Bo", "Cai", facts={"family": [1, 1, 0]})
    assert met.refused(RULE) == ["Ai herself", "her daughter Bo"]


def test_nobody_serves_their_own_household() -> None:
    met = meeting("Ai", "Bo", "Cai", provider={"household": [5, 6, -1]}, need={"household": [5, 5, -1]})
    assert met.refused(RULE) == ["Ai"]
