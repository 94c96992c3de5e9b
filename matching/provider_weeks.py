"""Each provider's week as a small exact knapsack: which capacities it joins, and its best filling at given prices.

A *provider's week* is a capacity counted in few units (the hours of a week) together with the capacities nested in it
(its half-days): those with a maximum of 1, which only candidates of that week use. Instead of a
price for each of these, a week has a price for each *class* of candidate: (nested capacity or none, amount). The bound
then counts the best week that really fits, not the hours at a price: hours that do not divide are seen.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.compiled import compiled
from matching.scenarios import Ints, Scenarios

Numbers = NDArray[Any]

MOST_UNITS = 64
"""A capacity of more units (fen, say) costs too much time as a knapsack for what it gives."""

NONE = -1


@dataclass(frozen=True)
class ProviderWeeks:
    """Weeks by number; classes lie by week, then nested capacity. Items are what the knapsack may take, in its order:
    one group (`item_group`) for each nested capacity, one for each copy of a class without one."""

    capacity: Ints  # by week: the capacity of its units
    size: Ints  # by week: its maximum
    class_week: Ints
    class_nested: Ints  # capacity, or NONE
    class_amount: Ints
    class_of: Ints  # by candidate: its class, or NONE
    covered: NDArray[np.bool_]  # by capacity: priced by classes
    item_at: Ints  # by week, and the end
    item_group: Ints
    item_class: Ints

    def best(self, prices: Numbers) -> tuple[Numbers, Ints]:
        """The value of each week at these class prices, and how often each class stands in one best filling.

        In integers exact, in floats a guide.
        """
        kind = prices.dtype
        value = np.zeros(len(self.size), kind)
        times = np.zeros(len(self.class_week), np.int64)
        groups = int(self.item_group.max(initial=0)) + 1
        units = int(self.size.max(initial=0)) + 1
        fill_weeks(
            self.item_at, self.item_group, self.item_class, self.class_amount, self.size, prices,
            value, times, np.zeros(units, kind), np.zeros(units, kind), np.full((groups + 1, units), NONE),
        )  # fmt: skip
        return value, times


@compiled
def fill_weeks(
    item_at: Ints,
    item_group: Ints,
    item_class: Ints,
    class_amount: Ints,
    size: Ints,
    price: Numbers,
    value: Numbers,
    times: Ints,
    best: Numbers,
    before: Numbers,
    choice: Ints,
) -> None:
    """Dynamic programming over the groups of each week: of each group at most one item, within the week's units."""
    for w in range(len(size)):
        units = size[w] + 1
        for h in range(units):
            best[h] = 0
        groups, at = 0, item_at[w]
        while at < item_at[w + 1]:
            end = at
            while end < item_at[w + 1] and item_group[end] == item_group[at]:
                end += 1
            for h in range(units):
                before[h] = best[h]
                choice[groups, h] = -1
            for i in range(at, end):
                amount, gain = class_amount[item_class[i]], price[item_class[i]]
                if gain > 0:
                    for h in range(amount, units):
                        if before[h - amount] + gain > best[h]:
                            best[h] = before[h - amount] + gain
                            choice[groups, h] = item_class[i]
            groups += 1
            at = end
        value[w] = best[units - 1]
        h = units - 1
        for g in range(groups - 1, -1, -1):
            k = choice[g, h]
            if k >= 0:
                times[k] += 1
                h -= class_amount[k]


def provider_weeks(s: Scenarios, most: Ints) -> ProviderWeeks:
    """The weeks of a problem whose capacities have these maxima; there may be none."""
    unit, main = _kinds(s, most)
    own, amount = _own_week(s, main)
    nested_of = _nested(s, unit, own)
    inside = np.flatnonzero(own >= 0)
    keys = np.stack([own[inside], nested_of[inside], amount[inside]], 1).reshape(-1, 3)
    classes, number = np.unique(keys, axis=0, return_inverse=True)
    class_of = np.full(len(s.score), NONE)
    class_of[inside] = number.reshape(-1)
    capacity, week = np.unique(classes[:, 0], return_inverse=True)
    covered = np.zeros(len(most), np.bool_)
    covered[capacity] = True
    covered[classes[classes[:, 1] >= 0, 1]] = True
    item_at, group, item_class = _items(week.reshape(-1), classes, most[capacity])
    return ProviderWeeks(
        capacity=capacity,
        size=most[capacity],
        class_week=week.reshape(-1),
        class_nested=classes[:, 1],
        class_amount=classes[:, 2],
        class_of=class_of,
        covered=covered,
        item_at=item_at,
        item_group=group,
        item_class=item_class,
    )


def _kinds(s: Scenarios, most: Ints) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which capacities can be nested, and which can be weeks: few units, of which some candidate uses several."""
    largest = np.zeros(len(most), np.int64)
    np.maximum.at(largest, s.use_capacity, s.use_amount)
    return (largest > 0) & (most == 1), (largest > 1) & (most <= MOST_UNITS)


def _own_week(s: Scenarios, main: NDArray[np.bool_]) -> tuple[Ints, Ints]:
    """Each candidate's week (a capacity, or NONE) and the units that it takes. A capacity that some candidate uses
    beside another such one is no week."""
    uses = np.flatnonzero(main[s.use_capacity])
    several = np.bincount(s.use_candidate[uses], minlength=len(s.score)) > 1
    main = main.copy()
    main[s.use_capacity[uses[several[s.use_candidate[uses]]]]] = False
    uses = np.flatnonzero(main[s.use_capacity])
    own, amount = np.full(len(s.score), NONE), np.zeros(len(s.score), np.int64)
    own[s.use_candidate[uses]] = s.use_capacity[uses]
    amount[s.use_candidate[uses]] = s.use_amount[uses]
    return own, amount


def _nested(s: Scenarios, unit: NDArray[np.bool_], own: Ints) -> Ints:
    """Each candidate's nested capacity, or NONE: a unit one that only candidates of one week use, each of them as its
    first such. (One that is second to some keeps its own price: as nested it would not bind those.)"""
    uses = np.flatnonzero(unit[s.use_capacity])
    candidate, capacity = s.use_candidate[uses], s.use_capacity[uses]
    low, high = np.full(len(unit), np.iinfo(np.int64).max), np.full(len(unit), NONE)
    np.minimum.at(low, capacity, own[candidate])
    np.maximum.at(high, capacity, own[candidate])
    nested = unit & (low == high) & (high >= 0)
    while True:
        inside = nested[capacity]
        first = np.full(len(s.score), len(unit))
        np.minimum.at(first, candidate[inside], capacity[inside])
        second = capacity[inside & (first[candidate] != capacity)]
        if not len(second):
            return np.where(first < len(unit), first, NONE)
        nested[second] = False


def _items(week: Ints, classes: Ints, size: Ints) -> tuple[Ints, Ints, Ints]:
    """A class without a nested capacity may be taken as often as the week has units for it."""
    items: list[tuple[int, int, int]] = []
    group, last = 0, (NONE, NONE)
    for k, (_, nested, amount) in enumerate(classes.tolist()):
        w = int(week[k])
        group = 0 if w != last[0] else group
        for _ in range(1 if nested >= 0 else int(size[w]) // amount):
            if last[0] == w and (nested < 0 or last[1] != nested):
                group += 1
            items.append((w, group, k))
            last = (w, nested)
    rows = np.array(items, np.int64).reshape(-1, 3)
    return np.searchsorted(rows[:, 0], np.arange(len(size) + 1)), rows[:, 1].copy(), rows[:, 2].copy()
