"""The rule `age` on a few named people."""

from matching.rules.age import RULE
from tests.matching.rules.meeting import meeting


def test_helpers_outside_the_ages_of_the_service_are_refused() -> None:
    met = meeting("Ai", "Bo", "Cai", "Dan", provider={"age": [15, 16, 80, 81]})
    assert met.refused(RULE) == ["Ai", "Dan"]


def test_who_is_no_person_has_no_age() -> None:
    met = meeting("a firm", provider={"age": 0, "person": False})
    assert met.refused(RULE) == []
