"""Deciding the city's policy of fairness on a page: what is entered, and what it would cost before it is confirmed."""

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from graph.errors import GraphError
from graph.weeks import this_week
from service.access import Caller
from service.accounts import tag
from service.asking import AnyWeek
from service.deps import Desk
from service.errors import ProblemDetails, problem_of
from service.fair_schemas import FairnessOrder, FairnessPolicy, FloorView
from service.fairness.floors import with_floor
from service.fairness.policy import policy
from service.gaps.queries import given
from service.language import Language
from service.refusals import ServiceError
from service.schemas import Shown

Entered = Annotated[str, Field(max_length=20)]


class PolicyAsked(Shown):
    """What was entered so far, as it was entered; empty at first. `week`: whose plan tells what a floor would cost."""

    share: Entered = ""
    waited: Entered = ""
    weeks: Entered = ""
    asks: Entered = ""
    asks_weeks: Entered = ""
    week: Annotated[AnyWeek | None, BeforeValidator(given)] = None
    done: Literal["", "yes"] = ""
    lang: Annotated[Language | None, BeforeValidator(given)] = None

    @property
    def its_week(self) -> str:
        return self.week or this_week()

    @property
    def entered(self) -> dict[str, str]:
        """The fields that hold something, by name."""
        found = {name: str(getattr(self, name)).strip() for name in FairnessOrder.model_fields}
        return {name: text for name, text in found.items() if text}

    def order(self) -> FairnessOrder:
        """The policy that is asked for; a field that holds nothing asks for nothing.

        :raises pydantic.ValidationError: something is no number, or none that fits.
        """
        return FairnessOrder.model_validate({name: _number(text) for name, text in self.entered.items()})


class PolicyConfirmed(PolicyAsked):
    """The policy as it is confirmed; `tag` is the version of the one that it takes the place of."""

    tag: Entered = ""


@dataclass(frozen=True)
class Prospect:
    """What somebody is shown before she confirms.

    :param before: the policy in force, `tag` its version.
    :param after: what was entered, None where that is nothing or does not fit.
    :param floor: what another floor would do to the week; None where it stays, or where there is to be none.
    :param unknown: why it cannot be told what the floor would do.
    """

    before: FairnessPolicy
    tag: str
    after: FairnessOrder | None = None
    floor: FloorView | None = None
    unknown: ProblemDetails | None = None

    @property
    def changes(self) -> tuple[str, ...]:
        """The fields that would be otherwise, by name."""
        if self.after is None:
            return ()
        names = FairnessOrder.model_fields
        return tuple(name for name in names if getattr(self.before, name) != getattr(self.after, name))


def prospect(desk: Desk, caller: Caller, week: str, after: FairnessOrder | None) -> Prospect:
    """What the city's policy is, and what another one would do to the week as it is planned."""
    with desk.store.snapshot() as reader:
        before = policy(reader)
    floor, unknown = None, None
    if after is not None and after.share not in (0, before.share):
        try:
            floor = with_floor(desk, caller, week, after.share)
        except (ServiceError, GraphError) as error:
            unknown = problem_of(error)
    return Prospect(before, tag(before.model_dump_json()), after, floor, unknown)


def _number(text: str) -> int | str:
    return int(text) if text.isascii() and text.isdecimal() else text
