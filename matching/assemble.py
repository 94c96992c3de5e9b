"""From rows to the needs of a problem: the last step, and the only one that makes an object for each candidate."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

import numpy as np
import polars as pl

from matching.options import Candidates
from matching.pairs import Ints, Pairs, Rows
from matching.problem import Bond, Candidate, Need, Slot

T = TypeVar("T")


@dataclass(frozen=True)
class Week:
    """The week's needs (id, must, group, half_days) with their values, and what rows stand for.

    slots: need (row), name, society, count, required. offers: ids by row. half_days: names in order.
    """

    needs: pl.DataFrame
    values: Ints
    slots: pl.DataFrame
    offers: pl.Series
    half_days: Sequence[str]


def needs(
    week: Week, pairs: Pairs, chosen: Candidates, scores: Ints, uses: Sequence[dict[str, int]], bonds: pl.DataFrame
) -> tuple[Need, ...]:
    """The needs by id, their slots by name, candidates by offer and option, bonds by their ends.

    :param scores: of each pair.
    :param uses: of each candidate.
    :param bonds: see `matching.bonds`.
    """
    candidates = _candidates(week, pairs, chosen, scores, uses)
    by_slot = _parts(candidates, pairs.slot.rows[chosen.pair], len(week.slots))
    slots = [
        Slot(name, mine, society, count, required)
        for mine, (name, society, count, required) in zip(
            by_slot, week.slots.select("name", "society", "count", "required").iter_rows(), strict=True
        )
    ]
    by_need = _parts(slots, week.slots["need"].to_numpy(), len(week.needs))
    joined = _bonds(week, bonds)
    rows = week.needs.select("id", "must", "group", "half_days").iter_rows()
    return tuple(
        Need(id, value, by_need[row], must, group, tuple(half_days) or (None,), joined.get(row, ()))
        for row, ((id, must, group, half_days), value) in enumerate(zip(rows, week.values.tolist(), strict=True))
    )


def _candidates(
    week: Week, pairs: Pairs, chosen: Candidates, scores: Ints, uses: Sequence[dict[str, int]]
) -> list[Candidate]:
    ids = week.offers.to_list()
    options = (*week.half_days, None)  # an option of -1 is any
    offers, points = (rows[chosen.pair].tolist() for rows in (pairs.offer.rows, scores))
    rows = zip(offers, chosen.option.tolist(), points, uses, strict=True)
    return [Candidate(ids[offer], options[option], score, used) for offer, option, score, used in rows]


def _parts(things: list[T], owner: Rows, owners: int) -> list[tuple[T, ...]]:
    """Things in the order of their owners, cut by owner."""
    ends = np.cumsum(np.bincount(owner, minlength=owners)).tolist()
    return [tuple(things[a:b]) for a, b in pairwise([0, *ends])]


def _bonds(week: Week, bonds: pl.DataFrame) -> dict[int, tuple[Bond, ...]]:
    names, ids = week.slots["name"].to_list(), week.offers.to_list()
    found: dict[int, list[Bond]] = defaultdict(list)
    for need, slot_a, a, slot_b, b, score in bonds.iter_rows():
        found[need].append(Bond((names[slot_a], ids[a]), (names[slot_b], ids[b]), score))
    return {need: tuple(joined) for need, joined in found.items()}
