"""What the API gives and takes: the page and the JSON come from these objects, and so does the OpenAPI document.

Everything here is de-identified: no resident's name, address, phone or words, and no title or description of a need.
Volunteers and social workers appear by the end of their number, organizations and places by name.
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from graph.model import Form, HalfDay, HomeName, NeedKind, Society
from graph.model.base import Moment, NodeId, Week
from matching.limits import Phase

RunState = Literal["queued", "running", "done", "failed", "cancelled"]
PlanStatus = Literal["optimal", "feasible", "infeasible"]
Reason = Literal["no_candidate", "blocked", "outbid", "open"]
Certain = Literal["must", "may", "never", "open"]
"""In every best plan; in one that is known and not in another; in none; not proved (`matching.certain`)."""
RunPhase = Literal["queued", "build"] | Phase


class Shown(BaseModel):
    """Frozen and closed: an unknown field is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class SocietyFigures(Shown):
    """One society's part in the week: places asked for in required slots, and how many of them are filled."""

    society: Society
    asked: int
    filled: int


class HomeFigures(Shown):
    """One home's part in the week."""

    home: HomeName
    needs: int
    served: int


class WeekFigures(Shown):
    """The key figures of a week: those of its plan, or before there is one, of what is known and recorded.

    `needs`, `served`, `societies` and `homes` count the communities that the caller sees; `value`, `bound`, `gap` and
    `status` are always those of the whole week's plan.
    """

    week: Week
    needs: Annotated[int, Field(description="needs of the week")]
    served: Annotated[int, Field(description="needs that the plan serves; without a plan, those recorded as served")]
    value: Annotated[int | None, Field(description="the plan's objective: value of served needs, scores and bonds")]
    bound: Annotated[int | None, Field(description="no plan can be worth more: proved")]
    gap: Annotated[float | None, Field(description="(bound - value) / max(1, |bound|); 0 is the proved optimum")]
    status: Annotated[PlanStatus | None, Field(description="null while the week has no plan")]
    seconds: Annotated[float | None, Field(description="how long it was solved")]
    policy: Annotated[str | None, Field(description="version of the value and score policy")]
    run: Annotated[NodeId | None, Field(description="the run that made the plan")]
    finished: Moment | None
    invented: Annotated[bool, Field(description="some of it was made up by a seed")]
    societies: tuple[SocietyFigures, ...]
    homes: tuple[HomeFigures, ...]


class Filled(Shown):
    """An offer in a slot, under the name by which its provider may be shown."""

    offer: NodeId
    kind: Annotated[str, Field(description="the provider's kind: Volunteer, Organization, Room …")]
    label_zh: str
    label_en: str


class Seated(Filled):
    """An offer that a plan has in a slot."""

    certain: Annotated[Certain | None, Field(description="whether every best plan has it there; null: not told")] = None


class SlotView(Shown):
    """A place in the linkage: whom it asks for, and who fills it.

    `amount` is hours, CNY fen, units of `item` or seats, by `form`, from each of `count` offers.
    """

    name: str
    society: Society
    form: Form
    amount: int
    item: str
    count: int
    required: bool
    filled: tuple[Seated, ...]


class LinkageView(Shown):
    """One need and the members of the five societies that together serve it, or why it is not served."""

    need: NodeId
    service: NodeId | None
    service_zh: str
    service_en: str
    home: HomeName | None
    community: NodeId | None
    community_name: str
    town_name: str
    urgency: Annotated[int, Field(description="1 can wait, 5 is today")]
    weeks_waited: int
    nature: NeedKind
    must: Annotated[bool, Field(description="a duty by law or emergency")]
    half_days: Annotated[tuple[HalfDay, ...], Field(description="half-days that would do; empty: any")]
    half_day: Annotated[str | None, Field(description="the half-day planned")]
    served: Annotated[bool | None, Field(description="null while the week has no plan")]
    certain: Annotated[
        Certain | None, Field(description="whether every best plan serves it; null while the week has no plan")
    ] = None
    slots: tuple[SlotView, ...]
    reason: Annotated[Reason | None, Field(description="why it is not served")]
    detail: Annotated[dict[str, Any], Field(description="what the reason adds: ids and counts")]
    invented: bool


class NodeLabel(Shown):
    """A thing in the graph, under the name by which it may be shown."""

    id: NodeId
    label_zh: str
    label_en: str


class StepView(Shown):
    """One relation of a chain: start RELATION end, with where the fact comes from and how old it is."""

    relation: str
    start: NodeId
    end: NodeId
    forward: Annotated[bool, Field(description="the chain walks it from start to end")]
    source: str
    since: str | None
    until: str | None
    age_days: int | None


class PathView(Shown):
    """A chain of relations from the need to an offer: the evidence that they belong together."""

    nodes: tuple[NodeLabel, ...]
    steps: tuple[StepView, ...]


class Chosen(Seated):
    """An offer that fills a slot, with its score by rule and the evidence for it."""

    score: int
    points: Annotated[dict[str, int], Field(description="the part of each soft rule in the score")]
    evidence: tuple[PathView, ...]


