"""What people decided about the week, as far as it is in force: which offers must fill a slot, and which must not."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import polars as pl

from graph.demand import Demand
from graph.errors import BadValue
from graph.store import Reader

HELD = ("accepted", "dispatched", "done")
"""States in which a linkage stands: it does not move, whoever else asks for its members."""

_STANDING = (*HELD, "proposed")

TABLES = ("Decision", "CONCERNS", "NAMES", "Linkage", "SERVES", "FILLS")
"""What `decisions` reads beside the demand."""


@dataclass(frozen=True, order=True)
class Demanded:
    """One demand: the offer must (`pin`) or must not (`ban`) fill the slot; a ban without slot holds in every slot.

    A `hold` (without slot and offer) says that the need's linkage stands as it is: nobody but those pinned, in
    `half_day` where that is named.
    """

    action: Literal["pin", "ban", "hold"]
    need: str
    slot: str = ""
    offer: str = ""
    half_day: str = ""


@dataclass(frozen=True)
class InForce:
    """A demand and where it comes from: the id of a decision, or of a linkage that stands without one."""

    source: str
    demanded: Demanded


def decisions(reader: Reader, week: str, demand: Demand) -> list[Demanded]:
    """The demands in force on the week's open needs, sorted, each once.

    :raises BadValue: as `in_force`.
    """
    return sorted({one.demanded for one in in_force(reader, week, demand)})


def in_force(reader: Reader, week: str, demand: Demand) -> list[InForce]:
    """The demands in force on the week's open needs, in the order in which they were decided, linkages last.

    A release undoes all earlier demands (by `at`, then id) on its need; only those in its slot, and on the offer that
    it names, when it says so. Decisions that were undone, and those on needs that are no longer open this week, are
    past. A linkage that stands holds without a decision too, unless its need was released as a whole.

    :raises BadValue: a decision without need, offer or slot that it cannot do without, on a slot that the need does
        not have, or that accepts a linkage which is not there.
    """
    open_needs = set(demand.needs["id"])
    standing = _standing(reader, week)
    made = _of_week(reader, week)
    force: list[InForce] = []
    for decision in _since_last_release(made).iter_rows(named=True):
        _check(decision)
        if decision["need"] not in open_needs:
            continue
        if decision["action"] == "release":
            force = [one for one in force if not _undoes(decision, one.demanded)]
        force += [InForce(decision["id"], demanded) for demanded in _demands(decision, standing)]
    held = {one.demanded.need for one in force if one.demanded.action == "hold"} | _released(made)
    for row in standing.values():
        if row["state"] in HELD and row["need"] in open_needs - held:
            force += [InForce(row["id"], demanded) for demanded in _held(row)]
    _check_slots([one.demanded for one in force], demand)
    return force


def _of_week(reader: Reader, week: str) -> pl.DataFrame:
    """The week's decisions that were not undone, as they were taken: id, action, slot, at, need, offer."""
    made = reader.columns("Decision", "action", "week", "slot", "at", "undone").filter(week=week)
    made = made.filter(pl.col("undone").is_null()).drop("undone")
    for name, relation in (("need", "CONCERNS"), ("offer", "NAMES")):
        ends = reader.columns(relation).select(id="start", **{name: "end"})
        made = made.join(ends, on="id", how="left", maintain_order="left")
    return made.sort("at", "id")


def _whole_release() -> pl.Expr:
    return (pl.col("action") == "release") & (pl.col("slot") == "") & pl.col("offer").is_null()


def _since_last_release(made: pl.DataFrame) -> pl.DataFrame:
    """Without what a later release of the whole need undoes, so that what is released need not be right."""
    placed = made.with_row_index("place")
    last = pl.col("place").filter(_whole_release()).max().over("need").fill_null(0)
    return placed.filter(pl.col("place") >= last).drop("place")


def _released(made: pl.DataFrame) -> set[str]:
    """The needs that were released as a whole and not accepted again."""
    last = made.filter(_whole_release() | (pl.col("action") == "accept")).group_by("need").last()
    return set(last.filter(action="release")["need"])


def _check(decision: dict[str, str]) -> None:
    id, action = decision["id"], decision["action"]
    if decision["need"] is None:
        raise BadValue(f"{id}: concerns no need; add CONCERNS, or remove the decision")
    if action in ("pin", "reject") and decision["offer"] is None:
        raise BadValue(f"{id}: {action} names no offer; add NAMES, or remove the decision")
    if action == "pin" and not decision["slot"]:
        raise BadValue(f"{id}: pin names no slot; give the slot that the offer is to fill")


def _check_slots(force: list[Demanded], demand: Demand) -> None:
    needs = demand.needs["id"].gather(demand.slots["need"])
    known = set(zip(needs, demand.slots["name"], strict=True))
    for demanded in force:
        if demanded.slot and (demanded.need, demanded.slot) not in known:
            raise BadValue(
                f"{demanded.need}: a decision of the week has {demanded.action} on slot {demanded.slot!r}, which the "
                "need does not ask for; release the decision, or add the slot"
            )


def _undoes(release: dict[str, str], demanded: Demanded) -> bool:
    return (
        demanded.need == release["need"]
        and release["slot"] in ("", demanded.slot)
        and release["offer"] in (None, demanded.offer)
    )


def _demands(decision: dict[str, str], standing: dict[str, dict[str, str]]) -> Iterator[Demanded]:
    need, slot, offer = decision["need"], decision["slot"], decision["offer"]
    if decision["action"] == "pin":
        yield Demanded("pin", need, slot, offer)
    elif decision["action"] == "reject":
        yield Demanded("ban", need, slot, offer)
    elif decision["action"] == "accept":
        if need not in standing:
            raise BadValue(f"{decision['id']}: no linkage of the week serves {need}; release it, or add the linkage")
        yield from _held(standing[need])


def _held(linkage: dict[str, str]) -> Iterator[Demanded]:
    """Everybody in the linkage, in its half-day, and nobody else."""
    need = linkage["need"]
    yield Demanded("hold", need, half_day=linkage["half_day"] or "")
    for slot, offer in zip(linkage["slots"], linkage["offers"], strict=True):
        yield Demanded("pin", need, slot, offer)


def _standing(reader: Reader, week: str) -> dict[str, dict[str, str]]:
    """By need the week's linkage that serves it: the one furthest on its way, then the last by id."""
    furthest = pl.col("state").replace_strict(
        {state: place for place, state in enumerate(_STANDING)}, return_dtype=pl.Int64, default=None
    )
    linkages = reader.columns("Linkage", "week", "state", "half_day").filter(week=week)
    serving = (
        linkages.with_columns(place=furthest)
        .filter(pl.col("place").is_not_null())
        .join(reader.columns("SERVES").rename({"start": "id", "end": "need"}), on="id")
        .sort(["need", "place", "id"], descending=[False, False, True])
        .unique("need", keep="first", maintain_order=True)
    )
    fills = reader.columns("FILLS", "slot").rename({"start": "offers", "end": "id", "slot": "slots"})
    filled = fills.join(serving.select("id"), on="id", how="semi").group_by("id", maintain_order=True)
    together = serving.join(filled.agg("slots", "offers"), on="id", how="left", maintain_order="left")
    empty: list[str] = []
    return {
        row["need"]: row | {"slots": row["slots"] or empty, "offers": row["offers"] or empty}
        for row in together.iter_rows(named=True)
    }
