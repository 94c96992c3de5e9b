"""Parts of a problem that share nothing: each is solved for itself, and their sum is the whole."""

from matching.problem import Problem
from matching.restrict import restrict, touched


def split(problem: Problem) -> list[Problem]:
    """Independent parts, in the order of their first need. Needs stand together when they share a capacity or a floor.

    Expects a reduced problem: a capacity that cannot bind would join needs for nothing.
    """
    root = {need.id: need.id for need in problem.needs}

    def find(id: str) -> str:
        while root[id] != id:
            root[id] = root[root[id]]
            id = root[id]
        return id

    floored = {floor.group for floor in problem.floors}
    first: dict[tuple[str, str], str] = {}
    for need in problem.needs:
        ties = [("capacity", capacity) for capacity in touched(need)]
        if need.group in floored:
            ties.append(("floor", str(need.group)))
        for tie in ties:
            root[find(need.id)] = find(first.setdefault(tie, need.id))
    members: dict[str, list[str]] = {}
    for need in problem.needs:
        members.setdefault(find(need.id), []).append(need.id)
    return [_part(problem, ids) for ids in members.values()]


def _part(problem: Problem, ids: list[str]) -> Problem:
    """One part with its own floors; minimums and floors of other parts are not its business."""
    part = restrict(problem, ids)
    reach = set().union(*(touched(need) for need in part.needs))
    groups = {need.group for need in part.needs}
    return Problem(
        needs=part.needs,
        capacities=tuple(c for c in part.capacities if c.id in reach),
        pins=part.pins,
        floors=tuple(floor for floor in part.floors if floor.group in groups),
    )
