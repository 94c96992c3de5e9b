"""Drawing: everything random in a world comes from named streams of one seed, so that no part disturbs another."""

from bisect import bisect
from collections.abc import Mapping, Sequence
from itertools import accumulate
from random import Random
from typing import Generic, TypeVar

T = TypeVar("T")


def stream(seed: int, part: str) -> Random:
    """The random numbers of one part of one world."""
    return Random(f"{seed}/{part}")


class Weighted(Generic[T]):
    """Things drawn in proportion to their weights, in the order given."""

    def __init__(self, weights: Mapping[T, float]) -> None:
        self.things = list(weights)
        self._sums = list(accumulate(weights.values()))

    def one(self, random: Random) -> T:
        """One of them."""
        return self.things[bisect(self._sums, random.random() * self._sums[-1], 0, len(self.things) - 1)]

    def some(self, random: Random, count: int) -> list[T]:
        """Up to `count` different ones, in the order drawn; fewer where the same come again and again."""
        drawn: dict[T, None] = {}
        for _ in range(4 * count):
            drawn[self.one(random)] = None
            if len(drawn) == count:
                break
        return list(drawn)


def shares(total: int, weights: Sequence[float]) -> list[int]:
    """Whole numbers in proportion to the weights that add up to `total`, each at least 1 where `total` allows."""
    if total < len(weights):
        return [1 if place < total else 0 for place in range(len(weights))]
    rest, sums = total - len(weights), list(accumulate(weights))
    ends = [round(rest * part / sums[-1]) for part in sums]
    return [1 + end - start for start, end in zip([0, *ends], ends, strict=False)]
