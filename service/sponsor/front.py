"""The sponsor page: needs that wait for a gift alone, by filter and page, and what a gift would unlock of them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from service.access import ACCESS, Caller
from service.deps import Desk
from service.sponsor.asked import Asked
from service.sponsor.projection import board, reading
from service.sponsor.schemas import GiftKind, SponsorNeed
from service.sponsor.sought import sought
from service.sponsor.trial import KINDS, gifts_of, in_order, trial
from service.sponsor.words import WORDS

PER_PAGE = 24


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
        only = sought(reader, asked.home, asked.service, asked.town, asked.most_fen, asked.kind)
        known = board(desk, reader, asked.week)
    found = [entry.shown for entry in known.entries if only.lets(entry.shown)] if known else []
    shown = [entry.shown for entry in known.entries] if known else []
    gifts, may = gifts_of(found), caller.role in ACCESS["sponsor_what_if"]
    return {
        **WORDS,
        "asked": asked,
        "week": known.week if known else asked.week,
        "planned": known is not None,
        "invented": bool(known and desk.week(known.week)[1].figures.invented),
        "all": shown,
        "listing": _listing(found, asked.page),
        "totals": _totals(found),
        "gifts": gifts,
        "choices": _choices(shown),
        "may": may,
        "trial": trial(desk, asked, only, gifts) if may and gifts and asked.tries else None,
        "link": asked.link,
        "cleared": asked.link(home=None, service=None, town=None, kind=None, most=None, page=1),
        "twin": asked.twin("needs"),
    }


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
