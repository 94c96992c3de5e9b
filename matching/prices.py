"""Prices of capacities, and the bound that anyone can recompute from them (`matching.verify` defines it).

Weak duality: whatever the prices, no plan is worth more than all capacities at their price plus each need at its best
priced worth. Good prices make that bound low. They are found by a subgradient descent (heavy ball, geometric step), on
rows scaled by their mean amount: hours beside fen would ruin it otherwise. Floats only guide; the bound is recomputed
in integers from prices rounded to thousandths.
"""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.problem import Problem
from matching.scenarios import Ints, Scenarios, scenarios

Floats = NDArray[np.float64]
Numbers = NDArray[Any]

SCALE = 1000
"""Prices are whole thousandths of a point for one unit of the capacity."""

ROUNDS = 300
FIRST_STEP, LAST_STEP, BALL = 0.05, 0.0001, 0.9
"""Steps are shares of the mean value of a need."""


@dataclass(frozen=True)
class Evaluation:
    """The priced problem at one point: its bound, and the best entry, scenario and worth that attain it."""

    bound: Any
    entry_value: Numbers
    cell_value: Numbers
    scenario_value: Numbers
    need_value: Numbers


class Market:
    """A reduced problem's capacities, floors and scenarios, ready to be priced."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.s: Scenarios = scenarios(problem)
        self.max = np.array([c.max for c in problem.capacities], np.int64)
        self.min = np.array([c.min for c in problem.capacities], np.int64)
        self.floor = np.array([f.min_value for f in problem.floors], np.int64)

    @cached_property
    def unit(self) -> Floats:
        """The mean amount that a candidate uses of each capacity."""
        s, n = self.s, len(self.max)
        times = np.bincount(s.use_capacity, minlength=n)
        total = np.bincount(s.use_capacity, s.use_amount, minlength=n)
        return np.where(times > 0, total / np.maximum(times, 1), 1.0).clip(min=1.0)

    def evaluate(self, prices: Numbers, floor_prices: Numbers, scale: int) -> Evaluation:
        """The bound of these prices, `scale` times everything; in integers exact, in floats a guide."""
        s = self.s
        kind = prices.dtype
        cost = np.zeros(len(s.score), kind)
        np.add.at(cost, s.use_candidate, prices[s.use_capacity] * s.use_amount)
        entry = (s.score * scale - cost)[s.entry_candidate] + s.entry_bond * scale
        cell = self._cells(entry)
        total = np.zeros(len(s.scenario_need), kind)
        np.add.at(total, s.member_scenario, cell[s.member_cell])
        weight = np.full(len(s.value), scale, kind)
        floored = s.group >= 0
        weight[floored] += floor_prices[s.group[floored]]
        total = total + s.scenario_base * scale + (s.value * weight)[s.scenario_need]
        need = np.where(s.must, np.iinfo(np.int64).min // 4, 0).astype(kind)
        np.maximum.at(need, s.scenario_need, total)
        limits = prices * np.where(prices >= 0, self.max, self.min)
        return Evaluation(limits.sum() - (floor_prices * self.floor).sum() + need.sum(), entry, cell, total, need)

    def _cells(self, entry: Numbers) -> Numbers:
        """Each cell's best `count` entries, pinned ones first; optional cells take none below 0."""
        value = np.zeros(len(self.s.cell_count), entry.dtype)
        np.add.at(value, self.s.entry_cell, np.where(self._taken(entry), entry, 0))
        return value

    @cached_property
    def _filled(self) -> tuple[Ints, Ints]:
        """Where the entries of each cell that has any begin, and the number of that cell among them for each entry."""
        _, starts, number = np.unique(self.s.entry_cell, return_index=True, return_inverse=True)
        return starts, number

    @cached_property
    def _ranked(self) -> Ints:
        """The entries of cells that take several offers: these are sorted, the others need only a maximum."""
        return np.flatnonzero(self.s.cell_count[self.s.entry_cell] > 1)

    def _taken(self, entry: Numbers) -> NDArray[np.bool_]:
        s = self.s
        taken = np.zeros(len(entry), np.bool_)
        if len(entry):
            starts, number = self._filled
            best = np.flatnonzero(entry >= np.maximum.reduceat(entry, starts)[number])
            _, first = np.unique(s.entry_cell[best], return_index=True)
            taken[best[first]] = True
            taken[self._ranked] = self._taken_in_order(entry)
        return taken & (s.cell_required[s.entry_cell] | s.entry_pinned | (entry > 0))

    def _taken_in_order(self, entry: Numbers) -> NDArray[np.bool_]:
        """Of the cells that take several: pinned entries first, then the best, up to `count`."""
        s, among = self.s, self._ranked
        cell = s.entry_cell[among]
        order = np.lexsort((-entry[among], ~s.entry_pinned[among], cell))
        rank = np.empty(len(order), np.int64)
        rank[order] = np.arange(len(order))
        before: NDArray[np.int64] = np.searchsorted(cell, cell)
        several: NDArray[np.bool_] = rank - before < s.cell_count[cell]
        return several

    def choice(self, at: Evaluation) -> tuple[Ints, Ints]:
        """One optimal solution of the priced problem: the needs served, and the candidates taken."""
        s = self.s
        best = np.flatnonzero(at.scenario_value >= at.need_value[s.scenario_need])
        _, first = np.unique(s.scenario_need[best], return_index=True)
        chosen = np.zeros(len(s.scenario_need), np.bool_)
        chosen[best[first]] = True
        cells = np.zeros(len(s.cell_count), np.bool_)
        cells[s.member_cell[chosen[s.member_scenario]]] = True
        taken = self._taken(at.entry_value) & cells[s.entry_cell]
        return s.scenario_need[chosen], s.entry_candidate[taken]

    def usage(self, candidates: Ints) -> Ints:
        """What these candidates use of each capacity."""
        s = self.s
        times = np.bincount(candidates, minlength=len(s.score))[s.use_candidate]
        used = np.zeros(len(self.max), np.int64)
        np.add.at(used, s.use_capacity, times * s.use_amount)
        return used


