"""The value of a need: every weight in one place. The points of soft rules and bonds stand in their own files.

value = base(urgency) × (100 + vulnerability)/100 × (100 + waiting)/100 × (100 + behind)/100, rounded down at the end

`behind` is 0 unless the city looks back at past weeks (`graph.model.Fairness`): then the needs of a community that got
a lower share of what its needs were worth than the whole city did are worth more, by a percent for each
`behind_points` points of the share, and at most `behind_most`.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Policy:
    """How much a need is worth, in points; all but `base` in percent of the base."""

    version: str = "2026-1"
    base: tuple[int, int, int, int, int] = (200, 400, 800, 1600, 3200)  # by urgency 1 to 5
    lives_alone: int = 15
    low_income: int = 20
    condition: int = 10
    conditions_most: int = 30
    very_old: int = 10
    very_old_from: int = 80  # years
    vulnerability_most: int = 60
    household: int = 1  # each that deliberates on a collective need
    week: int = 8  # each that the need has waited
    waiting_most: int = 96
    behind_points: int = 2  # so many points of the share that is missing are one percent
    behind_most: int = 20

    def vulnerability(self, alone: Bools, poor: Bools, conditions: Ints, age: Ints) -> Ints:
        """Of a person: how many `conditions`, `age` in years."""
        health = np.minimum(self.condition * conditions, self.conditions_most)
        old = self.very_old * (age >= self.very_old_from)
        total: Ints = self.lives_alone * alone + self.low_income * poor + health + old
        return np.minimum(total, self.vulnerability_most)

    def weight_of_many(self, households: Ints) -> Ints:
        """What stands for the vulnerability of a collective need."""
        return np.minimum(self.household * households, self.vulnerability_most)

    def behind(self, served: Ints, wanted: Ints) -> Ints:
        """Of communities, by what of their needs was worth in past weeks: served, and wanted in all (0: no needs)."""
        everywhere = int(wanted.sum())
        if not everywhere:
            return np.zeros(len(wanted), dtype=np.int64)
        share = 100 * int(served.sum()) // everywhere
        own = 100 * served // np.maximum(wanted, 1)
        lacking: Ints = np.where(wanted > 0, np.maximum(share - own, 0), 0)
        return np.minimum(lacking // self.behind_points, self.behind_most)

    def value(self, urgency: Ints, vulnerability: Ints, weeks: Ints, behind: Ints | int = 0) -> Ints:
        """Of needs of that urgency (1 to 5) that have waited so many weeks, in communities that are so far behind."""
        waiting = np.minimum(self.week * weeks, self.waiting_most)
        base = np.array(self.base)[urgency - 1]
        value: Ints = base * (100 + vulnerability) * (100 + waiting) * (100 + behind) // 1_000_000
        return value

    def past_value(self, urgency: Ints, weeks: Ints) -> Ints:
        """Of needs of a past week: without vulnerability, so that looking back asks nothing about anybody."""
        return self.value(urgency, np.zeros_like(urgency), weeks)


POLICY = Policy()
