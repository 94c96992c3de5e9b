"""The rule `fitness` on a few named people."""

from matching.rules.fitness import RULE
from tests.matching.rules.meeting import meeting

SEATED, LIGHT, FULL = 0, 1, 2


def test_the_work_is_no_harder_than_the_volunteer_can_bear() -> None:
    met = meeting("Ai", "Bo", "Cai", provider={"fitness": [SEATED, LIGHT, FULL]}, service={"effort": LIGHT})
    assert met.refused(RULE) == ["Ai"]


def test_only_volunteers_are_asked_for_their_fitness() -> None:
    met = meeting("a social worker", provider={"fitness": SEATED, "volunteer": False}, service={"effort": FULL})
    assert met.refused(RULE) == []
