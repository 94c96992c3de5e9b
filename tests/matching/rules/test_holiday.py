"""The rule `holiday` on a few named people."""

from matching.rules.half_day import RULE as HALF_DAY
from matching.rules.holiday import RULE
from tests.matching.rules.meeting import meeting

THU_AM, FRI_AM, SAT_AM = 2**6, 2**8, 2**10


def test_who_does_not_work_on_the_holiday_is_refused_only_where_no_half_day_is_left() -> None:
    """Thursday and Friday are holidays: Ai, a volunteer, comes; of the social workers, only Cai works on Saturday."""
    met = meeting(
        "Ai", "Bo", "Cai",
        need={"half_days": THU_AM | SAT_AM},
        offer={"free": [THU_AM, THU_AM | FRI_AM, THU_AM | SAT_AM], "works": [THU_AM, 0, SAT_AM]},
    )  # fmt: skip
    assert met.refused(HALF_DAY) == []
    assert met.refused(RULE) == ["Bo"]


def test_a_need_without_half_days_knows_no_holiday() -> None:
    assert meeting("Bo", need={"half_days": 0}, offer={"works": 0}).refused(RULE) == []
