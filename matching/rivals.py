"""Needs that compete for what a plan leaves: how many of them a gift can unlock, exactly.

A small model for CP-SAT, in whole numbers throughout: each option, each offer that could fill a place, each place that
the gift fills. For each number of needs it is solved in turn for the least amount, the greatest value, and the first
ids, so that no answer depends on which of several optima the solver meets.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from time import monotonic
from typing import Any

from ortools.sat.python import cp_model

from matching.lacking import Kind, Opening, Place, Way, distinct, most_used

Key = tuple[int, int, int]
"""An amount, less the value for it, less the bits of the needs: of two sets of needs the better has the lower key."""

NOTHING: Key = (0, 0, 0)
_IDS_AT_ONCE = 40
"""Bits that one objective weighs: more would come near the end of 64-bit numbers."""

Terms = list[tuple[Any, int]]


class OutOfTime(Exception):
    """The time ran out before the solver was sure."""


@dataclass(frozen=True, slots=True)
class Hopeful:
    """A need that a gift could unlock: alone, for `cost` of it. Of all these needs the first by id has the top bit."""

    opening: Opening
    ways: tuple[Way, ...]
    cost: int
    bit: int

    @property
    def id(self) -> str:
        return self.opening.need.id

    @property
    def value(self) -> int:
        return self.opening.need.value

    @property
    def key(self) -> Key:
        return self.cost, -self.value, -self.bit

    def load(self) -> dict[str, int]:
        """The most that serving it could use of each capacity, in any option."""
        most: dict[str, int] = {}
        for option in self.opening.need.options:
            for capacity, amount in most_used(((p, p.count) for p in self.opening.places), option).items():
                most[capacity] = max(most.get(capacity, 0), amount)
        return most


def added(a: Key, b: Key) -> Key:
    """The key of both sets together."""
    return a[0] + b[0], a[1] + b[1], a[2] + b[2]


def in_turn(needs: Iterable[Hopeful]) -> list[Key]:
    """The best key of each number of needs that cannot get in each other's way, none first: cheapest first."""
    return list(accumulate(sorted(each.key for each in needs), added, initial=NOTHING))


@dataclass(frozen=True)
class Rivals:
    """Needs that compete for the capacities `left` by a plan, or for what is `given` beside the gift.

    :param needs: by key. :param tight: the capacities of which all together could use more than is left.
    :param until: by the monotonic clock.
    """

    needs: Sequence[Hopeful]
    tight: frozenset[str]
    left: Mapping[str, int]
    along: Kind
    given: Mapping[Kind, int]
    until: float

    def frontier(self, most: int | None) -> tuple[list[Key], bool]:
        """The best key of each number of needs, none first, as far as none takes more than `most`; and whether there
        was time for all of them.

        As far as the cheapest can all be served together they are the best; beyond that each number is solved.
        """
        easy = 1
        found = in_turn(self.needs[:easy])
        try:
            easy = self._easy()
            found = [key for key in in_turn(self.needs[:easy]) if most is None or key[0] <= most]
            while easy < len(found) <= len(self.needs):
                key = self._best(len(found))
                if key is None or (most is not None and key[0] > most):
                    break
                found.append(key)
        except OutOfTime:
            return found, False
        return found, True

    def _easy(self) -> int:
        """How many of the cheapest can all be served, each for what it takes alone."""
        low, high = 1, len(self.needs)
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if self._together(middle) else (low, middle - 1)
        return low

    def _together(self, count: int) -> bool:
        needs = self.needs[:count]
        model = _Model(self, needs, count)
        model.limit(model.amounts, sum(each.cost for each in needs))
        return model.solved()

    def _best(self, count: int) -> Key | None:
        """None where so many cannot be served at all."""
        model = _Model(self, self.needs, count)
        cost = model.least(model.amounts)
        if cost is None:
            return None
        model.least([(served, -each.value) for each, served in model.served])
        chosen = model.chosen()
        if model.could_be_others(chosen):
            chosen = model.first_by_id()
        return cost, -sum(each.value for each in chosen), -sum(each.bit for each in chosen)


