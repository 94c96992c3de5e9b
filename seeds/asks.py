"""What a need says: its service, whose it is, where, and the slots of its linkage."""

from collections.abc import Iterator
from typing import Any

from graph.model import Need, Slot
from graph.model.base import Form, Society
from graph.store import Put
from seeds.facts import link, links, put

Asked = tuple[str, Society, Form, int]
"""A slot in words: its name, the society, the form and the amount."""

CARRIER: Asked = ("carrier", "organization", "skill", 1)


def need(
    local: str, service: str, *, at: str, of: str = "", slots: tuple[Asked | Slot, ...], **fields: Any
) -> Iterator[Put]:
    """One need with its slots, nodes before the relations at them.

    :param local: the id after `need:`; the slots are `slot:LOCAL.NAME`.
    :param of: the resident or household whose need it is; empty for a collective need.
    :param fields: the fields of `Need` other than its id.
    """
    id, made = f"need:{local}", [slot(local, *asked) if isinstance(asked, tuple) else asked for asked in slots]
    yield from put(Need.model_validate({"id": id, "invented": True, **fields}), *made)
    yield link(id, "ASKS_FOR", f"service:{service}")
    if of:
        yield link(id, "OF", of)
    yield link(id, "AT", at)
    yield from links(id, "HAS_SLOT", *(slot.id for slot in made))


def slot(need: str, name: str, society: Society, form: Form, amount: int, **more: Any) -> Slot:
    """One slot of the need of that local id; `more` are the fields with a usual value: item, count, required."""
    id = f"slot:{need}.{name}"
    return Slot(id=id, name=name, society=society, form=form, amount=amount, invented=True, **more)
