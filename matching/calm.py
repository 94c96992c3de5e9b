"""A better plan with as few changes as it can do with: what gains nothing stays as it was.

First what is nearly always all: two plans of one week differ in pieces that have no capacity in common. Each piece can
be taken back for itself, so a piece that gains nothing is taken back, and within the others those who can stay without
loss do (`matching.nearby`). Then the proof that fewer changes would not do, or a plan with fewer (`matching.least`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from matching.changes import alike
from matching.clock import Clock
from matching.least import Least, bound_to_change, changed, least
from matching.ledger import Ledger, uses, worth
from matching.nearby import again, standing
from matching.plan import Served
from matching.problem import Problem

MOST = 200
"""So many needs that changed are solved again to change less; of more, only whole pieces are taken back."""


PROVED = 20
"""So many changes are proved the least; in a part of at most SMALL candidates any number, in one of more than LARGE
none: it would take too long."""

SMALL, LARGE = 4000, 60_000

PROVING = 6.0
"""Seconds that the proof may take, and at most this share of what is left:"""

PROVING_SHARE = 0.3


def calm(problem: Problem, better: Ledger, before: Sequence[Served], clock: Clock, *, best: bool = False) -> Least:
    """A plan worth at least as much as `better`, nearer to an earlier one; and whether no plan worth as much is nearer.

    :param better: a plan of a reduced problem, worth at least as much as what of `before` still holds in it.
    :param best: no plan is worth more than `better`.
    """
    was = {one.need: one for one in before}
    plan = _calmer(problem, better, before, clock)
    changes = changed(problem, was, plan)
    if changes <= bound_to_change(problem, was):
        return Least(plan, True)
    size = problem.size
    if not best or size > (LARGE if changes <= PROVED else SMALL) or clock.stopped():
        return Least(plan, False)
    step = _step(clock)
    found = least(problem, plan, was, step)
    clock.spend(step.work_done)
    return found


def _step(clock: Clock) -> Clock:
    step = clock.part(PROVING_SHARE)
    return replace(step, limits=replace(step.limits, seconds=min(PROVING, step.limits.seconds)))


def _calmer(problem: Problem, better: Ledger, before: Sequence[Served], clock: Clock) -> Ledger:
    """Nearer, by taking back what gains nothing."""
    kept, _ = standing(problem, before)
    was = kept.served
    plan = dict(better.served)
    for piece in _pieces(problem, was, plan):
        gain = _worth(problem, plan, piece) - _worth(problem, was, piece)
        if gain <= 0 and _may_return(problem, was, piece):
            for need in piece:
                plan.pop(need, None)
            plan |= {need: was[need] for need in piece if need in was}
    reverted = Ledger(problem, plan.values())
    if not reverted.keeps_limits() or reverted.objective < better.objective:
        reverted = better
    free = _changed(was, reverted.served)
    if not free or len(free) > MOST or clock.stopped():
        return reverted
    found = again(problem, reverted, before, free, clock)
    return Ledger(problem, found.served) if found and found.objective >= reverted.objective else reverted


def _changed(was: Mapping[str, Served], plan: Mapping[str, Served]) -> list[str]:
    return [
        need
        for need in dict.fromkeys([*was, *plan])
        if need not in was or need not in plan or not alike(was[need], plan[need])
    ]


def _pieces(problem: Problem, was: Mapping[str, Served], plan: Mapping[str, Served]) -> list[list[str]]:
    """The needs that changed, together where one plan or the other lets them use a common capacity or floor."""
    needs = {need.id: need for need in problem.needs}
    floored = {floor.group for floor in problem.floors}
    root = {need: need for need in _changed(was, plan)}

    def find(id: str) -> str:
        while root[id] != id:
            root[id] = root[root[id]]
            id = root[id]
        return id

    first: dict[str, str] = {}
    for id in root:
        ties = [capacity for side in (was, plan) if id in side for capacity in uses(needs[id], side[id])]
        if needs[id].group in floored:
            ties.append(f"floor of {needs[id].group}")
        for tie in ties:
            root[find(id)] = find(first.setdefault(tie, id))
    pieces: dict[str, list[str]] = {}
    for id in root:
        pieces.setdefault(find(id), []).append(id)
    return list(pieces.values())


def _worth(problem: Problem, plan: Mapping[str, Served], piece: Sequence[str]) -> int:
    needs = {need.id: need for need in problem.needs}
    return sum(worth(needs[id], plan[id]) for id in piece if id in plan)


def _may_return(problem: Problem, was: Mapping[str, Served], piece: Sequence[str]) -> bool:
    """Whether no need of the piece had to change: one that must be served was, before."""
    must = {need.id for need in problem.needs if need.must} | {pin.need for pin in problem.pins}
    return all(id in was for id in piece if id in must)
