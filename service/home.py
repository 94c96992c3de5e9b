"""The home page: a week's figures, its linkages by filter and page, and the addresses that lead on."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from graph.model import HomeName
from graph.model.base import NodeId
from service.asking import AnyWeek
from service.language import Language
from service.schemas import LinkageView, RunView, WeekView
from service.wanting import wanting
from service.week import only

PER_PAGE = 30


def _given(value: Any) -> Any:
    return None if value == "" else value


class Asked(BaseModel):
    """The query of the home page. An empty field, as a form sends it, asks for nothing."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    week: Annotated[AnyWeek | None, BeforeValidator(_given)] = None
    community: Annotated[NodeId | None, BeforeValidator(_given)] = None
    home: Annotated[HomeName | None, BeforeValidator(_given)] = None
    status: Annotated[Literal["served", "unserved"] | None, BeforeValidator(_given)] = None
    page: Annotated[int, Field(ge=1, le=10_000)] = 1
    lang: Language | None = None

    @property
    def filtered(self) -> bool:
        """Whether any filter is set."""
        return bool(self.community or self.home or self.status)


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of the linkages that fit the filters. `pages` is at least 1; a page beyond the last is empty."""

    items: Sequence[LinkageView]
    total: int
    page: int
    pages: int


def values(view: WeekView, asked: Asked, weeks: Sequence[str], run: RunView | None, failure: str) -> dict[str, object]:
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
        "listing": listing(view.linkages, asked),
        "communities": communities(view.linkages),
        "wanting": wanting,
        "link": link,
        "cleared": link(community=None, home=None, status=None, page=1),
        "twin": twin(week, asked),
    }


def listing(linkages: Iterable[LinkageView], asked: Asked) -> Listing:
    """The page that is asked for, of the linkages that fit the filters, in the order of the week's view."""
    found = only(linkages, asked.community, asked.home, asked.status)
    start = (asked.page - 1) * PER_PAGE
    pages = max(1, -(-len(found) // PER_PAGE))
    return Listing(found[start : start + PER_PAGE], len(found), asked.page, pages)


def communities(linkages: Iterable[LinkageView]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Every town with the communities (id, name) in it that have a need, for the filter."""
    found = {
        (linkage.town_name, linkage.community_name, linkage.community) for linkage in linkages if linkage.community
    }
    by_town = groupby(sorted(found), key=lambda item: item[0])
    return [(town, [(id, name) for _, name, id in members]) for town, members in by_town]


def twin(week: str, asked: Asked) -> str:
    """The address of the same linkages as JSON."""
    fields = asked.model_dump(include={"community", "home", "status"}, exclude_none=True)
    return f"/api/weeks/{week}/linkages" + (f"?{urlencode(fields)}" if fields else "")


def _linker(asked: Asked) -> Callable[..., str]:
    def link(**changes: object) -> str:
        """The address of this page with some of its query changed."""
        fields = asked.model_copy(update=changes).model_dump(exclude_defaults=True, exclude={"lang"})
        return f"/?{urlencode(fields)}" if fields else "/"

    return link
