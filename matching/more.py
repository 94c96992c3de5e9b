"""The same week with more of something: of a capacity, or of offers that nobody has made yet."""

from collections.abc import Collection
from dataclasses import replace

from matching.problem import Candidate, Capacity, Need, Problem, Slot

EXTRA = "extra:offers"
"""The capacity that extra offers use; no id of a graph begins like it."""


def with_capacity(problem: Problem, capacity: str, more: int) -> Problem:
    """That much more of one capacity, in its unit. Every plan of the problem is a plan of this one.

    :param more: at least 0.
    :raises KeyError: the problem has no such capacity.
    """
    if all(one.id != capacity for one in problem.capacities):
        raise KeyError(capacity)
    larger = (replace(one, max=one.max + more) if one.id == capacity else one for one in problem.capacities)
    return replace(problem, capacities=tuple(larger), sha256="")


def with_offers(problem: Problem, needs: Collection[str], society: str, count: int) -> Problem:
    """`count` more offers of a society for these needs. Every plan of the problem is a plan of this one.

    Each may fill one required slot of the society in one of the needs, once, in any option; it uses nothing else and
    has score 0 and no bonds. Since they are alike, a slot names only as many as it can take at once, and all use one
    new capacity, EXTRA, whose maximum is `count`.

    :param count: at least 1.
    """
    wanted = set(needs)
    larger = (_joined(need, society, count) if need.id in wanted else need for need in problem.needs)
    extra = Capacity(EXTRA, count, unit="offer")
    return replace(problem, needs=tuple(larger), capacities=(*problem.capacities, extra), sha256="")


def _joined(need: Need, society: str, count: int) -> Need:
    return replace(need, slots=tuple(extended(s, count) if asks(s, society) else s for s in need.slots))


def asks(slot: Slot, society: str) -> bool:
    """Whether it is one of the society's required slots."""
    return slot.required and slot.society == society


def extended(slot: Slot, count: int, capacity: str = EXTRA) -> Slot:
    """The slot with as many extra offers as it can take at once, at most `count`."""
    extra = (Candidate(f"extra:{n}", uses={capacity: 1}) for n in range(1, min(count, slot.count) + 1))
    return replace(slot, candidates=(*slot.candidates, *extra))
