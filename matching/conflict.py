"""Demands that cannot hold together, minimal by deletion: without any one of them the rest can.

Solvers' own cores are not trusted here (CP-SAT's assumption cores are unreliable: or-tools issues 5141, 3102, 3017):
each test solves the problem again with some demands dropped.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from matching.clock import Clock
from matching.duties import dutiful, fulfil
from matching.errors import NoPlanInTime
from matching.problem import Problem
from matching.reduce import reduce
from matching.restrict import restrict, touched

T = TypeVar("T")

PROVABLE = 60_000
"""Candidates of a piece of the week up to which a few seconds may tell whether it has a plan."""

LATE = "no plan keeps every demand; the limit came before the conflict was found: raise it"


@dataclass(frozen=True, slots=True)
class Demand:
    """One demand of a problem: its kind, and its number in the list that `place` names."""

    kind: str
    list: str
    number: int
    names: tuple[tuple[str, Any], ...]

    def as_json(self) -> dict[str, Any]:
        """The entry of a plan's `conflict`."""
        return {"kind": self.kind, "place": f"{self.list}[{self.number}]", **dict(self.names)}


def demands(problem: Problem) -> list[Demand]:
    """Every demand, what people would least like to give up last: limits, bans, floors, minimums, duties, pins."""
    found = [Demand("capacity", "capacities", i, _capacity(c.id, c.max)) for i, c in enumerate(problem.capacities)]
    found += [Demand("ban", "bans", i, _choice(b)) for i, b in enumerate(problem.bans)]
    found += [
        Demand("floor", "floors", i, (("group", f.group), ("min_value", f.min_value)))
        for i, f in enumerate(problem.floors)
    ]
    found += [
        Demand("minimum", "capacities", i, (("capacity", c.id), ("min", c.min)))
        for i, c in enumerate(problem.capacities)
        if c.min > 0
    ]
    found += [Demand("must", "needs", i, (("need", n.id),)) for i, n in enumerate(problem.needs) if n.must]
    return found + [Demand("pin", "pins", i, _choice(p)) for i, p in enumerate(problem.pins)]


def _capacity(id: str, most: int) -> tuple[tuple[str, Any], ...]:
    return (("capacity", id), ("max", most))


def _choice(choice: Any) -> tuple[tuple[str, Any], ...]:
    return (("need", choice.need), ("slot", choice.slot), ("offer", choice.offer))


def conflict(problem: Problem, clock: Clock) -> tuple[Demand, ...]:
    """A minimal set of demands of an infeasible problem that cannot hold together.

    :raises NoPlanInTime: the limit came before it was found.
    """
    piece = dutiful(problem)
    return _placed(problem, piece, _minimal(piece, demands(piece), clock))


def blocking(
    problem: Problem, need: str, clock: Clock, seconds: float | None = None, nodes: int | None = None
) -> tuple[Demand, ...] | None:
    """A minimal set of demands beside which a need cannot be served; None where it can be.

    Empty where it cannot whatever is demanded: nobody can, or those who can may not be together.

    :param seconds: of the clock's, and `nodes`, so many for each step; what takes longer is not begun.
    :raises NoPlanInTime: the limit came before that was known, or would.
    """
    forced = replace(problem, needs=tuple(replace(n, must=n.must or n.id == need) for n in problem.needs))
    for piece in _pieces(forced, need):
        if seconds is not None and piece.size > PROVABLE:
            raise NoPlanInTime(LATE)
        if not _possible(piece, clock, seconds, nodes):
            found = _placed(forced, piece, _minimal(piece, demands(piece), clock, seconds, nodes))
            return tuple(one for one in found if (one.kind, dict(one.names).get("need")) != ("must", need))
    return None


def _pieces(problem: Problem, need: str) -> Iterator[Problem]:
    yield _alone(problem, need)
    yield dutiful(problem)


def _alone(problem: Problem, need: str) -> Problem:
    """The need as if there were no other, and nothing had to be used."""
    piece = restrict(problem, [need])
    return replace(piece, capacities=tuple(replace(c, min=0) for c in piece.capacities), floors=())


def _possible(problem: Problem, clock: Clock, seconds: float | None = None, nodes: int | None = None) -> bool:
    """Whether some plan keeps every demand."""
    if clock.stopped():
        raise NoPlanInTime(LATE)
    found = fulfil(reduce(problem), clock, seconds, nodes)
    if found.served is None and not found.infeasible:
        raise NoPlanInTime(LATE)
    return not found.infeasible


def _minimal(
    piece: Problem, all_demands: list[Demand], clock: Clock, seconds: float | None = None, nodes: int | None = None
) -> list[Demand]:
    relevant = _relevant(piece, all_demands)
    found = minimal(relevant, lambda kept: _possible(only(piece, kept), clock, seconds, nodes))
    return sorted(found, key=relevant.index)


def _placed(problem: Problem, piece: Problem, found: Sequence[Demand]) -> tuple[Demand, ...]:
    """Demands of a piece, each at its place in the whole problem."""
    whole = {(one.kind, one.names): one for one in demands(problem)} if piece is not problem else {}
    return tuple(whole.get((one.kind, one.names), one) for one in found)


def _relevant(problem: Problem, all_demands: list[Demand]) -> list[Demand]:
    """Without the limits of capacities that no dutiful need touches."""
    reach = set().union(*(touched(need) for need in dutiful(problem).needs))
    ids = [capacity.id for capacity in problem.capacities]
    return [d for d in all_demands if d.kind != "capacity" or ids[d.number] in reach]


def only(problem: Problem, kept: Sequence[Demand]) -> Problem:
    """The problem with these demands alone: the others are lifted."""
    by_kind: dict[str, set[int]] = {}
    for demand in kept:
        by_kind.setdefault(demand.kind, set()).add(demand.number)

    def has(kind: str, number: int) -> bool:
        return number in by_kind.get(kind, ())

    plenty = _plenty(problem)
    return replace(
        problem,
        needs=tuple(replace(n, must=n.must and has("must", i)) for i, n in enumerate(problem.needs)),
        capacities=tuple(
            replace(
                c,
                max=c.max if has("capacity", i) else max(c.max, plenty.get(c.id, 0)),
                min=c.min if has("minimum", i) else 0,
            )
            for i, c in enumerate(problem.capacities)
        ),
        pins=tuple(p for i, p in enumerate(problem.pins) if has("pin", i)),
        bans=tuple(b for i, b in enumerate(problem.bans) if has("ban", i)),
        floors=tuple(f for i, f in enumerate(problem.floors) if has("floor", i)),
    )


def _plenty(problem: Problem) -> dict[str, int]:
    """As much of each capacity as all candidates together could use."""
    total: dict[str, int] = {}
    for need in problem.needs:
        for slot in need.slots:
            for candidate in slot.candidates:
                for capacity, amount in candidate.uses.items():
                    total[capacity] = total.get(capacity, 0) + amount
    return total


def minimal(all_demands: Sequence[T], possible: Callable[[Sequence[T]], bool]) -> list[T]:
    """QuickXplain (Junker 2004): of demands that are impossible together, a set that is so and minimal by deletion.

    About k log(n / k) tests for k of n; earlier demands are given up first.
    """

    def explain(base: list[T], added: bool, rest: list[T]) -> list[T]:
        if added and not possible(base):
            return []
        if len(rest) == 1:
            return rest
        half = len(rest) // 2
        give, keep = rest[:half], rest[half:]
        from_give = explain(base + keep, bool(keep), give)
        return from_give + explain(base + from_give, bool(from_give), keep)

    return explain([], False, list(all_demands))
