"""Fairness between communities as a page tells it, from the API's own answers to the same caller."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from graph.weeks import this_week
from service.access import Caller
from service.asking import AnyWeek
from service.deps import Desk
from service.fair_schemas import CommunityShare, FairnessPage, FloorView
from service.fairness.floors import with_floor
from service.fairness.shares import fairness_page, shares
from service.gaps.queries import given
from service.language import Language

TENTHS = 10
"""The bars of the picture: one for each ten percent."""


class FairAsked(BaseModel):
    """The query of the page of fairness: with `share` a floor is tried, with `highest` the highest is worked out."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    week: Annotated[AnyWeek | None, BeforeValidator(given)] = None
    share: Annotated[int | None, BeforeValidator(given), Field(ge=0, le=100)] = None
    highest: bool = False
    lang: Language | None = None

    @property
    def its_week(self) -> str:
        return self.week or this_week()


@dataclass(frozen=True)
class Bar:
    """So many communities get at least `low` and less than `high` percent; the last bar has those that get all."""

    low: int
    high: int
    count: int


@dataclass(frozen=True)
class Fair:
    """All that the page tells; `floor` where one was tried."""

    page: FairnessPage
    bars: tuple[Bar, ...]
    floor: FloorView | None


def fair(desk: Desk, caller: Caller, asked: FairAsked) -> Fair:
    """Who gets which share.

    :raises Stands: the week has no plan.
    :raises Busy: no answer in time.
    """
    _, whole = shares(desk, caller, asked.its_week)
    told = fairness_page(desk, caller, whole, asked.highest, max(1, len(whole.communities)), None)
    floor = with_floor(desk, caller, asked.its_week, asked.share) if asked.share is not None else None
    return Fair(told, bars(told.items), floor)


def bars(items: Sequence[CommunityShare]) -> tuple[Bar, ...]:
    """How many communities get which share, in steps of ten percent; those with nothing servable do not count."""
    found = [min(TENTHS, int(one.share // 10)) for one in items if one.share is not None]
    ends = [*((10 * step, 10 * step + 10) for step in range(TENTHS)), (100, 100)]
    return tuple(Bar(low, high, found.count(step)) for step, (low, high) in enumerate(ends))
