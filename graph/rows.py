"""Rows instead of ids: where things stand in a table, and which of them belong together.

A row of -1 means "none". Arrays indexed by rows carry one blank element at the end, so that -1 reads the blank.
"""

import numpy as np
import polars as pl
from numpy.typing import NDArray

Rows = NDArray[np.int64]
Flags = NDArray[np.bool_]


def rows_of(ids: pl.Series, table: pl.Series) -> Rows:
    """Where each id stands in a table of distinct ids; -1 for null and for an id that is not there."""
    index = pl.DataFrame({"id": table, "row": np.arange(len(table))})
    found = ids.alias("id").to_frame().join(index, on="id", how="left", maintain_order="left")
    return found["row"].fill_null(-1).to_numpy()


def ends_of(starts: pl.Series, edges: pl.DataFrame) -> pl.Series:
    """Where the one edge of each start leads (columns start, end); null where it has none."""
    asked = starts.alias("start").to_frame()
    return asked.join(edges.select("start", "end"), on="start", how="left", maintain_order="left")["end"]


def spread(first: Rows, count: Rows) -> tuple[Rows, Rows]:
    """Every member of many runs: run i has the members first[i], first[i] + 1, … `count[i]` in number.

    :returns: (run, member), in the order of the runs.
    """
    run = np.repeat(np.arange(len(count)), count)
    ends = np.cumsum(count)
    member = np.arange(ends[-1] if len(ends) else 0) + np.repeat(first - ends + count, count)
    return run, member
