"""What offers were pledged for: those that may fill one slot only."""

import numpy as np
import polars as pl

from graph.rows import Rows, ends_of, rows_of
from graph.store import Reader

FREE, ELSEWHERE = -1, -2
"""An offer that may fill any slot; one that was pledged for a slot which is not asked this week."""


def earmarks(reader: Reader, offers: pl.Series, needs: pl.Series, slots: pl.DataFrame) -> Rows:
    """The slot that each offer BECAME TOWARDS, as a row of `slots`, or FREE or ELSEWHERE.

    A pledge towards a need names the slot too: a part of what a need lacks is a slot of its own.

    :param offers: ids. :param needs: ids, by row. :param slots: need (row in needs), name.
    """
    asked = slots.select(id=_ids(reader, needs, slots))["id"]
    became = reader.columns("BECAME")
    wanted = reader.columns("TOWARDS").filter(pl.col("end").str.starts_with("slot:"))
    pledges = ends_of(offers, became.select(start="end", end="start"))
    towards = ends_of(pledges, wanted)
    row = rows_of(towards, asked)
    return np.where(towards.is_null().to_numpy(), FREE, np.where(row < 0, ELSEWHERE, row))


def _ids(reader: Reader, needs: pl.Series, slots: pl.DataFrame) -> pl.Series:
    """The ids of the slots, by the need that has them and their name."""
    named = reader.columns("HAS_SLOT").join(reader.columns("Slot", "name"), left_on="end", right_on="id")
    asked = slots.select("name", start=needs.gather(slots["need"]))
    return asked.join(named, on=["start", "name"], how="left", maintain_order="left")["end"]
