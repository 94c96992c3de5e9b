"""Figures are reported as they were measured: the median, its spread, percentiles, three digits."""

import pytest

from tests.benchmarks.timing import Timing, figure, ratio, timed


def test_the_median_stands_beside_the_range_of_its_repeats() -> None:
    assert str(Timing((0.5,))) == "0.5"
    assert str(Timing((3.0, 0.25, 1.0))) == "1 (0.25-3)"


def test_a_percentile_is_a_value_that_was_measured() -> None:
    timing = Timing(tuple(float(second) for second in range(1, 21)))
    assert [timing.percentile(percent) for percent in (0, 5, 50, 95, 100)] == [1, 1, 10, 19, 20]


def test_a_ratio_is_of_the_medians() -> None:
    assert ratio(Timing((9.0, 1.0, 2.0)), ours=Timing((0.5,))) == "4x"


@pytest.mark.parametrize(
    ("value", "text"), [(0.0, "0"), (0.00012345, "0.00012"), (0.05, "0.05"), (12.345, "12.3"), (1234.5, "1234")]
)
def test_three_digits_and_no_exponent(value: float, text: str) -> None:
    assert figure(value) == text


def test_a_call_is_repeated_and_its_last_result_kept() -> None:
    results = iter("abc")
    timing, last = timed(lambda: next(results), repeats=3)
    assert (len(timing.seconds), last) == (3, "c")
