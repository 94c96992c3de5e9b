"""Numbers that are too large to prove anything with: a solver's floating point could not tell one plan from another."""

from matching.errors import BadProblem
from matching.problem import Problem

MOST = 10**10
"""In points, for values and scores together."""

MOST_UNITS = 10**12
"""In a capacity's own unit, for what it holds."""


def check_magnitude(problem: Problem, reduced: Problem) -> None:
    """Only what can matter counts: `reduced` has no capacity that cannot bind.

    :raises BadProblem: values, or a capacity, beyond what can be proved.
    """
    total = sum(n.value + sum(abs(b.score) for b in n.bonds) for n in reduced.needs)
    total += sum(abs(c.score) for n in reduced.needs for slot in n.slots for c in slot.candidates)
    if total > MOST:
        raise BadProblem(
            f"needs: values and scores add up to {total}; more than {MOST} cannot be told apart: use a larger unit"
        )
    for capacity in reduced.capacities:
        if capacity.max > MOST_UNITS:
            place = next(i for i, c in enumerate(problem.capacities) if c.id == capacity.id)
            raise BadProblem(
                f"capacities[{place}].max: {capacity.max} of {capacity.id!r} is scarce, and more than {MOST_UNITS} "
                "cannot be counted for certain: use a larger unit"
            )
