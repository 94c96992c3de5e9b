"""The city's policy of fairness as it is in the graph, and what it looks back at: past needs, and who was asked."""

import polars as pl

from graph.decisions import HELD
from graph.model import Fairness
from graph.place_tree import PlaceTree
from graph.rows import ends_of
from graph.store import Reader
from graph.weeks import previous_week, weeks_between

FAIRNESS = "fairness:city"

ASKED = (*HELD, "no_show")
"""States of a linkage whose members were asked, whatever came of it."""


def fairness(reader: Reader) -> Fairness:
    """The policy in force; without one, one that asks for nothing."""
    found = reader.get(FAIRNESS)
    return found if isinstance(found, Fairness) else Fairness(id=FAIRNESS)


def past_needs(reader: Reader, week: str, weeks: int, tree: PlaceTree) -> pl.DataFrame:
    """The needs of so many weeks before a week, and which of them were served.

    Columns: week, need (id), community (id), urgency, waited (weeks, in that week), served; by week and need. A need
    counts in the week in which it was to be served, and in each other week in which a linkage that stands served it. It
    was served where such a linkage says so, or the need itself. Needs that lie in no community are left out.
    """
    before = _weeks(week, weeks)
    needs = reader.columns("Need", "week", "first_week", "urgency", "state").rename({"id": "need", "week": "own"})
    linked = _linked(reader, before, HELD).join(reader.columns("SERVES"), left_on="id", right_on="start")
    helped = linked.select("week", need="end", helped=True).unique()
    planned = needs.filter(pl.col("own").is_in(before)).select("need", week="own")
    wanted = pl.concat([planned.select("week", "need"), helped.select("week", "need")]).unique()
    rows = wanted.join(needs, on="need").join(helped, on=["week", "need"], how="left").sort("week", "need")
    recorded = (pl.col("state") == "served") & (pl.col("own") == pl.col("week"))
    return rows.select(
        "week",
        "need",
        "urgency",
        community=_communities(reader, rows["need"], tree),
        waited=_waited(rows),
        served=pl.col("helped").fill_null(False) | recorded,
    ).filter(pl.col("community").is_not_null())


def _communities(reader: Reader, needs: pl.Series, tree: PlaceTree) -> pl.Series:
    """The community of each need, by id; null where it has none."""
    row = tree.level["community"][tree.rows(ends_of(needs, reader.columns("AT")))]
    known = pl.Series(row).set(pl.Series(row < 0), None)
    return tree.ids.gather(known)


def _waited(rows: pl.DataFrame) -> pl.Series:
    waited = [max(0, weeks_between(first, week)) for first, week in rows.select("first_week", "week").iter_rows()]
    return pl.Series(waited, dtype=pl.Int64)


def times_asked(reader: Reader, week: str, weeks: int) -> pl.DataFrame:
    """How often each giver of offers was asked in so many weeks before a week: provider (id) and times, by id.

    A linkage counts once for each giver in it, whether it was carried out or not, and so does a commission that was
    declined.
    """
    before = _weeks(week, weeks)
    members = _linked(reader, before, ASKED).join(reader.columns("FILLS"), left_on="id", right_on="end")
    gives = reader.columns("GIVES").select(provider="start", offer="end")
    filled = members.select("id", offer="start").join(gives, on="offer").select("id", "provider")
    asked = pl.concat([filled, _commissioned(reader, before)]).unique()
    return asked.group_by("provider").agg(times=pl.len().cast(pl.Int64)).sort("provider")


def _commissioned(reader: Reader, before: list[str]) -> pl.DataFrame:
    linkages = reader.columns("Linkage", "week").filter(pl.col("week").is_in(before))
    sent = reader.columns("DISPATCHES").join(reader.columns("SENT_TO"), on="start", suffix="_to")
    return linkages.join(sent, left_on="id", right_on="end").select("id", provider="end_to")


def _linked(reader: Reader, before: list[str], states: tuple[str, ...]) -> pl.DataFrame:
    """The linkages of these weeks in these states: id and week."""
    linkages = reader.columns("Linkage", "week", "state")
    return linkages.filter(pl.col("week").is_in(before), pl.col("state").is_in(states)).select("id", "week")


def _weeks(week: str, weeks: int) -> list[str]:
    return [previous_week(week, each) for each in range(1, weeks + 1)]
