"""What the answering process does while nobody asks: the weeks that people ask about are made ready for the next."""

from contextlib import suppress
from dataclasses import dataclass

from graph.errors import GraphError
from graph.store import GraphStore, Reader
from graph.weeks import this_week
from matching.errors import MatchingError
from service.artifacts import LIVE, week_runs
from service.known import Memory
from service.refusals import ServiceError

PAUSE = 0.1
"""Seconds without a question after which it is looked whether the graph has moved."""


@dataclass
class Foresight:
    """Keeps this week, and those that were asked about lately, as they stand.

    A run that has ended or a decision that was taken changes how a week stands; bringing that up to date takes most of
    the time of the first question after it, so it is done before.
    """

    store: GraphStore
    memory: Memory
    seen: int = -1

    def look(self) -> None:
        """Bring up to date what the graph has moved since the last look."""
        with suppress(GraphError), self.store.snapshot() as reader:
            if reader.version == self.seen:
                return
            self.seen = reader.version
            for week in dict.fromkeys((this_week(), *self.memory.weeks)):
                self._ready(reader, week)

    def _ready(self, reader: Reader, week: str) -> None:
        """A week that is being computed is left alone: its plan will be another, and the processor is wanted."""
        if any(run.state in LIVE for run in week_runs(reader, week)):
            return
        with suppress(GraphError, MatchingError, ServiceError):  # whoever asks is told
            self.memory.known(reader).state(week)
