"""Relations that hold on a day: from `since` until `until`, both included; without one, it is open on that side."""

from datetime import date

import polars as pl

from graph.store import Reader


def in_force(reader: Reader, relation: str, first: date, *fields: str, last: date | None = None) -> pl.DataFrame:
    """The edges that hold on `first` and still on `last`: start, end and the properties asked."""
    since, until = pl.col("since").fill_null(""), pl.col("until").fill_null("9")  # ISO days sort as text
    held = (since <= first.isoformat()) & (until >= (last or first).isoformat())
    return reader.columns(relation, *fields, "since", "until").filter(held).select("start", "end", *fields)
