"""What a policy of fairness asks of a week, as far as it can hold beside what people decided.

Nothing here leaves a week without a plan: a cap on how often somebody is asked gives way to duties and to what people
decided, and a floor is no higher than a plan has shown that it can be. What gave way is told.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from matching.asked import Asked
from matching.by_hand import towards
from matching.clock import Clock
from matching.duties import ByHand, fulfil
from matching.greedy import teams_by_need
from matching.ledger import Ledger
from matching.limits import Limits
from matching.problem import Floor, Problem
from matching.reduce import reduce
from matching.shares import servable
from matching.uses import ASKS

NODES = 200
"""Branch-and-bound nodes for a plan that keeps every duty, where none was found by hand."""


@dataclass(frozen=True)
class GaveWay:
    """What of the policy could not hold: `floors`, group → what was asked; `asks`, capacity → the cap."""

    floors: Mapping[str, int] = field(default_factory=dict)
    asks: Mapping[str, int] = field(default_factory=dict)


def fair(problem: Problem, asked: Asked, decided: Mapping[str, int]) -> tuple[Problem, GaveWay]:
    """The problem with the floors that the policy asks for, and with caps that leave it a plan.

    Without a plan that keeps its duties it stays as it is: then something else stands in the way.

    :param problem: without floors.
    :param decided: the caps that gave way to decisions already (`matching.asked`), as the policy has them.
    """
    capped = any(capacity.id.endswith(ASKS) for capacity in problem.capacities)
    duties = _duties(problem)
    if duties is None and capped:
        problem, lifted, duties = _asking_more(problem)
        decided = {**lifted, **decided}
    if duties is None:
        return problem, GaveWay(asks=decided)
    floors, lowered = _floors(problem, asked, duties)
    return replace(problem, floors=floors), GaveWay(lowered, decided)


def _duties(problem: Problem) -> Ledger | None:
    """A plan of the reduced problem that keeps duties and minimums, by hand or else exactly; None: none was found."""
    reduced = reduce(problem)
    if reduced is None:
        return None
    costs = [0.0] * reduced.size
    found = ByHand(reduced, teams_by_need(reduced, costs)).plan()
    if found is not None:
        return found
    served = fulfil(reduced, Clock(Limits(work=NODES))).served
    return None if served is None else Ledger(reduced, served)


def _asking_more(problem: Problem) -> tuple[Problem, dict[str, int], Ledger | None]:
    """The problem with caps raised as far as a plan that keeps every duty needs; which they were; and that plan."""
    places = sum(slot.count for need in problem.needs for slot in need.slots)
    free = (replace(c, max=max(c.max, places)) if c.id.endswith(ASKS) else c for c in problem.capacities)
    found = _duties(replace(problem, capacities=tuple(free)))
    if found is None:
        return problem, {}, None
    taken = Ledger(problem, found.served.values())
    over = {c.id: c.max for c in problem.capacities if taken.left[c.id] < 0}
    more = (replace(c, max=c.max - taken.left[c.id]) if c.id in over else c for c in problem.capacities)
    raised = replace(problem, capacities=tuple(more))
    reduced = reduce(raised)
    assert reduced is not None, "a plan keeps its duties"
    return raised, over, Ledger(reduced, found.served.values())


def _floors(problem: Problem, asked: Asked, duties: Ledger) -> tuple[tuple[Floor, ...], dict[str, int]]:
    """The floors, by group; and of those that are lower than asked, what was asked."""
    wanted = floors_asked(duties.problem, asked)
    plan = towards(duties.problem, wanted, duties)
    reached = plan.achieved() if plan is not None else {}
    kept = {group: min(least, reached.get(group, 0)) for group, least in sorted(wanted.items())}
    lowered = {group: wanted[group] for group, least in kept.items() if least < wanted[group]}
    return tuple(Floor(group, least) for group, least in kept.items() if least), lowered


def floors_asked(reduced: Problem, asked: Asked) -> dict[str, int]:
    """What the policy asks for each group, whether it can hold or not; only what is above 0.

    :param reduced: a reduced problem.
    """
    least = {group: -(-asked.share * value // 100) for group, value in servable(reduced).items()}
    for need in reduced.needs:
        if need.group is not None and need.id in asked.waited:
            least[need.group] = max(least[need.group], need.value)
    return {group: value for group, value in least.items() if value}
