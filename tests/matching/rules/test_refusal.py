"""The rule `refusal` on a few named people."""

from matching.rules.refusal import RULE
from tests.matching.rules.meeting import meeting


def test_a_resident_does_not_meet_whom_they_refuse() -> None:
    met = meeting("Ai", "Bo", "Cai", facts={"refused": [0, 1, 0]})
    assert met.refused(RULE) == ["Bo"]


def test_a_need_without_a_resident_refuses_nobody() -> None:
    met = meeting("Ai", facts={"refused": [1]}, need={"resident": -1})
    assert met.refused(RULE) == []
