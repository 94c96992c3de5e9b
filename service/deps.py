"""What the handlers work with: the store, the runs, and the views of weeks that were made from it."""

from dataclasses import dataclass, field
from threading import Lock
from typing import Annotated, cast

from fastapi import Depends, Request

from graph.store import GraphStore, Reader
from graph.weeks import today
from matching.roles import Backups
from service.access import Caller
from service.artifacts import Recent
from service.books import Books
from service.detail import linkage_detail
from service.kept import Kept
from service.metrics import Metrics
from service.oracle import Oracle
from service.runs import Runs
from service.schemas import LinkageDetail, WeekFigures, WeekView
from service.settings import Settings
from service.tries import Tries
from service.week import known_weeks, week_view, within


@dataclass(frozen=True)
class Desk:
    """Everything that one application holds, for as long as it runs."""

    settings: Settings
    store: GraphStore
    runs: Runs
    books: Books
    oracle: Oracle
    metrics: Metrics
    tries: Tries = field(default_factory=Tries)
    passes: Kept = field(default_factory=lambda: Kept(1000))
    deciding: Lock = field(default_factory=Lock)
    gaps: Kept = field(default_factory=lambda: Kept(128))
    sponsors: Kept = field(default_factory=lambda: Kept(24))
    beside: Kept = field(default_factory=lambda: Kept(48))
    backups: Recent[Backups] = field(default_factory=lambda: Recent(8))
    _views: Kept = field(default_factory=lambda: Kept(24))
    _details: Kept = field(default_factory=lambda: Kept(1000))
    _figures: Kept = field(default_factory=lambda: Kept(2000))

    def week(self, week: str) -> tuple[int, WeekView]:
        """The whole week as it stands now, and its tag: as `view`."""
        with self.store.snapshot() as reader:
            return self.view(reader, week)

    def view(self, reader: Reader, week: str, caller: Caller | None = None) -> tuple[int, WeekView]:
        """A week on this snapshot, whole or as a caller sees it, and its tag: another one when it may be different.

        :raises BadValue: no such week in the calendar.
        """
        if caller is None or caller.communities is None:
            return self._views(reader, week, lambda reader: week_view(reader, week))
        sees = caller.sees
        return self._views(reader, (week, caller.scope), lambda reader: within(self.view(reader, week)[1], sees))

    def weeks(self, reader: Reader) -> list[str]:
        """The weeks that have needs on this snapshot, newest first."""
        return self._figures(reader, "weeks", known_weeks)[1]

    def figures(self, reader: Reader, week: str, caller: Caller) -> tuple[int, WeekFigures]:
        """The key figures of a week on this snapshot as a caller sees them, and their tag."""
        key = (week, caller.scope)
        return self._figures(reader, key, lambda reader: self.view(reader, week, caller)[1].figures)

    def detail(self, reader: Reader, week: str, need: str, caller: Caller) -> tuple[int, LinkageDetail]:
        """A linkage in full on this snapshot, told today to a caller, and its tag.

        :raises BadValue: no such week. :raises NotThere: the week has no such need that the caller sees.
        """
        people = caller.communities is not None  # a planner sees the city, and nobody in it
        key = (week, need, caller.scope, today())
        return self._details(
            reader, key, lambda reader: linkage_detail(reader, self.view(reader, week, caller)[1], need, people)
        )


async def _desk(request: Request) -> Desk:
    return cast("Desk", request.app.state.desk)


AtDesk = Annotated[Desk, Depends(_desk)]
"""A handler's parameter: the application's desk."""