class _Model:
    """So many of some needs, served at once."""

    def __init__(self, rivals: Rivals, needs: Sequence[Hopeful], count: int) -> None:
        self.rivals, self.model = rivals, cp_model.CpModel()
        self.solver = cp_model.CpSolver()
        self.solver.parameters.num_workers = 1
        self.loads: dict[str, Terms] = {}
        self.gifts: dict[Kind, Terms] = {rivals.along: [], **{kind: [] for kind in rivals.given}}
        self.served = [(need, self._serve(need)) for need in needs]
        for capacity, terms in self.loads.items():
            self.limit(terms, rivals.left[capacity])
        for kind, amount in rivals.given.items():
            self.limit(self.gifts[kind], amount)
        self.model.add(sum(served for _, served in self.served) == count)

    @property
    def amounts(self) -> Terms:
        """What is taken of the gift."""
        return self.gifts[self.rivals.along]

    def limit(self, terms: Terms, most: int) -> None:
        self.model.add(_sum(terms) <= most)

    def solved(self) -> bool:
        """Whether it can be; :raises OutOfTime: nobody knows."""
        left = self.rivals.until - monotonic()
        if left <= 0:
            raise OutOfTime
        self.solver.parameters.max_time_in_seconds = left
        status = self.solver.solve(self.model)
        if status in (cp_model.OPTIMAL, cp_model.INFEASIBLE):
            return status == cp_model.OPTIMAL
        raise OutOfTime

    def least(self, terms: Terms) -> int | None:
        """The least that the sum can be, and from here on is; None where the model has no solution."""
        self.model.minimize(_sum(terms))
        if not self.solved():
            return None
        least: int = sum(weight * self.solver.value(variable) for variable, weight in terms)
        self.model.add(_sum(terms) == least)
        return least

    def chosen(self) -> list[Hopeful]:
        """The needs that are served, as last solved."""
        return [need for need, served in self.served if self.solver.value(served)]

    def could_be_others(self, chosen: Sequence[Hopeful]) -> bool:
        """Whether other needs than these are a solution too."""
        bits = {need.bit for need in chosen}
        same = [(served, 1) for need, served in self.served if need.bit in bits]
        others = self.model.new_bool_var("")
        self.model.add(_sum(same) <= len(same) - 1).only_enforce_if(others)
        self.model.maximize(others)
        return self.solved() and bool(self.solver.value(others))

    def first_by_id(self) -> list[Hopeful]:
        """Of all solutions the needs that come first."""
        by_id = sorted(self.served, key=lambda pair: -pair[0].bit)
        for start in range(0, len(by_id), _IDS_AT_ONCE):
            some = by_id[start : start + _IDS_AT_ONCE]
            self.least([(served, -(1 << place)) for place, (_, served) in enumerate(reversed(some))])
        return self.chosen()

    def _serve(self, need: Hopeful) -> Any:
        options = []
        for option in need.opening.need.options:
            taken = self.model.new_bool_var("")
            ends = {end: variable for p in need.opening.places for end, variable in self._fill(p, need, option, taken)}
            for ban in need.opening.bans:
                if ban <= ends.keys():
                    self.model.add(sum(ends[end] for end in ban) <= 1)
            options.append(taken)
        served = self.model.new_bool_var("")
        self.model.add(sum(options) == served)
        return served

    def _fill(self, place: Place, need: Hopeful, option: str | None, taken: Any) -> list[tuple[tuple[str, str], Any]]:
        """The variables of one place in one option: who fills it, and how much of it the gift does."""
        filled: Terms = []
        ends = []
        for candidate in distinct(place, option, place.count, self.rivals.tight, need.opening.bans):
            variable = self.model.new_bool_var("")
            filled.append((variable, 1))
            ends.append(((place.slot, candidate.offer), variable))
            for capacity, amount in candidate.uses.items():
                if capacity in self.rivals.tight:
                    self.loads.setdefault(capacity, []).append((variable, amount))
        if place.ask and place.ask.kind in self.gifts:
            bought = self.model.new_int_var(0, place.count, "")
            filled.append((bought, 1))
            self.gifts[place.ask.kind].append((bought, place.ask.amount))
        self.model.add(_sum(filled) == place.count * taken)
        return ends


def _sum(terms: Terms) -> Any:
    return cp_model.LinearExpr.weighted_sum([variable for variable, _ in terms], [weight for _, weight in terms])
