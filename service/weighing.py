"""Questions about decisions, as they go to the answering process: what would one do, and does the plan still fit.

`service.weighed` answers them; it loads a solver, so it is imported over there alone.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.decisions import Demanded
from matching.changes import Changes

if TYPE_CHECKING:
    from service.known import Known


@dataclass(frozen=True)
class Closed:
    """Offers that will not be candidates: of these needs (all where empty), in this half-day (any where empty)."""

    offers: tuple[str, ...]
    needs: tuple[str, ...] = ()
    half_day: str = ""


@dataclass(frozen=True)
class Weighed:
    """The week's value before and after, each with the most that any plan could be worth, and what would change."""

    before: int
    before_bound: int
    after: int
    after_bound: int
    changes: Changes

    @property
    def exact(self) -> bool:
        """Whether both values are proved the best."""
        return self.before == self.before_bound and self.after == self.after_bound


@dataclass(frozen=True)
class Weigh:
    """What would come of demanding more, closing offers, or undoing what was decided.

    `undo` are the decisions and linkages that would count no more; `release` says which demands, by (need, slot,
    offer), would. `within`: seconds to spend on proving what comes of it; None: no time
    but for a plan.
    """

    week: str
    add: tuple[Demanded, ...] = ()
    closed: Closed | None = None
    undo: tuple[str, ...] = ()
    release: tuple[str, str, str] | None = None
    within: int | None = None

    def answer(self, known: "Known") -> Weighed:
        """:raises Clash: it cannot hold. :raises Stands: the week has no plan, or there is nothing to release.
        :raises Busy: not known in time."""
        from service.weighed import weighed

        return weighed(known, self)


@dataclass(frozen=True)
class Fitting:
    """Whether a week's plan still keeps all that the graph and people demand; the answer is the needs where not."""

    week: str

    def answer(self, known: "Known") -> tuple[str, ...]:
        """:raises Stands: the week has no plan."""
        from service.weighed import not_fitting

        return not_fitting(known, self.week)
