"""A need's charity slot in parts: what is pledged of it is a slot of its own, so that each finds its own offer."""

import re
from collections.abc import Iterable, Sequence

from graph.model import Slot
from graph.relations import Edge
from graph.store import Change, DropNode, Put

_PART = re.compile(r"_[0-9]+$")

MOST_SLOTS = 20
"""Of one need: see HAS_SLOT in `graph.relations`."""


def stem(name: str) -> str:
    """The name of the slot that a part is of: `money` for `money_2`."""
    return _PART.sub("", name)


def split(need: str, slot: Slot, amount: int, local: str, names: Iterable[str]) -> tuple[Slot, list[Change]]:
    """The part of the slot with that amount, less than its own, and what makes it.

    :param local: of the part's id. :param names: of all slots of the need.
    """
    part = slot.model_copy(update={"id": f"slot:{local}", "name": _free(stem(slot.name), names), "amount": amount})
    rest = slot.model_copy(update={"amount": slot.amount - amount})
    return part, [Put(rest), Put(part), Put(Edge(relation="HAS_SLOT", start=need, end=part.id))]


def take(need: str, slot: Slot, local: str) -> tuple[Slot, list[Change]]:
    """The whole slot for a pledge. It is the same slot under another id, so that nobody else who saw it can take it."""
    taken = slot.model_copy(update={"id": f"slot:{local}"})
    return taken, [DropNode(slot.id), Put(taken), Put(Edge(relation="HAS_SLOT", start=need, end=taken.id))]


def join(part: Slot, others: Sequence[Slot]) -> list[Change]:
    """What makes one slot of a part that nobody gives any more and of another such part; nothing where there is none.

    :param others: slots of the need that nobody pledged for and no decision names.
    """
    alike = [other for other in others if other.id != part.id and _alike(other, part)]
    if not alike:
        return []
    kept, gone = sorted((part, min(alike, key=_rank)), key=_rank)
    return [Put(kept.model_copy(update={"amount": kept.amount + gone.amount})), DropNode(gone.id)]


def _alike(a: Slot, b: Slot) -> bool:
    fields = ("society", "form", "item", "required", "count")
    return stem(a.name) == stem(b.name) and all(getattr(a, name) == getattr(b, name) for name in fields)


def _rank(slot: Slot) -> tuple[int, str]:
    return len(slot.name), slot.name


def _free(name: str, names: Iterable[str]) -> str:
    taken = set(names)
    return next(part for number in range(2, MOST_SLOTS + 2) if (part := f"{name}_{number}") not in taken)
