"""Publishing a week on a page: what would be published is shown first, or why it cannot be."""

from dataclasses import dataclass

from graph.errors import GraphError
from service.access import Caller
from service.decision_schemas import EditionOrder, EditionView
from service.deeds import settle
from service.deps import Desk
from service.editions import publish
from service.errors import ProblemDetails, problem_of
from service.refusals import ServiceError

_TRIAL = EditionOrder(reason="…")
"""A repair needs a reason; for telling what it would be, any will do."""


@dataclass(frozen=True)
class Prospect:
    """The edition that there would be, or the problem that there is."""

    edition: EditionView | None = None
    problem: ProblemDetails | None = None


def prospect(desk: Desk, caller: Caller, week: str) -> Prospect:
    """What publishing the week now would be."""
    try:
        answer = publish(desk, caller, week, _TRIAL).answer
    except (ServiceError, GraphError) as refused:
        return Prospect(problem=problem_of(refused))
    assert isinstance(answer, EditionView)
    return Prospect(answer)


def announce(desk: Desk, caller: Caller, week: str, reason: str) -> EditionView:
    """Publish the week's newest plan; errors as `service.editions.publish`."""
    order = EditionOrder(reason=reason)
    with desk.deciding:
        answer = settle(desk.books, caller.account, lambda: publish(desk, caller, week, order)).answer
    assert isinstance(answer, EditionView)
    return answer
