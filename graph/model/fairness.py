"""What a city has decided about fairness between its communities, and about how often a volunteer is asked."""

from typing import Annotated

from pydantic import Field

from graph.model.base import Node, Share

Weeks = Annotated[int, Field(ge=0, le=52)]


class Fairness(Node):
    """The city's policy; a graph has one, `fairness:city`, and without it nothing of this is in force.

    A community is *servable* by so much: the value of those of its needs that could be served if they were alone.

    `share`: each community gets at least so many percent of what is servable there. `waited`: where a servable need has
    waited so many weeks or longer, its community gets at least what the most valuable of these is worth; 0 asks for
    nothing. `weeks`: the needs of communities that got less than others in so many past weeks are worth more; 0 looks
    at none. `asks`: a volunteer is asked at most so often within `asks_weeks` weeks, the present one among them; 0 is
    without limit. `revision` grows with each change.
    """

    share: Share = 0
    waited: Weeks = 0
    weeks: Weeks = 0
    asks: Annotated[int, Field(ge=0, le=1000)] = 0
    asks_weeks: Annotated[int, Field(ge=1, le=52)] = 4
    revision: Annotated[int, Field(ge=0, lt=2**63)] = 0

    @property
    def asks_nothing(self) -> bool:
        """Whether a week is as it would be without it."""
        return not (self.share or self.waited or self.weeks or self.asks)
