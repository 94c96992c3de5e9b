"""What each action of a coordinator asks of the week, and what it changes in the graph beside the decision itself."""

from dataclasses import dataclass
from typing import Literal

from graph.decisions import Demanded
from graph.errors import BadValue
from graph.model import HALF_DAYS, Decision, Folder, HalfDay, Linkage, Offer, Resident, SocialWorker, Volunteer
from graph.relations import Edge, Refusal
from graph.store import Change, DropEdge, Put, Reader
from service.access import Caller
from service.decision_schemas import DecisionOrder
from service.deps import Desk
from service.refusals import Stands
from service.schemas import LinkageView
from service.standing import edge, holding, linkage_of, linkages_of, needs_of, planned, served_by, standing_linkage
from service.weighing import Closed, Weigh


@dataclass(frozen=True)
class Asked:
    """An order on one snapshot: the need's card, the week's folder and its version, who asks."""

    desk: Desk
    reader: Reader
    caller: Caller
    week: str
    order: DecisionOrder
    card: LinkageView
    folder: Folder
    version: int


def acting(asked: Asked, id: str) -> tuple[Weigh, list[Change]]:
    """What the order asks of the week, and what it changes in the graph beside the decision itself.

    :param id: of the decision.
    :raises BadValue: the order does not fit the offer. :raises Stands: it cannot be done as things stand.
    """
    match asked.order.action:
        case "accept":
            return _accepting(asked, id)
        case "pin":
            return Weigh(asked.week, add=(_demanded(asked, "pin"),)), []
        case "reject":
            return _rejecting(asked, id)
        case "release":
            return _releasing(asked, id)


def _demanded(asked: Asked, action: Literal["pin", "ban"]) -> Demanded:
    return Demanded(action, asked.order.need, asked.order.slot or "", asked.order.offer or "")


def _accepting(asked: Asked, id: str) -> tuple[Weigh, list[Change]]:
    """The linkage that the plan has for the need becomes one that stands."""
    need = asked.order.need
    if standing := linkages_of(asked.reader, asked.week, need):
        raise Stands(f"{need}: its linkage {standing[0].id} is {standing[0].state} already; release it to change it")
    served, run = planned(asked.reader, asked.week, need)
    linkage = linkage_of(asked.week, served, id.partition(":")[2])
    changes = [
        *standing_linkage(asked.reader, linkage, needs_of(asked.reader, run)[need], served, run),
        Put(edge("SETTLES", id, linkage.id)),
    ]
    return Weigh(asked.week, add=holding(served)), changes


def _rejecting(asked: Asked, id: str) -> tuple[Weigh, list[Change]]:
    order, ban = asked.order, _demanded(asked, "ban")
    offer = order.offer or ""
    match order.because:
        case "resident":
            return _refusing(asked, id, ban)
        case "not_free":
            return _not_free(asked, ban)
        case "closed":
            kept = asked.reader.get(offer)
            assert isinstance(kept, Offer)
            return Weigh(asked.week, add=(ban,), closed=Closed((offer,))), [
                Put(kept.model_copy(update={"active": False}))
            ]
    return Weigh(asked.week, add=(ban,)), []


def _not_free(asked: Asked, ban: Demanded) -> tuple[Weigh, list[Change]]:
    """The half-day is taken from the offer; where that names none, from the person who gives it."""
    offer, half_day = asked.order.offer or "", half_day_of(asked)
    holder, offers = _half_days_of(asked.reader, offer)
    if half_day is None or half_day not in holder.half_days:
        free = ", ".join(holder.half_days) or "none"
        raise BadValue(f"half_day: {offer} is not given in {half_day or 'any half-day planned'}; it is in {free}")
    fewer: dict[str, object] = {"half_days": tuple(each for each in holder.half_days if each != half_day)}
    if isinstance(holder, Offer) and not fewer["half_days"]:
        fewer = {"active": False}  # an offer that names no half-day would be given in any
    closed = Closed(offers, half_day=half_day)
    return Weigh(asked.week, add=(ban,), closed=closed), [Put(holder.model_copy(update=fewer))]


def _half_days_of(reader: Reader, offer: str) -> tuple[Offer | Volunteer | SocialWorker, tuple[str, ...]]:
    """Who or what says in which half-days an offer is given, and the offers of which that is said."""
    kept = reader.get(offer)
    assert isinstance(kept, Offer)
    giver = reader.get(next((one.start for one in reader.neighbours(offer, "GIVES", "in")), offer))
    if kept.half_days or not isinstance(giver, Volunteer | SocialWorker):
        return kept, (offer,)
    return giver, tuple(one.end for one in reader.neighbours(giver.id, "GIVES", "out"))


