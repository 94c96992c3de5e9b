"""The page of one linkage: why this team, who else could, what was decided; or why not, and what would mend it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from graph.store import Reader
from service.access import Caller
from service.backups import with_backups
from service.beside import beside
from service.deciding import history
from service.deps import Desk
from service.evidence_picture import Picture, picture
from service.linkages import name_fillers
from service.privacy import label
from service.refusals import Stands
from service.repairs import alternates_view, repairs_view
from service.schemas import LinkageDetail, LinkageView, NodeLabel, RoleBackup
from service.wanting import wanting

T = TypeVar("T")


@dataclass(frozen=True)
class Lack:
    """So much more of a capacity: whose, and which part of it (hours, a half-day, balance …)."""

    holder: NodeLabel
    part: str
    amount: int


def values(desk: Desk, reader: Reader, caller: Caller, week: str, need: str, told: str | None) -> dict[str, object]:
    """What the template `linkage-page.html` needs.

    :param told: the id of a decision to tell of.
    :raises NotThere: the week has no such need that the caller sees.
    """
    _, detail = desk.detail(reader, week, need, caller)
    _, view = desk.view(reader, week, caller)
    also = beside(desk, reader, caller, week, told)
    cards = {card.need: card for card in view.linkages}
    return {
        "detail": detail,
        "figures": view.figures,
        "cards": cards,
        "beside": also,
        "history": history(reader, week, need),
        "pictures": _pictures(detail),
        "asked_for": {slot.name: slot for slot in detail.linkage.slots},
        "lacks": _lacks(reader, _capacities(detail)),
        "names": _names(detail),
        "wanting": wanting,
        "back": f"/weeks/{week}/linkages/{need}",
        "twin": f"/api/weeks/{week}/linkages/{need}",
    }


def cards_of(desk: Desk, caller: Caller, week: str) -> Mapping[str, LinkageView]:
    """By id, the needs of the week that she sees."""
    with desk.store.snapshot() as reader:
        return {card.need: card for card in desk.view(reader, week, caller)[1].linkages}


def mending(desk: Desk, caller: Caller, week: str, need: str) -> dict[str, object]:
    """What the template `repairs.html` needs; without `found` where the plan serves the need, or does not know it.

    :raises NotThere: the week has no such need that the caller sees. :raises Busy: no answer in time.
    """
    found = _unless_it_stands(lambda: repairs_view(desk, caller, week, need, None))
    return {"found": found, **_later(desk, caller, week, need, "repairs")}


def choices(desk: Desk, caller: Caller, week: str, need: str) -> dict[str, object]:
    """What the template `alternates.html` needs; without `found` where the plan does not serve the need.

    Errors as `mending`.
    """
    found = _unless_it_stands(lambda: alternates_view(desk, caller, week, need))
    stand_ins = _stand_ins(desk, caller, week, need) if found else ()
    return {"found": found, "backups": stand_ins, **_later(desk, caller, week, need, "alternates")}


def _unless_it_stands(ask: Callable[[], T]) -> T | None:
    try:
        return ask()
    except Stands:
        return None


def _later(desk: Desk, caller: Caller, week: str, need: str, kind: str) -> dict[str, object]:
    twin = f"/api/weeks/{week}/linkages/{need}/{kind}"
    return {"week": week, "need": need, "cards": cards_of(desk, caller, week), "twin": twin}


def _stand_ins(desk: Desk, caller: Caller, week: str, need: str) -> list[tuple[str, RoleBackup]]:
    """By slot, whose absence would break the linkage, and who could stand in; none where that is not known yet."""
    with desk.store.snapshot() as reader:
        detail = with_backups(desk, reader, desk.detail(reader, week, need, caller)[1])
    return [(slot.name, role) for slot in detail.slots for role in slot.backups or ()]


def _pictures(detail: LinkageDetail) -> Mapping[str, Picture | None]:
    """By offer, the evidence for it."""
    return {one.offer: picture(one) for slot in detail.slots for one in slot.chosen}


def _names(detail: LinkageDetail) -> Mapping[str, NodeLabel]:
    """By offer, what it may be called: everybody who is in a slot, or could be."""
    named = ((*slot.chosen, *slot.alternates) for slot in detail.slots)
    return {
        one.offer: NodeLabel(id=one.offer, label_zh=one.label_zh, label_en=one.label_en) for all in named for one in all
    }


def _capacities(detail: LinkageDetail) -> Mapping[str, int]:
    """What the need lacks, and what its repair would add."""
    if detail.why_not is None:
        return {}
    added = detail.why_not.repair.add if detail.why_not.repair else {}
    return {**detail.why_not.detail.get("lacks", {}), **added}


def _lacks(reader: Reader, capacities: Mapping[str, int]) -> Mapping[str, Lack]:
    """By capacity, in words of its holder."""
    names = holders(reader, (id.partition("/")[0] for id in capacities))
    return {
        id: Lack(names[holder], part, amount)
        for id, amount in capacities.items()
        for holder, _, part in [id.partition("/")]
    }


def holders(reader: Reader, ids: Iterable[str]) -> Mapping[str, NodeLabel]:
    """Who or what holds a capacity, under the name by which it may be shown."""
    wanted = sorted(set(ids))
    offers = name_fillers(reader, [id for id in wanted if id.startswith("offer:")])
    found: dict[str, NodeLabel] = {}
    for id, node in zip(wanted, reader.get_all(wanted), strict=True):
        names = offers.get(id)
        shown = label(node) if node else None
        zh = names.label_zh if names else shown.zh if shown else id
        en = names.label_en if names else shown.en if shown else id
        found[id] = NodeLabel(id=id, label_zh=zh, label_en=en)
    return found
