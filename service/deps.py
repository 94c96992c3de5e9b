"""What the handlers work with: the store, the runs, and the views of weeks that were made from it."""

from collections import OrderedDict
from dataclasses import dataclass, field
from threading import Lock
from typing import Annotated, cast

from fastapi import Depends, Request

from graph.store import GraphStore
from service.books import Books
from service.metrics import Metrics
from service.oracle import Oracle
from service.runs import Runs
from service.schemas import WeekView
from service.settings import Settings
from service.week import week_view

_KEPT = 16


@dataclass
class _Views:
    """The last few week views. A store's version and a week say all that a view depends on."""

    made: OrderedDict[tuple[int, str], WeekView] = field(default_factory=OrderedDict)
    lock: Lock = field(default_factory=Lock)


@dataclass(frozen=True)
class Desk:
    """Everything that one application holds, for as long as it runs."""

    settings: Settings
    store: GraphStore
    runs: Runs
    books: Books
    oracle: Oracle
    metrics: Metrics
    _views: _Views = field(default_factory=_Views)

    def week(self, week: str) -> tuple[int, WeekView]:
        """A week as it stands now, and the store's version that it was read from.

        :raises BadValue: no such week in the calendar.
        """
        with self.store.snapshot() as reader:
            key = (reader.version, week)
            with self._views.lock:
                view = self._views.made.get(key)
            if view is None:
                view = week_view(reader, week)
                self._keep(key, view)
        return key[0], view

    def _keep(self, key: tuple[int, str], view: WeekView) -> None:
        with self._views.lock:
            self._views.made[key] = view
            while len(self._views.made) > _KEPT:
                self._views.made.popitem(last=False)


def _desk(request: Request) -> Desk:
    return cast("Desk", request.app.state.desk)


AtDesk = Annotated[Desk, Depends(_desk)]
"""A handler's parameter: the application's desk."""
