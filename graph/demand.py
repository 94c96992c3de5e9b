"""What the week asks: its open needs and their slots, as columns."""

from dataclasses import dataclass

import polars as pl

from graph.errors import BadValue
from graph.half_days import mask
from graph.place_tree import PlaceTree
from graph.store import Reader
from graph.weeks import monday


@dataclass(frozen=True)
class Demand:
    """The open needs of one week, by id, and their slots, by need and name.

    needs: id, nature, first_week, urgency, must, half_days (list), mask (of half-days), same_sex, service (id),
    subject (id of the resident or household, or null), place and community (rows in the place tree), deliberating
    (households that deliberate on it).
    slots: need (row in needs), name, society, form, item ("" unless goods), amount, count, required, service (id),
    community (row). Of a collective need's money, what its households share is no longer asked.
    """

    needs: pl.DataFrame
    slots: pl.DataFrame


def demand(reader: Reader, week: str, tree: PlaceTree) -> Demand:
    """The week's demand.

    :raises BadValue: no such week; a need without service, place, community or slot, known only after its week, or with
        two slots of one name.
    """
    monday(week)
    needs = _needs(reader, week, tree)
    return Demand(needs, _slots(reader, needs))


def _needs(reader: Reader, week: str, tree: PlaceTree) -> pl.DataFrame:
    fields = ("nature", "state", "week", "first_week", "urgency", "must", "half_days", "same_sex")
    needs = reader.columns("Need", *fields).filter(pl.col("week") == week, pl.col("state") == "open")
    for name, relation in (("service", "ASKS_FOR"), ("subject", "OF"), ("at", "AT")):
        needs = needs.join(_end(reader, relation, name), on="id", how="left", maintain_order="left")
    place = tree.rows(needs["at"])
    _refuse(needs.filter(pl.col("service").is_null()), "asks for no service; add ASKS_FOR, or close it")
    _refuse(needs.filter(pl.col("at").is_null()), "has no place; add AT, or close it")
    lost = needs.filter(tree.level["community"][place] < 0)
    _refuse(lost, "its place {at} lies in no community; add IN there, or move the need")
    early = needs.filter(pl.col("first_week") > week)
    _refuse(early, "first_week {first_week} comes after its week {week}; correct one of them")
    return _deliberating(reader, needs).select(
        pl.exclude("state", "week", "at"),
        mask=mask("half_days"),
        place=pl.lit(pl.Series(place)),
        community=pl.lit(pl.Series(tree.level["community"][place])),
    )


def _deliberating(reader: Reader, needs: pl.DataFrame) -> pl.DataFrame:
    deliberations = reader.columns("Deliberation", "households").rename({"id": "start"})
    about = reader.columns("ABOUT").join(deliberations, on="start").select(id="end", deliberating="households")
    return needs.join(about, on="id", how="left", maintain_order="left").with_columns(
        pl.col("deliberating").fill_null(0)
    )


def _end(reader: Reader, relation: str, name: str) -> pl.DataFrame:
    return reader.columns(relation).select(id="start", **{name: "end"})


def _slots(reader: Reader, needs: pl.DataFrame) -> pl.DataFrame:
    fields = ("name", "society", "form", "item", "amount", "count", "required")
    owners = needs.select(need_id="id", service="service", community="community", nature="nature")
    slots = (
        reader.columns("HAS_SLOT")
        .rename({"start": "need_id", "end": "id"})
        .join(owners.with_row_index("need"), on="need_id")
        .join(reader.columns("Slot", *fields), on="id")
        .sort("need", "name")
    )
    _refuse(needs.filter(~pl.col("id").is_in(slots["need_id"].implode())), "has no slot; add HAS_SLOT, or close it")
    twice = slots.filter(pl.struct("need", "name").is_duplicated())
    _refuse(twice.with_columns(id="need_id"), "two slots are named {name!r}; rename one")
    return less_shares(reader, slots).select(
        pl.col("need").cast(pl.Int64),
        "name", "society", "form", "amount", "count", "required", "service", "community",
        item=pl.when(form="goods").then("item").otherwise(pl.lit("")),
    )  # fmt: skip


def less_shares(reader: Reader, slots: pl.DataFrame) -> pl.DataFrame:
    """What is still asked of collective needs: shares pay for the money slots in the order of their names, and a slot
    that is paid for drops out.

    :param slots: need_id, nature, id, name, form, amount, and whatever else; by need and name.
    """
    shares = reader.columns("SHARES", "amount").group_by(need_id="end").agg(pl.col("amount").sum().alias("shared"))
    paid = slots.filter(nature="collective", form="money").join(shares, on="need_id")
    beyond = pl.col("amount").cum_sum().over("need_id") - pl.col("shared")
    paid = paid.select("id", left=beyond.clip(0, pl.col("amount")))
    asked = slots.join(paid, on="id", how="left", maintain_order="left").filter(pl.col("left").fill_null(1) > 0)
    return asked.with_columns(amount=pl.coalesce("left", "amount"))


def _refuse(wrong: pl.DataFrame, message: str) -> None:
    """:raises BadValue: for the first row of `wrong`, if any; `{column}` in the message stands for its value."""
    for row in wrong.head(1).iter_rows(named=True):
        raise BadValue(f"{row['id']}: {message.format(**row)}")
