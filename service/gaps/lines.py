"""Lines over weeks, as a picture of a fixed size: where each point is drawn, and the round numbers at its side."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 720, 240
LEFT, RIGHT, TOP, BOTTOM = 52, 112, 16, 32
"""Room for the numbers at the left, the names of lines at the right, half a number at the top, weeks beneath."""


@dataclass(frozen=True)
class Chart:
    """`ticks`: (number, y). `columns`: (name, x). `lines`: the points of each series, (x, y, value)."""

    ticks: tuple[tuple[int, float], ...]
    columns: tuple[tuple[str, float], ...]
    lines: tuple[tuple[tuple[float, float, int], ...], ...]
    width: int = WIDTH
    height: int = HEIGHT
    right: int = RIGHT

    @property
    def floor(self) -> float:
        """Where 0 is."""
        return HEIGHT - BOTTOM


def chart(names: Sequence[str], *series: Sequence[int]) -> Chart:
    """The chart of series that each have a number, 0 or more, for every name."""
    top = _round_up(max((value for line in series for value in line), default=0))
    across, high = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM

    def x(place: int) -> float:
        return round(LEFT + across * (place / (len(names) - 1) if len(names) > 1 else 0.5), 1)

    def y(value: float) -> float:
        return round(HEIGHT - BOTTOM - high * value / top, 1)

    return Chart(
        tuple((value, y(value)) for value in range(0, top + 1, max(1, top // 4))),
        tuple((name, x(place)) for place, name in enumerate(names)),
        tuple(tuple((x(place), y(value), value) for place, value in enumerate(line)) for line in series),
    )


def _round_up(most: int) -> int:
    """The least of 4, 8, 20, 40, 80, 200 … that is not below."""
    top = 4
    while top < most:
        top = top * 5 // 2 if str(top).startswith("8") else top * 2
    return top
