"""Moments around this one, in Shanghai. Since all have the same offset, they compare as text."""

from datetime import datetime, timedelta
from math import ceil

from graph.weeks import SHANGHAI


def later(by: timedelta) -> str:
    """The moment that so much time after this one is."""
    return (datetime.now(SHANGHAI) + by).isoformat(timespec="seconds")


def seconds_until(moment: str | None) -> int:
    """Whole seconds, rounded up, until a moment; 0 when it has passed or there is none."""
    if moment is None:
        return 0
    return max(0, ceil((datetime.fromisoformat(moment) - datetime.now(SHANGHAI)).total_seconds()))
