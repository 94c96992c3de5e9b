"""The tour of a demonstration: five steps, each as the role that it is for, from the coordinator's board to a gift."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.requests import Request

from graph.model import Role
from graph.store import Reader
from graph.weeks import this_week
from service.accounts import ties
from service.artifacts import plan_run, week_runs
from service.demonstration import account_of, demonstrates, present
from service.deps import Desk
from service.labels import N_
from service.places import communities_within
from service.refusals import NotThere
from service.schemas import LinkageView

COOKIE = "tongxin-tour"


@dataclass(frozen=True, slots=True)
class Step:
    """One step: as whom, what it is about, what to look at, and what is told of it on the page of the tour."""

    number: int
    role: Role
    title: str
    look: str
    story: str


STEPS: tuple[Step, ...] = (
    Step(
        1, "coordinator", N_("The coordinator's board"),
        N_(
            "What is served, what is proved about it, and which needs wait for you. A dashed place is still "
            "wanted."
        ),
        N_(
            "A coordinator sees the needs of her communities this week, who of the five societies serves each, "
            "and what is proved: no plan is better, or this one is at most so far from the best."
        ),
    ),
    Step(
        2, "coordinator", N_("Why this team"),
        N_("Each point has its rule, each fact its source and age; who else could, and what that would cost."),
        N_(
            "No suggestion without a reason. The points by rule, the facts in the graph that join the need to "
            "those who serve it, and the others who could."
        ),
    ),
    Step(
        3, "coordinator", N_("A decision, seen before it is taken"),
        N_(
            "What would change if this carrier were rejected: who is served, who is not any more, and the week's "
            "value before and after. Nothing is done until you confirm it."
        ),
        N_(
            "People decide. Before they do, the week is solved again with the decision in it, and they see whom "
            "it serves, drops or moves."
        ),
    ),
    Step(
        4, "planner", N_("The planner's gaps"),
        N_("Where which society is missing, and what one more of it would be worth. A field leads to its needs."),
        N_(
            "A planner sees where carriers, volunteers, hours or money are missing in the city, and what one more"
            " would let be served."
        ),
    ),
    Step(
        5, "sponsor", N_("A sponsor's gift"),
        N_(
            "Move the slider: each step is one need more. Tick needs by hand, or pledge for all that a sum "
            "unlocks."
        ),
        N_(
            "An enterprise or fund sees needs that only a gift holds back, without a word about anybody, and how "
            "many a sum would unlock."
        ),
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Touring:
    """Where somebody is on the tour, and the step after it, if there is one."""

    step: Step
    next: Step | None
    steps: int = len(STEPS)


def touring(request: Request, reader: Reader, desk: Desk) -> Touring | None:
    """Where the browser that asks is on the tour; None where it is on none."""
    told = request.cookies.get(COOKIE, "")
    step = next((step for step in STEPS if str(step.number) == told), None)
    if step is None or not demonstrates(reader, desk.settings):
        return None
    return Touring(step, next((after for after in STEPS if after.number == step.number + 1), None))


def must_be_here(reader: Reader, desk: Desk) -> None:
    """:raises NotThere: this is no demonstration, or accounts that the tour needs are closed."""
    if not {step.role for step in STEPS} <= {*present(reader, desk.settings)}:
        raise NotThere("/demo: the tour is in demonstration worlds on this machine only; try `tongxin demo`")


def step_of(number: str) -> Step:
    """:raises NotThere: there is no such step."""
    found = next((step for step in STEPS if str(step.number) == number), None)
    if found is None:
        raise NotThere(f"/demo/{number}: the tour has steps 1 to {len(STEPS)}")
    return found


def shown_week(desk: Desk, reader: Reader) -> str:
    """The newest week with a plan; this week where there is none."""
    return next((week for week in desk.weeks(reader) if plan_run(week_runs(reader, week))), this_week())


def path(desk: Desk, reader: Reader, step: Step) -> str:
    """The page of a step; the board where no need is served that could be shown."""
    week = shown_week(desk, reader)
    if step.number in {2, 3} and (example := _example(desk, reader, week)):
        asked = urlencode(_rejecting(example))
        return f"/weeks/{week}/linkages/{example.need}" if step.number == 2 else f"/weeks/{week}/decide?{asked}"
    front = {4: "/gaps", 5: "/sponsor"}.get(step.number, "/")
    return f"{front}?{urlencode({'week': week})}"


def _example(desk: Desk, reader: Reader, week: str) -> LinkageView | None:
    """Of the served needs that the coordinator sees, that in which most societies have a part."""
    sees = communities_within(reader, ties(reader, account_of("coordinator"))["SEES"])
    served = [each for each in desk.view(reader, week)[1].linkages if each.served and each.community in sees]
    return max(served, key=lambda each: len({slot.society for slot in each.slots if slot.filled}), default=None)


def _rejecting(linkage: LinkageView) -> Mapping[str, str]:
    """The question what would come of it if the carrier, or else whoever is first, were rejected."""
    filled = [slot for slot in linkage.slots if slot.filled]
    slot = next((slot for slot in filled if slot.society == "organization"), filled[0] if filled else None)
    if slot is None:
        return {"need": linkage.need, "action": "accept"}
    return {"need": linkage.need, "action": "reject", "slot": slot.name, "offer": slot.filled[0].offer}
