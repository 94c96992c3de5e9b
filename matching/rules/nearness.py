"""Nearness: short ways are better."""

import numpy as np

from matching.pairs import Ints, Pairs
from matching.rules.rule import SoftRule

PER_KM, LEAST = -2, -40


def points(p: Pairs) -> Ints:
    started_km = np.ceil(np.where(np.isfinite(p.metres), p.metres, 0) / 1000).astype(np.int64)
    return np.maximum(PER_KM * started_km, LEAST)


RULE = SoftRule("nearness", f"{PER_KM} for each started kilometre to the need's community, at least {LEAST}.", points)
