"""HiGHS's part in a large week, step by step beside the search: the kernel of its prices, then the whole.

1. *Kernel*: HiGHS on the few candidates that lose least at these prices, and on twice as many as long as it ends early.
2. *Whole*: HiGHS on all, where there is time for its root node at least. From then on the bound is HiGHS's.

A week that is small enough is given to HiGHS whole at once; it needs no prices.
"""

from threading import Lock, Thread
from typing import Self
from warnings import warn

import numpy as np

from matching.background import SOLVER
from matching.clock import Clock
from matching.kernel import kernel
from matching.ledger import Ledger
from matching.prices import Prices
from matching.problem import Problem
from matching.program import INTEGRAL_GAP
from matching.watched import Watched

EACH, GROWS = 4, 2
"""Candidates for each need in the first kernel, and how much larger the next one is."""

LARGEST = 100_000
"""Up to so many candidates a kernel is followed by a larger one: with 160,000, of 20,000 needs, HiGHS and all else took
2.3 GB, with 80,000 1.8."""

WHOLE = 400_000
"""Up to so many candidates HiGHS is given the whole: it takes some 4 KB for each."""

PACE = 4_500
"""HiGHS needs a second for so many candidates before it has proved anything of the whole."""

KERNEL_SHARE = 0.25
"""Of what is left when kernels begin, where the whole comes after them."""

PATIENCE = 1.0
"""Seconds that HiGHS has to end when it is asked to; then it is left behind."""


class Pursuit:
    """The steps, in a thread of their own, with one core. What they have found is known at any time.

    As a context it is asked to end when the context does; HiGHS may go on for a while when it does not look up.
    """

    def __init__(
        self, problem: Problem, clock: Clock, share: float, prices: Prices | None = None, ledger: Ledger | None = None
    ) -> None:
        """:param share: of the limit, after which it ends by itself.
        :param prices: and a plan that keeps every demand; without both it begins with the whole.
        """
        self._problem, self._clock, self._share = problem, clock, share
        self._start = prices
        self._best = ledger
        self._seen = -np.inf
        """What HiGHS's last plan that was looked at is worth."""
        self._kernel: Watched | None = None
        self._whole: Watched | None = None
        self._bettered = False
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
    def is_useful(self) -> bool:
        """Whether it has bettered the plan, or is at the whole, and so at the bound."""
        return self._bettered or self._whole is not None

    @property
    def bound(self) -> int | None:
        """No plan of the problem is worth more; None while nothing is proved."""
        return self._whole.bound if self._whole is not None else None

    def exchange(self, ledger: Ledger) -> Ledger | None:
        """Tell of a plan that keeps every demand; what the steps have that is better, if anything."""
        self._keep(ledger)
        self._look()
        best = self._best
        return best if best is not None and best.objective > ledger.objective else None

    def stop(self) -> None:
        """Ask for the end, and wait for it a little.

        A fault in the steps' thread is told as a warning: whoever has a plan keeps it.
        """
        self._stopping = True
        self._thread.join(PATIENCE)
        if self._error is not None:
            warn(f"HiGHS's part of the solve failed: {self._error!r}; the search went on without it", stacklevel=2)

    def _keep(self, ledger: Ledger) -> bool:
        """Whether it is better than what was known."""
        with self._lock:
            better = self._best is None or ledger.objective > self._best.objective
            if better:
                self._best = ledger
        return better

    def _look(self) -> None:
        """Take the plan that HiGHS has just now, where it is news."""
        for highs in (self._kernel, self._whole):
            known = self._best.objective if self._best is not None else -np.inf
            if highs is not None and highs.gain > max(known, self._seen) + INTEGRAL_GAP:
                self._seen = highs.gain
                found = highs.found()
                if found is not None and self._keep(Ledger(self._problem, found.served.values())):
                    self._bettered = True

    def _guarded(self) -> None:
        try:
            self._run()
        except BaseException as error:  # told by whoever stops it
            self._error = error

    def _run(self) -> None:
        for_whole = self._left() * (1 - KERNEL_SHARE)
        if self._problem.size > min(WHOLE, for_whole * PACE):
            for_whole = 0.0
        if self._start is not None and self._best is not None:
            self._kernels(self._start, self._best, until=for_whole)
        if not self._over() and (self._start is None or for_whole):
            self._whole = Watched(self._problem, lambda: self._best, self._over)
            self._solve(self._whole)

    def _kernels(self, prices: Prices, best: Ledger, until: float) -> None:
        """One after the other, until so many seconds are left."""
        size = EACH * len(self._problem.needs)

        def over() -> bool:
            return self._stopping or self._left() <= until

        while not over():
            inside = kernel(self._problem, prices, self._best or best, size)
            self._kernel = Watched(inside, lambda: self._best, over)
            self._solve(self._kernel)
            self._look()
            self._kernel = None
            if size >= self._problem.size or size * GROWS > LARGEST:
                return
            size *= GROWS

    def _solve(self, highs: Watched) -> None:
        limits = self._clock.limits
        highs.run(max(0.01, self._left()), limits.seed, limits.gap)

    def _left(self) -> float:
        return self._clock.share(self._share)

    def _over(self) -> bool:
        return self._stopping or self._left() <= 0
