"""ISO weeks and half-days in Asia/Shanghai: `2026-W48` runs from its Monday to its Sunday."""

import re
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import get_args
from zoneinfo import ZoneInfo

from graph.errors import BadValue
from graph.model.base import HALF_DAYS, HalfDay

SHANGHAI = ZoneInfo("Asia/Shanghai")

_WEEK = re.compile(r"([0-9]{4})-W([0-9]{2})")


def week_of(day: date) -> str:
    """The ISO week of a day, such as `2026-W48`; of a date and time with a zone, its week in Shanghai."""
    if isinstance(day, datetime) and day.tzinfo is not None:
        day = day.astimezone(SHANGHAI)
    year, number, _ = day.isocalendar()
    return f"{year:04d}-W{number:02d}"


def today() -> date:
    """The date in Shanghai now."""
    return datetime.now(SHANGHAI).date()


def this_week() -> str:
    """The ISO week in Shanghai now."""
    return week_of(today())


def monday(week: str) -> date:
    """The first day of a week.

    :raises BadValue: not an ISO week that exists: `2026-W60`, or `2025-W53` in a year of 52 weeks.
    """
    found = _WEEK.fullmatch(week)
    if not found:
        raise BadValue(f"week {week!r}: not an ISO week; write it like 2026-W48")
    year, number = int(found[1]), int(found[2])
    try:
        return date.fromisocalendar(year, number, 1)
    except ValueError:
        raise BadValue(f"week {week!r}: {_range(year)}") from None


def _range(year: int) -> str:
    if not 1 <= year <= 9999:
        return "no such year; give one from 0001 to 9999"
    weeks = date(year, 12, 28).isocalendar().week  # 28 December always lies in the last week
    return f"{year:04d} has the weeks W01 to W{weeks}; give one of them"


def day_of(week: str, half_day: str) -> date:
    """The date of a half-day of a week.

    :raises BadValue: no such week or half-day.
    """
    if half_day not in HALF_DAYS:
        raise BadValue(f"half-day {half_day!r}: no such half-day; give one of {', '.join(get_args(HalfDay))}")
    return monday(week) + timedelta(days=HALF_DAYS.index(half_day) // 2)


def next_week(week: str, weeks: int = 1) -> str:
    """The week that comes `weeks` later; earlier where `weeks` is negative.

    :raises BadValue: no such week, or one beyond the calendar's end.
    """
    try:
        return week_of(monday(week) + timedelta(weeks=weeks))
    except OverflowError:
        raise BadValue(f"week {week!r}: {weeks:+d} weeks leaves the calendar; stay within 0001 to 9999") from None


def previous_week(week: str, weeks: int = 1) -> str:
    """The week that was `weeks` before.

    :raises BadValue: no such week, or one before the calendar's start.
    """
    return next_week(week, -weeks)


def weeks_between(first: str, week: str) -> int:
    """How many weeks after `first` the other comes; negative where it comes before.

    :raises BadValue: no such week.
    """
    return (monday(week) - monday(first)).days // 7


@lru_cache(maxsize=256)
def public_holidays(week: str) -> frozenset[HalfDay]:
    """The half-days of a week that fall into a public holiday of mainland China.

    These are the days off that the State Council announced for the year, days moved to make a longer break
    included; ordinary weekends are not. For years whose announcement `chinese_calendar` does not know, the
    statutory days by `holidays`.

    :raises BadValue: no such week.
    """
    first = monday(week)
    return frozenset(
        half for place, half in enumerate(HALF_DAYS) if _is_public_holiday(first + timedelta(days=place // 2))
    )


def _is_public_holiday(day: date) -> bool:
    import chinese_calendar  # here, like `holidays` below, because few commands need a calendar

    try:
        off, name = chinese_calendar.get_holiday_detail(day)
    except NotImplementedError:
        return _is_statutory(day)
    return bool(off and name in {holiday.value for holiday in chinese_calendar.Holiday})


@lru_cache(maxsize=64)
def _statutory(year: int) -> frozenset[date]:
    from holidays import country_holidays

    return frozenset(country_holidays("CN", years=year))


def _is_statutory(day: date) -> bool:
    return day in _statutory(day.year)
