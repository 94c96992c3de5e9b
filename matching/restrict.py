"""A part of a problem as a problem of its own: some needs, and the capacities that they touch."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from matching.problem import Bond, Need, Problem, Slot


def touched(need: Need) -> set[str]:
    """The capacities that some candidate of the need uses."""
    return {c for slot in need.slots for candidate in slot.candidates for c, amount in candidate.uses.items() if amount}


def demanded(problem: Problem) -> set[str]:
    """The needs that must be served: by `must` or by a pin."""
    return {need.id for need in problem.needs if need.must} | {pin.need for pin in problem.pins}


def live_bonds(need: Need, slots: Sequence[Slot]) -> tuple[Bond, ...]:
    """The need's bonds between those who are candidates of these slots."""
    ends = {(slot.id, c.offer) for slot in slots for c in slot.candidates}
    return tuple(bond for bond in need.bonds if bond.a in ends and bond.b in ends)


def restrict(problem: Problem, needs: Collection[str]) -> Problem:
    """The problem of `needs` alone, with every demand on capacities and groups.

    A minimum or floor that these needs cannot meet makes it infeasible.
    """
    keep = set(needs)
    inside = tuple(need for need in problem.needs if need.id in keep)
    reach = {c for need in inside for slot in need.slots for candidate in slot.candidates for c in candidate.uses}
    return replace(
        problem,
        needs=inside,
        capacities=tuple(c for c in problem.capacities if c.id in reach or c.min > 0),
        pins=tuple(pin for pin in problem.pins if pin.need in keep),
        bans=tuple(ban for ban in problem.bans if ban.need in keep),
        floors=tuple(floor for floor in problem.floors if floor.min_value > 0),
    )
