"""What people decided about the week, as far as it is in force: which offers must fill a slot, and which must not."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import polars as pl

from graph.demand import Demand
from graph.errors import BadValue
from graph.store import Reader

_STANDING = ("accepted", "dispatched", "done", "proposed")


@dataclass(frozen=True, order=True)
class Demanded:
    """One demand: the offer must (`pin`) or must not (`ban`) fill the slot; a ban without slot holds in every slot."""

    action: Literal["pin", "ban"]
    need: str
    slot: str
    offer: str


def decisions(reader: Reader, week: str, demand: Demand) -> list[Demanded]:
    """The demands in force on the week's open needs, sorted, each once.

    A release undoes all earlier demands (by `at`, then id) on its need; only those in its slot, and on the offer that
    it names, when it says so. Decisions on needs that are no longer open this week are past.

    :raises BadValue: a decision without need, offer or slot that it cannot do without, on a slot that the need does
        not have, or that accepts a linkage which is not there.
    """
    open_needs = set(demand.needs["id"])
    force: list[Demanded] = []
    for decision in _since_last_release(_of_week(reader, week)).iter_rows(named=True):
        _check(decision)
        if decision["need"] not in open_needs:
            continue
        if decision["action"] == "release":
            force = [demanded for demanded in force if not _undoes(decision, demanded)]
        force += _demands(reader, week, decision)
    _check_slots(force, demand)
    return sorted(set(force))


def _of_week(reader: Reader, week: str) -> pl.DataFrame:
    """The week's decisions as they were taken: id, action, slot, at, need, offer."""
    made = reader.columns("Decision", "action", "week", "slot", "at").filter(week=week)
    for name, relation in (("need", "CONCERNS"), ("offer", "NAMES")):
        ends = reader.columns(relation).select(id="start", **{name: "end"})
        made = made.join(ends, on="id", how="left", maintain_order="left")
    return made.sort("at", "id")


def _since_last_release(made: pl.DataFrame) -> pl.DataFrame:
    """Without what a later release of the whole need undoes, so that what is released need not be right."""
    whole = (pl.col("action") == "release") & (pl.col("slot") == "") & pl.col("offer").is_null()
    place = pl.int_range(pl.len())
    return made.filter(place >= place.filter(whole).max().over("need").fill_null(0))


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


def _demands(reader: Reader, week: str, decision: dict[str, str]) -> Iterator[Demanded]:
    need, slot, offer = decision["need"], decision["slot"], decision["offer"]
    if decision["action"] == "pin":
        yield Demanded("pin", need, slot, offer)
    elif decision["action"] == "reject":
        yield Demanded("ban", need, slot, offer)
    elif decision["action"] == "accept":
        for filled, filler in _accepted(reader, week, decision):
            yield Demanded("pin", need, filled, filler)


def _accepted(reader: Reader, week: str, decision: dict[str, str]) -> Iterator[tuple[str, str]]:
    """(slot, offer) of the week's linkage that serves the need: the one furthest on its way, then the last by id."""
    serving = [edge.start for edge in reader.neighbours(decision["need"], "SERVES", "in")]
    linkages = reader.columns("Linkage", "week", "state").filter(pl.col("id").is_in(serving), week=week)
    standing = linkages.filter(pl.col("state").is_in(_STANDING)).with_columns(
        place=pl.col("state").replace_strict(
            {state: place for place, state in enumerate(_STANDING)}, return_dtype=pl.Int64
        )
    )
    best = standing.sort(["place", "id"], descending=[False, True]).head(1)
    if best.is_empty():
        raise BadValue(
            f"{decision['id']}: no linkage of {week} serves {decision['need']}; release it, or add the linkage"
        )
    fills = reader.columns("FILLS", "slot").filter(end=best["id"][0])
    yield from fills.select("slot", "start").rows()
