"""The least change, exactly: of all plans worth as much as the best, one that leaves most needs as they were.

The program of the exact way, with its objective held at the best value, and a variable for each need that is 1 only
where the need is treated as before; as many of these as can be.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from matching.changes import alike
from matching.clock import Clock
from matching.exact import Model
from matching.ledger import Ledger
from matching.plan import Served
from matching.problem import Need, Problem
from matching.program import Term
from matching.restrict import demanded

Before = Mapping[str, Served]
"""How each need was served."""


@dataclass(frozen=True, slots=True)
class Least:
    """A plan, and whether it is proved that no plan worth as much changes fewer needs."""

    ledger: Ledger
    proved: bool


def changed(problem: Problem, before: Before, plan: Ledger) -> int:
    """How many needs of the problem a plan treats otherwise than before."""
    return sum(_differs(before.get(need.id), plan.served.get(need.id)) for need in problem.needs)


def bound_to_change(problem: Problem, before: Before) -> int:
    """So many needs every plan of the problem treats otherwise: they cannot be served as they were, or must be served
    and were not."""
    must = demanded(problem)
    return sum(not _can_stay(need, before[need.id]) if need.id in before else need.id in must for need in problem.needs)


def least(problem: Problem, best: Ledger, before: Before, clock: Clock) -> Least:
    """A plan worth as much as the best, with as few changes as were found within the limit.

    :param best: a best plan of a reduced problem; it is told to be the least where no other changes fewer needs.
    """
    most, few = changed(problem, before, best), bound_to_change(problem, before)
    if most <= few:
        return Least(best, True)
    model = _fewer(problem, best, before, most - 1)
    answer = model.program.solved(
        seconds=clock.seconds_left(), nodes=clock.nodes_left(), seed=clock.limits.seed, cancelled=clock.cancelled
    )
    clock.spend(answer.nodes)
    if answer.ended == "infeasible":
        return Least(best, True)
    found = model.ledger(answer.values)
    if found is None or found.objective < best.objective:  # HiGHS took a fraction for a whole
        return Least(best, False)
    return Least(found, answer.ended == "optimal")


def _fewer(problem: Problem, best: Ledger, before: Before, most: int) -> Model:
    """The program of all plans worth as much that change at most so many needs: the fewest, please.

    That cut leaves HiGHS next to nothing to try; without it, it would have to prove the optimum once more.
    """
    model = Model(problem)
    program = model.program
    program.add_row([(column, gain) for column, gain in enumerate(program.gain) if gain], low=best.objective - 0.5)
    same = [column for need in problem.needs if (column := _same(model, need, before.get(need.id))) is not None]
    program.add_row([(column, 1.0) for column in same], low=float(len(problem.needs) - most))
    program.maximise((column, 1.0) for column in same)
    return model


def _same(model: Model, need: Need, was: Served | None) -> int | None:
    """A column of at most 1, and 0 where the need is treated otherwise than before; None where it cannot be so."""
    if was is not None and not _can_stay(need, was):
        return None
    options = model.options(need)
    same = model.program.add_column(integer=False)
    if was is None:
        model.program.add_row([(same, 1.0), *((column, 1.0) for column in options.values())], high=1.0)
        return same
    model.program.add_row([(same, 1.0), (options[was.option], -1.0)], high=0.0)
    for stays, taken in _places(model, need, was):
        sign = -1.0 if stays else 1.0
        model.program.add_row([(same, 1.0), *((column, sign) for column, _ in taken)], high=0.0 if stays else 1.0)
    return same


def _places(model: Model, need: Need, was: Served) -> Iterator[tuple[bool, list[Term]]]:
    """For each offer that may have a place in the same option: whether it had it, and whose sum is 1 when it has."""
    taken = model.taken(need)
    for slot in need.slots:
        for offer in dict.fromkeys(c.offer for c in slot.candidates if c.option in (None, was.option)):
            columns = [(column, 1.0) for _, column in taken[slot.id, offer]]
            yield offer in was.slots.get(slot.id, ()), columns


def _can_stay(need: Need, was: Served) -> bool:
    """Whether everybody who served the need is a candidate for the same place, in an option that is still there."""
    slots = {slot.id: slot for slot in need.slots}
    return was.option in need.options and all(
        slot in slots and set(offers) <= {c.offer for c in slots[slot].candidates if c.option in (None, was.option)}
        for slot, offers in was.slots.items()
        if offers
    )


def _differs(was: Served | None, now: Served | None) -> bool:
    if was is None or now is None:
        return was is not now
    return not alike(was, now)
