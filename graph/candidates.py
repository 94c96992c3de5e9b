"""Who could fill which slot of the week's needs, as far as the graph alone says.

An offer fits a slot when it is of the slot's society, gives its form and item, is for its service or a broader one, is
open on the week's Monday, reaches the need's place, and lies no farther than its volunteer goes. Everything is done on
whole columns: a loop over a city's million pairs would take minutes.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from graph.broader import with_broader
from graph.demand import Demand, demand
from graph.place_tree import PlaceTree, place_tree
from graph.reach import named_reach
from graph.rows import Rows, spread
from graph.store import Reader
from graph.supply import Supply, supply
from graph.weeks import monday

TESTS = ("form", "service", "active", "reach", "distance")
"""What is tested here, in order; an offer counts under the first that it fails."""

_REACHES, _NEAR = 1, 2


@dataclass(frozen=True)
class Found:
    """The pairs of slot and offer that fit, by slot and offer, as rows of `demand.slots` and `supply.offers`.

    `failed[slot, test]` counts the active offers of the slot's society that failed each of TESTS first.
    """

    demand: Demand
    supply: Supply
    tree: PlaceTree
    slot: Rows
    offer: Rows
    failed: NDArray[np.int64]


def candidates(reader: Reader, week: str) -> pl.DataFrame:
    """Who could fill what in a week: need, slot (its name), offer, provider, sorted; one row for each offer that fits.

    :raises BadValue: see `find`.
    """
    found = find(reader, week)
    slots, offers = found.demand.slots, found.supply.offers
    return pl.DataFrame(
        {
            "need": found.demand.needs["id"].gather(slots["need"].gather(found.slot)),
            "slot": slots["name"].gather(found.slot),
            "offer": offers["id"].gather(found.offer),
            "provider": found.supply.providers["id"].gather(offers["provider"].gather(found.offer)),
        }
    )


def find(reader: Reader, week: str) -> Found:
    """Every pair of slot and offer that fits in a week, and how many offers each test failed.

    :raises BadValue: no such week; a need that cannot be placed (see `demand`) or an offer without giver.
    """
    tree = place_tree(reader)
    wanted = demand(reader, week, tree)
    given = supply(reader, monday(week), tree)
    serving = _serving(reader, wanted.slots, given.offers)
    slot, offer = _pairs(wanted.slots, serving.filter("open"))
    nearness = _nearness(reader, given, tree)[offer, wanted.slots["community"].to_numpy()[slot]]
    fits = nearness == _NEAR
    failed = _failed(wanted.slots, given.offers, serving, slot, nearness)
    return Found(wanted, given, tree, slot[fits], offer[fits], failed)


def _serving(reader: Reader, slots: pl.DataFrame, offers: pl.DataFrame) -> pl.DataFrame:
    """Which offers serve each distinct ask of the week: society, form, item, service, offer (row), open; sorted."""
    asks = slots.select("society", "form", "item", "service").unique()
    broader = with_broader(reader, asks["service"].unique())
    rows = offers.select("id", "society", "form", "item", "open").with_row_index("offer")
    return (
        reader.columns("FOR")
        .rename({"start": "id", "end": "broader"})
        .join(broader, on="broader")
        .select("id", "service")
        .unique()
        .join(rows, on="id")
        .join(asks, on=["society", "form", "item", "service"], how="semi")
        .sort("society", "form", "item", "service", "offer")
    )


def _pairs(slots: pl.DataFrame, serving: pl.DataFrame) -> tuple[Rows, Rows]:
    """Every slot beside every offer that serves its ask."""
    ask = ["society", "form", "item", "service"]
    runs = serving.with_row_index("first").group_by(ask).agg(pl.col("first").min(), count=pl.len())
    run = slots.select(ask).join(runs, on=ask, how="left", maintain_order="left").fill_null(0)
    slot, place = spread(*(run[column].cast(pl.Int64).to_numpy() for column in ("first", "count")))
    return slot, serving["offer"].cast(pl.Int64).to_numpy()[place]


def _nearness(reader: Reader, given: Supply, tree: PlaceTree) -> NDArray[np.int8]:
    """For each offer and community: 0 does not reach it, _REACHES but too far, _NEAR."""
    reaches, named = named_reach(reader, given.offers["id"], tree)
    provider = given.offers["provider"].to_numpy()
    goes = given.providers["max_distance"].fill_null(0).gather(provider).to_numpy()
    volunteer = (given.providers["kind"].gather(provider) == "Volunteer").to_numpy()
    reaches[volunteer & ~named] = True
    home = given.providers["seat"].gather(provider).to_numpy()
    near = (tree.metres[home] <= goes[:, None]) | ~volunteer[:, None]
    return np.where(reaches, np.where(near, _NEAR, _REACHES), 0).astype(np.int8)


def _failed(
    slots: pl.DataFrame, offers: pl.DataFrame, serving: pl.DataFrame, slot: Rows, nearness: NDArray[np.int8]
) -> NDArray[np.int64]:
    """How many offers each slot has left after society and after each test; the differences are who failed."""
    ask = ["society", "form", "item", "service"]
    left = [
        _count(slots, offers, ask[:1]),
        _count(slots, offers, ask[:3]),
        _count(slots, serving, ask),
        np.bincount(slot, minlength=len(slots)),
        np.bincount(slot[nearness >= _REACHES], minlength=len(slots)),
        np.bincount(slot[nearness == _NEAR], minlength=len(slots)),
    ]
    return -np.diff(np.column_stack(left), axis=1)


def _count(slots: pl.DataFrame, offers: pl.DataFrame, by: list[str]) -> NDArray[np.int64]:
    counts = offers.group_by(by).agg(count=pl.len().cast(pl.Int64))
    return slots.select(by).join(counts, on=by, how="left", maintain_order="left")["count"].fill_null(0).to_numpy()
