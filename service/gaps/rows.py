"""The table of gaps, before anything is priced: needs counted by what they have in common."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from graph.model import SOCIETIES, HomeName, Society
from service.gaps.dimensions import Ground, Ids
from service.planner_schemas import Dimension
from service.schemas import LinkageView
from service.wanting import wanting

Values = Mapping[str, int]
"""The value of each need of the plan's problem, in points; empty without a plan."""


@dataclass(frozen=True)
class Figures:
    """One society's places in a row."""

    society: Society
    asked: int
    filled: int
    missing: int


@dataclass(frozen=True)
class Row:
    """The needs of one row, and what they lack. `ids` are those of its keys."""

    ids: Ids
    cards: tuple[LinkageView, ...]
    figures: tuple[Figures, ...]
    missing_value: int

    @property
    def id(self) -> str:
        return "|".join(each or "-" for each in self.ids)

    @property
    def missing(self) -> int:
        return sum(each.missing for each in self.figures)


@dataclass(frozen=True)
class Only:
    """Which needs count: those that every filter which is set lets through."""

    home: HomeName | None = None
    service: str | None = None
    town: str | None = None
    community: str | None = None
    type: str | None = None

    def among(self, cards: Iterable[LinkageView], ground: Ground) -> list[LinkageView]:
        return [
            card
            for card in cards
            if self.home in (None, card.home)
            and self.service in (None, card.service)
            and self.community in (None, card.community)
            and self.town in (None, ground.town.get(card.community or ""))
            and self.type in (None, ground.type.get(card.community or ""))
        ]


EVERYWHERE = Only()
"""Lets every need through."""


def rows(cards: Iterable[LinkageView], ground: Ground, by: Sequence[Dimension], values: Values) -> list[Row]:
    """The rows, those that lack most value first, then most places, then by their ids."""
    grouped = grouping(cards, ground, by)
    told = [_row(ids, inside, _societies(by, ids), values) for ids, inside in grouped.items()]
    return sorted(told, key=lambda row: (-row.missing_value, -row.missing, row.id))


def grouping(cards: Iterable[LinkageView], ground: Ground, by: Sequence[Dimension]) -> dict[Ids, list[LinkageView]]:
    """The needs of each row."""
    grouped: dict[Ids, list[LinkageView]] = defaultdict(list)
    for card in cards:
        for ids in ground.ids(card, by):
            grouped[ids].append(card)
    return grouped


def asks(card: LinkageView, society: Society) -> bool:
    """Whether a need requires somebody of the society."""
    return any(slot.required and slot.society == society for slot in card.slots)


def _societies(by: Sequence[Dimension], ids: Ids) -> tuple[Society, ...]:
    if "society" not in by:
        return SOCIETIES
    own = ids[by.index("society")]
    return tuple(society for society in SOCIETIES if society == own)


def _row(ids: Ids, cards: Sequence[LinkageView], societies: Sequence[Society], values: Values) -> Row:
    lacking = {card.need: wanting(card) for card in cards}
    figures = tuple(_figures(society, cards, lacking) for society in societies)
    short = (card.need for card in cards if _lacks(card, lacking[card.need], societies))
    return Row(ids, tuple(cards), figures, sum(values.get(need, 0) for need in short))


def _figures(society: Society, cards: Iterable[LinkageView], lacking: Mapping[str, set[str]]) -> Figures:
    slots = [(card.need, slot) for card in cards for slot in card.slots if slot.required and slot.society == society]
    return Figures(
        society,
        asked=sum(slot.count for _, slot in slots),
        filled=sum(len(slot.filled) for _, slot in slots),
        missing=sum(slot.count for need, slot in slots if slot.name in lacking[need]),
    )


def _lacks(card: LinkageView, lacking: set[str], societies: Sequence[Society]) -> bool:
    return any(slot.name in lacking and slot.society in societies for slot in card.slots)
