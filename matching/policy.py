"""The value of a need: every weight in one place. The points of soft rules and bonds stand in their own files.

value = base(urgency) × (100 + vulnerability)/100 × (100 + waiting)/100, rounded down at the end
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

    def vulnerability(self, alone: Bools, poor: Bools, conditions: Ints, age: Ints) -> Ints:
        """Of a person: how many `conditions`, `age` in years."""
        health = np.minimum(self.condition * conditions, self.conditions_most)
        old = self.very_old * (age >= self.very_old_from)
        total: Ints = self.lives_alone * alone + self.low_income * poor + health + old
        return np.minimum(total, self.vulnerability_most)

    def weight_of_many(self, households: Ints) -> Ints:
        """What stands for the vulnerability of a collective need."""
        return np.minimum(self.household * households, self.vulnerability_most)

    def value(self, urgency: Ints, vulnerability: Ints, weeks: Ints) -> Ints:
        """Of needs of that urgency (1 to 5) that have waited so many weeks."""
        waiting = np.minimum(self.week * weeks, self.waiting_most)
        value: Ints = np.array(self.base)[urgency - 1] * (100 + vulnerability) * (100 + waiting) // 10_000
        return value


POLICY = Policy()
