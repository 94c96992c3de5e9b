"""Decisions: checked, weighed, and written in one transaction with what they change.

A decision is planned on one snapshot and expects that nobody decided anything in its week meanwhile: the week's folder
counts. So two decisions that cannot hold together are never both taken.
"""

from dataclasses import dataclass, replace
from typing import Literal

from graph.decisions import Demanded
from graph.errors import BadValue
from graph.model import (
    HALF_DAYS,
    Account,
    Decision,
    Folder,
    HalfDay,
    Linkage,
    Offer,
    Resident,
    SocialWorker,
    Volunteer,
)
from graph.relations import Edge, Refusal
from graph.store import Change, DropEdge, Put, Reader
from service.access import Caller
from service.artifacts import plan_run, week_runs
from service.asking import must_match
from service.books import moment
from service.changing import changes_view
from service.decision_schemas import DecisionOrder, DecisionView, Effect
from service.deeds import Deed
from service.deps import Desk
from service.refusals import NotThere, Stands
from service.schemas import LinkageView
from service.standing import (
    edge,
    holding,
    linkage_of,
    linkages_of,
    planned,
    served_by,
    standing_linkage,
)
from service.weighing import Closed, Weigh, Weighed


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


def preview(desk: Desk, caller: Caller, week: str, order: DecisionOrder, within: int | None = None) -> DecisionView:
    """What the decision would be and do; nothing is written.

    :param within: seconds to spend on proving the effect.
    :raises ServiceError: as `decide`.
    """
    with desk.store.snapshot() as reader:
        asked = _asked(desk, reader, caller, week, order)
        weigh, _ = _weigh(asked)
        return _view(asked, None, None, _effect(asked, replace(weigh, within=within)))


def decide(desk: Desk, caller: Caller, week: str, order: DecisionOrder) -> Deed:
    """The deed of a decision.

    :raises NotThere: the week has no such need that the caller sees, or the graph no such offer.
    :raises BadValue: a slot that the need does not have, or an order that does not fit the offer.
    :raises Stands: it cannot be decided as things stand.
    :raises Clash: it cannot hold beside other decisions.
    """
    with desk.store.snapshot() as reader:
        asked = _asked(desk, reader, caller, week, order)
        number = asked.folder.decisions + 1
        id, at = f"decision:{week}-{number:06d}", moment()
        weigh, changes = _weigh(asked, id)
        effect = _effect(asked, weigh)
        decision = Decision(
            id=id, action=order.action, week=week, slot=order.slot or "", because=order.because or "",
            half_day=_half_day(asked), reason=order.reason, by=caller.account, at=at,
        )  # fmt: skip
        written: list[Change] = [Put(decision), Put(edge("CONCERNS", id, order.need))]
        if order.offer:
            written.append(Put(edge("NAMES", id, order.offer)))
        folder = asked.folder.model_copy(update={"decisions": number})
        return Deed(
            changes=[*written, *changes, Put(folder)],
            action=f"{order.action} decided",
            about=[id, order.need, *([order.offer] if order.offer else [])],
            answer=_view(asked, id, at, effect),
            expect={folder.id: asked.version, order.need: reader.node_version(order.need)},
            status=201,
            location=f"/api/weeks/{week}/decisions/{id}",
        )


def undo(desk: Desk, caller: Caller, week: str, id: str, if_match: str | None) -> Deed:
    """The deed of undoing a decision: it counts no more, and what it changed in the graph is as it was.

    :param if_match: the version of the decision that the caller knows.
    :raises Changed: it has another version by now.
    :raises NotThere: the week has no such decision that the caller sees.
    :raises Stands: it was undone before, or what it led to has gone on.
    :raises Clash: what it had taken back cannot hold any more.
    """
    with desk.store.snapshot() as reader:
        decision, order = seen(desk, reader, caller, week, id)
        asked = _asked(desk, reader, caller, week, order)
        must_match(if_match, str(reader.node_version(id)))
        if decision.undone:
            raise Stands(f"{id}: it was undone at {decision.undone}; decide again")
        weigh, changes = _undoing(asked, decision)
        effect = _effect(asked, weigh)
        gone = decision.model_copy(update={"undone": moment(), "undone_by": caller.account})
        folder = asked.folder.model_copy(update={"decisions": asked.folder.decisions + 1})
        return Deed(
            changes=[Put(gone), *changes, Put(folder)],
            action="decision undone",
            about=[id, order.need],
            answer=decision_view(reader, gone, order, effect),
            expect={folder.id: asked.version, id: reader.node_version(id)},
        )


def found(reader: Reader, week: str, id: str) -> tuple[Decision, DecisionOrder]:
    """A decision of a week, and the order that it was.

    :raises NotThere: there is none.
    """
    decision = reader.get(id) if id.startswith("decision:") else None
    need = next((one.end for one in reader.neighbours(id, "CONCERNS", "out")), "") if decision else ""
    if not isinstance(decision, Decision) or decision.week != week or not need:
        raise NotThere(f"decision {id!r}: week {week} has none of that id")
    offer = next((one.end for one in reader.neighbours(id, "NAMES", "out")), None)
    return decision, DecisionOrder.model_construct(
        need=need, action=decision.action, slot=decision.slot or None, offer=offer, because=decision.because or None,
        half_day=decision.half_day, reason=decision.reason,
    )  # fmt: skip


