"""A better plan, piece by piece: free some needs that compete for the same things, and re-solve those exactly.

A stronger search for the largest weeks takes this file's place and keeps its promise: it never returns a worse plan.
"""

from random import Random

from matching.clock import Clock
from matching.exact import solve_exactly
from matching.ledger import Ledger
from matching.plan import Served
from matching.problem import Need, Problem
from matching.restrict import restrict, touched

NEEDS_AT_ONCE = 30
CANDIDATES_AT_ONCE = 2500
SECONDS_A_PIECE = 2.0
NODES_A_PIECE = 50
PATIENCE = 3
"""Turns without a gain, in multiples of the number of needs, after which the search gives up."""


class Neighbours:
    """Which needs compete with which, through the capacities that their candidates could use."""

    def __init__(self, problem: Problem) -> None:
        self.needs = {need.id: need for need in problem.needs}
        self.ids = sorted(self.needs)
        self.touch = {need.id: sorted(touched(need)) for need in problem.needs}
        self.size = {need.id: _candidates(need) for need in problem.needs}
        self.users: dict[str, list[str]] = {}
        for need in problem.needs:
            for capacity in self.touch[need.id]:
                self.users.setdefault(capacity, []).append(need.id)

    def around(self, need: str, rng: Random) -> list[str]:
        """The need and some that compete with it, up to a size that is solved in a moment."""
        chosen, candidates = [need], self.size[need]
        rivals = self._rivals(need, rng)
        while rivals and len(chosen) < NEEDS_AT_ONCE and candidates < CANDIDATES_AT_ONCE:
            rival = rivals.pop()
            if rival not in chosen:
                chosen.append(rival)
                candidates += self.size[rival]
        return chosen

    def _rivals(self, need: str, rng: Random) -> list[str]:
        capacities = self.touch[need][:]
        rng.shuffle(capacities)
        rivals = [rng.choice(self.users[c]) for c in capacities for _ in range(4)]
        rivals += [rng.choice(self.users[c]) for r in rivals[:8] for c in self.touch[r][:4]]
        rng.shuffle(rivals)
        return rivals


def _candidates(need: Need) -> int:
    return sum(len(slot.candidates) for slot in need.slots)


def improve(problem: Problem, ledger: Ledger, bound: int, clock: Clock, part: float) -> Ledger:
    """Exact re-solves of small pieces, until the bound, this part of the limit, or no gain for long."""
    rng = Random(clock.limits.seed)
    neighbours = Neighbours(problem)
    idle = 0
    while ledger.objective < bound and idle < PATIENCE * len(neighbours.ids) and not clock.stopped():
        if clock.share(part) <= 0:
            break
        piece = neighbours.around(_pick(neighbours, ledger, rng), rng)
        idle = 0 if _resolve(problem, ledger, piece, clock) else idle + 1
        if idle == 0:
            clock.tell("improve", ledger.objective, bound)
    return ledger


def _pick(neighbours: Neighbours, ledger: Ledger, rng: Random) -> str:
    """A need at random, one that is not served where two tries find one."""
    first, second = rng.choice(neighbours.ids), rng.choice(neighbours.ids)
    return second if first in ledger.served else first


def _resolve(problem: Problem, ledger: Ledger, piece: list[str], clock: Clock) -> bool:
    """Solve the piece exactly beside all others, and take the result when it is better."""
    held = [ledger.strike(need) for need in piece if need in ledger.served]
    before = ledger.objective
    part = restrict(problem, piece, ledger.used(), ledger.achieved())
    seconds, nodes = clock.seconds_left(), clock.nodes_left()
    found = solve_exactly(
        part,
        seconds=None if seconds is None else min(seconds, SECONDS_A_PIECE),
        nodes=None if nodes is None else min(nodes, NODES_A_PIECE),
        hint=held,
    )
    clock.spend(found.nodes)
    worth_held = _worth(ledger, held, before)
    if found.served is None or found.objective is None or found.objective <= worth_held:
        return False
    for served in held:
        ledger.strike(served.need)
    for served in found.served:
        ledger.enter(served)
    return True


def _worth(ledger: Ledger, held: list[Served], before: int) -> int:
    """Put back what was freed, and say what it is worth."""
    for served in held:
        ledger.enter(served)
    return ledger.objective - before
