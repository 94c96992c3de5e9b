"""The rule `minor` on a few named people."""

from matching.rules.minor import RULE
from tests.matching.rules.meeting import meeting


def test_a_minor_serves_only_with_a_guardians_consent() -> None:
    met = meeting(
        "Ai, 17", "Bo, 17", "Cai, 18", provider={"age": [17, 17, 18], "guardian_consent": [False, True, False]}
    )
    assert met.refused(RULE) == ["Ai, 17"]


def test_a_minor_never_serves_in_a_home() -> None:
    met = meeting("Ai, 17", "Cai, 18", provider={"age": [17, 18], "guardian_consent": True}, service={"at_home": True})
    assert met.refused(RULE) == ["Ai, 17"]


def test_only_adults_help_minors() -> None:
    met = meeting(
        "to a girl of 9", "to a man of 18", "to a class", "to nobody known",
        provider={"age": 17, "guardian_consent": True},
        resident={"age": [9, 18, 40, 0]},
        service={"with_minors": [False, False, True, False]},
        need={"resident": [0, 1, 2, -1]},
    )  # fmt: skip
    assert met.refused(RULE) == ["to a girl of 9", "to a class"]
