"""The rooms that offers lend, as columns."""

import polars as pl

from graph.half_days import mask
from graph.place_tree import PlaceTree
from graph.rows import Rows, ends_of, rows_of
from graph.store import Reader


def rooms(reader: Reader, offers: pl.Series, tree: PlaceTree) -> tuple[pl.DataFrame, Rows]:
    """Every room by id, and the room (row) that each offer STANDS_IN, -1 for none.

    Columns: id, seats, accessible, mask (of half-days), area (row in the place tree), of_community (one OWNS it).
    """
    columns = reader.columns("Room", "seats", "half_days", "accessible")
    owners = reader.columns("OWNS").select(start="end", end="start")
    owned = ends_of(columns["id"], owners).str.starts_with("community:").fill_null(False)
    area = tree.area(tree.rows(columns["id"]))
    table = columns.select("id", "seats", "accessible", mask=mask("half_days"), area=pl.lit(pl.Series(area)))
    return table.with_columns(of_community=owned), rows_of(ends_of(offers, reader.columns("STANDS_IN")), columns["id"])
