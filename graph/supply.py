"""What the week can draw on: the active offers and everyone who gives, as columns."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from graph.errors import BadValue
from graph.half_days import mask
from graph.place_tree import PlaceTree
from graph.rows import ends_of, rows_of
from graph.stock import left
from graph.store import Reader
from graph.weeks import week_of

GIVERS: dict[str, tuple[str, ...]] = {
    "Community": ("staff_hours",),
    "Organization": ("max_linkages", "grade", "active"),
    "SocialWorker": ("sex", "birth_year", "licence", "half_days", "max_hours", "caseload", "active"),
    "Volunteer": (
        "sex", "birth_year", "fitness", "half_days", "min_hours", "max_hours", "max_tasks", "max_distance",
        "guardian_consent", "active",
    ),
    "Enterprise": ("active",),
    "Program": ("min_age", "max_age", "low_income_only", "conditions_any", "opens", "closes"),
    "Fund": ("balance", "low_income_only", "collective_only"),
}  # fmt: skip
"""Every kind that may give an offer, and what the week asks of it."""


@dataclass(frozen=True)
class Supply:
    """The active offers, by id, and all who may give, by id.

    offers: id, society, form, item ("" unless goods), amount (that the week may use), most_per_need, half_days (list),
    mask (of half-days), provider (row in providers), open (the offer and its giver are active, and open on the week's
    Monday).
    providers: id, kind, the fields of GIVERS (null where the kind has none), mask (of half-days), open; and rows of the
    place tree, -1 where unknown: household, building, grid where a person lives; seat, the community, town or city of
    a person's work, or else home, of an organization's or enterprise's base, of a community itself.
    """

    offers: pl.DataFrame
    providers: pl.DataFrame


def supply(reader: Reader, monday: date, tree: PlaceTree) -> Supply:
    """The supply of the week that begins on `monday`.

    :raises BadValue: an active offer that nobody gives.
    """
    providers = _providers(reader, monday, tree)
    return Supply(_offers(reader, monday, providers), providers)


def _providers(reader: Reader, monday: date, tree: PlaceTree) -> pl.DataFrame:
    kinds = [reader.columns(kind, *fields).with_columns(kind=pl.lit(kind)) for kind, fields in GIVERS.items()]
    everyone = pl.concat(kinds, how="diagonal").sort("id")
    home = tree.rows(_homes(reader, everyone["id"]))
    base = tree.area(tree.rows(_bases(reader, everyone["id"])))
    seat = np.where(base >= 0, base, tree.area(home))
    columns = {"seat": pl.Series(seat)}
    columns |= {level: pl.Series(tree.level[level][home]) for level in ("household", "building", "grid")}
    return everyone.with_columns(mask=mask("half_days").fill_null(0), open=_open_on(monday), **columns)


def _open_on(day: date) -> pl.Expr:
    opens, closes = pl.col("opens").fill_null(""), pl.col("closes").fill_null("9")  # ISO days sort as text
    return pl.col("active").fill_null(True) & (opens <= day.isoformat()) & (closes >= day.isoformat())


def _homes(reader: Reader, people: pl.Series) -> pl.Series:
    """Where each lives, else where the resident lives that this person IS."""
    lives = reader.columns("LIVES_IN")
    own = ends_of(people, lives)
    return own.zip_with(own.is_not_null(), ends_of(ends_of(people, reader.columns("IS")), lives))


def _bases(reader: Reader, givers: pl.Series) -> pl.Series:
    stations = pl.concat([reader.columns("WORKS_AT"), reader.columns("BASED_IN")])
    found = ends_of(givers, stations)
    return found.zip_with(found.is_not_null(), givers)  # a community sits in itself; others are no place


def _offers(reader: Reader, monday: date, providers: pl.DataFrame) -> pl.DataFrame:
    fields = ("society", "form", "item", "amount", "most_per_need", "half_days", "opens", "closes", "active", "once")
    givers = reader.columns("GIVES").select(id="end", giver="start")
    offers = reader.columns("Offer", *fields).filter("active").join(givers, on="id", how="left", maintain_order="left")
    for orphan in offers["id"].filter(offers["giver"].is_null()).head(1):
        raise BadValue(f"{orphan}: nobody gives it; add GIVES from its provider, or make it inactive")
    provider = rows_of(offers["giver"], providers["id"])
    return left(reader, offers, week_of(monday)).select(
        "id", "society", "form", "amount", "most_per_need", "half_days",
        item=pl.when(form="goods").then("item").otherwise(pl.lit("")),
        mask=mask("half_days"),
        provider=pl.lit(pl.Series(provider)),
        open=_open_on(monday) & pl.lit(providers["open"].gather(provider)),
    )  # fmt: skip
