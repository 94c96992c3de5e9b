"""The rule `continuity` on a few named people."""

from matching.rules.continuity import RULE
from tests.matching.rules.meeting import meeting


def test_each_time_gives_six_points_up_to_thirty() -> None:
    met = meeting("Ai", "Bo", "Cai", "Dan", facts={"helped_times": [0, 1, 5, 9], "helped_weeks_ago": [0, 1, 1, 1]})
    assert met.points(RULE) == {"Ai": 0, "Bo": 6, "Cai": 30, "Dan": 30}


def test_help_of_over_eight_weeks_ago_counts_half() -> None:
    met = meeting("Ai", "Bo", "Cai", facts={"helped_times": [3, 3, 9], "helped_weeks_ago": [8, 9, 20]})
    assert met.points(RULE) == {"Ai": 18, "Bo": 9, "Cai": 15}


def test_a_resident_who_did_not_agree_to_it_is_not_matched_by_history() -> None:
    met = meeting("Ai", facts={"helped_times": [3], "helped_weeks_ago": [1]}, resident={"consents_history": False})
    assert met.points(RULE) == {"Ai": 0}
