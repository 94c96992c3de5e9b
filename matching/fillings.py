"""What providers' weeks add to the certificate (`matching.verify` defines it). Shares no code with any solver."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from matching.plan import WeekClass
from matching.problem import Candidate, Capacity, Problem

MOST_UNITS = 168
"""Of a provider's week: the hours of seven days. More would cost too much time to fill."""


Groups = Mapping[str | None, Mapping[int, int]]
"""The prices of one week's classes, by nested capacity (None: without) and amount."""


@dataclass(frozen=True, slots=True)
class Fillings:
    """Providers' weeks with the prices of their classes, each an integer: `scale` times what it stands for."""

    weeks: Mapping[str, Groups]
    order: Mapping[str, int]  # a capacity's place in the problem

    @classmethod
    def of(cls, problem: Problem, classes: Sequence[WeekClass], scale: int) -> "Fillings":
        weeks: dict[str, dict[str | None, dict[int, int]]] = {}
        for one in classes:
            group = weeks.setdefault(one.capacity, {}).setdefault(one.nested, {})
            group[one.amount] = int(Fraction(one.price) * scale)
        return cls(weeks, {capacity.id: place for place, capacity in enumerate(problem.capacities)})

    def price_of(self, candidate: Candidate) -> int:
        """The price of the candidate's class; 0 where it has none, or one that is not listed."""
        week = self._first(candidate, self.weeks)
        if week is None:
            return 0
        groups = self.weeks[week]
        return groups.get(self._first(candidate, groups), {}).get(candidate.uses[week], 0)

    def _first(self, candidate: Candidate, among: Mapping[str, object] | Groups) -> str | None:
        """The first capacity in the problem's order that the candidate uses, of some; None where there is none."""
        used = [id for id, amount in candidate.uses.items() if id in among and amount >= 1]
        return min(used, key=self.order.__getitem__, default=None)

    def worth(self, week: Capacity) -> int:
        """The best sum of class prices over the week's fillings, unit by unit; 0 for a capacity that is no week."""
        groups = self.weeks.get(week.id)
        if groups is None:
            return 0
        best = [0] * (week.max + 1)
        for nested, prices in groups.items():
            best = _repeated(best, prices) if nested is None else _once(best, prices)
        return best[-1]


def _repeated(best: Sequence[int], prices: Mapping[int, int]) -> list[int]:
    """The best of each number of units when any of these may join, as often as they fit."""
    longer = list(best)
    for units in range(len(best)):
        joined = (longer[units - amount] + price for amount, price in prices.items() if amount <= units)
        longer[units] = max(longer[units], *joined, 0)
    return longer


def _once(best: Sequence[int], prices: Mapping[int, int]) -> list[int]:
    """The best of each number of units when one of these may join."""
    return [
        max(most, *(best[units - amount] + price for amount, price in prices.items() if amount <= units), 0)
        for units, most in enumerate(best)
    ]


def malformed_classes(problem: Problem, classes: Sequence[WeekClass]) -> Iterator[str]:
    """Every reason why these are no classes of providers' weeks of the problem, each with its place."""
    capacities = {capacity.id: capacity for capacity in problem.capacities}
    nested = _nested(classes)
    first_week: dict[str, str] = {}
    listed: set[tuple[str, str | None, int]] = set()
    for i, one in enumerate(classes):
        place = f"classes[{i}]"
        yield from _malformed_class(place, capacities, one)
        if (one.capacity, one.nested, one.amount) in listed:
            yield f"{place}: {one.amount} of {one.capacity!r} with {one.nested!r} is listed already; leave one out"
        listed.add((one.capacity, one.nested, one.amount))
        if one.nested in nested:
            yield f"{place}.nested: {one.nested!r} is a week itself; a week may not be nested"
        if one.nested is not None and first_week.setdefault(one.nested, one.capacity) != one.capacity:
            yield f"{place}.nested: {one.nested!r} is nested in {first_week[one.nested]!r} already"


def _malformed_class(place: str, capacities: Mapping[str, Capacity], one: WeekClass) -> Iterator[str]:
    if one.capacity not in capacities:
        yield f"{place}.capacity: the problem has no capacity {one.capacity!r}"
    elif (most := capacities[one.capacity].max) > MOST_UNITS:
        yield f"{place}.capacity: {one.capacity!r} has a maximum of {most}, and a week's is at most {MOST_UNITS}"
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
