"""Prices of capacities, and the bound that anyone can recompute from them (`matching.verify` defines it).

Weak duality: whatever the prices, no plan is worth more than all capacities at their price plus each need at its best
priced worth. Good prices make that bound low. They are found by a subgradient descent (heavy ball, geometric step), on
rows scaled by their mean amount: hours beside fen would ruin it otherwise. A second descent prices each provider's week
as an exact knapsack (`matching.provider_weeks`): a tighter bound, and much the better guide for a search. Floats only
guide; bounds are recomputed in integers from prices rounded to millionths.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.plan import WeekClass
from matching.pricing import add_prices, fill_cells, fill_needs, taken_by
from matching.problem import Problem
from matching.provider_weeks import NONE, ProviderWeeks, provider_weeks
from matching.scenarios import Ints, Scenarios, scenarios

Floats = NDArray[np.float64]
Numbers = NDArray[Any]

SCALE = 10**6
"""Prices are whole millionths of a point for one unit: a fen of money is worth thousandths, and there are many."""

ROUNDS = 200
"""A thousand find a bound lower by 0.003 % (a city of 5,000 needs)."""

BALL = 0.9
"""How much of the last direction each step keeps."""

STEPS = (0.2, 0.0005)
WEEK_STEPS = (0.03, 0.0001)
"""The first and the last step, as shares of a need's mean value; between them they shrink by the same factor."""

SMOOTH, LEAST = 0.95, 0.01
"""A price moves by its slope over how steep it was lately: so much of that is kept from round to round, and so little
of the slope's own unit counts as level. What is crowded and what is hardly wanted get their prices at the same pace.

With slopes that are cut at 3 and not divided, the bound of 5,000 needs is 0.07 % higher, that of 20,000 needs 0.95 %.
"""

NOTHING = np.iinfo(np.int64).min // 4
"""The worth of a need that must be served and cannot be."""

NO_WEEKS = np.zeros(0, np.int64)


@dataclass(frozen=True)
class Point:
    """A price for each capacity, each floor and, where weeks are priced, each class of candidate."""

    capacity: Numbers
    floor: Numbers
    week: Numbers = field(default_factory=lambda: NO_WEEKS)


@dataclass(frozen=True)
class Evaluation:
    """The priced problem at one point: its bound, each need's worth, and one solution that attains them.

    `best` is each need's scenario, or NONE where it is not served; `taken` says which entries each cell takes;
    `week_times` how often each class stands in its provider's best week.
    """

    bound: Any
    need_value: Numbers
    best: Ints
    taken: NDArray[np.bool_]
    week_times: Ints


@dataclass(frozen=True)
class _Filled:
    """What each need makes of some prices: entries, scenarios and needs with their worth, and what is taken."""

    entry: Numbers
    taken: NDArray[np.bool_]
    scenario: Numbers
    need: Numbers
    best: Ints


