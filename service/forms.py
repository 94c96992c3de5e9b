"""What the form of a page did, or why not: told on the page in the API's own words, with what was entered kept."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from pydantic import ValidationError

from graph.errors import GraphError
from service.errors import ProblemDetails, Refused, details, problem_of
from service.refusals import NotThere, ServiceError

T = TypeVar("T")


@dataclass(frozen=True)
class Tried(Generic[T]):
    """What came of it: `done`, or else a `problem`."""

    done: T | None = None
    problem: ProblemDetails | None = None

    @property
    def status(self) -> int:
        """The status of the page that tells of it."""
        return self.problem.status if self.problem else 200


def tried(do: Callable[[], T]) -> Tried[T]:
    """Do it.

    :raises NotThere: what it is done to is not there, so that there is no page to tell of it.
    """
    try:
        return Tried(done=do())
    except NotThere:
        raise
    except (ServiceError, GraphError) as refused:
        return Tried(problem=problem_of(refused))
    except ValidationError as wrong:
        return Tried(problem=_invalid(wrong))


def _invalid(wrong: ValidationError) -> ProblemDetails:
    """Where and why, and never the value: it may be a password."""
    errors = [Refused(place=".".join(map(str, each["loc"])), message=each["msg"]) for each in wrong.errors()]
    return details(422, "; ".join(f"{each.place}: {each.message}" for each in errors[:3]), errors)
