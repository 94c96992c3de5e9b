"""HiGHS's part in a large week, step by step beside the search: the kernel of its prices, then the whole.

1. *Kernel*: HiGHS on the few candidates that lose least at these prices, and on twice as many as long as it ends early;
   in a week of very many needs region by region, each within what the others leave it.
2. *Whole*: HiGHS on all, where there is time for its root node at least. From then on the bound is HiGHS's.

A week that is small enough is given to HiGHS whole at once; it needs no prices.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import accumulate, count
from threading import Event, Lock, Thread
from typing import Self

import numpy as np

from matching.background import SOLVER
from matching.clock import Clock
from matching.kernel import kernel
from matching.ledger import Ledger
from matching.prices import Floats, Prices
from matching.problem import Problem
from matching.regions import cut, merged, regions
from matching.watched import Watched

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


@dataclass(slots=True)
class _Piece:
    """The week or a region of it: a plan that keeps its demands, and HiGHS at work on it, while it is."""

    held: Ledger | None
    highs: Watched | None = None

    @property
    def gain(self) -> float:
        """What `best` is worth, or a little more."""
        held = self.held.objective if self.held is not None else -np.inf
        return max(held, self.highs.gain if self.highs is not None else -np.inf)

    def best(self) -> Ledger | None:
        """The better plan of the two."""
        found = self.highs.found() if self.highs is not None else None
        known = [ledger for ledger in (self.held, found) if ledger is not None]
        return max(known, key=lambda ledger: ledger.objective, default=None)


class Pursuit:
    """The steps, in a thread of their own, with one core. What they have found is known at any time.

    A week of very many needs is worth all cores: then it `wants_all`, and waits until it `has_all`. As a context it is
    asked to end when the context does; HiGHS may go on for a while when it does not look up.
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
        self._pieces: list[_Piece] = []
        self._seen = -np.inf
        """What the last plan that was taken from HiGHS was said to be worth."""
        self._whole: Watched | None = None
        self.wants_all = False
        self._has_all_cores = Event()
        self._stopping = False
        self._error: BaseException | None = None
        self._lock = Lock()
        self._thread = Thread(target=self._guarded, args=(self._run,), name=SOLVER, daemon=True)
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping = True
        self._has_all_cores.set()

    @property
    def ended(self) -> bool:
        """Whether there is nothing more to come."""
        return not self._thread.is_alive()

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

    def has_all(self, ledger: Ledger) -> None:
        """No other search is at work any more, and this is what the last has found."""
        self._keep(ledger)
        self._has_all_cores.set()

    def stop(self) -> None:
        """Ask for the end, and wait for it a little.

        :raises BaseException: what went wrong in the steps' thread.
        """
        self._stopping = True
        self._has_all_cores.set()
        self._thread.join(PATIENCE)
        if self._error is not None:
            raise self._error

    def _keep(self, ledger: Ledger | None) -> None:
        with self._lock:
            if ledger is not None and (self._best is None or ledger.objective > self._best.objective):
                self._best = ledger

    def _look(self) -> None:
        """Take the plan that HiGHS has just now, where it is news."""
        pieces = self._pieces
        gain = sum(piece.gain for piece in pieces)
        known = self._best.objective if self._best is not None else -np.inf
        if not pieces or gain < max(self._seen, known) + 0.5:
            return
        self._seen = gain
        found = [best for piece in pieces if (best := piece.best()) is not None]
        if len(found) == len(pieces):
            self._keep(merged(self._problem, (ledger.served.values() for ledger in found)))

    def _guarded(self, steps: Callable[[], None]) -> None:
        try:
            steps()
        except BaseException as error:  # handed on to whoever stops it
            self._error = error

    def _run(self) -> None:
        if self._start is not None and self._best is not None:
            self._kernels(self._start, self._best)
        if not self._over() and (self._start is None or self._affords_whole()):
            self._whole = Watched(self._problem, lambda: self._best, self._over)
            self._pieces = [_Piece(None, self._whole)]
            self._solve(self._whole, self._left())

    def _kernels(self, prices: Prices, start: Ledger) -> None:
        losses, each, left = self._by_need(prices), EACH, self._left()
        until = left * (1 - KERNEL_SHARE) if self._affords_whole() else 0.0
        for turn in count():
            self._pieces = [_Piece(held) for held in self._held(start, turn)]
            lanes = min(self._clock.limits.workers, len(self._pieces))
            work = [partial(self._lane, self._pieces[at::lanes], losses, each, until) for at in range(lanes)]
            self._at_once(work)
            if self._past(until) or each * len(self._problem.needs) >= self._size():
                return
            each *= GROWS

    def _held(self, start: Ledger, turn: int) -> list[Ledger]:
        """The best plan, as a whole or by regions; there is nothing to do where there are no needs."""
        needs = self._problem.needs
        if len(needs) <= 1.5 * REGION:
            return [self._best or start] if needs else []
        self.wants_all = True
        self._has_all_cores.wait()
        parts = regions(self._problem, self._best or start, cut(self._problem, REGION, turn))
        return [Ledger(region.problem, region.served) for region in parts]

    def _at_once(self, work: Sequence[Callable[[], None]]) -> None:
        """All of it; the first in this thread."""
        others = [Thread(target=self._guarded, args=(one,), name=SOLVER, daemon=True) for one in work[1:]]
        for thread in others:
            thread.start()
        for one in work[:1]:
            one()
        for thread in others:
            thread.join()

    def _lane(self, pieces: Sequence[_Piece], losses: Mapping[str, Floats], each: int, until: float) -> None:
        """One kernel after the other, each with its share of the time."""
        for number, piece in enumerate(pieces):
            if self._past(until) or piece.held is None:
                return
            needs = piece.held.problem.needs
            near = np.concatenate([losses[need.id] for need in needs])
            inside = kernel(piece.held.problem, near, piece.held, each * len(needs))
            piece.highs = Watched(inside, partial(self._offered, piece.held), partial(self._past, until))
            self._solve(piece.highs, (self._left() - until) / (len(pieces) - number))
            self._look()
            piece.held, piece.highs = piece.best(), None

    def _by_need(self, prices: Prices) -> dict[str, Floats]:
        """Each need's candidates' losses."""
        sizes = [sum(len(slot.candidates) for slot in need.slots) for need in self._problem.needs]
        ends, losses = accumulate(sizes), prices.losses
        return {
            need.id: losses[end - size : end] for need, size, end in zip(self._problem.needs, sizes, ends, strict=True)
        }

    def _offered(self, held: Ledger) -> Ledger | None:
        """A plan for HiGHS at work on a piece: others work on the week as a whole only where it is one piece."""
        return self._best if len(self._pieces) == 1 else held

    def _solve(self, highs: Watched, seconds: float) -> None:
        limits = self._clock.limits
        highs.run(max(0.01, seconds), limits.seed, limits.gap)

    def _size(self) -> int:
        return sum(len(slot.candidates) for need in self._problem.needs for slot in need.slots)

    def _affords_whole(self) -> bool:
        return self._size() <= min(WHOLE, self._left() * PACE)

    def _left(self) -> float:
        return self._clock.share(self._share)

    def _past(self, until: float) -> bool:
        return self._stopping or self._left() <= until

    def _over(self) -> bool:
        return self._past(0)
