"""Continuity: the same helper stays with the same resident (S2), who agreed that past helpers are asked again."""

import numpy as np

from matching.pairs import Ints, Pairs
from matching.rules.rule import SoftRule

PER_TIME, MOST, RECENT_WEEKS = 6, 30, 8


def points(p: Pairs) -> Ints:
    full = np.minimum(PER_TIME * p.fact("helped_times"), MOST)
    lasting = np.where(p.fact("helped_weeks_ago") > RECENT_WEEKS, full // 2, full)
    return np.where(p.resident.consents_history, lasting, 0)


RULE = SoftRule(
    "continuity",
    f"+{PER_TIME} for each time it helped this resident, at most +{MOST}; half when the last was over "
    f"{RECENT_WEEKS} weeks ago; nothing without consent to it.",
    points,
)
