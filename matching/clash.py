"""A decision that cannot hold: the smallest set of others that it cannot hold beside."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from matching.clock import Clock
from matching.conflict import minimal
from matching.duties import fulfil
from matching.errors import NoPlanInTime
from matching.problem import Problem
from matching.reduce import reduce
from matching.restrict import demanded, restrict

T = TypeVar("T")

Asked = Callable[[Sequence[T]], Problem]
"""The problem with some decisions, and no others."""


def holds(problem: Problem, clock: Clock) -> bool:
    """Whether some plan keeps every demand of a problem (which need not be reduced).

    :raises NoPlanInTime: the limit came before that was known.
    """
    if not _together(_pinned(problem), clock):
        return False
    return _together(problem, clock)


def clashing(new: T, others: Sequence[T], asked: Asked[T], clock: Clock) -> tuple[T, ...]:
    """The others that `new` cannot hold beside, minimal by deletion: without any one of them it could.

    Empty where it cannot hold even alone. Later ones are kept in the set before earlier ones.

    :raises NoPlanInTime: the limit came first.
    """
    if not holds(asked([new]), clock):
        return ()
    small = not _together(_pinned(asked([*others, new])), clock)
    piece: Callable[[Problem], Problem] = _pinned if small else (lambda problem: problem)
    return tuple(minimal(list(others), lambda kept: _together(piece(asked([*kept, new])), clock)))


def _pinned(problem: Problem) -> Problem:
    """The needs that must be served, alone with each other: what clashes here clashes in the whole week too."""
    piece = restrict(problem, demanded(problem))
    return replace(piece, capacities=tuple(replace(c, min=0) for c in piece.capacities), floors=())


def _together(problem: Problem, clock: Clock) -> bool:
    if clock.stopped():
        raise NoPlanInTime("whether these decisions can hold together was not found within the limit; raise it")
    found = fulfil(reduce(problem), clock)
    if found.served is None and not found.infeasible:
        raise NoPlanInTime("whether these decisions can hold together was not found within the limit; raise it")
    return not found.infeasible