@dataclass(frozen=True)
class Prices:
    """Prices in thousandths for each capacity and floor of a market, with the bound that they prove."""

    market: Market
    capacity: Ints
    floor: Ints
    at: Evaluation

    @property
    def bound(self) -> int:
        """No plan is worth more."""
        return int(self.at.bound) // SCALE

    def by_capacity(self) -> dict[str, Fraction]:
        """The prices other than 0, as exact fractions."""
        return _named([c.id for c in self.market.problem.capacities], self.capacity)

    def by_group(self) -> dict[str, Fraction]:
        """The floors' prices other than 0, as exact fractions."""
        return _named([f.group for f in self.market.problem.floors], self.floor)


def _named(names: list[str], prices: Ints) -> dict[str, Fraction]:
    return {name: Fraction(int(price), SCALE) for name, price in zip(names, prices, strict=True) if price}


def price(problem: Problem, stop: Callable[[], bool] = lambda: False, rounds: int = ROUNDS) -> Prices:
    """The best prices found in so many rounds, or until `stop`."""
    market = Market(problem)
    point, floors = _descend(market, stop, rounds)
    return certified(market, point / market.unit, floors)


def certified(market: Market, prices: Floats, floor_prices: Floats) -> Prices:
    """The same prices in whole thousandths, with their bound in exact integers."""
    capacity = np.rint(prices * SCALE).astype(np.int64)
    capacity[(capacity < 0) & (market.min <= 0)] = 0
    floor = np.maximum(np.rint(floor_prices * SCALE), 0).astype(np.int64)
    return Prices(market, capacity, floor, market.evaluate(capacity, floor, SCALE))


def _descend(market: Market, stop: Callable[[], bool], rounds: int) -> tuple[Floats, Floats]:
    """The scaled prices with the lowest bound met on the way."""
    n = len(market.max)
    x: Floats = np.zeros(n + len(market.floor))
    lowest = np.r_[np.where(market.min > 0, -np.inf, 0.0), np.zeros(len(market.floor))]
    ball = np.zeros_like(x)
    best, best_x = np.inf, x
    size = float(market.s.value.mean()) if len(market.s.value) else 0.0
    for turn in range(rounds):
        at = market.evaluate(x[:n] / market.unit, x[n:], 1)
        if at.bound < best:
            best, best_x = at.bound, x.copy()
        if stop():
            break
        slope = _slope(market, x, at)
        slope[(x <= lowest) & (slope > 0)] = 0
        if not slope.any():
            break
        ball = BALL * ball + (1 - BALL) * slope
        step = size * FIRST_STEP * (LAST_STEP / FIRST_STEP) ** (turn / rounds)
        x = np.maximum(lowest, x - step * ball)
    return best_x[:n], best_x[n:]


def _slope(market: Market, x: Floats, at: Evaluation) -> Floats:
    """A subgradient of the bound: what is left of each capacity (in its unit), and what each floor is exceeded by."""
    n = len(market.max)
    needs, candidates = market.choice(at)
    limit = np.where(x[:n] >= 0, market.max, market.min)
    left = (limit - market.usage(candidates)) / market.unit
    group = market.s.group[needs]
    reached = np.bincount(group[group >= 0], market.s.value[needs][group >= 0], minlength=len(market.floor))
    scale = max(1.0, float(market.s.value.mean())) if len(market.s.value) else 1.0
    slope: Floats = np.r_[left, (reached - market.floor) / scale]
    return slope
