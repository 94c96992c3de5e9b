"""What must be served before anything may be: a first plan that keeps every demand.

Serving more never breaks a minimum or a floor, so such a plan can be added to freely. It is looked for by hand first;
where that fails, exactly, on the smallest piece of the week that carries every demand: when this piece has no plan,
the week has none.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import partial

from matching.clock import Clock
from matching.errors import NoPlanInTime
from matching.exact import Outcome, solve_exactly
from matching.greedy import Teams
from matching.ledger import Ledger
from matching.plan import Served
from matching.problem import Capacity, Floor, Need, Problem
from matching.restrict import demanded, restrict, touched

GAP = 0.05
"""The piece is only a start: a plan within 5 % of its best is enough."""


def dutiful(problem: Problem) -> Problem:
    """The needs that must be served, that could meet a minimum, or that count towards a floor."""
    least = {capacity.id for capacity in problem.capacities if capacity.min > 0}
    floored = {floor.group for floor in problem.floors}
    must = demanded(problem)
    ids = [n.id for n in problem.needs if n.id in must or n.group in floored or (least and _uses(n, least))]
    return restrict(problem, ids)


def _uses(need: Need, capacities: set[str]) -> bool:
    """Whether a candidate of the need uses one of these."""
    return any(
        not capacities.isdisjoint(c.uses) and any(c.uses.get(id) for id in capacities & c.uses.keys())
        for slot in need.slots
        for c in slot.candidates
    )


def fulfil(problem: Problem | None, clock: Clock, seconds: float | None = None, nodes: int | None = None) -> Outcome:
    """A plan of the dutiful piece of a reduced problem, or that there is none (None is a problem without plans)."""
    if problem is None:
        return Outcome(None, None, None, 1)
    left, units = clock.seconds_left(), clock.nodes_left()
    return solve_exactly(
        dutiful(problem),
        seconds=left if left is None or seconds is None else min(left, seconds),
        nodes=units if units is None or nodes is None else min(units, nodes),
        seed=clock.limits.seed,
        gap=GAP,
        cancelled=clock.cancelled,
    )


def keep_duties(problem: Problem, teams: Mapping[str, Teams], clock: Clock) -> tuple[Served, ...] | None:
    """A plan of a reduced problem that keeps every demand, with few needs; None when there is none.

    :raises NoPlanInTime: the limit came before either was known.
    """
    ledger = ByHand(problem, teams).plan()
    if ledger is not None:
        return tuple(ledger.served.values())
    found = fulfil(problem, clock)
    clock.spend(found.nodes)
    if found.served is None and not found.infeasible:
        raise NoPlanInTime("no plan that keeps every demand was found within the limit; raise the limit")
    return found.served


class ByHand:
    """Plans that keep every demand, put together by hand: duties first, then minimums, then floors."""

    def __init__(self, problem: Problem, teams: Mapping[str, Teams]) -> None:
        self.problem, self.teams = problem, teams
        self.must = demanded(problem)
        self.users = _users(problem)
        least = (capacity for capacity in problem.capacities if capacity.min > 0)
        self.minimums = sorted(least, key=lambda c: (len(self.users[c.id]), c.id))

    def plan(self, forced: str | None = None) -> Ledger | None:
        """Minimums are met from those whom fewest needs could use on; None where some demand is not met.

        :param forced: a need that must be served, before all others.
        """
        ledger = Ledger(self.problem)
        must = self.must | ({forced} if forced else set())
        duties = sorted((n for n in self.problem.needs if n.id in must), key=lambda need: need.id != forced)
        _serve(ledger, self.teams, duties, lambda: False)
        for capacity in self.minimums:
            _serve(ledger, self.teams, self.users[capacity.id], partial(_is_met, ledger, capacity), capacity.id)
        for floor in self.problem.floors:
            best = sorted((n for n in self.problem.needs if n.group == floor.group), key=lambda n: (-n.value, n.id))
            _serve(ledger, self.teams, best, partial(_is_reached, ledger, floor))
        return ledger if must <= ledger.served.keys() and ledger.keeps_limits() else None


def _is_met(ledger: Ledger, capacity: Capacity) -> bool:
    return capacity.max - ledger.left[capacity.id] >= capacity.min


def _is_reached(ledger: Ledger, floor: Floor) -> bool:
    return ledger.achieved().get(floor.group, 0) >= floor.min_value


def _users(problem: Problem) -> dict[str, list[Need]]:
    """By capacity with a minimum, the needs that could use it: those that use most of it first, then by value."""
    least = {capacity.id: capacity.min for capacity in problem.capacities if capacity.min > 0}
    users: dict[str, list[tuple[int, int, str, Need]]] = {capacity: [] for capacity in least}
    for need in problem.needs if least else ():
        for capacity in least.keys() & touched(need):
            most = max(c.uses.get(capacity, 0) for slot in need.slots for c in slot.candidates)
            users[capacity].append((-min(most, least[capacity]), -need.value, need.id, need))
    return {capacity: [need for *_, need in sorted(rows)] for capacity, rows in users.items()}


def _serve(
    ledger: Ledger,
    teams: Mapping[str, Teams],
    needs: Iterable[Need],
    enough: Callable[[], bool],
    using: str | None = None,
) -> None:
    """Serve these needs with what fits (and uses `using`), until that is enough."""
    for need in needs:
        if enough():
            return
        if need.id not in ledger.served:
            served = teams[need.id].best(ledger.left, using)
            if served is not None:
                ledger.enter(served)