class Market:
    """A reduced problem's capacities, floors, scenarios and providers' weeks, ready to be priced."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.s: Scenarios = scenarios(problem)
        self.max = np.array([c.max for c in problem.capacities], np.int64)
        self.min = np.array([c.min for c in problem.capacities], np.int64)
        self.floor = np.array([f.min_value for f in problem.floors], np.int64)

    @cached_property
    def weeks(self) -> ProviderWeeks:
        """What can be priced as a whole week."""
        return provider_weeks(self.s, self.max)

    @cached_property
    def unit(self) -> Floats:
        """The mean amount that a candidate uses of each capacity."""
        s, n = self.s, len(self.max)
        times = np.bincount(s.use_capacity, minlength=n)
        total = np.bincount(s.use_capacity, s.use_amount, minlength=n)
        return np.where(times > 0, total / np.maximum(times, 1), 1.0).clip(min=1.0)

    def cost(self, point: Point) -> Numbers:
        """The price of what each candidate uses."""
        s = self.s
        cost = np.zeros(len(s.score), point.capacity.dtype)
        add_prices(s.use_candidate, s.use_capacity, s.use_amount, point.capacity, cost)
        if len(point.week):
            weeks = self.weeks
            add_prices(weeks.use_candidate, weeks.use_class, weeks.use_times, point.week, cost)
        return cost

    def evaluate(self, point: Point, scale: int) -> Evaluation:
        """The bound of these prices, `scale` times everything; in integers exact, in floats a guide."""
        filled = self._fill(point, scale)
        limits, times = self._limits(point)
        return Evaluation(limits + filled.need.sum(), filled.need, filled.best, filled.taken, times)

    def losses(self, point: Point, scale: int) -> Numbers:
        """For each candidate, what the bound falls by, at least, when a plan takes it: the need's best scenario less
        its best one with the candidate in. Very large where no scenario can have it."""
        s, filled = self.s, self._fill(point, scale)
        most = np.iinfo(np.int64).max // 4
        by_cell = np.full(len(s.cell_count), most)
        np.minimum.at(by_cell, s.member_cell, (filled.need[s.scenario_need] - filled.scenario)[s.member_scenario])
        last = np.full(len(by_cell), most)
        np.minimum.at(last, s.entry_cell[filled.taken], filled.entry[filled.taken])
        full = np.bincount(s.entry_cell[filled.taken], minlength=len(by_cell)) >= s.cell_count
        gives_way = np.where(full, last, 0)[s.entry_cell]
        within = np.where(filled.taken, 0, np.maximum(0, gives_way - filled.entry))
        found = np.full(len(s.score), most)
        np.minimum.at(found, s.entry_candidate, by_cell[s.entry_cell] + within)
        return found

    def _fill(self, point: Point, scale: int) -> "_Filled":
        s, kind = self.s, point.capacity.dtype
        entry = (s.score * scale - self.cost(point))[s.entry_candidate] + s.entry_bond * scale
        cell, taken = np.zeros(len(s.cell_count), kind), np.zeros(len(entry), np.bool_)
        fill_cells(self._cell_at, s.cell_count, s.cell_required, s.entry_pinned, entry, cell, taken)
        need = np.where(s.must, NOTHING, 0).astype(kind)
        best = np.full(len(need), NONE)
        scenario = s.scenario_base * scale + (s.value * self._weight(point, scale))[s.scenario_need]
        fill_needs(s.scenario_need, self._member_at, s.member_cell, cell, scenario, need, best)
        return _Filled(entry, taken, scenario, need, best)

    def _weight(self, point: Point, scale: int) -> Numbers:
        """What a point of each need's value counts: more where a floor has a price."""
        weight = np.full(len(self.s.value), scale, point.capacity.dtype)
        floored = self.s.group >= 0
        weight[floored] += point.floor[self.s.group[floored]]
        return weight

    def _limits(self, point: Point) -> tuple[Any, Ints]:
        """What capacities, floors and weeks are worth at their prices; and the classes in the best weeks."""
        limits = (point.capacity * np.where(point.capacity >= 0, self.max, self.min)).sum()
        limits -= (point.floor * self.floor).sum()
        if not len(point.week):
            return limits, NO_WEEKS
        value, times = self.weeks.best(point.week)
        return limits + value.sum(), times

    @cached_property
    def _cell_at(self) -> Ints:
        """Where each cell's entries begin, and the end."""
        return np.searchsorted(self.s.entry_cell, np.arange(len(self.s.cell_count) + 1))

    @cached_property
    def _member_at(self) -> Ints:
        """Where each scenario's cells begin, and the end."""
        return np.searchsorted(self.s.member_scenario, np.arange(len(self.s.scenario_need) + 1))

    def chosen(self, at: Evaluation) -> Ints:
        """The candidates taken in one optimal solution of the priced problem."""
        s, out = self.s, np.empty(len(self.s.entry_cell), np.int64)
        size = taken_by(at.best, self._member_at, s.member_cell, self._cell_at, at.taken, s.entry_candidate, out)
        return out[:size]

    def usage(self, candidates: Ints) -> Ints:
        """What these candidates use of each capacity."""
        s = self.s
        times = np.bincount(candidates, minlength=len(s.score))[s.use_candidate]
        used = np.zeros(len(self.max), np.int64)
        np.add.at(used, s.use_capacity, times * s.use_amount)
        return used


