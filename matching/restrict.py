"""A part of a problem as a problem of its own: some needs, and what is left of the capacities that they touch."""

from collections.abc import Collection, Mapping
from dataclasses import replace

from matching.problem import Capacity, Floor, Need, Problem


def touched(need: Need) -> set[str]:
    """The capacities that some candidate of the need uses."""
    return {c for slot in need.slots for candidate in slot.candidates for c, amount in candidate.uses.items() if amount}


def demanded(problem: Problem) -> set[str]:
    """The needs that must be served: by `must` or by a pin."""
    return {need.id for need in problem.needs if need.must} | {pin.need for pin in problem.pins}


def restrict(
    problem: Problem,
    needs: Collection[str],
    used: Mapping[str, int] | None = None,
    achieved: Mapping[str, int] | None = None,
) -> Problem:
    """The problem of `needs` alone, where the others already use `used` and have achieved `achieved` of the floors.

    Every demand that the others leave open stays: a minimum or floor that these needs cannot meet makes it infeasible.
    """
    used, achieved = used or {}, achieved or {}
    keep = set(needs)
    inside = tuple(need for need in problem.needs if need.id in keep)
    reach = set().union(*map(touched, inside))
    capacities = tuple(
        Capacity(c.id, c.max - used.get(c.id, 0), c.min - used.get(c.id, 0), c.unit)
        for c in problem.capacities
        if c.id in reach or c.min > used.get(c.id, 0)
    )
    floors = tuple(Floor(f.group, f.min_value - achieved.get(f.group, 0)) for f in problem.floors)
    return replace(
        problem,
        needs=inside,
        capacities=tuple(replace(c, min=max(0, c.min)) for c in capacities),
        pins=tuple(pin for pin in problem.pins if pin.need in keep),
        bans=tuple(ban for ban in problem.bans if ban.need in keep),
        floors=tuple(floor for floor in floors if floor.min_value > 0),
    )
