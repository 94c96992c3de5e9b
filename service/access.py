"""Who may do what: the whole table on one screen, and the one place that decides what a caller sees.

Every operation of the API and every page has its row, by operation id; the application does not start with one that has
none. Whoever is not signed in is `public`. What a caller may not see is 404, what a caller may not do 403; who has not
said who they are is told so with 401.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal, cast

from fastapi import Depends, Request

from graph.model import Reach, Role

Part = Role | Literal["public"]

EVERYBODY: frozenset[Part] = frozenset({"public", "coordinator", "planner", "sponsor", "admin"})
SIGNED_IN: frozenset[Part] = EVERYBODY - {"public"}
COORDINATOR: frozenset[Part] = frozenset({"coordinator"})
STAFF: frozenset[Part] = frozenset({"coordinator", "planner"})
PLANNER: frozenset[Part] = frozenset({"planner"})
SPONSOR: frozenset[Part] = frozenset({"sponsor"})
ADMIN: frozenset[Part] = frozenset({"admin"})

ACCESS: Mapping[str, frozenset[Part]] = {}
"""By operation id, who may: filled with the routes."""


@dataclass(frozen=True)
class Caller:
    """Who asks. `communities`: those whose needs and people she sees, None where all (a planner, without people).

    `giver` is the enterprise, program or fund that a sponsor speaks for. `reach` is "read" for a token that may change
    nothing.
    """

    role: Part = "public"
    account: str = ""
    name: str = ""
    communities: frozenset[str] | None = frozenset()
    giver: str = ""
    reach: Reach = "write"

    def sees(self, community: str | None) -> bool:
        """Whether the needs of a community are hers to see."""
        return self.communities is None or community in self.communities


def _asking(request: Request) -> Caller:
    return cast("Caller", getattr(request.state, "caller", Caller()))


Asking = Annotated[Caller, Depends(_asking)]
"""A handler's parameter: who asks."""
