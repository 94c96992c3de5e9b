"""Weeks and half-days in Shanghai."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import BadValue
from graph.model import HALF_DAYS
from graph.weeks import day_of, monday, next_week, previous_week, public_holidays, this_week, week_of, weeks_between


def halves(*days: str) -> set[str]:
    return {f"{day}-{half}" for day in days for half in ("am", "pm")}


def test_a_week_belongs_to_the_year_of_its_thursday() -> None:
    assert week_of(date(2026, 11, 24)) == "2026-W48"
    assert week_of(date(2027, 1, 1)) == "2026-W53"
    assert week_of(date(2024, 12, 30)) == "2025-W01"


def test_late_sunday_in_utc_is_monday_in_shanghai() -> None:
    assert week_of(datetime(2026, 11, 22, 15, 59, tzinfo=UTC)) == "2026-W47"
    assert week_of(datetime(2026, 11, 22, 16, 0, tzinfo=UTC)) == "2026-W48"


def test_this_week_is_a_week_that_exists() -> None:
    assert week_of(monday(this_week())) == this_week()


def test_half_days_run_from_monday_to_sunday() -> None:
    assert day_of("2026-W48", "mon-am") == date(2026, 11, 23)
    assert day_of("2026-W48", "mon-pm") == date(2026, 11, 23)
    assert day_of("2026-W48", "sun-pm") == date(2026, 11, 29)


def test_a_year_of_53_weeks_is_stepped_through() -> None:
    assert next_week("2026-W52") == "2026-W53"
    assert next_week("2026-W53") == "2027-W01"
    assert previous_week("2026-W01") == "2025-W52"
    assert previous_week("2026-W12", 12) == "2025-W52"
    assert weeks_between("2025-W52", "2027-W01") == 54
    assert weeks_between("2026-W48", "2026-W40") == -8


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)), st.integers(-60, 60))
def test_stepping_and_counting_agree(day: date, steps: int) -> None:
    week = week_of(day)
    assert 0 <= (day - monday(week)).days <= 6
    assert weeks_between(week, next_week(week, steps)) == steps


@pytest.mark.parametrize(
    ("week", "next_step"),
    [
        ("2026-W60", "W01 to W53"),
        ("2025-W53", "W01 to W52"),
        ("2026-W00", "W01 to W53"),
        ("0000-W01", "0001 to 9999"),
        ("2026-48", "like 2026-W48"),
        ("2026-W48\n", "like 2026-W48"),
        ("２０２６-W48", "like 2026-W48"),
        ("", "like 2026-W48"),
    ],
)
def test_a_week_that_does_not_exist_is_refused_with_what_to_give_instead(week: str, next_step: str) -> None:
    with pytest.raises(BadValue) as refused:
        monday(week)
    assert repr(week) in str(refused.value)
    assert next_step in str(refused.value)


def test_the_calendar_ends() -> None:
    with pytest.raises(BadValue, match="leaves the calendar"):
        next_week("9999-W52")
    with pytest.raises(BadValue, match="leaves the calendar"):
        previous_week("0001-W01")


def test_an_unknown_half_day_is_refused() -> None:
    with pytest.raises(BadValue, match="half-day 'mon'"):
        day_of("2026-W48", "mon")


def test_national_day_2026_is_off_from_thursday_to_the_next_wednesday() -> None:
    assert public_holidays("2026-W40") == halves("thu", "fri", "sat", "sun")
    assert public_holidays("2026-W41") == halves("mon", "tue", "wed")


def test_spring_festival_2026_fills_a_whole_week() -> None:
    assert public_holidays("2026-W08") == frozenset(HALF_DAYS)


def test_an_ordinary_weekend_is_no_public_holiday() -> None:
    assert public_holidays("2026-W48") == frozenset()


def test_beyond_the_announced_years_the_statutory_days_stand() -> None:
    assert public_holidays("2031-W40") >= halves("wed", "thu", "fri")  # 1 to 3 October 2031
    assert public_holidays("2031-W48") == frozenset()


def test_holidays_of_a_week_that_does_not_exist_are_refused() -> None:
    with pytest.raises(BadValue, match="2025-W53"):
        public_holidays("2025-W53")
