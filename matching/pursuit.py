"""HiGHS's part in a large week, step by step beside the search: better prices, their kernel, then the whole.

1. *Prices*: the descent once more, five times as long. The bound falls, and it becomes plain what is near it.
2. *Kernel*: HiGHS on the few candidates that lose least at these prices, and on twice as many as long as it ends early;
   in a week of very many needs region by region, each within what the others leave it.
3. *Whole*: HiGHS on all, where there is time for its root node at least. From then on the bound is HiGHS's.

A week that is small enough is given to HiGHS whole at once; it needs no prices.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import accumulate, count
from threading import Lock, Thread
from typing import Self

import numpy as np

from matching.background import SOLVER
from matching.clock import Clock
from matching.kernel import kernel
from matching.ledger import Ledger
from matching.plan import Served
from matching.prices import Floats, Prices, price_weeks
from matching.problem import Problem
from matching.regions import Cut, Region, cut, regions
from matching.watched import Watched

ROUNDS = 1000
"""Of the long descent."""

EACH, GROWS = 7, 2
"""Candidates for each need in the first kernel, and how much larger the next one is."""

REGION = 4_000
"""Needs of a region, where a week has half as many again: HiGHS's set-up takes four times as long for twice as many."""

WHOLE = 400_000
"""Up to so many candidates HiGHS is given the whole: it takes some 4 KB for each."""

PACE = 4_500
"""HiGHS needs a second for so many candidates before it has proved anything of the whole."""

KERNEL_SHARE = 0.25
"""Of what is left when kernels begin, where the whole comes after them."""

PATIENCE = 1.0
"""Seconds that HiGHS has to end when it is asked to; then it is left behind."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """HiGHS at work on some needs, and how the others are served, with what that is worth."""

    highs: Watched
    rest: tuple[Served, ...] = ()
    outside: int = 0

    @property
    def gain(self) -> float:
        return self.outside + self.highs.gain

    def plan(self, problem: Problem) -> Ledger | None:
        found = self.highs.found()
        return None if found is None else Ledger(problem, (*self.rest, *found.served.values()))


class Pursuit:
    """The steps, in a thread of their own, with one core. What they have found is known at any time.

    As a context it is asked to end when the context does; HiGHS may go on for a while when it does not look up.
    """

    def __init__(
        self, problem: Problem, clock: Clock, share: float, prices: Prices | None = None, ledger: Ledger | None = None
    ) -> None:
        """:param share: of the limit, after which it ends by itself.
        :param prices: of capacities, and a plan that keeps every demand; without both it begins with the whole.
        """
        self._problem, self._clock, self._share = problem, clock, share
        self._start = prices
        self._best = ledger
        self.weeks: Prices | None = None
        """Better prices of providers' weeks, once there are any."""
        self._kernel: _Piece | None = None
        self._whole: Watched | None = None
        self._stopping = False
        self._error: BaseException | None = None
        self._lock = Lock()
        self._thread = Thread(target=self._guarded, name=SOLVER, daemon=True)
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping = True

    @property
    def ended(self) -> bool:
        """Whether there is nothing more to come."""
        return not self._thread.is_alive()

    @property
    def bound(self) -> int | None:
        """No plan of the problem is worth more; None while nothing is proved."""
        known = (self.weeks, self._whole)
        return min((one.bound for one in known if one is not None and one.bound is not None), default=None)

    def exchange(self, ledger: Ledger) -> Ledger | None:
        """Tell of a plan that keeps every demand; what the steps have that is better, if anything."""
        self._keep(ledger)
        self._look()
        best = self._best
        return best if best is not None and best.objective > ledger.objective else None

    def stop(self) -> None:
        """Ask for the end, and wait for it a little.

        :raises BaseException: what went wrong in the steps' thread.
        """
        self._stopping = True
        self._thread.join(PATIENCE)
        if self._error is not None:
            raise self._error

    def _keep(self, ledger: Ledger | None) -> None:
        with self._lock:
            if ledger is not None and (self._best is None or ledger.objective > self._best.objective):
                self._best = ledger

    def _look(self) -> None:
        """Take the plan that HiGHS has just now, where it is news."""
        whole = None if self._whole is None else _Piece(self._whole)
        for piece in (self._kernel, whole):
            if piece is not None and (self._best is None or piece.gain > self._best.objective):
                self._keep(piece.plan(self._problem))

    def _guarded(self) -> None:
        try:
            self._run()
        except BaseException as error:  # handed on to whoever stops it
            self._error = error

    def _run(self) -> None:
        if self._start is not None and self._best is not None:
            self.weeks = price_weeks(self._start, self._over, ROUNDS)
            self._kernels(self.weeks, self._best)
        if not self._over() and (self._start is None or self._affords_whole()):
            self._whole = Watched(self._problem, lambda: self._best, self._over)
            self._solve(self._whole, self._left())

    def _kernels(self, prices: Prices, start: Ledger) -> None:
        each, left = EACH, self._left()
        until = left * (1 - KERNEL_SHARE) if self._affords_whole() else 0.0
        losses = self._by_need(prices)

        def over() -> bool:
            return self._stopping or self._left() <= until

        for turn in count():
            parts = self._cut(turn)
            for at in range(len(parts)):
                if over():
                    return
                seconds = (self._left() - until) / (len(parts) - at)
                best = self._best or start
                self._solve_kernel(regions(self._problem, best, parts)[at], losses, each, best, over, seconds)
            if each * len(self._problem.needs) >= self._size():
                return
            each *= GROWS

    def _cut(self, turn: int) -> Cut:
        needs = self._problem.needs
        return cut(self._problem, REGION, turn) if len(needs) > 1.5 * REGION else [needs] if needs else []

    def _solve_kernel(
        self,
        region: Region,
        losses: Mapping[str, Floats],
        each: int,
        best: Ledger,
        over: Callable[[], bool],
        seconds: float,
    ) -> None:
        """The needs of a region served as HiGHS serves them at best, the others as before."""
        needs = [need.id for need in region.problem.needs]
        held = Ledger(region.problem, region.served)
        inside = kernel(region.problem, np.concatenate([losses[id] for id in needs]), held, each * len(needs))
        rest = tuple(one for id, one in best.served.items() if id not in held.needs)
        highs = Watched(inside, lambda: held if rest else self._best, over)
        self._kernel = _Piece(highs, rest, best.objective - held.objective)
        self._solve(highs, seconds)
        self._look()
        self._kernel = None

    def _by_need(self, prices: Prices) -> dict[str, Floats]:
        """Each need's candidates' losses."""
        sizes = [sum(len(slot.candidates) for slot in need.slots) for need in self._problem.needs]
        ends = accumulate(sizes)
        return {
            need.id: prices.losses[end - size : end]
            for need, size, end in zip(self._problem.needs, sizes, ends, strict=True)
        }

    def _solve(self, highs: Watched, seconds: float) -> None:
        limits = self._clock.limits
        highs.run(max(0.01, seconds), limits.seed, limits.gap)

    def _size(self) -> int:
        return sum(len(slot.candidates) for need in self._problem.needs for slot in need.slots)

    def _affords_whole(self) -> bool:
        return self._size() <= min(WHOLE, self._left() * PACE)

    def _left(self) -> float:
        return self._clock.share(self._share)

    def _over(self) -> bool:
        return self._stopping or self._left() <= 0
