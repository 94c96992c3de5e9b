"""Ruin and recreate with annealing, from a plan to a better one, on several lanes at once."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import repeat
from time import monotonic

from matching.clock import Clock
from matching.ledger import Ledger
from matching.problem import Problem
from matching.search.seating import seat_team
from matching.search.steps import steps
from matching.search.tables import Board, Guide

HOT, COLD = 0.03, 0.0008
"""Temperatures as shares of a need's mean value: a loss of so much is accepted with a chance of 1/e."""

RUIN, BLINK = 10, 0.05
"""At most so many needs are ruined by a move; so often a candidate that fits is passed over."""

MOVES_A_UNIT = 1000
"""One unit of a work limit."""

FIRST_MOVES = 2000
ROUNDS = 40
"""The way from hot to cold is walked in so many rounds; after each, somebody may stop it."""

LANES = 2
"""Where work is limited: always so many, so that the bytes do not depend on how many run at once."""


class Lane:
    """One annealing from a plan that keeps every demand; the seed decides every move."""

    def __init__(self, problem: Problem, guide: Guide, ledger: Ledger, seed: int) -> None:
        self.board = Board(problem, guide, seed)
        t = self.board.tables
        for need, option, team in self.board.placed(ledger.served.values()):
            seat_team(
                need, option, team, len(team), t.need, t.candidate, t.use, t.capacity, t.floor, t.seat, t.link, t.game
            )
        self.objective = self.best = ledger.objective
        self.best_option, self.best_seat = t.need["option"].copy(), t.seat["candidate"].copy()
        self.mean = float(t.need["value"].mean()) if len(t.need) else 1.0
        self.rate = 0.0

    def run(self, moves: int, begin: float, end: float) -> None:
        """So many moves, from one share of the way between hot and cold to another."""
        hot, cold = (max(1e-3, self.mean * HOT * (COLD / HOT) ** share) for share in (begin, end))
        start = monotonic()
        self.objective, self.best = steps(
            moves, hot, cold, RUIN, BLINK, self.objective, self.best, self.best_option, self.best_seat,
            self.board.tables,
        )  # fmt: skip
        self.rate = moves / max(1e-6, monotonic() - start)


def anneal(
    problem: Problem,
    guide: Guide,
    ledger: Ledger,
    clock: Clock,
    part: float,
    done: Callable[[int], bool],
    lanes: int | None = None,
) -> Ledger:
    """A plan at least as good as the ledger's.

    :param part: share of the limit after which it ends.
    :param lanes: how many at once; None: as many as there are workers.
    :param done: told the best objective after each round; ends the search where it says so.
    """
    count = lanes or (clock.limits.workers if clock.limits.work is None else LANES)
    running = [Lane(problem, guide, ledger, clock.limits.seed + i) for i in range(count)]
    with ThreadPoolExecutor(clock.limits.workers) as threads:
        for moves, begin, end in _rounds(running, clock, part):
            list(threads.map(Lane.run, running, repeat(moves), repeat(begin), repeat(end)))
            if done(max(lane.best for lane in running)):
                break
    best = max(running, key=lambda lane: lane.best)
    return Ledger(problem, best.board.told(best.best_option, best.best_seat))


def _rounds(lanes: list[Lane], clock: Clock, part: float) -> Iterator[tuple[int, float, float]]:
    """How many moves each lane makes next, and which share of the way from hot to cold that is."""
    if clock.limits.work is not None:
        moves = max(1, int(clock.share(part)) * MOVES_A_UNIT // (ROUNDS * len(lanes)))
        for turn in range(ROUNDS):
            yield moves, turn / ROUNDS, (turn + 1) / ROUNDS
        clock.spend(moves * len(lanes) * ROUNDS // MOVES_A_UNIT)
        return
    yield FIRST_MOVES, 0.0, 0.0
    whole = clock.share(part)
    while (left := clock.share(part)) > 0:
        moves = int(min(lane.rate for lane in lanes) * min(left, whole / ROUNDS))
        share = 1 - left / whole
        yield max(1, moves), share, min(1.0, share + 1 / ROUNDS)
