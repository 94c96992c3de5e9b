"""Backups of a week's roles, as the API gives them."""

from typing import Annotated

from pydantic import Field

from graph.model import Society
from graph.model.base import NodeId, Week
from service.schemas import BackupView, Filled, Shown


class RoleView(Filled):
    """Somebody whose absence would break a linkage, and who could stand in; null where nobody can."""

    slot: str
    society: Society
    backup: BackupView | None


class FragileLinkage(Shown):
    """A linkage that one absence would break: each such role with its backup. `missing` counts those without."""

    need: NodeId
    service_zh: str
    service_en: str
    community: NodeId | None
    community_name: str
    half_day: str | None
    urgency: int
    missing: int
    roles: tuple[RoleView, ...]


class BackupPage(Shown):
    """The linkages of a week's plan that one absence would break; first those for which nobody could stand in at all,
    then those with some role without backup.

    Volunteers, social workers and organizations can be absent. All backups could be called upon at once. `roles` and
    `missing` count what the caller sees.
    """

    week: Week
    run: NodeId
    proved: Annotated[bool, Field(description="no other choice gives more roles a backup, or as many at less cost")]
    roles: int
    missing: int
    items: tuple[FragileLinkage, ...]
    next: str | None
