"""Capacities that others make idle: one visit a week leaves no second half-day to ask for.

Where all who use a capacity use another one too, the other bounds how many they are, and so what they take of the
first. A capacity that this keeps within its maximum never binds before the other does.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.problem import Problem

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

EXACT = 2.0**53
"""Below it, sums of whole numbers are exact in floating point."""


@dataclass(frozen=True)
class Uses:
    """Every use above 0 of a capacity by a candidate, in the file's order; candidates and slots by number."""

    candidate: Ints
    slot: Ints
    capacity: Ints
    amount: Ints
    count: Ints  # by slot
    most: Ints  # by capacity: its maximum

    @classmethod
    def of(cls, problem: Problem) -> "Uses":
        slots = [slot for need in problem.needs for slot in need.slots]
        candidates = [candidate for slot in slots for candidate in slot.candidates]
        number = {capacity.id: place for place, capacity in enumerate(problem.capacities)}
        capacity = np.array([number[id] for c in candidates for id in c.uses], np.int64)
        amount = np.array([amount for c in candidates for amount in c.uses.values()], np.int64)
        candidate = np.repeat(np.arange(len(candidates)), np.array([len(c.uses) for c in candidates], np.int64))
        slot_of = np.repeat(np.arange(len(slots)), np.array([len(slot.candidates) for slot in slots], np.int64))
        real = amount > 0
        return cls(
            candidate=candidate[real],
            slot=slot_of[candidate[real]],
            capacity=capacity[real],
            amount=amount[real],
            count=np.array([slot.count for slot in slots], np.int64),
            most=np.array([capacity.max for capacity in problem.capacities], np.int64),
        )

    def asked(self) -> Floats:
        """The most that all needs together could use of each capacity, slot by slot; exact, or a little above."""
        order = np.lexsort((-self.amount, self.capacity, self.slot))
        slot, capacity = self.slot[order], self.capacity[order]
        first = np.r_[True, (slot[1:] != slot[:-1]) | (capacity[1:] != capacity[:-1])][: len(order)]
        asked = np.zeros(len(self.most))
        np.add.at(asked, capacity[first], self.amount[order][first].astype(np.float64) * self.count[slot[first]])
        return np.where(asked < EXACT, asked, asked * (1 + 1e-12))


def implied(uses: Uses, scarce: Bools) -> Bools:
    """Which of the scarce capacities need not be looked at, since others of them bind first, and are none of these."""
    found, needed = np.zeros(len(scarce), np.bool_), np.zeros(len(scarce), np.bool_)
    users = np.bincount(uses.capacity, minlength=len(scarce))
    pairs = sorted(_binding(uses, scarce, users), key=lambda pair: (users[pair[0]], pair))
    for idle, other in pairs:
        if not needed[idle] and not found[other]:
            found[idle] = True
            needed[other] = True
    return found


def _binding(uses: Uses, scarce: Bools, users: Ints) -> list[tuple[int, int]]:
    """(capacity, another one that keeps it within its maximum), of scarce capacities."""
    among = np.flatnonzero(scarce[uses.capacity])
    one, other = _pairs(uses.candidate[among])
    one, other = among[one], among[other]
    n = len(users)
    keys, place = np.unique(uses.capacity[one] * n + uses.capacity[other], return_inverse=True)
    together = np.bincount(place, minlength=len(keys))
    least = np.full(len(keys), np.iinfo(np.int64).max)
    np.minimum.at(least, place, uses.amount[other])
    largest = np.zeros(n, np.int64)
    np.maximum.at(largest, uses.capacity, uses.amount)
    idle, binding = keys // n, keys % n
    holds = (uses.most[binding] // least).astype(np.float64) * largest[idle] <= uses.most[idle]
    told = np.flatnonzero((together == users[idle]) & holds)
    return list(zip(idle[told].tolist(), binding[told].tolist(), strict=True))


def _pairs(candidate: Ints) -> tuple[Ints, Ints]:
    """Each ordered pair of two uses of the same candidate, by place."""
    begin = np.searchsorted(candidate, candidate, "left")
    size = np.searchsorted(candidate, candidate, "right") - begin
    one = np.repeat(np.arange(len(candidate)), size)
    other = np.repeat(begin, size) + np.arange(size.sum()) - np.repeat(np.cumsum(size) - size, size)
    apart = one != other
    return one[apart], other[apart]
