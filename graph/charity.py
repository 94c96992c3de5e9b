"""What needs ask of charity, what was pledged for it, and which needs may be shown to those who could give."""

from collections.abc import Iterable
from datetime import timedelta

import polars as pl

from graph.demand import less_shares
from graph.in_force import in_force
from graph.rows import ends_of
from graph.store import Reader
from graph.weeks import monday, next_week

SHARED = 5
"""So many known residents must share a profile before it may be shown where they live."""

WEEKS = 8
"""In so many weeks, the last of them included."""


def asked(reader: Reader, needs: Iterable[str]) -> pl.DataFrame:
    """The charity slots that those of these needs which are open require, by need and name; what households share is
    no longer asked.

    Columns: need_id, id, name, form, item ("" unless goods), amount, count, pledged (an offer that is still given was
    pledged for this slot, and is enough).
    """
    open_needs = reader.columns("Need", "nature", "state").filter(pl.col("id").is_in(list(needs)), state="open")
    owners = open_needs.select("nature", need_id="id")
    fields = ("name", "society", "form", "item", "amount", "count", "required")
    slots = reader.columns("HAS_SLOT").rename({"start": "need_id", "end": "id"}).join(owners, on="need_id")
    slots = slots.join(reader.columns("Slot", *fields), on="id").filter("required", society="charity")
    left = less_shares(reader, slots.sort("need_id", "name")).join(_pledged(reader), on="id", how="left")
    return left.sort("need_id", "name").select(
        "need_id", "id", "name", "form", "amount", "count",
        item=pl.when(form="goods").then("item").otherwise(pl.lit("")),
        pledged=(pl.col("pledged") >= pl.col("amount")).fill_null(False),
    )  # fmt: skip


def _pledged(reader: Reader) -> pl.DataFrame:
    """The most that an offer gives which was pledged for one slot: id of the slot, pledged."""
    given = reader.columns("Offer", "amount", "active").filter("active").rename({"id": "offer"})
    became = reader.columns("BECAME").rename({"start": "pledge", "end": "offer"}).join(given, on="offer")
    towards = reader.columns("TOWARDS").filter(pl.col("end").str.starts_with("slot:"))
    marked = towards.join(became, left_on="start", right_on="pledge")
    return marked.group_by(id="end").agg(pledged=pl.col("amount").max())


def showable(reader: Reader, week: str) -> frozenset[str]:
    """The needs of a week that may be shown, de-identified, to those who could give for them.

    Of somebody's need the resident, of a household's all who live in it have consented to it, by the end of the week,
    and have not withdrawn. Nobody's need may be shown where it is collective; else nothing is known of whose it is.
    """
    needs = reader.columns("Need", "week", "nature").filter(week=week)
    whose = reader.columns("OF").rename({"start": "id", "end": "subject"})
    needs = needs.join(whose, on="id", how="left")
    agreed = _agreed(reader, week)
    persons = needs.filter(pl.col("subject").is_in(agreed.implode()))["id"]
    homes = needs.filter(pl.col("subject").is_in(_homes_of_only(reader, agreed).implode()))["id"]
    nobodys = needs.filter(pl.col("subject").is_null(), nature="collective")["id"]
    return frozenset([*persons, *homes, *nobodys])


def _agreed(reader: Reader, week: str) -> pl.Series:
    purposes = reader.columns("Purpose", "purpose").filter(purpose="sponsor_view")["id"]
    consents = in_force(reader, "CONSENTS_TO", monday(week) + timedelta(days=6), "withdrawn")
    given = consents.filter(pl.col("withdrawn").is_null(), pl.col("end").is_in(purposes.implode()))
    return given["start"].unique()


def _homes_of_only(reader: Reader, agreed: pl.Series) -> pl.Series:
    """The households in which residents live, and all of them have agreed."""
    lives = reader.columns("LIVES_IN").filter(pl.col("start").str.starts_with("resident:"))
    homes = lives.group_by("end").agg(all=pl.col("start").is_in(agreed.implode()).all())
    return homes.filter("all", pl.col("end").str.starts_with("household:"))["end"]


def shared(reader: Reader, week: str) -> frozenset[tuple[str, str]]:
    """The (community, service) for which at least SHARED known residents have had needs in WEEKS weeks.

    A household's need counts for nobody: who lives in it may have been counted already.
    """
    first = next_week(week, 1 - WEEKS)
    needs = reader.columns("Need", "week").filter(pl.col("week") >= first, pl.col("week") <= week)
    for name, relation in (("service", "ASKS_FOR"), ("place", "AT"), ("resident", "OF")):
        needs = needs.join(reader.columns(relation).select(id="start", **{name: "end"}), on="id")
    known = needs.filter(pl.col("resident").str.starts_with("resident:"))
    placed = known.with_columns(community=_communities(reader, known["place"]))
    counts = placed.group_by("community", "service").agg(residents=pl.col("resident").n_unique())
    return frozenset(counts.filter(pl.col("residents") >= SHARED).select("community", "service").rows())


def _communities(reader: Reader, places: pl.Series) -> pl.Series:
    """The community that each place is or lies in; null, or another place, where there is none."""
    larger = reader.columns("IN")
    for _ in range(2):  # building → grid → community
        places = places.zip_with(places.str.starts_with("community:"), ends_of(places, larger))
    return places
