"""Which of a week's needs somebody wants to see: by place, home, service, urgency, how they stand, and words."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Literal

from graph.model import HomeName
from service.schemas import LinkageView

Status = Literal["served", "unserved", "waiting", "decided"]
"""`served`, `unserved`: by the plan. `decided`: a decision on it counts, or its linkage stands. `waiting`: served and
not decided."""


@dataclass(frozen=True)
class Choice:
    """What is wanted: what is None or empty asks for nothing. `urgency`: at least so much."""

    community: str | None = None
    home: HomeName | None = None
    service: str | None = None
    urgency: int | None = None
    status: Status | None = None
    q: str = ""

    def among(self, linkages: Iterable[LinkageView], decided: Collection[str]) -> list[LinkageView]:
        """Those that all of it lets through, in the same order.

        :param decided: the needs on which something is decided.
        """
        words = self.q.casefold().split()
        return [card for card in linkages if self._lets(card, decided) and _says(card, words)]

    def _lets(self, card: LinkageView, decided: Collection[str]) -> bool:
        return (
            self.community in (None, card.community)
            and self.home in (None, card.home)
            and self.service in (None, card.service)
            and card.urgency >= (self.urgency or 0)
            and (self.status is None or self.status in standing(card, decided))
        )


def standing(card: LinkageView, decided: Collection[str]) -> set[Status]:
    """All that is true of how a need stands."""
    served: Status = "served" if card.served else "unserved"
    if card.need in decided:
        return {served, "decided"}
    return {served, "waiting"} if card.served else {served}


def _says(card: LinkageView, words: Iterable[str]) -> bool:
    """Whether each word stands in the need's id, service, community or town, or in the name of who serves it."""
    if not words:
        return True
    filled = (f"{one.label_zh} {one.label_en}" for slot in card.slots for one in slot.filled)
    said = (card.need, card.service_zh, card.service_en, card.community_name, card.town_name, *filled)
    text = " ".join(said).casefold()
    return all(word in text for word in words)
