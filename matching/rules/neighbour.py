"""Neighbours help neighbours."""

import numpy as np

from matching.pairs import Bools, Ints, Pairs, Rows
from matching.rules.rule import SoftRule

SAME_BUILDING, SAME_GRID = 10, 6


def points(p: Pairs) -> Ints:
    building = _same(p.provider.building, p.need.building)
    grid = _same(p.provider.grid, p.need.grid)
    return np.where(p.provider.person, np.where(building, SAME_BUILDING, np.where(grid, SAME_GRID, 0)), 0)


def _same(a: Rows, b: Rows) -> Bools:
    same: Bools = (a >= 0) & (a == b)
    return same


RULE = SoftRule("neighbour", f"+{SAME_BUILDING} for a helper of the same building, +{SAME_GRID} of the grid.", points)
