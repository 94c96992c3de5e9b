"""Each provider's week as a small exact knapsack: which capacities it joins, and its best filling at given prices.

A *provider's week* is a capacity counted in few units (the hours of a week, or money in the largest sum that divides
all that is asked of it) together with the capacities nested in it (its half-days): those with a maximum of 1, which
only candidates of that week use. Instead of a price for each of these, a week has a price for each *class* of
candidate: (nested capacity or none, amount). The bound then counts the best week that really fits, not the hours at a
price: hours that do not divide are seen. A candidate that uses several weeks has a class in each.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.compiled import compiled
from matching.scenarios import Ints, Scenarios

Numbers = NDArray[Any]
Bools = NDArray[np.bool_]

MOST_UNITS = 20_000
"""A capacity of more units costs too much time as a knapsack for what it gives."""

NONE = -1


@dataclass(frozen=True)
class ProviderWeeks:
    """Weeks by number; classes lie by week, then nested capacity. Items are what the knapsack may take, in its order:
    one group (`item_group`) for each nested capacity, one for each copy of a class without one."""

    capacity: Ints  # by week: the capacity of its units
    size: Ints  # by week: its maximum
    step: Ints  # by week: the unit, the greatest number that divides the amounts of its classes
    class_week: Ints
    class_nested: Ints  # capacity, or NONE
    class_amount: Ints
    class_slot: Ints  # (class without a nested capacity, need, slot): whose candidates are of it, class by class
    use_candidate: Ints
    use_class: Ints
    use_times: Ints  # 1 each
    covered: Bools  # by capacity: priced by classes
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
        units = int((self.size // self.step).max(initial=0)) + 1
        fill_weeks(
            self.item_at, self.item_group, self.item_class, self.class_amount, self.size, self.step, prices,
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
    step: Ints,
    price: Numbers,
    value: Numbers,
    times: Ints,
    best: Numbers,
    before: Numbers,
    choice: Ints,
) -> None:
    """Dynamic programming over the groups of each week: of each group at most one item, within the week's units."""
    for w in range(len(size)):
        units = size[w] // step[w] + 1
        for h in range(units):
            best[h] = 0
        groups, at = 0, item_at[w]
        while at < item_at[w + 1]:
            end, asked = at, False
            while end < item_at[w + 1] and item_group[end] == item_group[at]:
                asked = asked or price[item_class[end]] > 0
                end += 1
            if asked:
                for h in range(units):
                    before[h] = best[h]
                    choice[groups, h] = -1
                for i in range(at, end):
                    amount, gain = class_amount[item_class[i]] // step[w], price[item_class[i]]
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
                h -= class_amount[k] // step[w]