def _refusing(asked: Asked, id: str, ban: Demanded) -> tuple[Weigh, list[Change]]:
    """The need's resident does not want this helper: in no need of hers, by none of the helper's offers."""
    reader, offer = asked.reader, asked.order.offer or ""
    subject = next((one.end for one in reader.neighbours(asked.order.need, "OF", "out")), "")
    giver = next((one.start for one in reader.neighbours(offer, "GIVES", "in")), "")
    if not isinstance(reader.get(subject) if subject else None, Resident):
        raise BadValue("because: the need is not one resident's, so nobody can refuse; leave it out")
    if not giver.startswith(("volunteer:", "social_worker:")):
        raise BadValue(f"because: {offer} is not given by a person, so it cannot be refused so; leave it out")
    offers = tuple(one.end for one in reader.neighbours(giver, "GIVES", "out"))
    needs = tuple(one.start for one in reader.neighbours(subject, "OF", "in"))
    refusal = Edge(relation="REFUSES", start=subject, end=giver, properties=Refusal(source=id, by=asked.caller.account))
    return Weigh(asked.week, add=(ban,), closed=Closed(offers, needs)), [Put(refusal)]


def _releasing(asked: Asked, id: str) -> tuple[Weigh, list[Change]]:
    order = asked.order
    if order.slot or order.offer:
        return Weigh(asked.week, release=(order.need, order.slot or "", order.offer or "")), []
    changes: list[Change] = []
    for linkage in linkages_of(asked.reader, asked.week, order.need):
        if linkage.state == "done":
            raise Stands(f"{linkage.id}: it is done, and cannot be released")
        changes.append(Put(linkage.model_copy(update={"state": "cancelled"})))
        changes.append(Put(edge("SETTLES", id, linkage.id)))
    return Weigh(asked.week, release=(order.need, "", "")), changes


def undoing(asked: Asked, decision: Decision) -> tuple[Weigh | None, list[Change]]:
    """What undoing a decision would do to the week (None: not known before the week is built anew), and to the graph.

    :raises Stands: what the decision led to has gone on.
    """
    changes: list[Change] = []
    settled = [one.end for one in asked.reader.neighbours(decision.id, "SETTLES", "out")]
    linkages = [node for node in asked.reader.get_all(settled) if isinstance(node, Linkage)]
    add: list[Demanded] = []
    for linkage in linkages:
        wanted, undone = ("accepted", "cancelled") if decision.action == "accept" else ("cancelled", "accepted")
        if linkage.state != wanted:
            raise Stands(f"{linkage.id}: it is {linkage.state} by now; decide on it as it is")
        changes.append(Put(linkage.model_copy(update={"state": undone})))
        if undone == "accepted":
            add += holding(served_by(asked.reader, linkage, asked.order.need))
    if decision.because:
        return None, _restored(asked, decision)  # what its offers would do again is known when the week is built anew
    if decision.action == "release":
        return Weigh(asked.week, add=tuple(add)), changes
    return Weigh(asked.week, undo=(decision.id, *settled)), changes


def _restored(asked: Asked, decision: Decision) -> list[Change]:
    """What the rejection changed in the graph, as it was before, where it is still as the rejection left it."""
    reader, offer = asked.reader, asked.order.offer or ""
    kept = reader.get(offer)
    if decision.because == "resident":
        subject = next((one.end for one in reader.neighbours(asked.order.need, "OF", "out")), "")
        refused = reader.neighbours(subject, "REFUSES", "out") if subject else []
        return [DropEdge("REFUSES", e.start, e.end) for e in refused if e.properties.source == decision.id]
    if not isinstance(kept, Offer):
        return []
    if decision.because == "closed" or not kept.active:
        return [Put(kept.model_copy(update={"active": True}))]
    holder, _ = _half_days_of(reader, offer)
    half_days = tuple(each for each in HALF_DAYS if each in holder.half_days or each == decision.half_day)
    return [Put(holder.model_copy(update={"half_days": half_days}))]


def half_day_of(asked: Asked) -> HalfDay | None:
    """The half-day in which a rejected offer is not free: the one named, else the one planned."""
    if asked.order.because != "not_free":
        return None
    planned_in = asked.card.half_day if asked.card.half_day in HALF_DAYS else None
    return asked.order.half_day or planned_in
