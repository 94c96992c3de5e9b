"""The one way from a week to what sponsors and the public see of it.

What is shown is made of the week's plan and of what needs ask of charity now; consent is read with it each time that it
changes. Titles, descriptions, persons, half-days and urgency never come here.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import polars as pl

from graph.charity import asked, shared, showable
from graph.model import HomeName, Run
from graph.store import Reader
from matching.lacking import Ask, Beside, Kind, Want, Way
from service.artifacts import plan_of, plan_run, problem_of, week_runs
from service.deps import Desk
from service.schemas import LinkageView
from service.sponsor.pseudonyms import Pseudonyms, make_key
from service.sponsor.schemas import GiftKind, Missing, SponsorNeed, Waited

KINDS: Mapping[str, Any] = {"money": "money", "goods": "goods", "time": "hours", "skill": "hours", "place": "place"}
"""What a slot of each form asks for, in a sponsor's words."""

BANDS: tuple[tuple[int, Waited], ...] = ((8, "8+"), (4, "4-7"), (1, "1-3"), (0, "0"))
"""From so many weeks on."""


@dataclass(frozen=True)
class Profiles:
    """What may be said of a week's needs; of those that may not be shown, nothing."""

    week: str
    cards: Mapping[str, LinkageView]
    may: frozenset[str]
    shared: frozenset[tuple[str, str]]
    towns: Mapping[str, str]
    name: Pseudonyms

    def of(self, need: str) -> dict[str, Any] | None:
        """The fields of a `Profile`; None where the need may not be shown, or is not of the week."""
        card = self.cards.get(need)
        if card is None or need not in self.may or card.home is None or card.service is None:
            return None
        near = (card.community, card.service) in self.shared
        return {
            "id": self.name(need),
            "week": self.week,
            "service": card.service,
            "service_zh": card.service_zh,
            "service_en": card.service_en,
            "home": card.home,
            "town": self.towns.get(card.community or ""),
            "town_name": card.town_name,
            "community": card.community if near else None,
            "community_name": card.community_name if near else "",
            "waited": next(band for weeks, band in BANDS if card.weeks_waited >= weeks),
        }


@dataclass(frozen=True)
class Entry:
    """A need that a gift alone would let be served: as it is shown, what it asks of charity now, and which of that
    the smallest gift that does would fill."""

    need: str
    shown: SponsorNeed
    want: Want
    lacking: tuple[Ask, ...]


@dataclass(frozen=True)
class Board:
    """What a gift could do in a week: the needs that wait for one, those first that have waited longest.

    `run` made the plan. `names` are the pseudonyms of all needs of the week that may be shown.
    """

    week: str
    run: Run
    entries: tuple[Entry, ...]
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Only:
    """Which of the needs are asked for; None asks for all. `most`: money alone is missing, and no more than this.
    `kind`: some of what is missing is of this kind."""

    home: HomeName | None = None
    services: frozenset[str] | None = None
    town: str | None = None
    most: int | None = None
    kind: GiftKind | None = None

    def lets(self, need: SponsorNeed) -> bool:
        money = sum(each.amount for each in need.missing if each.kind == "money")
        return (
            self.home in (None, need.home)
            and (self.services is None or need.service in self.services)
            and self.town in (None, need.town)
            and (self.kind is None or any(each.kind == self.kind for each in need.missing))
            and (self.most is None or (money <= self.most and all(each.kind == "money" for each in need.missing)))
        )


@contextmanager
def reading(desk: Desk) -> Iterator[Reader]:
    """A snapshot of a store that has its key."""
    make_key(desk.books)
    with desk.store.snapshot() as reader:
        yield reader


def board(desk: Desk, reader: Reader, week: str | None = None) -> Board | None:
    """A week's board, by default that of the newest week with a plan; None where there is no plan."""
    week = week or desk.sponsors(reader, "week", _newest)[1]
    if week is None:
        return None
    return desk.sponsors(reader, ("board", week), lambda reader: _board(desk, reader, week))[1]


def profiles(desk: Desk, reader: Reader, week: str) -> Profiles:
    """What may be said of the needs of any week."""
    return desk.sponsors(reader, ("profiles", week), lambda reader: _profiles(desk, reader, week))[1]


def _newest(reader: Reader) -> str | None:
    weeks = sorted({run.week for run in reader.nodes(Run) if run.plan}, reverse=True)
    return next((week for week in weeks if plan_run(week_runs(reader, week))), None)


def _profiles(desk: Desk, reader: Reader, week: str) -> Profiles:
    cards = {card.need: card for card in desk.view(reader, week)[1].linkages}
    inside = reader.columns("IN").iter_rows()
    towns = {start: end for start, end in inside if start.startswith("community:") and end.startswith("town:")}
    return Profiles(week, cards, showable(reader, week), shared(reader, week), towns, Pseudonyms.of(reader))


def _board(desk: Desk, reader: Reader, week: str) -> Board | None:
    run = plan_run(week_runs(reader, week))
    if run is None or run.status == "infeasible":
        return None
    known = profiles(desk, reader, week)
    waiting = [id for id, card in known.cards.items() if card.served is False and known.of(id)]
    entries = _entries(reader, run, known, waiting)
    order = sorted(entries, key=lambda e: (_band(e), e.shown.service, e.shown.town or "", e.shown.id))
    names = {known.name(id): id for id in known.cards if id in known.may}
    return Board(week, run, tuple(order), names)


def _band(entry: Entry) -> int:
    return [band for _, band in BANDS].index(entry.shown.waited)


def _entries(reader: Reader, run: Run, known: Profiles, waiting: list[str]) -> Iterator[Entry]:
    beside = Beside(problem_of(reader, run.problem), plan_of(reader, run.plan).served)
    for want in wants(reader, waiting):
        ways = _ways(beside, want)
        fields = known.of(want.need)
        if ways and ways[0].cost and fields:
            missing = _missing(ways[0])
            lacking = tuple(ask for ask, bought in zip(want.asks, ways[0].bought, strict=True) if bought)
            shown = SponsorNeed(**fields, missing=missing, complete=len(missing) == 1)
            yield Entry(want.need, shown, want, lacking)


def wants(reader: Reader, needs: list[str]) -> list[Want]:
    """What each of these needs asks of charity now and nobody has pledged."""
    asks: dict[str, list[Ask]] = {need: [] for need in needs}
    for row in asked(reader, needs).filter(~pl.col("pledged")).iter_rows(named=True):
        kind = Kind(KINDS[row["form"]], row["item"])
        asks[row["need_id"]].append(Ask(row["name"], kind, row["amount"], row["count"]))
    return [Want(need, tuple(asked)) for need, asked in asks.items()]


def _ways(beside: Beside, want: Want) -> list[Way]:
    """The gifts that would do, the smallest first; none for a need that the plan does not know."""
    return beside.ways(beside.opening(want)) if want.need in beside.needs else []


def _missing(way: Way) -> tuple[Missing, ...]:
    return tuple(Missing(kind=kind.name, amount=amount, item=kind.item) for kind, amount in sorted(way.cost.items()))