def seen(desk: Desk, reader: Reader, caller: Caller, week: str, id: str) -> tuple[Decision, DecisionOrder]:
    """As `found`, of the decisions that the caller sees: one on a need of hers.

    :raises NotThere: there is none.
    """
    decision, order = found(reader, week, id)
    if all(card.need != order.need for card in desk.view(reader, week, caller)[1].linkages):
        raise NotThere(f"decision {id!r}: week {week} has none of that id")
    return decision, order


def decision_view(
    reader: Reader, decision: Decision, order: DecisionOrder, effect: Effect | None = None
) -> DecisionView:
    """A decision as the API shows it."""
    return DecisionView(
        id=decision.id, week=decision.week, need=order.need, action=decision.action, slot=order.slot, offer=order.offer,
        because=order.because, half_day=decision.half_day, reason=decision.reason, by=name_of(reader, decision.by),
        at=decision.at, undone=decision.undone, undone_by=name_of(reader, decision.undone_by), effect=effect,
    )  # fmt: skip


def name_of(reader: Reader, by: str) -> str:
    """The name of the account that did it; what stands there where it is none."""
    account = reader.get(by) if by.startswith("account:") else None
    return account.name if isinstance(account, Account) else by


def folder_of(reader: Reader, week: str) -> tuple[Folder, int]:
    """The week's folder and its version; a new one, of version 0, where nothing was ever decided."""
    id = f"folder:{week}"
    kept = reader.get(id)
    return (kept, reader.node_version(id)) if isinstance(kept, Folder) else (Folder(id=id, week=week), 0)


def _asked(desk: Desk, reader: Reader, caller: Caller, week: str, order: DecisionOrder) -> Asked:
    _, view = desk.view(reader, week, caller)
    card = next((card for card in view.linkages if card.need == order.need), None)
    if card is None:
        raise NotThere(f"need {order.need!r}: not of week {week}; /api/weeks/{week}/linkages lists its needs")
    if order.slot is not None and order.slot not in {slot.name for slot in card.slots}:
        names = ", ".join(slot.name for slot in card.slots)
        raise BadValue(f"slot {order.slot!r}: {order.need} has no such slot; it has {names}")
    if order.offer is not None and not isinstance(reader.get(order.offer), Offer):
        raise NotThere(f"offer {order.offer!r}: no such offer; the linkage names those that could fill its slots")
    folder, version = folder_of(reader, week)
    if folder.edition and not order.reason:
        raise BadValue(f"reason: week {week} is published, so each change to it needs one")
    return Asked(desk, reader, caller, week, order, card, folder, version)


# What each action asks of the week, and what it changes in the graph


def _weigh(asked: Asked, id: str = "") -> tuple[Weigh, list[Change]]:
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
    linkage = linkage_of(asked.week, served, id.partition(":")[2] or "preview")
    changes = [*standing_linkage(asked.reader, linkage, served, run), Put(edge("SETTLES", id, linkage.id))]
    return Weigh(asked.week, add=holding(served)), changes if id else []


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
    offer, half_day = asked.order.offer or "", _half_day(asked)
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
    refusal = Edge(
        relation="REFUSES", start=subject, end=giver, properties=Refusal(source=id or "", by=asked.caller.account)
    )
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
    return Weigh(asked.week, release=(order.need, "", "")), changes if id else []


def _undoing(asked: Asked, decision: Decision) -> tuple[Weigh | None, list[Change]]:
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


# What the caller is told


def _half_day(asked: Asked) -> HalfDay | None:
    """The half-day in which a rejected offer is not free: the one named, else the one planned."""
    if asked.order.because != "not_free":
        return None
    planned_in = asked.card.half_day if asked.card.half_day in HALF_DAYS else None
    return asked.order.half_day or planned_in


def _effect(asked: Asked, weigh: Weigh | None) -> Effect | None:
    """None while the week has no plan that could change."""
    if weigh is None or plan_run(week_runs(asked.reader, asked.week)) is None:
        return None
    return effect_view(asked, asked.desk.oracle.ask(weigh))


def effect_view(asked: Asked, weighed: Weighed) -> Effect:
    """What was weighed, as the caller may see it."""
    _, view = asked.desk.view(asked.reader, asked.week, asked.caller)
    return Effect(
        before=weighed.before,
        before_bound=weighed.before_bound,
        after=weighed.after,
        after_bound=weighed.after_bound,
        least_loss=weighed.before - weighed.after_bound,
        most_loss=weighed.before_bound - weighed.after,
        exact=weighed.exact,
        changes=changes_view(asked.reader, weighed.changes, {card.need for card in view.linkages}),
    )


def _view(asked: Asked, id: str | None, at: str | None, effect: Effect | None) -> DecisionView:
    order = asked.order
    return DecisionView(
        id=id, week=asked.week, need=order.need, action=order.action, slot=order.slot, offer=order.offer,
        because=order.because, half_day=_half_day(asked), reason=order.reason, by=asked.caller.name, at=at,
        effect=effect,
    )  # fmt: skip
