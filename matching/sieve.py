"""The rules at work: who is refused, counted by rule, and how many points everyone else gets."""

from dataclasses import dataclass

import numpy as np

from matching.pairs import Ints, Pairs
from matching.rules.rule import HardRule, SoftRule


@dataclass(frozen=True)
class Sifted:
    """The pairs that no hard rule refuses; `refused[slot, rule]` counts the offers that each rule refused first."""

    pairs: Pairs
    refused: Ints


def sift(pairs: Pairs, rules: tuple[HardRule, ...], slots: int, failed: Ints) -> Sifted:
    """Apply the hard rules in their order.

    :param slots: how many slots there are.
    :param failed: [slot, rule] of the rules that the graph tested, which are those without `refuses`, in order.
    """
    tested = iter(failed.T)
    counts = []
    for rule in rules:
        if rule.refuses is None:
            counts.append(next(tested))
            continue
        refused = rule.refuses(pairs)
        counts.append(np.bincount(pairs.slot.rows[refused], minlength=slots))
        pairs = pairs.where(~refused)
    return Sifted(pairs, np.column_stack(counts))


def points(pairs: Pairs, rules: tuple[SoftRule, ...]) -> Ints:
    """[pair, rule]: the points that each soft rule gives."""
    return np.column_stack([rule.points(pairs) for rule in rules])
