"""What providers' weeks add to the certificate (`matching.verify` defines it). Shares no code with any solver."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import gcd
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.plan import WeekClass
from matching.problem import Candidate, Capacity, Problem

MOST_UNITS = 20_000
"""Of a provider's week. More would cost too much time to fill."""

Numbers = NDArray[Any]
"""Integers of 64 bits where all prices together fit in them, else Python's own."""

End = tuple[str, str]
"""A slot: its need's id and its own."""


@dataclass(frozen=True, slots=True)
class Priced:
    """A class's price; whose candidates alone are of it (None: all), and how many of them a filling has at most."""

    price: int
    slots: frozenset[End] | None
    most: int | None


Groups = Mapping[str | None, Mapping[int, Priced]]
"""One week's classes, by nested capacity (None: without) and amount."""


@dataclass(frozen=True, slots=True)
class Fillings:
    """Providers' weeks with the prices of their classes, each an integer: `scale` times what it stands for."""

    weeks: Mapping[str, Groups]
    order: Mapping[str, int]  # a capacity's place in the problem

    @classmethod
    def of(cls, problem: Problem, classes: Sequence[WeekClass], scale: int) -> "Fillings":
        counts = _counts(problem) if any(one.slots is not None for one in classes) else {}
        weeks: dict[str, dict[str | None, dict[int, Priced]]] = {}
        for one in classes:
            group = weeks.setdefault(one.capacity, {}).setdefault(one.nested, {})
            slots = None if one.slots is None else frozenset(one.slots)
            most = None if slots is None else sum(counts[slot] for slot in slots)
            group[one.amount] = Priced(int(Fraction(one.price) * scale), slots, most)
        return cls(weeks, {capacity.id: place for place, capacity in enumerate(problem.capacities)})

    def price_of(self, candidate: Candidate, slot: End) -> int:
        """The prices of the candidate's classes, 0 for one that is not listed.

        :param slot: of which it is a candidate.
        """
        total = 0
        for week, amount in candidate.uses.items() if self.weeks else ():
            groups = self.weeks.get(week)
            if groups is not None:
                its = groups.get(self._first(candidate, groups), {}).get(amount)
                if its is not None and (its.slots is None or slot in its.slots):
                    total += its.price
        return total

    def _first(self, candidate: Candidate, among: Groups) -> str | None:
        """The first capacity in the problem's order that the candidate uses, of some; None where there is none."""
        used = [id for id, amount in candidate.uses.items() if id in among and amount >= 1]
        return min(used, key=self.order.__getitem__, default=None)

    def worth(self, week: Capacity) -> int:
        """The best sum of class prices over the week's fillings, unit by unit; 0 for a capacity that is no week."""
        groups = self.weeks.get(week.id)
        if groups is None:
            return 0
        unit = gcd(*(amount for group in groups.values() for amount in group))
        most = sum(one.price * (one.most or week.max) for group in groups.values() for one in group.values())
        best = np.zeros(week.max // unit + 1, np.int64 if most < 2**62 else np.object_)
        for nested, group in groups.items():
            items = [(amount // unit, one) for amount, one in group.items() if one.price > 0]
            if nested is not None:
                best = _once(best, [(units, one.price) for units, one in items])
            else:
                for units, one in items:
                    best = _several(best, units, one)
        return int(best[-1])


def _counts(problem: Problem) -> dict[End, int]:
    return {(need.id, slot.id): slot.count for need in problem.needs for slot in need.slots}


def _once(best: Numbers, items: Sequence[tuple[int, int]]) -> Numbers:
    """The best of each number of units when one of these (units, price) may join."""
    longer = best.copy()
    for units, price in items:
        if units < len(best):
            np.maximum(longer[units:], best[: len(best) - units] + price, out=longer[units:])
    return longer


def _several(best: Numbers, units: int, one: Priced) -> Numbers:
    """The best of each number of units when a class may join as often as it fits and its slots allow."""
    fit = (len(best) - 1) // units
    for _ in range(fit if one.most is None else min(fit, one.most)):
        best = _once(best, [(units, one.price)])
    return best


def malformed_classes(problem: Problem, classes: Sequence[WeekClass]) -> Iterator[str]:
    """Every reason why these are no classes of providers' weeks of the problem, each with its place."""
    capacities = {capacity.id: capacity for capacity in problem.capacities}
    slots = _counts(problem).keys() if any(one.slots is not None for one in classes) else ()
    nested, units = _nested(classes), _units(classes)
    first_week: dict[str, str] = {}
    listed: set[tuple[str, str | None, int]] = set()
    for i, one in enumerate(classes):
        place = f"classes[{i}]"
        yield from _malformed_class(place, capacities, one, units[one.capacity])
        yield from _malformed_slots(f"{place}.slots", one, slots)
        if (one.capacity, one.nested, one.amount) in listed:
            yield f"{place}: {one.amount} of {one.capacity!r} with {one.nested!r} is listed already; leave one out"
        listed.add((one.capacity, one.nested, one.amount))
        if one.nested in nested:
            yield f"{place}.nested: {one.nested!r} is a week itself; a week may not be nested"
        if one.nested is not None and first_week.setdefault(one.nested, one.capacity) != one.capacity:
            yield f"{place}.nested: {one.nested!r} is nested in {first_week[one.nested]!r} already"


def _malformed_class(place: str, capacities: Mapping[str, Capacity], one: WeekClass, unit: int) -> Iterator[str]:
    if one.capacity not in capacities:
        yield f"{place}.capacity: the problem has no capacity {one.capacity!r}"
    elif (most := capacities[one.capacity].max // unit) > MOST_UNITS:
        yield f"{place}.capacity: {one.capacity!r} has {most} units of {unit}, and a week has at most {MOST_UNITS}"
    if one.nested is not None and one.nested not in capacities:
        yield f"{place}.nested: the problem has no capacity {one.nested!r}"
    elif one.nested is not None and (most := capacities[one.nested].max) != 1:
        yield f"{place}.nested: {one.nested!r} has a maximum of {most}, and a nested capacity's is 1"
    if one.amount < 1:
        yield f"{place}.amount: {one.amount} is below 1"
    if one.price < 0:
        yield f"{place}.price: {float(one.price)} is below 0"


def _nested(classes: Sequence[WeekClass]) -> dict[str, set[str]]:
    """By week, what its classes name."""
    nested: dict[str, set[str]] = {one.capacity: set() for one in classes}
    for one in classes:
        if one.nested is not None:
            nested[one.capacity].add(one.nested)
    return nested


def _malformed_slots(place: str, one: WeekClass, known: Collection[End]) -> Iterator[str]:
    if one.slots is None:
        return
    if one.nested is not None:
        yield f"{place}: a class of the nested {one.nested!r} names no slots; leave them out"
    if len(set(one.slots)) < len(one.slots):
        yield f"{place}: a slot is named twice; leave one out"
    for need, slot in one.slots:
        if (need, slot) not in known:
            yield f"{place}: the problem has no need {need!r} with a slot {slot!r}"


def _units(classes: Sequence[WeekClass]) -> dict[str, int]:
    """By week, the greatest number that divides the amounts of its classes; 1 where these are no amounts."""
    found: dict[str, int] = {}
    for one in classes:
        found[one.capacity] = gcd(found.get(one.capacity, 0), max(0, one.amount))
    return {week: max(1, unit) for week, unit in found.items()}
