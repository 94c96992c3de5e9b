"""The kernel of a large week: the few candidates between which good prices cannot choose, as a week of its own.

Kernel search (Angelelli, Mansini and Speranza 2010), by Lagrangian prices: near the best prices nearly all of a best
plan loses next to nothing against the bound, so the week of those who lose least is small enough for HiGHS, and its
best plan is mostly better than any that was searched for among all.
"""

from dataclasses import replace

import numpy as np

from matching.ledger import Ledger, chosen
from matching.plan import Served
from matching.prices import Prices
from matching.problem import Need, Problem
from matching.reduce import reduce
from matching.restrict import live_bonds


def kernel(problem: Problem, prices: Prices, ledger: Ledger, size: int) -> Problem:
    """The week of the `size` candidates that lose least at these prices, and of those whom a plan takes.

    :param ledger: a plan of the problem that keeps every demand; it is one of the kernel too.
    :return: reduced; each of its plans is one of the problem.
    """
    losses = prices.losses
    most = np.partition(losses, size - 1)[size - 1] if size < len(losses) else np.inf
    near = iter((losses <= most).tolist())
    kept = (_kept(need, ledger.served.get(need.id), [next(near) for _ in range(need.size)]) for need in problem.needs)
    inside = reduce(replace(problem, needs=tuple(kept)))
    assert inside is not None  # the ledger's plan is one of its plans
    return inside


def _kept(need: Need, served: Served | None, near: list[bool]) -> Need:
    held = {id(candidate) for _, candidate in chosen(need, served)} if served else set[int]()
    keep = iter(near)
    slots = tuple(
        replace(slot, candidates=tuple(c for c in slot.candidates if (next(keep) or id(c) in held)))
        for slot in need.slots
    )
    return replace(need, slots=slots, bonds=live_bonds(need, slots))
