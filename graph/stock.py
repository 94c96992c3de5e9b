"""What is left of offers that are given once: what linkages of other weeks hold of them is gone."""

import polars as pl

from graph.store import Reader

HELD = ("accepted", "dispatched", "done")
"""States of a linkage that holds what fills it."""


def left(reader: Reader, offers: pl.DataFrame, week: str) -> pl.DataFrame:
    """The offers with what the week may still use of each as their `amount`.

    Linkages are looked at only where some offer is given once: most weeks do not depend on others.

    :param offers: id, once, amount, and whatever else.
    """
    if not offers["once"].any():
        return offers
    held = reader.columns("Linkage", "week", "state").filter(pl.col("state").is_in(HELD), pl.col("week") != week)
    fills = reader.columns("FILLS", "amount").join(held, left_on="end", right_on="id", how="semi")
    gone = fills.group_by(id="start").agg(gone=pl.col("amount").sum())
    known = offers.join(gone, on="id", how="left", maintain_order="left")
    used = pl.when("once").then(pl.col("gone").fill_null(0)).otherwise(0)
    return known.with_columns(amount=(pl.col("amount") - used).clip(0)).drop("gone")
