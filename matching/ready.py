"""Loading what a solve needs before there is one: OR-Tools, and the compiled functions from their cache."""

from matching.limits import Limits
from matching.problem import Candidate, Capacity, Need, Problem, Slot
from matching.solve import solve


def ready() -> None:
    """Solve a week of two needs for one helper: after it, a real week begins at once."""
    slots = (Slot("helper", (Candidate("offer:helper", uses={"hours": 2}),)),)
    needs = (Need("need:one", 2, slots), Need("need:two", 1, slots))
    solve(Problem(needs, (Capacity("hours", 3),), sha256="0" * 64), Limits(work=1))
