"""The value of a need, worked out by hand."""

import numpy as np

from matching.policy import POLICY, Policy


def column(*values: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.array(values, dtype=np.int64)


def test_urgency_doubles_the_value() -> None:
    assert POLICY.value(column(1, 2, 3, 4, 5), column(0), column(0)).tolist() == [200, 400, 800, 1600, 3200]


def test_each_week_waited_adds_eight_percent_up_to_twelve_weeks() -> None:
    assert POLICY.value(column(2, 2, 2), column(0), column(1, 12, 50)).tolist() == [432, 784, 784]


def test_the_value_is_rounded_down_once_at_the_end() -> None:
    """800 × 1.35 × 1.24 = 1339.2; 1600 × 1.45 × 1.24 = 2876.8."""
    assert POLICY.value(column(3, 4), column(35, 45), column(3, 3)).tolist() == [1339, 2876]


def test_vulnerability_adds_up_to_sixty() -> None:
    """Ai lives alone (15); Bo is poor with two conditions (20 + 20); Cai has five conditions (30) at 80 (10);
    Dan has everything (15 + 20 + 30 + 10, at most 60)."""
    alone, poor = np.array([True, False, False, True]), np.array([False, True, False, True])
    assert POLICY.vulnerability(alone, poor, column(0, 2, 5, 3), column(79, 60, 80, 90)).tolist() == [15, 40, 40, 60]


def test_a_collective_need_weighs_by_the_households_that_deliberate() -> None:
    assert POLICY.weight_of_many(column(0, 8, 60, 300)).tolist() == [0, 8, 60, 60]


def test_who_got_less_than_others_is_worth_more_up_to_twenty_percent() -> None:
    """Of 1000 wanted everywhere 600 were served. East got 50 % of its 200: 10 points behind are 5 percent; west nothing
    of its 300: 60 points, at most 20. South got all, and the north wanted nothing."""
    served, wanted = column(100, 0, 500, 0), column(200, 300, 500, 0)
    assert POLICY.behind(served, wanted).tolist() == [5, 20, 0, 0]
    assert POLICY.behind(column(0, 0), column(0, 0)).tolist() == [0, 0]
    assert POLICY.value(column(3, 3), column(35, 35), column(3, 3), column(0, 20)).tolist() == [1339, 1607]


def test_looking_back_asks_nothing_about_anybody() -> None:
    assert POLICY.past_value(column(3, 3), column(0, 2)).tolist() == [800, 928]


def test_other_weights_are_another_policy() -> None:
    policy = Policy(version="trial", base=(1, 2, 3, 4, 5), week=100, waiting_most=100)
    assert policy.value(column(5, 5), column(0), column(0, 3)).tolist() == [5, 10]
