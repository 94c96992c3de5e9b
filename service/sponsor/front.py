"""The sponsor page: needs that wait for a gift alone, by filter and page, and what a gift would unlock of them."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from graph.model import HomeName
from graph.store import Reader
from service.access import ACCESS, Caller
from service.asking import AnyWeek
from service.deps import Desk
from service.language import Language
from service.sponsor.projection import Board, board, reading
from service.sponsor.schemas import GiftKind, SponsorNeed
from service.sponsor.sought import sought
from service.sponsor.trial import KINDS, gifts_of, in_order, trial
from service.sponsor.words import WORDS

PER_PAGE = 24


def _given(value: Any) -> Any:
    return None if value == "" else value


Blank = BeforeValidator(_given)


class Asked(BaseModel):
    """The query of the page. An empty field, as a form sends it, asks for nothing.

    `along` is the kind of gift that is tried, `item` which goods, `amount` how much: yuan, units, hours.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    week: Annotated[AnyWeek | None, Blank] = None
    home: Annotated[HomeName | None, Blank] = None
    service: Annotated[str | None, Field(pattern=r"^service:[a-z0-9_]{1,60}$"), Blank] = None
    town: Annotated[str | None, Field(pattern=r"^town:[A-Za-z0-9][A-Za-z0-9._-]{0,79}$"), Blank] = None
    kind: Annotated[GiftKind | None, Blank] = None
    along: Annotated[Literal["money", "goods", "hours"] | None, Blank] = None
    item: Annotated[str | None, Field(max_length=60), Blank] = None
    amount: Annotated[Decimal | None, Field(ge=0, le=10**9, max_digits=12, decimal_places=2), Blank] = None
    page: Annotated[int, Field(ge=1, le=10_000)] = 1
    lang: Language | None = None

    @property
    def filtered(self) -> bool:
        """Whether any filter is set."""
        return bool(self.home or self.service or self.town or self.kind)


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of needs. `pages` is at least 1; a page beyond the last is empty."""

    items: Sequence[SponsorNeed]
    total: int
    page: int
    pages: int


def values(desk: Desk, caller: Caller, asked: Asked) -> dict[str, object]:
    """What the template `sponsor.html` needs.

    :raises BadValue: no such service or town.
    """
    with reading(desk) as reader:
        known, found, invented = _found(desk, reader, asked)
    shown = [entry.shown for entry in known.entries] if known else []
    link, gifts = _linker(asked), gifts_of(found)
    return {
        **WORDS,
        "asked": asked,
        "week": known.week if known else asked.week,
        "planned": known is not None,
        "invented": invented,
        "all": shown,
        "listing": _listing(found, asked.page),
        "totals": _totals(found),
        "gifts": gifts,
        "choices": _choices(shown),
        "trial": trial(desk, asked, gifts) if known and gifts and caller.role in ACCESS["sponsor_what_if"] else None,
        "link": link,
        "cleared": link(home=None, service=None, town=None, kind=None, page=1),
        "twin": _twin(asked),
    }


def _found(desk: Desk, reader: Reader, asked: Asked) -> tuple[Board | None, list[SponsorNeed], bool]:
    only = sought(reader, asked.home, asked.service, asked.town, kind=asked.kind)
    known = board(desk, reader, asked.week)
    if known is None:
        return None, [], False
    found = [entry.shown for entry in known.entries if only.lets(entry.shown)]
    return known, found, desk.week(known.week)[1].figures.invented


def _listing(found: Sequence[SponsorNeed], page: int) -> Listing:
    start = (page - 1) * PER_PAGE
    return Listing(found[start : start + PER_PAGE], len(found), page, max(1, -(-len(found) // PER_PAGE)))


def _totals(found: Sequence[SponsorNeed]) -> list[tuple[GiftKind, str, int]]:
    """(kind, item, amount) of all that is missing."""
    total: Counter[tuple[GiftKind, str]] = Counter()
    for need in found:
        for each in need.missing:
            total[each.kind, each.item] += each.amount
    return [(*key, total[key]) for key in sorted(total, key=in_order)]


def _choices(shown: Sequence[SponsorNeed]) -> dict[str, object]:
    """What the filters offer: homes, services (id, Chinese, English), towns (id, name) and kinds that there are."""
    kinds = {each.kind for need in shown for each in need.missing}
    return {
        "homes": sorted({need.home for need in shown}),
        "services": sorted({(need.service, need.service_zh, need.service_en) for need in shown}, key=lambda s: s[1]),
        "towns": sorted({(need.town, need.town_name) for need in shown if need.town}, key=lambda town: str(town[0])),
        "kinds": [kind for kind in KINDS if kind in kinds],
    }


def _twin(asked: Asked) -> str:
    fields = asked.model_dump(include={"week", "home", "service", "town", "kind"}, exclude_none=True)
    return "/api/sponsor/needs" + (f"?{urlencode(fields)}" if fields else "")


def _linker(asked: Asked) -> Callable[..., str]:
    def link(**changes: object) -> str:
        """The address of this page with some of its query changed."""
        fields = asked.model_copy(update=changes).model_dump(exclude_defaults=True, exclude={"lang"})
        return f"/sponsor?{urlencode(fields)}" if fields else "/sponsor"

    return link
