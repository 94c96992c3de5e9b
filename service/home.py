"""The board: a week's figures, what waits for somebody, its linkages by filter and page, and where all that leads."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from graph.model import HomeName
from graph.model.base import NodeId
from service.asking import AnyWeek
from service.choosing import Choice, Status, standing
from service.deciding import Settled
from service.decision_schemas import DecisionView, EditionView
from service.language import Language
from service.schemas import LinkageView, RunView, WeekView
from service.wanting import wanting

PER_PAGE = 30
"""Needs on a page, unless more are asked for."""

DecisionName = Annotated[str, Field(pattern=r"^decision:[A-Za-z0-9][A-Za-z0-9._-]{0,79}$")]


def _given(value: Any) -> Any:
    return None if value == "" else value


class Asked(BaseModel):
    """The query of the board. An empty field, as a form sends it, asks for nothing.

    `per` needs on a page; `told` is the decision just taken or undone, of which the page tells.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    week: Annotated[AnyWeek | None, BeforeValidator(_given)] = None
    community: Annotated[NodeId | None, BeforeValidator(_given)] = None
    home: Annotated[HomeName | None, BeforeValidator(_given)] = None
    service: Annotated[NodeId | None, BeforeValidator(_given)] = None
    urgency: Annotated[Literal["2", "3", "4", "5"] | None, BeforeValidator(_given)] = None
    status: Annotated[Status | None, BeforeValidator(_given)] = None
    q: Annotated[str, Field(max_length=80)] = ""
    per: Annotated[Literal["100", "300"] | None, BeforeValidator(_given)] = None
    page: Annotated[int, Field(ge=1, le=10_000)] = 1
    told: Annotated[DecisionName | None, BeforeValidator(_given)] = None
    lang: Language | None = None

    @property
    def filtered(self) -> bool:
        """Whether any filter is set, but for how needs stand."""
        return bool(self.community or self.home or self.service or self.urgency or self.q.strip())

    @property
    def choice(self) -> Choice:
        """What is wanted of the week's needs."""
        urgency = int(self.urgency) if self.urgency else None
        return Choice(self.community, self.home, self.service, urgency, self.status, self.q)


Mark = Literal["new", "moved", "dropped"]
"""What the week's plan does otherwise for a need than the plan before it."""


@dataclass(frozen=True)
class Beside:
    """What a board shows beside the week itself.

    :param settled: by need, what is decided on it.
    :param marks: by need, what the plan changed. `elsewhere` counts changes to needs that the caller does not see.
    :param since: so many decisions were taken or undone after the plan, which may not keep them.
    :param edition: the last that was published; `newest` is the run that made the week's plan.
    :param told: the decision just taken or undone.
    """

    settled: Mapping[str, Settled] = field(default_factory=dict)
    marks: Mapping[str, Mark] = field(default_factory=dict)
    elsewhere: int = 0
    since: int = 0
    edition: EditionView | None = None
    newest: str = ""
    told: DecisionView | None = None


NOTHING = Beside()


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of the linkages that fit the filters. `pages` is at least 1; a page beyond the last is empty."""

    items: Sequence[LinkageView]
    total: int
    page: int
    pages: int


def values(
    view: WeekView, asked: Asked, weeks: Sequence[str], run: RunView | None, failure: str, beside: Beside = NOTHING
) -> dict[str, object]:
    """What the template `home.html` needs.

    :param weeks: the weeks that have needs, newest first.
    :param run: the run that is under way, if one is.
    :param failure: why the week's latest run failed; empty when it did not.
    """
    week = view.figures.week
    link = _linker(asked.model_copy(update={"week": week}))
    return {
        "view": view,
        "asked": asked,
        "weeks": weeks,
        "earlier": max((other for other in weeks if other < week), default=None),
        "later": min((other for other in weeks if other > week), default=None),
        "run": run,
        "failure": failure,
        "beside": beside,
        "cards": {card.need: card for card in view.linkages},
        "counts": counts(view.linkages, beside.settled),
        "listing": listing(view.linkages, asked, beside.settled),
        "communities": communities(view.linkages),
        "services": services(view.linkages),
        "wanting": wanting,
        "link": link,
        "back": link(told=None),
        "cleared": link(community=None, home=None, service=None, urgency=None, status=None, q="", page=1, told=None),
        "twin": twin(week, asked),
    }


def counts(linkages: Iterable[LinkageView], decided: Mapping[str, Settled]) -> dict[Status, int]:
    """How many needs stand in each way."""
    found: dict[Status, int] = {"served": 0, "unserved": 0, "waiting": 0, "decided": 0}
    for card in linkages:
        for status in standing(card, decided):
            found[status] += 1
    return found


def listing(linkages: Iterable[LinkageView], asked: Asked, decided: Mapping[str, Settled] = NOTHING.settled) -> Listing:
    """The page that is asked for, of the linkages that fit the filters, in the order of the week's view."""
    found = asked.choice.among(linkages, decided.keys())
    per = int(asked.per) if asked.per else PER_PAGE
    start = (asked.page - 1) * per
    pages = max(1, -(-len(found) // per))
    return Listing(found[start : start + per], len(found), asked.page, pages)


def communities(linkages: Iterable[LinkageView]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Every town with the communities (id, name) in it that have a need, for the filter."""
    found = {
        (linkage.town_name, linkage.community_name, linkage.community) for linkage in linkages if linkage.community
    }
    by_town = groupby(sorted(found), key=lambda item: item[0])
    return [(town, [(id, name) for _, name, id in members]) for town, members in by_town]


def services(linkages: Iterable[LinkageView]) -> list[tuple[str, str, str]]:
    """Every service (id, Chinese, English) that a need asks for."""
    found = {(card.service, card.service_zh, card.service_en) for card in linkages if card.service}
    return sorted(found, key=lambda item: item[2])


def twin(week: str, asked: Asked) -> str:
    """The address of the same linkages as JSON."""
    names = ("community", "home", "service", "urgency", "status", "q")
    fields = {name: value for name in names if (value := getattr(asked, name))}
    return f"/api/weeks/{week}/linkages" + (f"?{urlencode(fields)}" if fields else "")


def _linker(asked: Asked) -> Callable[..., str]:
    def link(**changes: object) -> str:
        """The address of this page with some of its query changed; what was told is not told again."""
        fields = asked.model_copy(update={"told": None, **changes}).model_dump(exclude_defaults=True, exclude={"lang"})
        return f"/?{urlencode(fields)}" if fields else "/"

    return link
