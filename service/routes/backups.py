"""Backups: who could stand in when somebody is absent, and for whom nobody could."""

from fastapi import APIRouter, Response

from service.access import Asking
from service.asking import Cursor, Limit, WeekName, page
from service.backup_schemas import BackupPage
from service.backups import backups_of, fragile
from service.deps import AtDesk
from service.gaps.what_if import planned

router = APIRouter(prefix="/api/weeks/{week}/backups", tags=["linkages"])


@router.get("", summary="The linkages that one absence would break, each role with its backup; those without first")
def backups(
    week: WeekName, desk: AtDesk, caller: Asking, response: Response, limit: Limit = 50, cursor: Cursor = None
) -> BackupPage:
    response.headers["Cache-Control"] = "no-cache"
    with desk.store.snapshot() as reader:
        run, cards = planned(desk, caller, reader, week)
        found = backups_of(desk, run)
        rows = fragile(reader, found, cards)
    part, following = page(rows, lambda row: row.need, limit, cursor)
    return BackupPage(
        week=week,
        run=run.id,
        proved=found.proved,
        roles=sum(len(row.roles) for row in rows),
        missing=sum(row.missing for row in rows),
        items=tuple(part),
        next=following,
    )
