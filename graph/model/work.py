"""What happens in a week: runs, linkages, decisions, commissions, ratings (S1, S3)."""

from typing import Annotated, Literal

from pydantic import Field

from graph.model.base import Fen, HalfDay, Hours, Moment, Name, Node, Text, Week, Whole


class Run(Node):
    """One computation of a week's plan, with its limits and where it stands.

    `cancel`: somebody wants it to end with its best plan so far. `problem`, `tally` and `plan` are the ids of the
    artifacts, empty until they exist.
    """

    week: Week
    state: Literal["queued", "running", "done", "failed", "cancelled"]
    seed: Annotated[int, Field(ge=0, lt=2**31)] = 1
    time_limit: Annotated[int, Field(ge=1, le=86_400, description="seconds")] = 60
    gap: Annotated[float, Field(ge=0, le=1)] = 0.0
    created: Moment
    cancel: bool = False
    finished: Moment | None = None
    problem: str = ""
    tally: str = ""
    plan: str = ""
    status: Literal["", "optimal", "feasible", "infeasible"] = ""
    objective: Whole | None = None
    bound: Whole | None = None
    reason: Text = ""


class Artifact(Node):
    """A file that a run made, kept whole: base64 of the zlib-compressed bytes, and the bytes' own SHA-256."""

    media: Annotated[str, Field(max_length=100)]
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    content: str


class Linkage(Node):
    """One need joined to the members of the five societies that serve it together (联动方案).

    Relations: SERVES the need; an offer FILLS it, with the slot's name on the relation.
    """

    week: Week
    half_day: HalfDay | None = None
    state: Literal["proposed", "accepted", "dispatched", "done", "no_show", "cancelled"]
    hours: Hours = 0
    spent: Fen = 0


class Decision(Node):
    """A coordinator's word on a suggestion, with who, when and why. It CONCERNS a need, and NAMES an offer.

    accept: this linkage as it stands; pin: this offer in `slot`; reject: not this offer in `slot`
    (every slot where empty); release: undoes. A decision that was `undone` counts no more.

    `because` says what a rejection changed in the graph beside: `resident`, the resident refuses this helper;
    `not_free`, the offer is not free in `half_day`; `closed`, the offer is closed.
    """

    action: Literal["accept", "pin", "reject", "release"]
    week: Week
    slot: Annotated[str, Field(max_length=31)] = ""
    because: Literal["", "resident", "not_free", "closed"] = ""
    half_day: HalfDay | None = None
    reason: Text = ""
    by: Name
    at: Moment
    undone: Moment | None = None
    undone_by: Annotated[str, Field(max_length=120)] = ""


class Commission(Node):
    """A dispatch (派单) of one member of a linkage, and the answer (接单)."""

    state: Literal["sent", "accepted", "declined", "done", "no_show"]
    at: Moment
    answered: Moment | None = None
    note: Text = ""


class Rating(Node):
    """The helped person's judgement of a linkage (评单)."""

    stars: Annotated[int, Field(ge=1, le=5)]
    week: Week
    words: Text = ""
