"""How long a solve may go on, and what it tells on the way."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Phase = Literal["reduce", "price", "greedy", "improve", "exact", "explain", "verify", "done"]


@dataclass(frozen=True, slots=True)
class Limits:
    """Stop at `seconds`, or after `work`, or at `gap`. Where work is limited the clock is not looked at.

    A unit of work is a node of branch and bound, or a thousand moves of the search for large weeks.

    :param seconds: wall seconds, above 0.
    :param work: None, or at least 1: same problem, seed and work give the same bytes.
    :param gap: stop when (bound - objective) / max(1, |bound|) is at most this; 0 asks for the proved optimum.
    :param seed: 0 to 2**31 - 1.
    :param workers: threads that may compute at once, at least 1.
    """

    seconds: float = 60.0
    work: int | None = None
    gap: float = 0.0
    seed: int = 1
    workers: int = 2

    def __post_init__(self) -> None:
        if not self.seconds > 0:
            raise ValueError(f"seconds: {self.seconds} is not above 0")
        if self.work is not None and self.work < 1:
            raise ValueError(f"work: {self.work} is below 1")
        if not 0 <= self.gap <= 1:
            raise ValueError(f"gap: {self.gap} is not between 0 and 1")
        if not 0 <= self.seed < 2**31:
            raise ValueError(f"seed: {self.seed} is not between 0 and 2147483647")
        if self.workers < 1:
            raise ValueError(f"workers: {self.workers} is below 1")


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a solve stands: the best checked objective and proved bound so far (None before there is one)."""

    phase: Phase
    seconds: float
    objective: int | None = None
    bound: int | None = None


Report = Callable[[Progress], None]
Cancelled = Callable[[], bool]
