"""Professional quality: the grade of an organization, the licence of a social worker."""

import numpy as np

from matching.pairs import Ints, Pairs
from matching.rules.rule import SoftRule

PER_GRADE, SENIOR, LICENSED = 2, 4, 2


def points(p: Pairs) -> Ints:
    licence = p.provider.licence
    return PER_GRADE * p.provider.grade + np.where(
        licence == "senior", SENIOR, np.where(licence == "social_worker", LICENSED, 0)
    )


RULE = SoftRule(
    "quality",
    f"+{PER_GRADE} for each A of the organization's grade, +{SENIOR} for a senior social worker, +{LICENSED} for a "
    "licensed one.",
    points,
)
