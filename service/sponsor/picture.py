"""The steps of a gift as a picture: along in percent of its width, up in pixels, so that words keep their size."""

from collections.abc import Sequence
from dataclasses import dataclass

from service.sponsor.schemas import UnlockStep

HEIGHT = 168
"""Pixels from no need to all of them."""

_NICE = (1, 2, 5, 10)


@dataclass(frozen=True, slots=True)
class Stair:
    """One step: from `left` on, `width` wide, `height` pixels high. `reached`: the gift suffices for it."""

    left: float
    width: float
    height: float
    amount: int
    count: int
    reached: bool


@dataclass(frozen=True, slots=True)
class Tick:
    """A figure beside an axis: `at` is percent along, or pixels from above."""

    at: float
    value: int


@dataclass(frozen=True, slots=True)
class Picture:
    """The stairs of a gift up to `most` of it; the gift is `amount`, and stands at `mark`, percent along."""

    stairs: tuple[Stair, ...]
    along: tuple[Tick, ...]
    up: tuple[Tick, ...]
    most: int
    amount: int
    mark: float
    height: int = HEIGHT


def picture(steps: Sequence[UnlockStep], wanted: int | None, unit: int) -> Picture:
    """The picture of these steps, which are at least one.

    :param wanted: the gift, in what the steps are counted in; by default half of what is drawn. More than all that is
        drawn stands at the end.
    :param unit: so many of them are one of what people count in: 100 fen a yuan.
    """
    marks = _round(steps[-1].amount / unit)
    most, highest = marks[-1] * unit, steps[-1].count
    amount = most // 2 if wanted is None else wanted
    ends = [step.amount for step in steps[1:]] + [most]
    stairs = tuple(
        Stair(
            left=_percent(step.amount, most),
            width=_percent(end - step.amount, most),
            height=round(HEIGHT * step.count / highest, 1),
            amount=step.amount,
            count=step.count,
            reached=step.amount <= amount,
        )
        for step, end in zip(steps, ends, strict=True)
    )
    along = tuple(Tick(_percent(mark * unit, most), mark * unit) for mark in marks)
    return Picture(stairs, along, _up(highest), most, amount, min(100.0, _percent(amount, most)))


def _round(largest: float) -> list[int]:
    """From 0 to a round number above: three to six of them, evenly apart."""
    power = 1
    while True:
        for nice in _NICE[:-1]:
            apart = nice * power
            if largest / apart < 5:
                count = int(largest // apart) + 1
                return [apart * place for place in range(count + 1)]
        power *= 10


def _up(highest: int) -> tuple[Tick, ...]:
    apart = next(n for n in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, highest) if highest / n <= 5 or n == highest)
    return tuple(Tick(round(HEIGHT * (1 - n / highest), 1), n) for n in range(0, highest + 1, apart))


def _percent(part: float, whole: float) -> float:
    return round(100 * part / whole, 2)
