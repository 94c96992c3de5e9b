"""The linkages of a week as cards: each need with its slots, who fills them, and why it is not served.

Everything is read as whole columns, since a week has thousands of slots; names pass through `service.privacy`, and
titles, descriptions and residents are never asked for.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from graph.model import HomeName, Node
from graph.store import Reader
from graph.weeks import weeks_between
from matching.plan import Plan, Served, Unserved
from service.privacy import Label, label
from service.schemas import Filled, LinkageView, Seated, SlotView

Answer = Served | Unserved
"""What became of a need."""

_HELD = ("accepted", "dispatched", "done")
"""States of a linkage that was more than proposed and did not fail."""


def linkages(reader: Reader, week: str, plan: Plan | None) -> tuple[LinkageView, ...]:
    """The needs of a week, the most urgent and longest waiting first.

    With a plan: what it decided, and open needs that came in after it as not yet planned. Without: what was recorded.
    """
    answers = _planned(plan) if plan else _recorded(reader, week)
    needs = _needs(reader, week, set(answers))
    sources = _Sources(
        week=week,
        answers=answers,
        slots=_slots(reader, needs),
        services=_services(reader, needs),
        places=_places(reader, needs),
        fillers=_fillers(reader, answers.values()),
    )
    views = (sources.view(need) for need in needs.iter_rows(named=True))
    return tuple(sorted(views, key=lambda view: (-view.urgency, -view.weeks_waited, view.need)))


@dataclass(frozen=True)
class _Place:
    community: str | None = None
    community_name: str = ""
    town_name: str = ""


@dataclass(frozen=True)
class _Service:
    id: str | None = None
    label: Label = field(default_factory=lambda: Label("", ""))
    home: HomeName | None = None


@dataclass(frozen=True)
class _Sources:
    """What a card is put together from: each by need id, fillers by offer id."""

    week: str
    answers: Mapping[str, Answer]
    slots: Mapping[str, list[dict[str, Any]]]
    services: Mapping[str, _Service]
    places: Mapping[str, _Place]
    fillers: Mapping[str, Seated]

    def view(self, need: dict[str, Any]) -> LinkageView:
        answer = self.answers.get(need["id"])
        service = self.services.get(need["id"], _Service())
        place = self.places.get(need["id"], _Place())
        return LinkageView(
            need=need["id"],
            service=service.id,
            service_zh=service.label.zh,
            service_en=service.label.en,
            home=service.home,
            community=place.community,
            community_name=place.community_name,
            town_name=place.town_name,
            urgency=need["urgency"],
            weeks_waited=max(0, weeks_between(need["first_week"], self.week)),
            nature=need["nature"],
            must=need["must"],
            half_days=tuple(need["half_days"]),
            half_day=answer.option if isinstance(answer, Served) else None,
            served=None if answer is None else isinstance(answer, Served),
            slots=tuple(self._slot(slot, answer) for slot in self.slots.get(need["id"], ())),
            reason=answer.reason if isinstance(answer, Unserved) else None,
            detail=dict(answer.detail) if isinstance(answer, Unserved) else {},
            invented=need["invented"],
        )

    def _slot(self, slot: dict[str, Any], answer: Answer | None) -> SlotView:
        offers = answer.slots.get(slot["name"], ()) if isinstance(answer, Served) else ()
        return SlotView(**slot, filled=tuple(self.fillers[offer] for offer in offers))


def _planned(plan: Plan) -> dict[str, Answer]:
    answers: tuple[Answer, ...] = (*plan.served, *plan.unserved)
    return {answer.need: answer for answer in answers}


def _recorded(reader: Reader, week: str) -> dict[str, Answer]:
    held = reader.columns("Linkage", "week", "half_day", "state").filter(
        (pl.col("week") == week) & pl.col("state").is_in(_HELD)
    )
    serves = reader.columns("SERVES").join(held, left_on="start", right_on="id")
    fills = reader.columns("FILLS", "slot").join(serves, left_on="end", right_on="start")
    slots: dict[str, dict[str, tuple[str, ...]]] = {}
    for linkage, slot, offer in fills.select("end", "slot", "start").iter_rows():
        filled = slots.setdefault(linkage, {})
        filled[slot] = (*filled.get(slot, ()), offer)
    rows = serves.select("start", "end", "half_day").iter_rows()
    return {need: Served(need, half_day, slots.get(linkage, {})) for linkage, need, half_day in rows}


def _needs(reader: Reader, week: str, answered: set[str]) -> pl.DataFrame:
    fields = ("nature", "state", "week", "first_week", "urgency", "must", "half_days", "invented")
    table = reader.columns("Need", *fields)
    answered_here = pl.col("id").is_in(list(answered))
    return table.filter(answered_here | (pl.col("week") == week) & (pl.col("state") == "open"))


def _slots(reader: Reader, needs: pl.DataFrame) -> dict[str, list[dict[str, Any]]]:
    fields = ("name", "society", "form", "amount", "item", "count", "required")
    owned = reader.columns("HAS_SLOT").filter(pl.col("start").is_in(needs["id"].to_list()))
    slots = owned.join(reader.columns("Slot", *fields), left_on="end", right_on="id").sort("start", "name")
    found: dict[str, list[dict[str, Any]]] = {}
    for row in slots.select("start", *fields).iter_rows(named=True):
        found.setdefault(row.pop("start"), []).append(row)
    return found


def _services(reader: Reader, needs: pl.DataFrame) -> dict[str, _Service]:
    broader = _pairs(reader.columns("NARROWS"))
    home_of = _pairs(reader.columns("UNDER"))
    homes: dict[str, HomeName] = dict(reader.columns("Home", "home").iter_rows())
    names = {
        id: _Service(id, Label(zh, en), homes.get(home_of.get(_climb(id, broader, home_of), "")))
        for id, zh, en in reader.columns("Service", "name", "english").iter_rows()
    }
    asks = reader.columns("ASKS_FOR").join(needs, left_on="start", right_on="id", how="semi")
    return {need: names[service] for need, service in asks.select("start", "end").iter_rows()}


def _places(reader: Reader, needs: pl.DataFrame) -> dict[str, _Place]:
    inside = reader.columns("IN").filter(~pl.col("start").str.contains("^(household|room):"))
    larger = _pairs(inside)
    communities = _pairs(reader.columns("Community", "name"))
    towns = _pairs(reader.columns("Town", "name"))

    def place(at: str) -> _Place:
        community = _climb(at, larger, communities)
        return _Place(community, communities.get(community, ""), towns.get(larger.get(community, ""), ""))

    where = reader.columns("AT").join(needs, left_on="start", right_on="id", how="semi")
    return {need: place(at) for need, at in where.select("start", "end").iter_rows()}


def _climb(start: str, parents: Mapping[str, str], goals: Mapping[str, str]) -> str:
    """The first of `goals` on the way up from `start`; the top where there is none."""
    while start not in goals and start in parents:
        start = parents[start]
    return start


def _fillers(reader: Reader, answers: Iterable[Answer]) -> dict[str, Seated]:
    offers = {offer for each in answers if isinstance(each, Served) for slot in each.slots.values() for offer in slot}
    return {offer: Seated(**dict(filled)) for offer, filled in name_fillers(reader, offers).items()}


def name_fillers(reader: Reader, offers: Iterable[str]) -> dict[str, Filled]:
    """Each offer under the name by which its provider may be shown; an offer that is gone keeps its bare id."""
    wanted = sorted(set(offers))
    gives = reader.columns("GIVES").filter(pl.col("end").is_in(wanted))
    stands = reader.columns("STANDS_IN").filter(pl.col("start").is_in(wanted))
    rooms = _nodes(reader, dict(stands.select("start", "end").iter_rows()))
    givers = _nodes(reader, dict(gives.select("end", "start").iter_rows()))
    return {offer: _filled(offer, givers.get(offer), rooms.get(offer)) for offer in wanted}


def _nodes(reader: Reader, ids: Mapping[str, str]) -> dict[str, Node]:
    nodes = reader.get_all(list(ids.values()))
    return {key: node for key, node in zip(ids, nodes, strict=True) if node}


def _filled(offer: str, giver: Node | None, room: Node | None) -> Filled:
    if giver is None:
        return Filled(offer=offer, kind="", label_zh=offer, label_en=offer)
    names, kind = label(giver), giver.KIND
    if room is not None:
        there = label(room)
        names, kind = Label(f"{names.zh} · {there.zh}", f"{names.en} · {there.en}"), room.KIND
    return Filled(offer=offer, kind=kind, label_zh=names.zh, label_en=names.en)


def _pairs(table: pl.DataFrame) -> dict[str, str]:
    return dict(table.iter_rows())
