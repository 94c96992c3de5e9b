"""The rule `eligibility` on a few named people."""

from matching.rules.eligibility import RULE
from tests.matching.rules.meeting import meeting

FRAIL, CHRONIC = 1, 2


def test_a_program_for_children_takes_children() -> None:
    met = meeting(
        "Ai, 5", "Bo, 6", "Cai, 14", "Dan, 15", "nobody known",
        provider={"min_age": 6, "max_age": 14, "for_some": True},
        resident={"age": [5, 6, 14, 15, 10]}, need={"resident": [0, 1, 2, 3, -1]},
    )  # fmt: skip
    assert met.refused(RULE) == ["Ai, 5", "Dan, 15", "nobody known"]


def test_a_program_for_the_poor_takes_the_poor() -> None:
    met = meeting(
        "Ai", "Bo", "nobody known",
        provider={"low_income_only": True, "for_some": True},
        resident={"low_income": [True, False, True]}, need={"resident": [0, 1, -1]},
    )  # fmt: skip
    assert met.refused(RULE) == ["Bo", "nobody known"]


def test_conditions_decide_only_with_consent_to_health_facts() -> None:
    met = meeting(
        "Ai, frail", "Bo, chronic", "Cai, well", "Dan, frail, says no",
        provider={"for_conditions": True, "conditions": FRAIL | CHRONIC, "for_some": True},
        resident={"conditions": [FRAIL, CHRONIC, 0, FRAIL], "consents_health": [True, True, True, False]},
    )  # fmt: skip
    assert met.refused(RULE) == ["Cai, well", "Dan, frail, says no"]


def test_a_community_fund_pays_for_what_is_common() -> None:
    met = meeting("the barrier", "Ai's lamp", provider={"collective_only": True}, need={"collective": [True, False]})
    assert met.refused(RULE) == ["Ai's lamp"]
