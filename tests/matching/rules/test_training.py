"""The rule `training` on a few named people."""

from matching.rules.training import RULE
from tests.matching.rules.meeting import meeting


def test_a_helper_has_every_training_that_the_service_takes() -> None:
    met = meeting("Ai", "Bo", "Cai", facts={"trainings": [0, 1, 2]}, service={"trainings": 2})
    assert met.refused(RULE) == ["Ai", "Bo"]


def test_a_service_without_trainings_takes_anyone() -> None:
    assert meeting("Ai", facts={"trainings": [0]}).refused(RULE) == []


def test_a_carrier_is_not_asked_for_trainings() -> None:
    assert meeting("a club", provider={"person": False}, service={"trainings": 1}).refused(RULE) == []
