"""The rule `half_day` on a few named people."""

from matching.rules.half_day import RULE
from tests.matching.rules.meeting import meeting

MON_AM, MON_PM, TUE_AM = 1, 2, 4


def test_both_sides_share_a_half_day() -> None:
    met = meeting(
        "Ai", "Bo", "Cai", need={"half_days": MON_AM | MON_PM}, offer={"free": [MON_AM, MON_PM | TUE_AM, TUE_AM]}
    )
    assert met.refused(RULE) == ["Cai"]


def test_a_need_without_half_days_takes_anyone() -> None:
    assert meeting("Ai", "Bo", need={"half_days": 0}, offer={"free": [0, MON_AM]}).refused(RULE) == []
