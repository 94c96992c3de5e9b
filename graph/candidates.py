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
from graph.rows import Rows
from graph.store import Reader
from graph.supply import Supply, supply
from graph.weeks import monday

TESTS = ("form", "service", "active", "reach", "distance")
"""What is tested here, in order; an offer counts under the first that it fails."""

ASK = ["society", "form", "item", "service"]
"""What a slot asks, wherever it is: slots that agree in these have the same offers to choose from."""

_REACHES, _NEAR = 1, 2
_FITS = _REACHES | _NEAR


@dataclass(frozen=True)
class Found:
    """The pairs of slot and offer that fit, by slot and offer, as rows of `demand.slots` and `supply.offers`.

    `failed[slot, test]` counts the active offers of the slot's society that failed each of TESTS first. What `missed`
    goes by: the row of each slot in `asks`, which offers serve each ask (see `_serving`), and `nearness`.
    """

    demand: Demand
    supply: Supply
    tree: PlaceTree
    slot: Rows
    offer: Rows
    failed: NDArray[np.int64]
    asked: Rows
    asks: pl.DataFrame
    serving: pl.DataFrame
    nearness: NDArray[np.int8]


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
    asks = wanted.slots.select(ASK).unique(maintain_order=True).with_row_index("ask")
    serving = _serving(reader, asks, given.offers)
    asked = wanted.slots.join(asks, on=ASK, how="left", maintain_order="left")["ask"].cast(pl.Int64).to_numpy()
    near = _nearness(reader, given, tree)
    slot, offer, met = _met(asked, wanted.slots["community"].to_numpy(), serving.filter("open"), near)
    left = [_count(wanted.slots, given.offers, ASK[:1]), _count(wanted.slots, given.offers, ASK[:3])]
    served = np.bincount(serving["ask"].to_numpy(), minlength=len(asks))[asked]
    failed = -np.diff(np.column_stack([*left, served, met]), axis=1)
    return Found(wanted, given, tree, slot, offer, failed, asked, asks, serving, near)


def missed(found: Found, slots: Rows) -> tuple[Rows, Rows, Rows]:
    """The offers that fail one test alone, for some slots: slot, offer, and the place of that test in TESTS.

    An offer of another form is no near miss: what it gives is another thing.

    :param slots: rows, each once.
    """
    none, asked = np.zeros(0, dtype=np.int64), found.asked[slots]
    parts = [(none, none, none), *(_missed(found, int(ask), slots[asked == ask]) for ask in np.unique(asked))]
    slot, offer, test = (np.concatenate(rows) for rows in zip(*parts, strict=True))
    order = np.lexsort((offer, slot))
    return slot[order], offer[order], test[order]


def _missed(found: Found, ask: int, here: Rows) -> tuple[Rows, Rows, Rows]:
    offers = found.supply.offers
    form = found.asks.row(ask, named=True)
    able = np.flatnonzero(
        offers.select(pl.all_horizontal(*(pl.col(name) == form[name] for name in ASK[:3])))["society"]
    )
    serving = found.serving.filter(ask=ask)["offer"].cast(pl.Int64).to_numpy()
    strange, shut = ~np.isin(able, serving), ~offers["open"].to_numpy()[able]
    able, strange, shut = (column[~(strange & shut)] for column in (able, strange, shut))
    block = found.nearness[able].take(found.demand.slots["community"].to_numpy()[here], axis=1)
    there = np.ones((1, len(here)), dtype=bool)
    fails = np.stack([strange[:, None] & there, shut[:, None] & there, block & _REACHES == 0, block & _NEAR == 0])
    row, column = np.nonzero(fails.sum(axis=0) == 1)
    return here[column], able[row], fails[:, row, column].argmax(axis=0) + 1


def _serving(reader: Reader, asks: pl.DataFrame, offers: pl.DataFrame) -> pl.DataFrame:
    """Which offers serve each ask, wherever: ask, offer (row), open; by ask and offer."""
    broader = with_broader(reader, asks["service"].unique())
    rows = offers.select("id", "society", "form", "item", "open").with_row_index("offer")
    return (
        reader.columns("FOR")
        .rename({"start": "id", "end": "broader"})
        .join(rows, on="id")
        .join(broader, on="broader")
        .join(asks, on=ASK)
        .select("ask", "offer", "open")
        .unique()
        .sort("ask", "offer")
    )


def _nearness(reader: Reader, given: Supply, tree: PlaceTree) -> NDArray[np.int8]:
    """For each offer and community: _REACHES where it does, and _NEAR where it is not too far."""
    reaches, named = named_reach(reader, given.offers["id"], tree)
    givers = given.providers.select("kind", "seat", "max_distance")[given.offers["provider"]]
    volunteers = (givers["kind"] == "Volunteer").to_numpy().nonzero()[0]
    reaches[volunteers] |= ~named[volunteers, None]
    nearness = reaches * np.int8(_REACHES) + np.int8(_NEAR)
    far = tree.metres[givers["seat"].to_numpy()[volunteers]] > givers["max_distance"].to_numpy()[volunteers, None]
    nearness[volunteers] -= far * np.int8(_NEAR)
    return nearness


def _met(
    asked: Rows, community: Rows, serving: pl.DataFrame, nearness: NDArray[np.int8]
) -> tuple[Rows, Rows, NDArray[np.int64]]:
    """The slots and the offers that fit them, by slot and offer; and for each slot how many offers serve its ask, reach
    it, and fit it. All slots of one ask meet all its offers in one block.

    :param asked: the ask of each slot.
    """
    asks, offer, offers = asked.max(initial=-1) + 1, serving["offer"].cast(pl.Int64).to_numpy(), len(nearness)
    met, pairs = np.zeros((len(asked), 3), dtype=np.int64), [np.zeros(0, dtype=np.int64)]
    order, ends = np.argsort(asked, kind="stable"), np.cumsum(np.bincount(asked, minlength=asks))
    offer_ends = np.cumsum(np.bincount(serving["ask"].to_numpy(), minlength=asks))
    for here, able in zip(np.split(order, ends[:-1]), np.split(offer, offer_ends[:-1]), strict=True):
        block = nearness[able].take(community[here], axis=1)
        fits = block == _FITS
        met[here, 0] = len(able)
        met[here, 1] = np.count_nonzero(block & _REACHES, axis=0)
        met[here, 2] = np.count_nonzero(fits, axis=0)
        row, column = np.nonzero(fits)
        pairs.append(here[column] * offers + able[row])
    slot, offer = np.divmod(np.sort(np.concatenate(pairs)), max(offers, 1))
    return slot, offer, met


def _count(slots: pl.DataFrame, offers: pl.DataFrame, by: list[str]) -> NDArray[np.int64]:
    """How many offers agree with each slot in these columns."""
    counts = offers.group_by(by).agg(count=pl.len().cast(pl.Int64))
    return slots.select(by).join(counts, on=by, how="left", maintain_order="left")["count"].fill_null(0).to_numpy()