@dataclass(frozen=True)
class Prices:
    """Prices in millionths, with the bound that they prove."""

    market: Market
    point: Point
    at: Evaluation

    @property
    def bound(self) -> int:
        """No plan is worth more."""
        return int(self.at.bound) // SCALE

    @property
    def cost(self) -> Floats:
        """The price of what each candidate uses, in points, in the file's order."""
        return np.asarray(self.market.cost(self.point), np.float64) / SCALE

    @property
    def priced(self) -> Floats:
        """Each candidate's score less the price of what it uses, in points, in the file's order."""
        return self.market.s.score - self.cost

    @property
    def losses(self) -> Floats:
        """What a plan loses against the bound, at least, by taking each candidate, in points, in the file's order."""
        return np.asarray(self.market.losses(self.point, SCALE), np.float64) / SCALE

    @property
    def need_worth(self) -> Floats:
        """What each need is worth at these prices, in points."""
        return np.asarray(self.at.need_value, np.float64) / SCALE

    def by_capacity(self) -> dict[str, Fraction]:
        """The prices other than 0, as exact fractions."""
        return _named([c.id for c in self.market.problem.capacities], self.point.capacity)

    def by_group(self) -> dict[str, Fraction]:
        """The floors' prices other than 0, as exact fractions."""
        return _named([f.group for f in self.market.problem.floors], self.point.floor)

    def by_class(self) -> tuple[WeekClass, ...]:
        """Every class of each provider's week in which some class has a price; those at 0 too, for they say which
        candidates are of no other class. Empty where no weeks are priced."""
        price = self.point.week
        if not len(price):
            return ()
        problem, weeks = self.market.problem, self.market.weeks
        ids, slots = [c.id for c in problem.capacities], self._slots_by_class()
        told = np.flatnonzero(np.bincount(weeks.class_week, price > 0)[weeks.class_week])
        columns = told, weeks.capacity[weeks.class_week][told], weeks.class_nested[told], weeks.class_amount[told]
        rows = zip(*(column.tolist() for column in (*columns, price[told])), strict=True)
        return tuple(
            WeekClass(ids[c], ids[n] if n != NONE else None, a, Fraction(p, SCALE), slots.get(k))
            for k, c, n, a, p in rows
        )

    def _slots_by_class(self) -> dict[int, tuple[tuple[str, str], ...]]:
        """Of each class without a nested capacity, the slots whose candidates are of it."""
        needs, found = self.market.problem.needs, dict[int, tuple[tuple[str, str], ...]]()
        for k, need, slot in self.market.weeks.class_slot.tolist():
            found[k] = (*found.get(k, ()), (needs[need].id, needs[need].slots[slot].id))
        return found


def _named(names: list[str], prices: Ints) -> dict[str, Fraction]:
    return {name: Fraction(int(price), SCALE) for name, price in zip(names, prices, strict=True) if price}


def price(problem: Problem, stop: Callable[[], bool] = lambda: False, rounds: int = ROUNDS) -> Prices:
    """The best prices of capacities and floors found in so many rounds, or until `stop`."""
    market = Market(problem)
    start = np.zeros(len(market.max) + len(market.floor))
    return _certified(market, _Descent(market, 0, STEPS).run(start, stop, rounds))


def price_weeks(prices: Prices, stop: Callable[[], bool] = lambda: False, rounds: int = ROUNDS) -> Prices:
    """From prices of capacities to those of providers' weeks; the same where there are none, or nothing is gained."""
    market, weeks = prices.market, prices.market.weeks
    if not len(weeks.class_week):
        return prices
    capacity = prices.point.capacity / SCALE
    scarce = np.maximum(capacity, 0.0)  # a price below 0, of a minimum, stays the capacity's own
    nested = np.where(weeks.class_nested >= 0, np.append(scarce, 0.0)[weeks.class_nested], 0.0)
    classes = scarce[weeks.capacity][weeks.class_week] * weeks.class_amount + nested
    free = np.where(weeks.covered, np.minimum(capacity, 0.0), capacity) * market.unit
    start = np.r_[free, prices.point.floor / SCALE, classes]
    found = _certified(market, _Descent(market, len(classes), WEEK_STEPS).run(start, stop, rounds))
    return found if found.at.bound < prices.at.bound else prices


