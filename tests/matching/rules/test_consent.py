"""The rule `consent` on a few named people."""

from matching.rules.consent import RULE
from tests.matching.rules.meeting import meeting


def test_no_offer_serves_a_resident_who_has_not_consented() -> None:
    met = meeting("for Ai", "for Bo", resident={"consents_service": [True, False]})
    assert met.refused(RULE) == ["for Bo"]


def test_health_facts_take_their_own_consent() -> None:
    met = meeting(
        "meals for Ai", "care for Ai", "care for Bo",
        resident={"consents_health": [False, False, True]}, service={"uses_health": [False, True, True]},
    )  # fmt: skip
    assert met.refused(RULE) == ["care for Ai"]


def test_a_need_without_a_resident_needs_none() -> None:
    met = meeting("for the estate", need={"resident": -1}, service={"uses_health": True})
    assert met.refused(RULE) == []
