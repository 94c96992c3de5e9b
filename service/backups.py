"""Backups of a week's plan: worked out once for each plan by the process that answers, and shown beside its roles."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.model import Run
from graph.store import Reader
from matching.roles import Backup, Backups
from service.backup_schemas import FragileLinkage, RoleView
from service.deps import Desk
from service.gaps.questions import planned
from service.linkages import name_fillers
from service.refusals import Busy
from service.schemas import BackupView, Filled, LinkageDetail, LinkageView, RoleBackup, SlotDetail

if TYPE_CHECKING:
    from service.known import Known

Names = Mapping[str, Filled]


@dataclass(frozen=True)
class BackupsOf:
    """Who could stand in for whom in a run's plan."""

    run: str

    def answer(self, known: "Known") -> Backups:
        """:raises NotThere: there is no such run, or it has no plan."""
        from matching.backups import backups  # here: the service, which imports this file, loads no solver

        problem, plan, files = planned(known, self.run)
        return known.memory.once(("backups", *files), lambda: backups(problem, plan))


def backups_of(desk: Desk, run: Run) -> Backups:
    """The backups of a run's plan.

    :raises Busy: they are not known yet, and others are being answered.
    """
    return desk.backups((run.problem, run.plan), lambda: desk.oracle.ask(BackupsOf(run.id)))


def with_backups(desk: Desk, reader: Reader, detail: LinkageDetail) -> LinkageDetail:
    """A linkage with the backups of its roles; null where they are not known yet."""
    run = reader.get(detail.run) if detail.run else None
    if not isinstance(run, Run) or not detail.linkage.served:
        return detail
    try:
        found = [one for one in backups_of(desk, run).roles if one.role.need == detail.linkage.need]
    except Busy:
        return detail.model_copy(update={"slots": tuple(_with(slot, None) for slot in detail.slots)})
    names = _names(reader, found)
    slots = (_with(slot, _roles(slot, found, names)) for slot in detail.slots)
    return detail.model_copy(update={"slots": tuple(slots)})


def fragile(reader: Reader, found: Backups, cards: Sequence[LinkageView]) -> list[FragileLinkage]:
    """The cards that one absence would break: first those without any backup, then those with some role without; of
    each the most urgent first.
    """
    names = _names(reader, found.roles)
    by_need: dict[str, list[Backup]] = {}
    for one in found.roles:
        by_need.setdefault(one.role.need, []).append(one)
    rows = [_row(card, by_need[card.need], names) for card in cards if card.need in by_need]
    return sorted(rows, key=lambda row: (row.missing < len(row.roles), row.missing == 0))


def _row(card: LinkageView, roles: Iterable[Backup], names: Names) -> FragileLinkage:
    societies = {slot.name: slot.society for slot in card.slots}
    views = tuple(
        RoleView(
            **dict(names[one.role.offer]),
            slot=one.role.slot,
            society=societies[one.role.slot],
            backup=_backup(one, names),
        )
        for one in roles
        if one.role.slot in societies
    )
    return FragileLinkage(
        need=card.need,
        service_zh=card.service_zh,
        service_en=card.service_en,
        community=card.community,
        community_name=card.community_name,
        half_day=card.half_day,
        urgency=card.urgency,
        missing=sum(view.backup is None for view in views),
        roles=views,
    )


def _roles(slot: SlotDetail, found: Iterable[Backup], names: Names) -> tuple[RoleBackup, ...]:
    there = (one for one in found if one.role.slot == slot.name)
    return tuple(RoleBackup(offer=one.role.offer, backup=_backup(one, names)) for one in there)


def _backup(one: Backup, names: Names) -> BackupView | None:
    return None if one.offer is None else BackupView(**dict(names[one.offer]), cost=one.cost or 0)


def _with(slot: SlotDetail, backups: tuple[RoleBackup, ...] | None) -> SlotDetail:
    return slot.model_copy(update={"backups": backups})


def _names(reader: Reader, found: Iterable[Backup]) -> Names:
    return name_fillers(reader, {offer for one in found for offer in (one.role.offer, one.offer) if offer is not None})