def _certified(market: Market, point: Point) -> Prices:
    """The same prices in whole millionths, with their bound in exact integers, far from the end of 64 bits."""
    most = 2.0**59 / max(1, len(market.max)) / np.maximum(1, market.max)
    capacity = np.rint(np.clip(point.capacity * SCALE, -most, most)).astype(np.int64)
    capacity[(capacity < 0) & (market.min <= 0)] = 0
    floor = np.rint(np.clip(point.floor * SCALE, 0, 100 * SCALE)).astype(np.int64)
    week = np.rint(np.clip(point.week * SCALE, 0, 2.0**55)).astype(np.int64)
    exact = Point(capacity, floor, week)
    return Prices(market, exact, market.evaluate(exact, SCALE))


class _Descent:
    """The way down from a start: capacities (scaled by their unit), floors and classes in one vector.

    A capacity's slope counts in shares of its maximum, so that large and small ones get their price at the same pace.
    """

    def __init__(self, market: Market, classes: int, steps: tuple[float, float]) -> None:
        self.steps = steps
        self.weight = np.r_[1 / np.maximum(1.0, market.max / market.unit), np.ones(len(market.floor) + classes)]
        self.market, self.n, self.f = market, len(market.max), len(market.floor)
        covered = market.weeks.covered if classes else np.zeros(self.n, np.bool_)
        free = np.r_[np.full(self.f, np.inf), np.full(classes, np.inf)]
        self.lowest = np.r_[np.where(market.min > 0, -np.inf, 0.0), np.zeros(self.f + classes)]
        self.highest = np.r_[np.where(covered, 0.0, np.inf), free]
        values = market.s.value
        self.size = float(values.mean()) if len(values) else 0.0

    def point(self, x: Floats) -> Point:
        """The prices that a vector stands for."""
        n, f = self.n, self.f
        return Point(x[:n] / self.market.unit, x[n : n + f], x[n + f :])

    def run(self, x: Floats, stop: Callable[[], bool], rounds: int) -> Point:
        """The point with the lowest bound met on the way."""
        ball, steep, seen = np.zeros_like(x), np.zeros_like(x), 0.0
        best, best_x = np.inf, x
        for turn in range(rounds):
            at = self.market.evaluate(self.point(x), 1)
            if at.bound < best:
                best, best_x = at.bound, x.copy()
            slope = self._slope(x, at) * self.weight
            slope[(x <= self.lowest) & (slope > 0) | (x >= self.highest) & (slope < 0)] = 0
            if stop() or not slope.any():
                break
            ball = BALL * ball + (1 - BALL) * slope
            steep = SMOOTH * steep + (1 - SMOOTH) * np.abs(slope)
            seen = SMOOTH * seen + (1 - SMOOTH)
            first, last = self.steps
            step = self.size * first * (last / first) ** (turn / rounds)
            x = np.clip(x - step * ball / (steep / seen + LEAST), self.lowest, self.highest)
        return self.point(best_x)

    def _slope(self, x: Floats, at: Evaluation) -> Floats:
        """A subgradient of the bound: what is left of each capacity (in its unit), what each floor is exceeded by, and
        how much oftener each class stands in its provider's best week than it is taken."""
        market, s = self.market, self.market.s
        needs, candidates = np.flatnonzero(at.best != NONE), market.chosen(at)
        limit = np.where(x[: self.n] >= 0, market.max, market.min)
        left = (limit - market.usage(candidates)) / market.unit
        group = s.group[needs]
        reached = np.bincount(group[group >= 0], s.value[needs][group >= 0], minlength=self.f)
        taken = np.zeros(len(at.week_times))
        if len(taken):
            times = np.bincount(candidates, minlength=len(s.score))[market.weeks.use_candidate]
            taken += np.bincount(market.weeks.use_class, times, minlength=len(taken))
        slope: Floats = np.r_[left, (reached - market.floor) / max(1.0, self.size), at.week_times - taken]
        return slope
