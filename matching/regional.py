"""A large week improved region by region, wherever there is somebody to work on it.

A region travels as two files, its problem and its plan so far with the prices of the whole week: by these prices, what
several regions share is dear to all of them alike. What comes back is a plan. The bound is not a region's business: it
comes from the prices of the whole, as always.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

import numpy as np

from matching.clock import Clock
from matching.executors import Executor
from matching.ledger import Ledger
from matching.limits import Limits
from matching.plan import Plan, Served, WeekBound, WeekClass
from matching.prices import Floats, Prices
from matching.problem import Problem
from matching.reading import read_plan, read_problem
from matching.regions import Region, merged, regions
from matching.search.anneal import anneal
from matching.verify import Certificate
from matching.writing import plan_bytes, problem_bytes

SIZE = 2500
"""Needs of a region: large enough that little lies on a border, small enough to lie in a processor's cache.

A city of 4,605 needs, 500 units of work, 2 rounds: a gap of 0.43 % by 1250, of 0.38 % by 2500, of 0.32 % by 5000, which
is nearly the whole of it."""

ROUNDS = 2
"""So often the week is cut, elsewhere each time: what lay on a border lies inside once.

The same city by 2500: a gap of 0.38 % after 34 seconds of one core; 4 rounds of half the length 0.37 % after 56.
"""


def by_regions(
    problem: Problem,
    prices: Prices,
    ledger: Ledger,
    clock: Clock,
    part: float,
    executor: Executor,
    done: Callable[[int], bool],
    size: int | None = None,
) -> Ledger:
    """A plan at least as good as the ledger's.

    :param prices: of the whole week, which guide every region.
    :param part: share of the limit after which it ends.
    :param done: told the objective after each round; ends the search where it says so.
    :param size: needs of a region; None is SIZE.
    """
    for turn in range(ROUNDS):
        cut = regions(problem, ledger, size or SIZE, turn)
        limits = _limits(clock, part, turn, len(cut), executor.width)
        if limits is None:
            break
        tasks = [(*_files(region, prices), replace(limits, seed=limits.seed + at)) for at, region in enumerate(cut)]
        ledger = merged(problem, (_served(plan) for plan in executor.map(improve, tasks)))
        clock.spend((limits.work or 0) * len(cut))
        if done(ledger.objective):
            break
    return ledger


def _limits(clock: Clock, part: float, turn: int, regions: int, width: int) -> Limits | None:
    """What each region may take in this round; None where nothing is left. `width` regions are worked on at once."""
    left = clock.share(part) / (ROUNDS - turn)
    if left <= 0:
        return None
    if clock.limits.work is not None:
        return replace(clock.limits, work=max(1, int(left) // regions), workers=1)
    return replace(clock.limits, seconds=max(0.01, left / -(-regions // width)), workers=1)


def _files(region: Region, prices: Prices) -> tuple[bytes, bytes]:
    """A region as a problem file, and its plan so far as a plan file with the prices of its capacities."""
    problem = problem_bytes(region.problem)
    ids = {capacity.id for capacity in region.problem.capacities}
    groups = {floor.group for floor in region.problem.floors}
    needs = {need.id for need in region.problem.needs}
    weeks = WeekBound(
        {id: price for id, price in prices.by_capacity().items() if id in ids},
        {group: price for group, price in prices.by_group().items() if group in groups},
        tuple(_within(one, needs) for one in prices.by_class() if one.capacity in ids and one.nested in {None, *ids}),
        prices.bound,
    )
    return problem, plan_bytes(Plan("", "feasible", 0, prices.bound, served=region.served, weeks=weeks))


def _within(one: WeekClass, needs: Collection[str]) -> WeekClass:
    """The class as these needs know it."""
    if one.slots is None:
        return one
    return replace(one, slots=tuple((need, slot) for need, slot in one.slots if need in needs))


def _served(plan: bytes) -> tuple[Served, ...]:
    return read_plan(plan).served


def improve(problem: bytes, plan: bytes, limits: Limits) -> bytes:
    """A plan of a region at least as good as the one that comes with it, found with one core within the limits.

    It is a function of what it is given alone.
    """
    clock = Clock(limits)
    region, so_far = read_problem(problem), read_plan(plan)
    ledger = Ledger(region, so_far.served)
    better = anneal(region, _guide(region, so_far.weeks), ledger, clock, 1.0, lambda _: False, lanes=1)
    return plan_bytes(replace(so_far, served=tuple(better.served.values())))


@dataclass(frozen=True)
class _Guide:
    priced: Floats
    need_worth: Floats


def _guide(region: Problem, weeks: WeekBound | None) -> _Guide:
    """What prices of the whole week say about a region: they need not bound it, since it has less of what is shared."""
    certificate = _certificate(region, weeks)
    priced = [
        certificate.priced(c, (need.id, slot.id))
        for need in region.needs
        for slot in need.slots
        for c in slot.candidates
    ]
    worths = [certificate.need_worth(need) or 0 for need in region.needs]
    return _Guide(np.array(priced, np.float64) / certificate.scale, np.array(worths, np.float64) / certificate.scale)


def _certificate(region: Problem, weeks: WeekBound | None) -> Certificate:
    if weeks is None:
        return Certificate.of(region, {}, {})
    return Certificate.of(region, weeks.prices, weeks.floor_prices, weeks.classes)
