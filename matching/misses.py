"""Offers that exactly one rule keeps out of a slot: what a change of that rule alone would let in."""

from dataclasses import dataclass

import numpy as np

from matching.options import Candidates
from matching.pairs import Bools, Ints, Pairs, Rows
from matching.rules.rule import HardRule

NO_RULE = -1


@dataclass(frozen=True)
class Misses:
    """Pairs that no rule refuses, or only one: `rule` is its place among the rules, or NO_RULE."""

    pairs: Pairs
    rule: Ints

    def where(self, keep: Bools) -> "Misses":
        """Only these pairs, in the same order."""
        return Misses(self.pairs.where(keep), self.rule[keep])


def misses(pairs: Pairs, before: Ints, rules: tuple[HardRule, ...]) -> Misses:
    """Of some pairs those that at most one of the rules refuses. Whatever two rules refuse is let go at the second.

    :param before: the rule that the graph's own tests refused each pair by, or NO_RULE.
    """
    found = Misses(pairs, before)
    for place, rule in enumerate(rules):
        if rule.refuses is not None:
            refused = rule.refuses(found.pairs)
            by = np.where(refused & (found.rule == NO_RULE), place, found.rule)
            found = Misses(found.pairs, by).where(~(refused & (found.rule != NO_RULE)))
    return found


def unfilled(pairs: Pairs, chosen: Candidates, count: Ints, required: Bools, need: Rows, half_days: Ints) -> Rows:
    """The required slots that have too few candidates, of the needs that none of their half-days suits.

    :param count: of each slot; so `required` and `need`, its row. :param half_days: of each need, as a mask.
    """
    in_any, in_each = _numbers(pairs, chosen, len(count))
    asked = half_days[:, None] >> np.arange(in_each.shape[1]) & 1 == 1
    asked = np.column_stack([half_days == 0, asked])
    enough = (np.column_stack([in_any, in_any[:, None] + in_each]) >= count[:, None]) | ~required[:, None]
    suits = np.ones(asked.shape, dtype=bool)
    np.logical_and.at(suits, need, enough)
    hopeless = ~(suits & asked).any(axis=1)
    lacks: Bools = (~enough & asked[need]).any(axis=1) & hopeless[need]
    return np.flatnonzero(lacks)


def _numbers(pairs: Pairs, chosen: Candidates, slots: int) -> tuple[Ints, Ints]:
    """How many candidates each slot has that suit any half-day, and of each half-day."""
    places = 15  # 14 half-days, and any
    flat = np.bincount(pairs.slot.rows[chosen.pair] * places + chosen.option + 1, minlength=slots * places)
    table = flat.reshape(slots, places)
    return table[:, 0], table[:, 1:]