def provider_weeks(s: Scenarios, most: Ints) -> ProviderWeeks:
    """The weeks of a problem whose capacities have these maxima; there may be none."""
    unit, main, step = _kinds(s, most)
    of_week = np.flatnonzero(main[s.use_capacity])
    nested = _nested(s, unit, of_week, most // step)
    keys = np.stack([s.use_capacity[of_week], nested, s.use_amount[of_week]], 1).reshape(-1, 3)
    classes, number = np.unique(keys, axis=0, return_inverse=True)
    capacity, week = np.unique(classes[:, 0], return_inverse=True)
    covered = np.zeros(len(most), np.bool_)
    covered[capacity] = True
    covered[classes[classes[:, 1] >= 0, 1]] = True
    use_class = number.reshape(-1)
    slots = _slots(s, classes, s.use_candidate[of_week], use_class)
    item_at, group, item_class = _items(week.reshape(-1), classes, most[capacity], _copies(s, len(classes), slots))
    return ProviderWeeks(
        capacity=capacity,
        size=most[capacity],
        step=step[capacity],
        class_week=week.reshape(-1),
        class_nested=classes[:, 1],
        class_amount=classes[:, 2],
        class_slot=slots,
        use_candidate=s.use_candidate[of_week],
        use_class=use_class,
        use_times=np.ones(len(of_week), np.int64),
        covered=covered,
        item_at=item_at,
        item_group=group,
        item_class=item_class,
    )


def _kinds(s: Scenarios, most: Ints) -> tuple[Bools, Bools, Ints]:
    """Which capacities can be nested; which can be weeks (few units, which the candidates cannot use up to the last in
    just any way); and the unit of each."""
    largest, step = np.zeros(len(most), np.int64), np.zeros(len(most), np.int64)
    np.maximum.at(largest, s.use_capacity, s.use_amount)
    np.gcd.at(step, s.use_capacity, s.use_amount)
    step = np.maximum(step, 1)
    uneven = (largest > step) | (most % step > 0)
    return (largest > 0) & (most == 1), (largest > 0) & uneven & (most // step <= MOST_UNITS), step


def _nested(s: Scenarios, unit: Bools, of_week: Ints, units: Ints) -> Ints:
    """For each use of a week, the nested capacity that it goes with, or NONE: a unit one that only candidates of the
    week use, each of them as its first such. (One that is second to some keeps its own price: as nested it would not
    bind those.)

    :param of_week: the uses of weeks, by candidate. :param units: of each capacity; of weeks that a unit one could be
    nested in, it is nested in the one of fewest.
    """
    use, inner = _beside(s, of_week, np.flatnonzero(unit[s.use_capacity]))
    week_of = _week_of(s.use_capacity[of_week[use]], s.use_capacity[inner], s.use_capacity, units)
    while True:
        inside = week_of[s.use_capacity[inner]] == s.use_capacity[of_week[use]]
        first = np.full(len(of_week), len(unit))
        np.minimum.at(first, use[inside], s.use_capacity[inner[inside]])
        second = s.use_capacity[inner[inside & (first[use] != s.use_capacity[inner])]]
        if not len(second):
            return np.where(first < len(unit), first, NONE)
        week_of[second] = NONE


def _beside(s: Scenarios, uses: Ints, others: Ints) -> tuple[Ints, Ints]:
    """Each pair of one of some uses (its place among them) and one of the others by the same candidate."""
    low = np.searchsorted(s.use_candidate[others], s.use_candidate[uses], "left")
    size = np.searchsorted(s.use_candidate[others], s.use_candidate[uses], "right") - low
    first = np.repeat(np.cumsum(size) - size, size)
    return np.repeat(np.arange(len(uses)), size), others[np.repeat(low, size) + np.arange(size.sum()) - first]


def _week_of(week: Ints, inner: Ints, used: Ints, units: Ints) -> Ints:
    """By capacity: the week that all its users use, NONE where there is none.

    :param week: the capacities of pairs of uses, with those that might be nested as `inner`. :param used: of all uses.
    """
    users = np.bincount(used, minlength=len(units))
    pairs, times = np.unique(np.stack([inner, units[week], week], 1).reshape(-1, 3), axis=0, return_counts=True)
    whole = pairs[times == users[pairs[:, 0]]]
    found, first = np.unique(whole[:, 0], return_index=True)
    week_of = np.full(len(units), NONE - 1)
    week_of[found] = whole[first, 2]
    return week_of


def _slots(s: Scenarios, classes: Ints, candidate: Ints, use_class: Ints) -> Ints:
    """(class, need, slot) of each class without a nested capacity, in order."""
    place = np.stack([s.candidate_need, s.candidate_slot], 1)
    free = classes[use_class, 1] < 0
    return np.unique(np.column_stack([use_class[free], place[candidate[free]]]), axis=0)


def _copies(s: Scenarios, classes: int, slots: Ints) -> Ints:
    """How many candidates a plan may take of each class without a nested capacity."""
    count = [s.problem.needs[need].slots[slot].count for _, need, slot in slots.tolist()]
    return np.bincount(slots[:, 0], np.array(count, np.int64), minlength=classes).astype(np.int64)


def _items(week: Ints, classes: Ints, size: Ints, copies: Ints) -> tuple[Ints, Ints, Ints]:
    """A class without a nested capacity may be taken as often as the week has units for it, and slots ask for it."""
    items: list[tuple[int, int, int]] = []
    group, last = 0, (NONE, NONE)
    for k, (_, nested, amount) in enumerate(classes.tolist()):
        w = int(week[k])
        group = 0 if w != last[0] else group
        for _ in range(1 if nested >= 0 else min(int(copies[k]), int(size[w]) // amount)):
            if last[0] == w and (nested < 0 or last[1] != nested):
                group += 1
            items.append((w, group, k))
            last = (w, nested)
    rows = np.array(items, np.int64).reshape(-1, 3)
    return np.searchsorted(rows[:, 0], np.arange(len(size) + 1)), rows[:, 1].copy(), rows[:, 2].copy()
