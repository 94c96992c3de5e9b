"""What a caller may see of the graph: which things, which relations, which fields.

The least that serves (PIPL Art. 6): a planner sees no resident and no household, no person's home, and no need's place
that is smaller than its community; a coordinator sees those of her communities. What belongs to a need or a round is
seen by whoever sees the need's or the round's community. The office's own records, runs and their files are nobody's
here, and what was told in confidence is never a relation (`graph.personal.UNTOLD`).
"""

from collections.abc import Mapping
from typing import Any

from graph.model import KIND_OF_PREFIX, Need, Node
from graph.personal import INTERNAL_KINDS, UNTOLD, fields_of
from graph.relations import Edge
from graph.store import Direction, Reader
from service.access import Caller
from service.refusals import NotThere

NEVER = INTERNAL_KINDS | {"Run", "Artifact"}
PRIVATE = frozenset({"Resident", "Household"})

OF: Mapping[str, tuple[str, Direction]] = {
    "Resident": ("LIVES_IN", "out"),
    "Household": ("IN", "out"),
    "Building": ("IN", "out"),
    "Grid": ("IN", "out"),
    "Need": ("AT", "out"),
    "Visit": ("AT", "out"),
    "Intake": ("AT", "out"),
    "Slot": ("HAS_SLOT", "in"),
    "Linkage": ("SERVES", "out"),
    "Decision": ("CONCERNS", "out"),
    "Commission": ("DISPATCHES", "out"),
    "Rating": ("RATES", "out"),
    "Deliberation": ("ABOUT", "out"),
    "Proposal": ("PUT_TO", "out"),
}
"""The relation that leads from a thing towards the community that it belongs to."""

SCOPED = OF.keys() - {"Building", "Grid"}
"""What only those see who see its community."""

WITHHELD: Mapping[str, frozenset[str]] = {
    "Volunteer": frozenset({"sex", "fitness", "guardian_consent"}),
    "SocialWorker": frozenset({"sex"}),
    "Need": frozenset({"same_sex"}),
    "Decision": frozenset({"undone_by"}),
}
"""Fields that may leave in an export for a purpose, and that nobody needs to find the way in the graph."""


class Sight:
    """One caller's sight of one snapshot. `withheld` becomes true when a relation was not shown."""

    def __init__(self, reader: Reader, caller: Caller) -> None:
        self._reader, self._caller = reader, caller
        self._community: dict[str, str | None] = {}
        self.withheld = False

    def node(self, id: str) -> Node:
        """The thing of that id.

        :raises NotThere: there is none, or none that the caller may see.
        """
        node = self._reader.get(id) if self.sees(id) else None
        if node is None:
            raise NotThere(f"node {id!r}: not there; /api/graph/search finds what is")
        return node

    def sees(self, id: str) -> bool:
        """Whether the caller may see what has this id, if there is such a thing."""
        kind = _kind(id)
        if kind is None or kind in NEVER:
            return False
        if kind in PRIVATE and self._caller.role != "coordinator":
            return False
        return kind not in SCOPED or self._in_scope(id)

    def shows(self, edge: Edge) -> bool:
        """Whether the caller may see this relation."""
        if edge.relation in UNTOLD:
            return False
        seen = self.sees(edge.start) and self.sees(edge.end) and self._place_shows(edge)
        self.withheld |= not seen
        return seen

    def _in_scope(self, id: str) -> bool:
        if self._caller.communities is None:
            return True
        return self._caller.sees(self._community_of(id))

    def _community_of(self, id: str) -> str | None:
        if id not in self._community:
            relation, direction = OF.get(_kind(id) or "", ("", "out"))
            edges = self._reader.neighbours(id, relation, direction, 1) if relation else []
            towards = (edges[0].end if edges[0].start == id else edges[0].start) if edges else None
            self._community[id] = id if id.startswith("community:") else towards and self._community_of(towards)
        return self._community[id]

    def _place_shows(self, edge: Edge) -> bool:
        """A person's home, and where a single person's need is, are for who coordinates there."""
        if edge.relation not in ("LIVES_IN", "AT") or edge.end.startswith("community:"):
            return True
        if self._caller.role == "coordinator":
            return self._in_scope(edge.end)
        need = self._reader.get(edge.start) if edge.relation == "AT" else None
        return isinstance(need, Need) and need.nature == "collective"


def fields(node: Node) -> dict[str, Any]:
    """The fields of a thing that tell nothing personal, as JSON values."""
    if node.KIND in PRIVATE:
        return {}
    told = [name for name in fields_of(node.KIND, personal=False) if name not in WITHHELD.get(node.KIND, ())]
    return node.model_dump(mode="json", include=set(told))


def _kind(id: str) -> str | None:
    kind = KIND_OF_PREFIX.get(id.partition(":")[0])
    return kind.KIND if kind else None
