"""What the page of the graph is asked, and the addresses that lead on from there."""

from typing import Annotated, Any
from urllib.parse import urlencode

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from service.language import Language

MOST_OPEN = 12
"""So many things may be opened beside the first."""


def _given(value: Any) -> Any:
    return None if value == "" else value


Id = Annotated[str, Field(pattern=r"^[a-z]+(_[a-z]+)*:[A-Za-z0-9][A-Za-z0-9._-]{0,79}$")]


class GraphAsked(BaseModel):
    """The query: the thing to begin with, what else was opened, or where a way leads to; or words to search for."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    node: Annotated[Id | None, BeforeValidator(_given)] = None
    open: Annotated[tuple[Id, ...], Field(max_length=MOST_OPEN)] = ()
    to: Annotated[Id | None, BeforeValidator(_given)] = None
    q: Annotated[str | None, BeforeValidator(_given), Field(max_length=120)] = None
    lang: Language | None = None

    @property
    def centres(self) -> tuple[str, ...]:
        """What is opened, the first thing first, each once."""
        return tuple(dict.fromkeys((self.node, *self.open))) if self.node else ()

    @property
    def full(self) -> bool:
        """Whether nothing further can be opened."""
        return len(self.centres) > MOST_OPEN

    @property
    def query(self) -> str:
        """The same thing and what is opened, for a download."""
        to = [("to", self.to)] if self.to else []
        return urlencode([("node", self.node or ""), *(("open", id) for id in self.centres[1:]), *to])

    def toggled(self, id: str) -> str:
        """The page with this thing opened too, or closed where it is open; the first stays as it is."""
        others = self.centres[1:]
        kept = [each for each in others if each != id] if id in others else [*others, id]
        wanted = [("open", each) for each in kept if each != self.node]
        return f"/graph?{urlencode([('node', self.node or id), *wanted[-MOST_OPEN:]])}"

    def way(self, id: str) -> str:
        """The page of the way from the first thing to this one."""
        return f"/graph?{urlencode([('node', self.node or ''), ('to', id)])}"


def begun(id: str) -> str:
    """The page that begins with a thing."""
    return f"/graph?{urlencode([('node', id)])}"