class AlternateView(Filled):
    """Another offer for the slot, in the same option.

    `cost` is what the plan's value would lose by it, all else as it is (negative: gain); null where other needs,
    `takes_from`, hold what it would take.
    """

    option: str | None
    score: int
    cost: int | None
    takes_from: Annotated[tuple[NodeId, ...], Field(description="needs that hold what it would take")]
    certain: Annotated[Certain, Field(description="whether any best plan has it there")]


class BackupView(Filled):
    """The second choice for a role: an offer that has time for it, so that nobody else moves.

    `cost` is what the plan's value would lose by it (negative: gain).
    """

    cost: int


class RoleBackup(Shown):
    """Whose absence would break the linkage, and who could stand in; null where nobody can."""

    offer: NodeId
    backup: BackupView | None


class SlotDetail(Shown):
    """A slot of one linkage: who was chosen and why, who was ruled out by which rule, who else could, and who stands in
    when somebody is absent.
    """

    name: str
    society: Society
    required: bool
    count: int
    chosen: tuple[Chosen, ...]
    ruled_out: Annotated[dict[str, int], Field(description="offers of the society that each rule refused, once each")]
    alternates: tuple[AlternateView, ...]
    backups: Annotated[
        tuple[RoleBackup, ...] | None, Field(description="null: not worked out yet, others were being answered")
    ] = ()


class BondView(Shown):
    """A standing relation between two of the chosen, and what it adds."""

    slots: tuple[str, str]
    offers: tuple[NodeId, NodeId]
    score: int


class RepairView(Shown):
    """The cheapest change found that would let the need be served beside all that the plan serves.

    Either a team (`option`, `slots`) with so much more of which capacity (`add`), and what the plan would then be
    worth (`objective`, certified); or, where nobody can, how many more offers a slot needs (`wanted`) and how many
    offers each rule keeps out (`rules`, by slot).
    """

    option: str | None = None
    slots: dict[str, tuple[NodeId, ...]] = {}
    add: dict[str, int] = {}
    objective: int | None = None
    wanted: dict[str, int] = {}
    rules: dict[str, dict[str, int]] = {}


class WhyNot(Shown):
    """Why a need is not served. `detail` is what the reason adds, as in the plan: counts by rule, demands, winners."""

    reason: Reason
    detail: dict[str, Any]
    repair: RepairView | None


class BehindView(Shown):
    """The part of a need's value, in points, for its community's having got less than others in the last weeks."""

    points: int
    weeks: int


class LinkageDetail(Shown):
    """One linkage in full. `value` is that of the need, `worth` with the scores and bonds of those who serve it."""

    week: Week
    run: NodeId | None
    linkage: LinkageView
    value: int | None
    worth: int | None
    slots: tuple[SlotDetail, ...]
    bonds: tuple[BondView, ...]
    why_not: Annotated[WhyNot | None, Field(description="null when it is served, or there is no plan")]
    behind: Annotated[BehindView | None, Field(description="where fairness is a part of the value")] = None


class RunOrder(Shown):
    """What a run is asked to do."""

    model_config = ConfigDict(strict=True)

    time_limit: Annotated[int | None, Field(ge=1, le=86_400, description="seconds; null: the service's own")] = None
    gap: Annotated[
        float, Field(ge=0, le=1, allow_inf_nan=False, description="stop at this gap; 0 asks for the proved optimum")
    ] = 0.0
    seed: Annotated[int, Field(ge=0, lt=2**31)] = 1


class RunProgress(Shown):
    """Where a running solve stands: its best checked objective and proved bound so far, null before there is one."""

    phase: RunPhase
    seconds: Annotated[float, Field(description="wall seconds since the run began")]
    objective: int | None = None
    bound: int | None = None
    gap: float | None = None


class RunView(Shown):
    """A run: its limits, where it stands, and what came of it. `progress` is there while the service watches it."""

    id: NodeId
    week: Week
    state: RunState
    time_limit: Annotated[int, Field(description="seconds")]
    gap_limit: float
    seed: int
    created: Moment
    finished: Moment | None = None
    status: PlanStatus | None = None
    objective: int | None = None
    bound: int | None = None
    gap: Annotated[float | None, Field(description="(bound - objective) / max(1, |bound|)")] = None
    plan: Annotated[bool, Field(description="it made a plan: see /api/runs/{id}/plan")] = False
    reason: Annotated[str, Field(description="why it failed or ended early")] = ""
    progress: RunProgress | None = None


class RunBrief(Shown):
    """A run and where it stands."""

    id: NodeId
    state: RunState


class WeekView(Shown):
    """A week as the home page and the API show it. `linkages` begin with the most urgent and longest waiting need.

    `current` is the newest run of the week that is queued or running, if there is one; `latest` the newest of all.
    """

    figures: WeekFigures
    current: RunBrief | None
    latest: RunBrief | None
    linkages: tuple[LinkageView, ...]


class WeekPage(Shown):
    """A page of the weeks that have needs, newest first."""

    items: tuple[WeekFigures, ...]
    next: str | None


class LinkagePage(Shown):
    """A page of linkages, the most urgent and longest waiting need first."""

    items: tuple[LinkageView, ...]
    next: str | None


class Health(Shown):
    """The process is alive."""

    status: Literal["ok"] = "ok"
    version: str
