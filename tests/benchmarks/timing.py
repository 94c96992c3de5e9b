"""Seconds over repeats: the median is what is reported, the spread tells how far to trust it."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Timing:
    """Wall seconds of each repeat, in the order measured."""

    seconds: tuple[float, ...]

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)

    def percentile(self, percent: int) -> float:
        """The smallest measured value that at least `percent` of all do not pass."""
        ranked = sorted(self.seconds)
        return ranked[max(0, -(-len(ranked) * percent // 100) - 1)]

    def __str__(self) -> str:
        """Median, and the range where there was more than one repeat: `0.52 (0.50-0.61)`."""
        if len(self.seconds) == 1:
            return figure(self.median)
        return f"{figure(self.median)} ({figure(min(self.seconds))}-{figure(max(self.seconds))})"


def timed(call: Callable[[], T], repeats: int = 1) -> tuple[Timing, T]:
    """Call it `repeats` times, at least once; the times and the last result."""
    seconds = []
    for _ in range(repeats):
        started = time.perf_counter()
        result = call()
        seconds.append(time.perf_counter() - started)
    return Timing(tuple(seconds)), result


def figure(value: float) -> str:
    """Three significant digits, or whole from 1,000 on, or five decimals below 0.001; never an exponent."""
    if 0 < abs(value) < 0.001:
        return f"{value:.5f}"
    return f"{value:.3g}" if abs(value) < 999.5 else f"{value:.0f}"


def ratio(alternative: Timing, ours: Timing) -> str:
    """How many times as long the alternative takes."""
    return f"{figure(alternative.median / ours.median)}x"
