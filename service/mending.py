"""What the answering process is asked about one need: its repairs, and what others in its places would cost.

The run is named, so that an answer is of the plan that is shown.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from matching.alternates import Alternate
from matching.changes import Changes, changes
from matching.mending import Opening, Step
from matching.plan import Served
from service.gaps.questions import planned

if TYPE_CHECKING:
    from matching.proofs import Proofs
    from service.known import Known

QUICK, ENOUGH = 0.7, 1.5
"""Seconds for what it costs to serve a need instead of others, and for its repairs."""

Span = tuple[int, int]
"""At least and at most, in points."""


@dataclass(frozen=True, slots=True)
class Found:
    """A certified repair: see `matching.repairs`. `team` is how the need is served in the plan that is worth
    `after[0]`, `changes` what that plan does otherwise."""

    steps: tuple[Step, ...]
    beside: bool
    team: Served
    before: Span
    after: Span
    changes: Changes


@dataclass(frozen=True, slots=True)
class Mending:
    """What serving a need instead of others would cost, with what would become of them; and its repairs."""

    cost: Span | None
    instead: Changes | None
    repairs: tuple[Found, ...]


@dataclass(frozen=True)
class RepairsOf:
    """The repairs of a need that the plan of a run does not serve. `within`: seconds to spend on proving what it costs
    to serve it instead; None: as few as a plan takes."""

    run: str
    week: str
    need: str
    within: int | None = None

    def answer(self, known: "Known") -> Mending:
        from matching.costs import instead  # here: the service, which imports this file, loads no solver
        from matching.repairs import repairs

        proofs = proofs_of(known, self.run)
        opened = openings_of(known, self.week, proofs, self.need)
        before, cost = proofs.plan.served, instead(proofs, self.need, self.within or QUICK)
        found = []
        for one in repairs(proofs, self.need, opened, ENOUGH):
            team = next(served for served in one.found.served if served.need == self.need)
            spans = [(span.low, span.high) for span in (one.found.before, one.found.after)]
            steps, beside = one.steps, one.beside
            found.append(Found(steps, beside, team, spans[0], spans[1], changes(before, one.found.served)))
        if cost is None:
            return Mending(None, None, tuple(found))
        return Mending((cost.cost.low, cost.cost.high), changes(before, cost.served), tuple(found))


@dataclass(frozen=True)
class AlternatesOf:
    """The alternates of a need that the plan of a run serves, by slot, each with its cost to the week or None."""

    run: str
    need: str
    within: float

    def answer(self, known: "Known") -> Mapping[str, tuple[tuple[Alternate, Span | None], ...]]:
        from matching.costs import priced_alternates

        found = priced_alternates(proofs_of(known, self.run), self.need, self.within)
        return {
            slot: tuple((one.alternate, (one.cost.low, one.cost.high) if one.cost else None) for one in others)
            for slot, others in found.items()
        }


def proofs_of(known: "Known", run: str) -> "Proofs":
    """What the plan of a run proves; kept, since its sums take a while."""
    from matching.proofs import Proofs

    problem, plan, files = planned(known, run)
    return known.memory.once(("proofs", *files), lambda: Proofs(problem, plan))


def openings_of(known: "Known", week: str, proofs: "Proofs", need: str) -> tuple[Opening, ...]:
    """What the graph could have for a need of the plan's problem."""
    from matching.build import ground
    from service.openings import openings

    here = known.memory.kept(known.reader, ("ground", week), lambda reader: ground(reader, week))[1]
    asked = next(one for one in proofs.problem.needs if one.id == need)
    return openings(known.reader, week, here, asked)
