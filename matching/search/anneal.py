"""Ruin and recreate with annealing, from a plan to a better one, on several lanes at once."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import repeat
from time import monotonic

import numpy as np

from matching.clock import Clock
from matching.ledger import Ledger
from matching.problem import Problem
from matching.search.seating import remove, seat_team
from matching.search.steps import steps
from matching.search.tables import Board, Guide

HOT, COLD = 0.06, 0.0012
"""Temperatures as shares of a need's mean value: a loss of so much is accepted with a chance of 1/e."""

RUIN, BLINK = 10, 0.03
"""At most so many needs are ruined by a move; so often a candidate that fits is passed over."""

MOVES_A_UNIT = 1000
"""One unit of a work limit."""

FIRST_MOVES = 2000
ROUNDS = 40
"""The way from hot to cold is walked in so many rounds; after each, somebody may stop it."""

LANES = 2
"""Where work is limited: always so many, so that the bytes do not depend on how many run at once."""

FIRST_WAY = 25_000
"""Candidates for each second of the first way from hot to cold; each further way is twice as long."""

WARM = 0.3
"""Where further ways begin: hot would undo what is good, cold would change nothing."""

Exchange = Callable[[Ledger], Ledger | None]
"""Told the best plan so far; gives a better one, where somebody else has one."""


class Lane:
    """One annealing from a plan that keeps every demand; the board's seed decides every move."""

    def __init__(self, board: Board, ledger: Ledger) -> None:
        self.board = board
        t = board.tables
        self.best_option, self.best_seat = t.need["option"].copy(), t.seat["candidate"].copy()
        self.notes = board.notes(RUIN)
        self.mean = float(t.need["value"].mean()) if len(t.need) else 1.0
        self.rate = 0.0
        self.begin(ledger)

    def begin(self, ledger: Ledger) -> None:
        """Go on from this plan."""
        t = self.board.tables
        for need in np.flatnonzero(t.need["option"] >= 0).tolist():
            remove(need, t.need, t.candidate, t.use, t.capacity, t.left, t.floor, t.seat, t.link, t.game)
        for need, option, team in self.board.placed(ledger.served.values()):
            seat_team(
                need, option, team, len(team), t.need, t.candidate, t.use, t.end, t.bond, t.capacity, t.left, t.floor,
                t.seat, t.link, t.game,
            )  # fmt: skip
        self.objective = self.best = ledger.objective
        self.best_option[:], self.best_seat[:] = t.need["option"], t.seat["candidate"]

    def run(self, moves: int, begin: float, end: float) -> None:
        """So many moves, from one share of the way between hot and cold to another."""
        hot, cold = (max(1e-3, self.mean * HOT * (COLD / HOT) ** share) for share in (begin, end))
        start = monotonic()
        self.objective, self.best = steps(
            moves, hot, cold, RUIN, BLINK, self.objective, self.best, self.best_option, self.best_seat,
            self.board.tables, self.notes,
        )  # fmt: skip
        self.rate = moves / max(1e-6, monotonic() - start)

    def told(self) -> Ledger:
        """The best plan."""
        return Ledger(self.board.problem, self.board.told(self.best_option, self.best_seat))


def anneal(
    problem: Problem,
    guide: Guide,
    ledger: Ledger,
    clock: Clock,
    part: float,
    done: Callable[[int], bool],
    lanes: int | None = None,
    exchange: Exchange = lambda _: None,
    warm: float = 0.0,
) -> Ledger:
    """A plan at least as good as the ledger's.

    Where time is limited the way from hot to cold is gone several times, so that a good plan is there early; after each
    all lanes go on from the best.

    :param part: share of the limit after which it ends.
    :param lanes: how many at once; None: as many as there are workers.
    :param done: told the best objective after each round; ends the search where it says so.
    :param exchange: asked after each way; a better plan that it has is gone on from.
    :param warm: share of the way from hot to cold at which it begins: 0 forgets the plan, WARM keeps most of it.
    """
    count = lanes or (clock.limits.workers if clock.limits.work is None else LANES)
    board = Board(problem, guide, clock.limits.seed)
    boards = [board, *(board.copy(clock.limits.seed + i) for i in range(1, count))]
    running = [Lane(each, ledger) for each in boards]
    best = ledger
    with ThreadPoolExecutor(clock.limits.workers) as threads:
        for rounds in _ways(running, clock, part, warm):
            for moves, begin, end in rounds:
                list(threads.map(Lane.run, running, repeat(moves), repeat(begin), repeat(end)))
                if done(max(lane.best for lane in running)):
                    return _best(running)
            best = _best(running)
            best = exchange(best) or best
            if clock.share(part) > 0:
                list(threads.map(Lane.begin, running, repeat(best)))
    return best


def _best(lanes: Sequence[Lane]) -> Ledger:
    return max(lanes, key=lambda lane: lane.best).told()


Round = tuple[int, float, float]
"""How many moves each lane makes, and which share of the way from hot to cold that is."""


def _ways(lanes: Sequence[Lane], clock: Clock, part: float, warm: float) -> Iterator[Iterator[Round]]:
    if clock.limits.work is not None:
        yield _counted(lanes, clock, part)
        return
    size = len(lanes[0].board.tables.candidate)
    seconds = max(1.0, size / FIRST_WAY)
    while (left := clock.share(part)) > 0:
        seconds = left if left < 2 * seconds else seconds
        yield _timed(lanes, clock, left - seconds, part, warm)
        seconds, warm = 2 * seconds, WARM


def _counted(lanes: Sequence[Lane], clock: Clock, part: float) -> Iterator[Round]:
    moves = max(1, int(clock.share(part)) * MOVES_A_UNIT // (ROUNDS * len(lanes)))
    for turn in range(ROUNDS):
        yield moves, turn / ROUNDS, (turn + 1) / ROUNDS
    clock.spend(moves * len(lanes) * ROUNDS // MOVES_A_UNIT)


def _timed(lanes: Sequence[Lane], clock: Clock, until: float, part: float, warm: float) -> Iterator[Round]:
    """One way from `warm` to cold, until so many seconds of the part are left."""
    if not lanes[0].rate:
        yield FIRST_MOVES, warm, warm
    whole = max(1e-3, clock.share(part) - until)
    while (left := clock.share(part) - until) > 0:
        moves = int(min(lane.rate for lane in lanes) * min(left, whole / ROUNDS))
        gone = 1 - left / whole
        yield max(1, moves), warm + (1 - warm) * gone, warm + (1 - warm) * min(1.0, gone + 1 / ROUNDS)
