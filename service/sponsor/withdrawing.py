"""Taking a pledge back, as long as nobody counts on it."""

from graph.decisions import in_force
from graph.demand import demand
from graph.errors import BadValue
from graph.model import Decision, Folder, Offer, Pledge, Slot
from graph.place_tree import place_tree
from graph.store import Change, DropEdge, DropNode, Put, Reader
from service.access import Caller
from service.asking import must_match
from service.deeds import Deed
from service.deps import Desk
from service.refusals import Stands
from service.sponsor.became import became, offer_of, one_of_mine, uses
from service.sponsor.parts import join
from service.sponsor.projection import reading
from service.sponsor.schemas import PledgeView
from service.sponsor.tags import tag_of


def withdraw(desk: Desk, caller: Caller, id: str, if_match: str | None) -> Deed:
    """The deed of a withdrawal: the offer is closed, and the part of a need that it was for is joined to the rest.

    The weeks that it concerns count it as a decision, so that nobody accepts at the same moment what it takes away.

    :raises NotThere: not one's own. :raises Changed: `If-Match` is stale.
    :raises Stands: it is withdrawn already, or somebody counts on it.
    """
    with reading(desk) as reader:
        pledge = one_of_mine(reader, caller.giver, id)
        view = became(desk, reader, pledge)
        must_match(if_match, tag_of(view))
        if pledge.state == "withdrawn":
            raise Stands(f"{id}: it is withdrawn already")
        offer = offer_of(reader, pledge)
        _must_be_free(reader, pledge, offer)
        gone = pledge.model_copy(update={"state": "withdrawn"})
        closed = [Put(offer.model_copy(update={"active": False}))] if offer else []
        weeks = _weeks(reader, pledge)
        joined, looked_at = _joined(reader, pledge)
        return Deed(
            changes=[Put(gone), *closed, *joined, *(Put(_counted(folder)) for folder in weeks)],
            action="pledge withdrawn",
            about=[id, *([offer.id] if offer else [])],
            answer=_withdrawn(view),
            expect={each: _version(reader, each) for each in (id, *looked_at, *(folder.id for folder in weeks))},
        )


def _withdrawn(view: PledgeView) -> PledgeView:
    return view.model_copy(update={"state": "withdrawn", "planned": 0, "needs": ()})


def _must_be_free(reader: Reader, pledge: Pledge, offer: Offer | None) -> None:
    """:raises Stands: a linkage holds it, or a coordinator has pinned it."""
    held = [use for use in uses(reader, pledge) if use.state != "planned"]
    if held:
        raise Stands(f"{pledge.id}: it is used in {held[0].week} by a linkage that is {held[0].state}")
    if offer and any(_pinned(reader, week, offer.id) for week in _pinned_in(reader, offer.id)):
        raise Stands(f"{pledge.id}: a coordinator has pinned it to a need; it is free again when that is undone")


def _pinned_in(reader: Reader, offer: str) -> set[str]:
    """The weeks in which somebody has decided on the offer."""
    made = reader.get_all([edge.start for edge in reader.neighbours(offer, "NAMES", "in")])
    return {each.week for each in made if isinstance(each, Decision) and each.action == "pin"}


def _pinned(reader: Reader, week: str, offer: str) -> bool:
    try:
        force = in_force(reader, week, demand(reader, week, place_tree(reader)))
    except BadValue:  # its message names needs, and is for those who plan the week
        raise Stands("the week's decisions cannot be read now; its coordinators have to mend them first") from None
    return any(one.demanded.action == "pin" and one.demanded.offer == offer for one in force)


def _weeks(reader: Reader, pledge: Pledge) -> list[Folder]:
    """The folders of the weeks whose plans use it."""
    weeks = sorted({use.week for use in uses(reader, pledge)})
    found = [(week, reader.get(f"folder:{week}")) for week in weeks]
    return [each if isinstance(each, Folder) else Folder(id=f"folder:{week}", week=week) for week, each in found]


def _counted(folder: Folder) -> Folder:
    return folder.model_copy(update={"decisions": folder.decisions + 1})


def _joined(reader: Reader, pledge: Pledge) -> tuple[list[Change], list[str]]:
    """What gives the slot back to the need, and the ids that were looked at."""
    ends = [edge.end for edge in reader.neighbours(pledge.id, "TOWARDS", "out") if edge.end.startswith("slot:")]
    part = reader.get(ends[0]) if ends else None
    if not isinstance(part, Slot):
        return [], []
    need = reader.neighbours(part.id, "HAS_SLOT", "in")[0].start
    slots = reader.get_all([edge.end for edge in reader.neighbours(need, "HAS_SLOT", "out")])
    known = [slot for slot in slots if isinstance(slot, Slot)]
    named = _named(reader, need)
    free = [slot for slot in known if slot.name not in named and not _is_pledged(reader, slot.id, pledge.id)]
    changes = join(part, free) if part in free else []
    freed: list[Change] = [] if DropNode(part.id) in changes else [DropEdge("TOWARDS", pledge.id, part.id)]
    return [*freed, *changes], [need, *(slot.id for slot in known)]


def _named(reader: Reader, need: str) -> set[str]:
    """The slots of a need that decisions name: those stay as they are."""
    made = reader.get_all([edge.start for edge in reader.neighbours(need, "CONCERNS", "in")])
    return {each.slot for each in made if isinstance(each, Decision) and each.undone is None}


def _is_pledged(reader: Reader, slot: str, but: str) -> bool:
    """Whether an open pledge other than that one is for the slot."""
    ids = [edge.start for edge in reader.neighbours(slot, "TOWARDS", "in") if edge.start != but]
    return any(isinstance(each, Pledge) and each.state != "withdrawn" for each in reader.get_all(ids))


def _version(reader: Reader, id: str) -> int:
    return reader.node_version(id) if reader.get(id) is not None else 0
