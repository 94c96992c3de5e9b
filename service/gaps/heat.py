"""Heat: five classes of equal size for what is above nothing, so that a picture is neither all pale nor all dark."""

from collections.abc import Iterable
from dataclasses import dataclass

CLASSES = 5


@dataclass(frozen=True)
class Step:
    """One class that has values: 1 to CLASSES, the least and the greatest value in it."""

    heat: int
    low: float
    high: float


@dataclass(frozen=True)
class Heat:
    """The classes of some values: quantiles of those above 0, equal values together."""

    steps: tuple[Step, ...]

    @classmethod
    def of(cls, values: Iterable[float]) -> "Heat":
        """Fewer steps where there are fewer different values; none where nothing is above 0."""
        found = sorted(value for value in values if value > 0)
        tops = sorted({found[-(-len(found) * k // CLASSES) - 1] for k in range(1, CLASSES + 1)} if found else set())
        steps = []
        for place, top in enumerate(tops):
            inside = [value for value in found if value <= top and (not place or value > tops[place - 1])]
            steps.append(Step(-(-CLASSES * (place + 1) // len(tops)), inside[0], inside[-1]))
        return cls(tuple(steps))

    def __call__(self, value: float) -> int:
        """The class of a value: 0 where it is nothing, else 1 to CLASSES."""
        if value <= 0 or not self.steps:
            return 0
        return next((step.heat for step in self.steps if value <= step.high), self.steps[-1].heat)
