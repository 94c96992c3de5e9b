"""How far a week can go towards floors, shown by a plan that is put together by hand: the same on every machine, in a
moment, and no promise that is not kept.

Duties and minimums come first. Then each group in turn is served up to its floor, those with fewest needs first, by
teams that take least of what others want; a group that comes short is the first of the next try. What the fairest try
reaches can hold, all at once, for there is its plan.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from matching.duties import ByHand
from matching.greedy import Teams, teams_by_need
from matching.ledger import Ledger
from matching.problem import Need, Problem

TRIES = 6

Values = Mapping[str, int]
"""Points by group."""


def towards(reduced: Problem, floors: Values, duties: Ledger | None = None) -> Ledger | None:
    """The fairest plan towards these floors that is found by hand; None where duties and minimums could not be kept so.

    :param reduced: a reduced problem; its own floors do not count.
    :param duties: a plan that keeps duties and minimums, where one is known.
    """
    free = replace(reduced, floors=())
    teams = teams_by_need(free, _costs(free))
    start = duties or ByHand(free, teams).plan()
    if start is None:
        return None
    groups = _groups(free)
    order = sorted(floors.keys() & groups.keys(), key=lambda group: (len(groups[group]), group))
    best, nearest = start, _reached(start, floors)
    for _ in range(TRIES):
        found, short = _filled(free, start, teams, groups, floors, order)
        if (reached := _reached(found, floors)) > nearest:
            best, nearest = found, reached
        if not short:
            break
        order = [*short, *(group for group in order if group not in short)]
    return best


def _reached(ledger: Ledger, floors: Values) -> list[Fraction]:
    """Which part of its floor each group reaches, the smallest first: of two plans, the one with the larger list is the
    fairer, for whoever has least has more."""
    had = ledger.achieved()
    return sorted(Fraction(min(had.get(group, 0), floor), floor) for group, floor in floors.items() if floor > 0)


def _groups(problem: Problem) -> dict[str, list[Need]]:
    """The needs of each group, the most valuable first."""
    found: dict[str, list[Need]] = defaultdict(list)
    for need in sorted(problem.needs, key=lambda need: (-need.value, need.id)):
        if need.group is not None:
            found[need.group].append(need)
    return dict(found)


def _filled(
    problem: Problem,
    start: Ledger,
    teams: Mapping[str, Teams],
    groups: Mapping[str, Sequence[Need]],
    floors: Values,
    order: Sequence[str],
) -> tuple[Ledger, list[str]]:
    """One try: the plan, and the groups that came short."""
    ledger, short = Ledger(problem, start.served.values()), []
    reached = defaultdict(int, ledger.achieved())
    for group in order:
        for need in groups[group]:
            if reached[group] >= floors[group]:
                break
            served = teams[need.id].best(ledger.left) if need.id not in ledger.served else None
            if served is not None:
                ledger.enter(served)
                reached[group] += need.value
        if reached[group] < floors[group]:
            short.append(group)
    return ledger, short


def _costs(problem: Problem) -> list[float]:
    """What each candidate takes, in the file's order, weighed by how much the needs want of it for what there is."""
    wanted: dict[str, float] = defaultdict(float)
    for need in problem.needs:
        for slot in need.slots if need.value else ():
            weight = need.value * slot.required / max(1, len(slot.candidates))
            for candidate in slot.candidates:
                for capacity, amount in candidate.uses.items():
                    wanted[capacity] += weight * amount
    price = {c.id: wanted[c.id] / max(1, c.max) for c in problem.capacities}
    return [
        sum(price[capacity] * amount for capacity, amount in candidate.uses.items())
        for need in problem.needs
        for slot in need.slots
        for candidate in slot.candidates
    ]
