"""Trying a gift: how many of the needs it would unlock, drawn as steps from one answer."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from graph.errors import BadValue
from service.deps import Desk
from service.refusals import Busy
from service.sponsor.asked import Asked
from service.sponsor.picture import Picture, picture
from service.sponsor.projection import Only
from service.sponsor.schemas import GiftKind, SponsorNeed, UnlockView
from service.sponsor.what_if import gift, unlocked

UNIT = 100
"""Fen of a yuan, in which people count."""

KINDS: tuple[GiftKind, ...] = ("money", "goods", "hours", "place")


@dataclass(frozen=True, slots=True)
class Gift:
    """A kind of gift that somebody of the needs waits for, and for how many."""

    kind: GiftKind
    item: str
    needs: int


def gifts_of(found: Sequence[SponsorNeed]) -> list[Gift]:
    """What these needs wait for that can be given in part, money first."""
    counts = Counter((each.kind, each.item) for need in found for each in need.missing if each.kind != "place")
    return [Gift(*key, counts[key]) for key in sorted(counts, key=in_order)]


def in_order(key: tuple[GiftKind, str]) -> tuple[int, str]:
    """By kind, then by item."""
    return KINDS.index(key[0]), key[1]


@dataclass(frozen=True)
class Trial:
    """What a gift would unlock. `view` has all steps, whatever the gift, None where no answer came in time; `needs` are
    the names of those that `amount` unlocks, `used` is what that takes of it."""

    gift: Gift
    amount: int
    view: UnlockView | None
    needs: frozenset[str] = frozenset()
    used: int = 0
    drawn: Picture | None = None
    twin: str = ""


def trial(desk: Desk, asked: Asked, only: Only, gifts: Sequence[Gift]) -> Trial:
    """What a gift would unlock of the needs that are asked for; by default the first of `gifts`."""
    way = next((each for each in gifts if each.kind == asked.along and each.item == (asked.item or "")), gifts[0])
    wanted = counted(way.kind, asked.amount) if asked.amount is not None else None
    try:
        view = unlocked(desk, asked.week, gift(None, None, way.item, None, way.kind), only)
    except Busy:
        return Trial(way, wanted or 0, None)
    drawn = picture(view.steps, wanted, UNIT if way.kind == "money" else 1) if view.steps else None
    amount = drawn.amount if drawn else wanted or 0
    needs, used = reached(view, amount)
    return Trial(way, amount, view, needs, used, drawn, asked.twin("what-if", along=way.kind, item=way.item))


def counted(kind: GiftKind, amount: Decimal) -> int:
    """What somebody wrote as a gift, in fen, units or hours.

    :raises BadValue: part of a unit or of an hour.
    """
    whole = amount * UNIT if kind == "money" else amount
    if whole != int(whole):
        raise BadValue(f"amount {amount}: units and hours are whole numbers")
    return int(whole)


def reached(view: UnlockView, amount: int) -> tuple[frozenset[str], int]:
    """The needs of the last step that a gift of this amount reaches, and what it takes."""
    needs: set[str] = set()
    used = 0
    for step in view.steps:
        if step.amount > amount:
            break
        needs = needs.union(step.more).difference(step.less)
        used = step.amount
    return frozenset(needs), used
