"""Exact re-optimisation of a plan where it still loses most: piece by piece, each within what all others leave.

At good prices a plan's distance from the bound is a sum over needs, of what each is worth at the prices less what the
plan makes of it. A piece is a need that loses much, with those who hold what it would like, and those who hold what
these would like, some hundred in all; HiGHS solves it to its optimum. Two pieces are solved side by side. What one
takes of a capacity the other may want too: then the second is not taken, and is tried again later.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import repeat

from matching.clock import Clock
from matching.exact import Outcome, solve_exactly
from matching.ledger import Ledger, bond_score, chosen, uses
from matching.nearby import within
from matching.plan import Served
from matching.prices import Prices
from matching.problem import Candidate, Need, Problem
from matching.reduce import reduce
from matching.restrict import restrict

FIRST = 120
"""So many needs make a piece at first, and half as many again once no piece gains anything more."""

GROWS = 1.5
LIKED = 4
"""So many candidates of a slot count as those that a need would like."""

TOGETHER = 2
"""Pieces solved side by side, whatever the number of workers: so the bytes do not depend on it."""

SECONDS, NODES = 8.0, 20
"""What one piece may take."""


def mend(
    problem: Problem, prices: Prices, ledger: Ledger, clock: Clock, part: float, done: Callable[[int], bool]
) -> Ledger:
    """A plan at least as good as the ledger's, of a reduced problem.

    :param part: share of the limit after which it ends.
    :param done: told the objective after each pair of pieces; ends the mending where it says so.
    """
    losses, size, tried = Losses(problem, prices), float(FIRST), set[str]()
    with ThreadPoolExecutor(min(TOGETHER, clock.limits.workers)) as threads:
        while not done(ledger.objective) and clock.share(part) > 0:
            pieces = _pieces(ledger, losses, int(size), tried)
            if not pieces:
                if size >= len(problem.needs):
                    break
                size, tried = GROWS * size, set()
                continue
            found = list(threads.map(_solved, repeat(ledger), pieces, repeat(clock), repeat(part)))
            clock.spend(sum(outcome.nodes for outcome in found))
            for piece, outcome in zip(pieces, found, strict=True):
                better = _taken(ledger, piece, outcome)
                tried = tried | {piece[0]} if better is None else tried - set(piece)
                ledger = better or ledger
    return ledger


def _pieces(ledger: Ledger, losses: "Losses", size: int, tried: set[str]) -> list[list[str]]:
    """Up to two pieces without a common need, around the needs that lose most of those not tried; seed first."""
    around, pieces, free = Around(ledger, losses), list[list[str]](), set[str]()
    for seed in losses.worst(ledger):
        if seed not in tried and seed not in free:
            pieces.append(around.ring(seed, size, free))
            free |= set(pieces[-1])
            if len(pieces) == TOGETHER:
                break
    return pieces


def _solved(ledger: Ledger, piece: Sequence[str], clock: Clock, part: float) -> Outcome:
    """The best of a piece within what all others leave."""
    inside = set(piece)
    others = Ledger(ledger.problem, (one for id, one in ledger.served.items() if id not in inside))
    reduced = reduce(within(restrict(ledger.problem, inside), others))
    if reduced is None:
        return Outcome(None, None, None, 1)
    seconds, nodes = clock.seconds_left(part), clock.nodes_left(part)
    held = [ledger.served[need.id] for need in reduced.needs if need.id in ledger.served]
    return solve_exactly(
        reduced,
        seconds=None if seconds is None else min(seconds, SECONDS),
        nodes=None if nodes is None else min(nodes, NODES),
        seed=clock.limits.seed,
        hint=held,
        cancelled=clock.cancelled,
    )


def _taken(ledger: Ledger, piece: Sequence[str], found: Outcome) -> Ledger | None:
    """The plan with the piece as it was found, where that is better and fits beside what else was taken."""
    if found.served is None:
        return None
    inside = set(piece)
    others = (one for id, one in ledger.served.items() if id not in inside)
    better = Ledger(ledger.problem, [*others, *found.served])
    return better if better.objective > ledger.objective and better.keeps_limits() else None


class Losses:
    """What a plan loses against the prices, need by need."""

    def __init__(self, problem: Problem, prices: Prices) -> None:
        self.worth: dict[str, float] = dict(
            zip((need.id for need in problem.needs), prices.need_worth.tolist(), strict=True)
        )
        self.priced: dict[str, list[list[tuple[float, Candidate]]]] = {}
        values = iter(prices.priced.tolist())
        for need in problem.needs:
            self.priced[need.id] = [[(next(values), c) for c in slot.candidates] for slot in need.slots]

    def liked(self, need: Need) -> Iterator[Candidate]:
        """The candidates of each slot with the highest priced values."""
        for priced in self.priced[need.id]:
            yield from (c for _, c in sorted(priced, key=lambda one: -one[0])[:LIKED])

    def worst(self, ledger: Ledger) -> list[str]:
        """The needs that lose something, the largest loss first."""
        lost = {need.id: self._lost(need, ledger.served.get(need.id)) for need in ledger.problem.needs}
        return sorted((id for id, loss in lost.items() if loss > 0.5), key=lambda id: (-lost[id], id))

    def _lost(self, need: Need, served: Served | None) -> float:
        if served is None:
            return self.worth[need.id]
        values = {id(c): value for priced in self.priced[need.id] for value, c in priced}
        made = need.value + bond_score(need, served) + sum(values[id(c)] for _, c in chosen(need, served))
        return self.worth[need.id] - made


class Around:
    """Who is near whom: who holds what a need would like, and who would like what it holds."""

    def __init__(self, ledger: Ledger, losses: Losses) -> None:
        self.ledger, self.losses = ledger, losses
        self.holders: dict[str, list[str]] = {}
        for served in ledger.served.values():
            for capacity in uses(ledger.needs[served.need], served):
                self.holders.setdefault(capacity, []).append(served.need)

    def ring(self, seed: str, size: int, taken: set[str]) -> list[str]:
        """A need and those nearest to it, ring by ring, but none of those that are taken."""
        free = {seed: None}
        edge = [seed]
        while edge and len(free) < size:
            further = dict.fromkeys(o for id in edge for o in self._near(id) if o not in free and o not in taken)
            edge = list(further)[: size - len(free)]
            free |= dict.fromkeys(edge)
        return list(free)

    def _near(self, id: str) -> Iterator[str]:
        """Those who hold what a need's best priced candidates would use and lacks."""
        for candidate in self.losses.liked(self.ledger.needs[id]):
            for capacity, amount in candidate.uses.items():
                if amount > self.ledger.left[capacity]:
                    yield from self.holders.get(capacity, ())
