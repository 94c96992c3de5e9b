"""What the rules did, by name: the counts behind "nobody can", and the points behind each score."""

import numpy as np
import polars as pl

from matching.pairs import Ints, Pairs
from matching.rules.rule import HardRule, SoftRule

BySlot = dict[str, dict[str, dict[str, int]]]


def ruled_out(needs: pl.Series, slots: pl.DataFrame, refused: Ints, rules: tuple[HardRule, ...]) -> BySlot:
    """need → slot → rule → offers, in the order of the rules, without zeros; every slot is there.

    :param needs: ids by row.
    :param slots: need (row), name.
    :param refused: [slot, rule].
    """
    names = [rule.name for rule in rules]
    found: BySlot = {need: {} for need in needs}
    counts = [found[need].setdefault(slot, {}) for need, slot in _places(needs, slots)]
    for slot, rule in zip(*(axis.tolist() for axis in np.nonzero(refused)), strict=True):
        counts[slot][names[rule]] = int(refused[slot, rule])
    return found


def points_given(
    needs: pl.Series, slots: pl.DataFrame, offers: pl.Series, pairs: Pairs, points: Ints, rules: tuple[SoftRule, ...]
) -> dict[str, BySlot]:
    """need → slot → offer → rule → points, in the order of the rules, without zeros and without empty places.

    :param points: [pair, rule].
    """
    names, ids, places = [rule.name for rule in rules], offers.to_list(), _places(needs, slots)
    found: dict[str, BySlot] = {}
    pair, rule = np.nonzero(points)
    columns = (pairs.slot.rows[pair], pairs.offer.rows[pair], rule, points[pair, rule])
    for slot, offer, by, amount in zip(*(column.tolist() for column in columns), strict=True):
        need, name = places[slot]
        found.setdefault(need, {}).setdefault(name, {}).setdefault(ids[offer], {})[names[by]] = amount
    return found


def _places(needs: pl.Series, slots: pl.DataFrame) -> list[tuple[str, str]]:
    """The id of the need and the name of each slot."""
    return list(zip(needs.gather(slots["need"]), slots["name"], strict=True))
