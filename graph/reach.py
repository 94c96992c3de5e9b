"""Where an offer or agreement may be used: the communities in the places that it REACHES by name."""

import numpy as np
import polars as pl

from graph.place_tree import PlaceTree
from graph.rows import Flags, rows_of, spread
from graph.store import Reader


def named_reach(reader: Reader, ids: pl.Series, tree: PlaceTree) -> tuple[Flags, Flags]:
    """Which communities each reaches, itself or in a town or city that it reaches; and whether it names any place.

    :returns: flags[row of id, community], flags[row of id].
    """
    edges = reader.columns("REACHES")
    row, area = rows_of(edges["start"], ids), tree.rows(edges["end"])
    row, area = row[row >= 0], area[row >= 0]
    larger, inside = np.nonzero(tree.covers)  # by area, so that the communities of one area are a run
    first = np.searchsorted(larger, area)
    edge, place = spread(first, np.searchsorted(larger, area, side="right") - first)
    reaches = np.zeros((len(ids), tree.covers.shape[1]), dtype=bool)
    reaches[row[edge], inside[place]] = True
    named = np.zeros(len(ids), dtype=bool)
    named[row] = True
    return reaches, named
