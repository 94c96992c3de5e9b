"""Pledging: in one transaction a promise, the offer that it becomes, and the slot of a need that it is to fill."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field

import polars as pl

from graph.broader import with_broader
from graph.charity import asked
from graph.errors import BadValue
from graph.model import City, Node, Offer, Pledge, Slot
from graph.store import Change, Put, Reader
from graph.weeks import this_week
from matching.lacking import Ask
from service.access import Caller
from service.books import moment
from service.deeds import Deed
from service.deps import Desk
from service.refusals import NotThere, Stands
from service.sponsor.became import profile, untouched
from service.sponsor.parts import MOST_SLOTS, split, take
from service.sponsor.projection import KINDS, Board, Entry, board, reading
from service.sponsor.schemas import PledgeOrder
from service.standing import edge


@dataclass(frozen=True)
class Aim:
    """Where a pledge goes: what its offer is for and where it may be used; for a need, also the slot that it fills, and
    the need's week.

    `changes` make the slot; `expect` are the versions of what was looked at.
    """

    towards: tuple[str, ...]
    services: tuple[str, ...]
    places: tuple[str, ...]
    slot: Slot | None = None
    week: str = ""
    changes: Sequence[Change] = ()
    expect: dict[str, int] = field(default_factory=dict)


def pledge(desk: Desk, caller: Caller, order: PledgeOrder) -> Deed:
    """The deed of a pledge by the sponsor for its own giver.

    :raises NotThere: no such need among those shown, or no such service or place.
    :raises BadValue: nothing asks for this, or more than is missing of the need.
    :raises Stands: others have pledged it meanwhile, or the giver is closed.
    """
    with reading(desk) as reader:
        giver = _giver(reader, caller)
        local = f"{this_week()}-{secrets.token_hex(6)}"
        aim = _for_need(desk, reader, order, local) if order.towards.need else _at_large(reader, order)
        need = profile(desk, reader, aim.week, aim.towards[0]) if aim.slot else None
    promise = Pledge(
        id=f"pledge:{local}", form=order.form, amount=order.amount, item=order.item, note=order.note, made=moment()
    )
    offer = _offer(local, order, aim)
    joins = [
        edge("PLEDGED", giver, promise.id),
        *(edge("TOWARDS", promise.id, end) for end in aim.towards),
        edge("GIVES", giver, offer.id),
        *(edge("FOR", offer.id, service) for service in aim.services),
        *(edge("REACHES", offer.id, place) for place in aim.places),
        edge("BECAME", promise.id, offer.id),
    ]
    return Deed(
        changes=[Put(promise), Put(offer), *aim.changes, *map(Put, joins)],
        action="pledge made",
        about=[promise.id, offer.id, giver, *aim.towards],
        answer=untouched(promise, order.towards, need),
        expect={promise.id: 0, offer.id: 0, **aim.expect},
        status=201,
        location=f"/api/sponsor/pledges/{promise.id}",
    )


def _giver(reader: Reader, caller: Caller) -> str:
    giver = reader.get(caller.giver) if caller.giver else None
    if giver is None or not getattr(giver, "active", True):
        raise Stands("the giver that this account speaks for is closed, or not known; an admin can mend it")
    return giver.id


def _offer(local: str, order: PledgeOrder, aim: Aim) -> Offer:
    form = aim.slot.form if aim.slot else order.form
    most = order.amount if aim.slot else None
    return Offer(
        id=f"offer:pledged-{local}", name="认捐", society="charity", form=form, amount=order.amount, item=order.item,
        most_per_need=most, once=True,
    )  # fmt: skip


# For whatever asks for it, a service or a place


def _at_large(reader: Reader, order: PledgeOrder) -> Aim:
    towards, asking = order.towards, _asking(reader, order)
    place = towards.town or towards.community
    if place is not None:
        return Aim((_known(reader, place).id,), asking, (place,))
    everywhere = tuple(city.id for city in reader.nodes(City))
    if towards.service is not None:
        return Aim((_known(reader, towards.service).id,), (towards.service,), everywhere)
    return Aim((), asking, everywhere)


def _known(reader: Reader, id: str) -> Node:
    node = reader.get(id)
    if node is None:
        raise NotThere(f"{id}: there is none; /api/sponsor/needs names services and towns")
    return node


def _asking(reader: Reader, order: PledgeOrder) -> tuple[str, ...]:
    """The services whose needs ask for this of charity, each as the broadest that it is a narrower kind of.

    :raises BadValue: none does.
    """
    slots = reader.columns("Slot", "society", "form", "item").filter(society="charity", form=order.form)
    wanted = slots.filter(item=order.item) if order.item else slots
    if wanted.is_empty():
        items = ", ".join(sorted(set(slots["item"]) - {""}))
        raise BadValue(f"item {order.item!r}: nobody asks for it; there is need of {items or 'no goods'}")
    needs = reader.columns("HAS_SLOT").filter(pl.col("end").is_in(wanted["id"].implode()))["start"]
    services = reader.columns("ASKS_FOR").filter(pl.col("start").is_in(needs.implode()))["end"].unique()
    broader = set(reader.columns("NARROWS")["start"])
    return tuple(sorted(set(with_broader(reader, services)["broader"]) - broader))


# For one need


def _for_need(desk: Desk, reader: Reader, order: PledgeOrder, local: str) -> Aim:
    known = board(desk, reader)
    need = known.names.get(order.towards.need or "") if known else None
    if known is None or need is None:
        raise NotThere(f"for.need {order.towards.need}: not among the needs that are shown")
    slots = _slots(reader, need)
    ask = _fitting(reader, known, need, order)
    whole = next(slot for slot in slots if slot.name == ask.slot)
    if order.amount < ask.amount:
        _room_for_a_part(slots)
        slot, changes = split(need, whole, order.amount, f"pledged-{local}", [slot.name for slot in slots])
    else:
        slot, changes = take(need, whole, f"pledged-{local}")
    service, place = (_end(reader, need, relation) for relation in ("ASKS_FOR", "AT"))
    expect = {id: reader.node_version(id) for id in (need, *(each.id for each in slots))}
    return Aim((need, slot.id), (service,), _communities(reader, place), slot, known.week, changes, expect)


def _slots(reader: Reader, need: str) -> list[Slot]:
    found = reader.get_all([edge.end for edge in reader.neighbours(need, "HAS_SLOT", "out")])
    return [slot for slot in found if isinstance(slot, Slot)]


def _fitting(reader: Reader, known: Board, need: str, order: PledgeOrder) -> Ask:
    """The slot that the pledge fills whole or in part: the smallest that is large enough.

    :raises BadValue: the need lacks something else, or never lacked so much. :raises Stands: others were faster.
    """
    entry = next((entry for entry in known.entries if entry.need == need), None)
    kind = KINDS[order.form]
    lacking = [ask for ask in (entry.lacking if entry else ()) if (ask.kind.name, ask.kind.item) == (kind, order.item)]
    enough = [ask for ask in lacking if ask.amount >= order.amount]
    if not enough:
        raise _too_much(reader, need, order, lacking, entry)
    found = min(enough, key=lambda ask: ask.amount)
    if found.count > 1:
        raise BadValue(f"for.need: it asks {found.count} givers of {found.amount}; pledge for its service instead")
    return found


def _too_much(
    reader: Reader, need: str, order: PledgeOrder, lacking: Sequence[Ask], entry: Entry | None
) -> BadValue | Stands:
    """Stands where it is only too much because others have pledged."""
    left = max((ask.amount for ask in lacking), default=0)
    slots = asked(reader, [need]).filter(item=order.item)
    alike = slots.filter([KINDS[form] == KINDS[order.form] for form in slots["form"]])
    pledged = alike.filter("pledged")["amount"].sum()
    if pledged and order.amount <= alike["amount"].sum():
        return Stands(f"amount {order.amount}: {left} is left, for others have pledged; give that or less")
    if not lacking and entry:
        missing = ", ".join(f"{each.amount} {each.item or each.kind}" for each in entry.shown.missing)
        return BadValue(f"form {order.form}: what it lacks is {missing}")
    if not lacking:
        return Stands("for.need: it waits for no gift of this kind now; /api/sponsor/needs lists those that do")
    return BadValue(f"amount {order.amount}: {left} is missing; give that or less")


def _room_for_a_part(slots: Sequence[Slot]) -> None:
    if len(slots) >= MOST_SLOTS:
        raise Stands("for.need: it is in as many parts as it can be; give all that is missing")


def _end(reader: Reader, need: str, relation: str) -> str:
    return reader.neighbours(need, relation, "out", 1)[0].end


def _communities(reader: Reader, place: str) -> tuple[str, ...]:
    """The community that a place is or lies in."""
    while not place.startswith("community:") and (larger := reader.neighbours(place, "IN", "out", 1)):
        place = larger[0].end
    return (place,)
