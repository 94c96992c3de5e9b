"""Compiled: the passes over the priced problem, from candidates to needs. In integers exact, in floats the guide.

The same passes by numpy took ten times as long; a descent makes hundreds of them.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.compiled import compiled
from matching.scenarios import Ints

Numbers = NDArray[Any]
Bools = NDArray[np.bool_]


@compiled
def add_prices(use_candidate: Ints, use_capacity: Ints, use_amount: Ints, price: Numbers, cost: Numbers) -> None:
    """Add to each candidate's cost the price of what it uses."""
    for u in range(len(use_candidate)):
        cost[use_candidate[u]] += price[use_capacity[u]] * use_amount[u]


@compiled
def fill_cells(
    cell_at: Ints, count: Ints, required: Bools, pinned: Bools, entry: Numbers, cell: Numbers, taken: Bools
) -> None:
    """Each cell takes its best `count` entries, pinned ones first; optional cells take none at 0 or below but pins."""
    for c in range(len(count)):
        for _ in range(count[c]):
            best = -1
            for e in range(cell_at[c], cell_at[c + 1]):
                if taken[e]:
                    continue
                first = best < 0 or (pinned[e] and not pinned[best])
                if first or (pinned[e] == pinned[best] and entry[e] > entry[best]):
                    best = e
            if best < 0 or not (required[c] or pinned[best] or entry[best] > 0):
                break
            taken[best] = True
            cell[c] += entry[best]


@compiled
def fill_needs(
    scenario_need: Ints, member_at: Ints, member_cell: Ints, cell: Numbers, scenario: Numbers, need: Numbers, best: Ints
) -> None:
    """Each scenario gains its cells, and each need takes its best scenario, where that is more than it has."""
    for s in range(len(scenario_need)):
        for m in range(member_at[s], member_at[s + 1]):
            scenario[s] += cell[member_cell[m]]
        n = scenario_need[s]
        if scenario[s] > need[n]:
            need[n] = scenario[s]
            best[n] = s


@compiled
def taken_by(
    best: Ints, member_at: Ints, member_cell: Ints, cell_at: Ints, taken: Bools, entry: Ints, out: Ints
) -> int:
    """The candidates of the needs' best scenarios, into `out`; how many they are."""
    n = 0
    for s in best:
        if s >= 0:
            for m in range(member_at[s], member_at[s + 1]):
                for e in range(cell_at[member_cell[m]], cell_at[member_cell[m] + 1]):
                    if taken[e]:
                        out[n] = entry[e]
                        n += 1
    return n
