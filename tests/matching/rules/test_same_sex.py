"""The rule `same_sex` on a few named people."""

from matching.rules.same_sex import RULE
from tests.matching.rules.meeting import meeting


def test_the_wish_counts_in_care_at_home() -> None:
    met = meeting("Ai", "Bo", provider={"sex": ["female", "male"]}, need={"same_sex": True}, service={"at_home": True})
    assert met.refused(RULE) == ["Bo"]


def test_outside_the_home_or_without_the_wish_anyone_helps() -> None:
    met = meeting(
        "Bo on a walk", "Bo at home",
        provider={"sex": "male"}, need={"same_sex": [True, False]}, service={"at_home": [False, True]},
    )  # fmt: skip
    assert met.refused(RULE) == []


def test_money_has_no_sex() -> None:
    met = meeting("a fund", provider={"sex": "", "person": False}, need={"same_sex": True}, service={"at_home": True})
    assert met.refused(RULE) == []
