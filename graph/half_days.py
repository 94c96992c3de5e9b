"""Half-days as bits: bit i of a mask is the i-th half-day of the week, so that "both free" is one `&`."""

from collections.abc import Iterable

import polars as pl

from graph.model.base import HALF_DAYS


def mask_of(half_days: Iterable[str]) -> int:
    """The bits of some half-days."""
    return sum(2**place for place, half_day in enumerate(HALF_DAYS) if half_day in set(half_days))


def mask(column: str) -> pl.Expr:
    """A column of lists of half-days as masks; an empty list or null is 0."""
    bits = [pl.col(column).list.contains(half_day).cast(pl.Int64) * 2**i for i, half_day in enumerate(HALF_DAYS)]
    return pl.sum_horizontal(bits)
