"""What the pages of gaps are asked, and the addresses that lead from one to another."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from graph.model import HomeName, Society
from graph.model.base import NodeId
from graph.weeks import this_week
from service.asking import AnyWeek
from service.gaps.dimensions import dimensions
from service.gaps.rows import Only
from service.home import Asked as Board
from service.labels import N_
from service.language import Language
from service.planner_schemas import Dimension

Table = Literal[
    "service", "town", "community", "type", "home",
    "service,town", "service,community", "service,type", "service,home", "home,town", "type,home",
]  # fmt: skip
Show = Literal["missing", "share", "price"]

TABLES: Mapping[Table, str] = {
    "service": N_("services × societies"),
    "service,town": N_("services × towns"),
    "service,community": N_("services × communities of a town"),
    "service,type": N_("services × types of community"),
    "service,home": N_("services × homes"),
    "town": N_("towns × societies"),
    "community": N_("communities of a town × societies"),
    "type": N_("types of community × societies"),
    "home": N_("homes × societies"),
    "home,town": N_("homes × towns"),
    "type,home": N_("types of community × homes"),
}
"""The tables that there are, in the order in which they are offered."""

SHOWS: Mapping[Show, str] = {
    "missing": N_("what is missing"),
    "share": N_("the share served"),
    "price": N_("the value of one more"),
}

FILTERS: tuple[Dimension, ...] = ("service", "town", "community", "type", "home")


def given(value: Any) -> Any:
    """An empty field, as a form sends it, asks for nothing."""
    return None if value == "" else value


Id = Annotated[NodeId | None, BeforeValidator(given)]


class Where(BaseModel):
    """Of which needs a page tells. An empty field, as a form sends it, asks for nothing."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    week: Annotated[AnyWeek | None, BeforeValidator(given)] = None
    service: Id = None
    town: Id = None
    community: Id = None
    type: Id = None
    home: Annotated[HomeName | None, BeforeValidator(given)] = None
    society: Annotated[Society | None, BeforeValidator(given)] = None
    lang: Language | None = None

    @property
    def its_week(self) -> str:
        return self.week or this_week()

    @property
    def only(self) -> Only:
        return Only(self.home, self.service, self.town, self.community, self.type)

    @property
    def filters(self) -> dict[str, str]:
        """The filters that are set, without the society."""
        return {name: value for name in FILTERS if (value := getattr(self, name))}

    @property
    def by(self) -> Dimension:
        """A dimension in which all these needs are one row: that of a filter, if one is set."""
        return next((name for name in FILTERS if getattr(self, name)), "home")

    @property
    def board(self) -> dict[str, object]:
        """The query of the board for these needs, as far as it can tell them apart."""
        known = {name: value for name, value in self.filters.items() if name in Board.model_fields}
        return {"week": self.its_week, **known}

    @property
    def around(self) -> str | None:
        """The thing in the graph that these needs have in common, the narrowest place first."""
        home = self.home and f"home:{self.home}"
        return self.community or self.service or self.town or self.type or home

    @property
    def places(self) -> Dimension:
        """By which places a map tells: towns, or within a town its communities."""
        return "community" if self.town or self.community else "town"


class TableAsked(Where):
    """The query of the table. Communities are told a town at a time: until one is chosen, towns stand for them."""

    by_: Annotated[Table, Field(alias="by")] = "service"
    show: Show = "missing"

    @property
    def in_towns(self) -> bool:
        """Whether towns stand where communities were asked for."""
        return "community" in self.by_ and not (self.town or self.community)

    @property
    def dimensions(self) -> tuple[Dimension, ...]:
        return dimensions(self.by_.replace("community", "town") if self.in_towns else self.by_)


class WhatIfAsked(Where):
    """The query of a what-if. The form asks for it with `add`; without, the page only offers it."""

    capacity: Annotated[str | None, BeforeValidator(given), Field(max_length=110)] = None
    add: Annotated[int | None, BeforeValidator(given), Field(ge=1, le=10**9)] = None


class ListAsked(BaseModel):
    """The query of a list: of what can be used up, or of what is missing between organizations and sponsors."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    week: Annotated[AnyWeek | None, BeforeValidator(given)] = None
    q: Annotated[str | None, BeforeValidator(given), Field(max_length=100)] = None
    cursor: Annotated[str | None, BeforeValidator(given), Field(max_length=200)] = None
    lang: Language | None = None

    @property
    def its_week(self) -> str:
        return self.week or this_week()


def address(path: str, query: Mapping[str, object]) -> str:
    """A path with what is set in the query."""
    fields = [(name, str(value)) for name, value in query.items() if value is not None]
    return f"{path}?{urlencode(fields)}" if fields else path


def told(asked: Where, **changes: object) -> dict[str, object]:
    """The query of a page with some of it changed, without what is as it always is."""
    fields: dict[str, object] = {**dict(_fields(asked)), **changes}
    usual = {"by": "service", "show": "missing"}
    return {name: value for name, value in fields.items() if value != usual.get(name)}


def _fields(asked: Where) -> Iterator[tuple[str, object]]:
    for name, field in type(asked).model_fields.items():
        if name != "lang":
            yield field.alias or name, getattr(asked, name)
