"""Decisions: checked, weighed, and written in one transaction with what they change.

A decision is planned on one snapshot and expects that nobody decided anything in its week meanwhile: the week's folder
counts. So two decisions that cannot hold together are never both taken.
"""

from dataclasses import replace

from graph.errors import BadValue
from graph.model import Account, Decision, Folder, Offer
from graph.store import Change, Put, Reader
from service.access import Caller
from service.acting import Asked, acting, half_day_of, undoing
from service.artifacts import plan_run, week_runs
from service.asking import must_match
from service.books import moment
from service.changing import changes_view
from service.decision_schemas import DecisionOrder, DecisionView, Effect
from service.deeds import Deed
from service.deps import Desk
from service.refusals import NotThere, Stands
from service.standing import edge
from service.weighing import Weigh, Weighed

_PREVIEW = "decision:preview"
"""The id of a decision that is not taken."""


def preview(desk: Desk, caller: Caller, week: str, order: DecisionOrder, within: int | None = None) -> DecisionView:
    """What the decision would be and do; nothing is written.

    :param within: seconds to spend on proving the effect.
    :raises ServiceError: as `decide`.
    """
    with desk.store.snapshot() as reader:
        asked = _asked(desk, reader, caller, week, order)
        weigh, _ = acting(asked, _PREVIEW)
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
        _must_say_why(asked)
        number = asked.folder.decisions + 1
        id, at = f"decision:{week}-{number:06d}", moment()
        weigh, changes = acting(asked, id)
        effect = _effect(asked, weigh)
        decision = Decision(
            id=id, action=order.action, week=week, slot=order.slot or "", because=order.because or "",
            half_day=half_day_of(asked), reason=order.reason, by=caller.account, at=at,
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
        weigh, changes = undoing(asked, decision)
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
    return Asked(desk, reader, caller, week, order, card, folder, version)


# What the caller is told


def _must_say_why(asked: Asked) -> None:
    """:raises BadValue: the week is published, and the decision has no reason."""
    if asked.folder.edition and not asked.order.reason:
        raise BadValue(f"reason: week {asked.week} is published, so each change to it needs one")


def _effect(asked: Asked, weigh: Weigh | None) -> Effect | None:
    """None while the week has no plan that could change."""
    if weigh is None or plan_run(week_runs(asked.reader, asked.week)) is None:
        return None
    return effect_view(asked.desk, asked.reader, asked.caller, asked.week, asked.desk.oracle.ask(weigh))


def effect_view(desk: Desk, reader: Reader, caller: Caller, week: str, weighed: Weighed) -> Effect:
    """What was weighed, as the caller may see it."""
    _, view = desk.view(reader, week, caller)
    return Effect(
        before=weighed.before,
        before_bound=weighed.before_bound,
        after=weighed.after,
        after_bound=weighed.after_bound,
        least_loss=weighed.before - weighed.after_bound,
        most_loss=weighed.before_bound - weighed.after,
        exact=weighed.exact,
        changes=changes_view(reader, weighed.changes, {card.need for card in view.linkages}),
    )


def _view(asked: Asked, id: str | None, at: str | None, effect: Effect | None) -> DecisionView:
    order = asked.order
    return DecisionView(
        id=id, week=asked.week, need=order.need, action=order.action, slot=order.slot, offer=order.offer,
        because=order.because, half_day=half_day_of(asked), reason=order.reason, by=asked.caller.name, at=at,
        effect=effect,
    )  # fmt: skip
