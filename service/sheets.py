"""A week as sheets: all its needs, one sheet for each organization with what it carries, one for each community.

De-identified as the week itself: no resident, and helpers by the end of their number. Paper, CSV and workbook are made
of these.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from graph.model import SOCIETIES
from service.deciding import Settled
from service.labels import N_
from service.schemas import LinkageView, WeekView

By = Literal["organization", "community"]
Words = Callable[[str, object], str]
"""Says a thing in the reader's language: the name of a filter of the templates, and the value."""

Cell = str | int

HEADS = (
    N_("No."), N_("Service"), N_("Home"), N_("Community"), N_("Town"), N_("Urgency"), N_("Weeks waited"), N_("State"),
    N_("Decided"), N_("When"),
)  # fmt: skip
"""The heads of the columns before those of the societies."""


@dataclass(frozen=True)
class Sheet:
    """A sheet with its title, the heads of its columns, and its rows."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class Writer:
    """Writes a week's needs as rows in one language."""

    language: Literal["zh", "en"]
    say: Words
    settled: Mapping[str, Settled]

    @property
    def heads(self) -> tuple[str, ...]:
        """The columns: what a need is, how it stands, and who of each society serves it."""
        return (*(self.say("word", name) for name in HEADS), *(self.say("society", name) for name in SOCIETIES))

    def row(self, card: LinkageView) -> tuple[Cell, ...]:
        """A need."""
        return (
            card.need.partition(":")[2],
            card.service_zh if self.language == "zh" else card.service_en,
            self.say("home", card.home) if card.home else "",
            card.community_name,
            card.town_name,
            card.urgency,
            card.weeks_waited,
            self._state(card),
            self.say("word", N_("yes")) if card.need in self.settled else "",
            self.say("half_day", card.half_day) if card.half_day else "",
            *(self._filled(card, society) for society in SOCIETIES),
        )

    def _state(self, card: LinkageView) -> str:
        if card.served is None:
            return self.say("word", N_("Not planned yet"))
        state = self.say("word", N_("Served") if card.served else N_("Not served"))
        return f"{state}: {self.say('reason', card.reason)}" if card.reason else state

    def _filled(self, card: LinkageView, society: str) -> str:
        slots = [slot for slot in card.slots if slot.society == society and slot.filled]
        return "; ".join(f"{self.say('slot', slot.name)} {self._names(slot.filled)}" for slot in slots)

    def _names(self, filled: Iterable[object]) -> str:
        return ", ".join(str(getattr(one, f"label_{self.language}")) for one in filled)

    def sheet(self, title: str, cards: Iterable[LinkageView]) -> Sheet:
        """Needs under a title."""
        return Sheet(title, self.heads, tuple(self.row(card) for card in cards))


def whole(view: WeekView, writer: Writer) -> Sheet:
    """All needs of the week on one sheet."""
    return writer.sheet(view.figures.week, view.linkages)


def sheets(view: WeekView, by: By, writer: Writer) -> list[Sheet]:
    """One sheet for each organization with the linkages that it carries, or for each community with its needs."""
    grouped = _carried(view.linkages, writer.language) if by == "organization" else _placed(view.linkages)
    return [writer.sheet(title, cards) for title, cards in sorted(grouped.items())]


def _carried(cards: Iterable[LinkageView], language: str) -> dict[str, list[LinkageView]]:
    found: dict[str, list[LinkageView]] = {}
    for card in cards:
        carriers = {one.offer: one for slot in card.slots if slot.society == "organization" for one in slot.filled}
        for one in carriers.values():
            found.setdefault(str(getattr(one, f"label_{language}")), []).append(card)
    return found


def _placed(cards: Sequence[LinkageView]) -> dict[str, list[LinkageView]]:
    found: dict[str, list[LinkageView]] = {}
    for card in cards:
        if card.community:
            found.setdefault(f"{card.town_name} {card.community_name}".strip(), []).append(card)
    return found
