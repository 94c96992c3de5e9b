"""What the pages on which somebody decides ask in their address, and what their forms send. An empty field is none."""

from typing import Annotated, Any, Literal, TypeVar

from pydantic import BeforeValidator, Field

from graph.model import HalfDay
from graph.model.base import NodeId
from service.decision_schemas import Action, Because, DecisionOrder, SlotName
from service.home import DecisionName
from service.language import Language
from service.schemas import Shown


def _given(value: Any) -> Any:
    return None if value == "" else value


T = TypeVar("T")
Maybe = Annotated[T | None, BeforeValidator(_given)]
Back = Annotated[str, Field(max_length=2000)]
Reason = Annotated[str, Field(max_length=500)]
State = Annotated[str, Field(max_length=120)]


class DecideAsked(Shown):
    """Which decision somebody thinks of. `back`: the page that she comes from."""

    need: NodeId
    action: Action
    slot: Maybe[SlotName] = None
    offer: Maybe[NodeId] = None
    because: Maybe[Because] = None
    half_day: Maybe[HalfDay] = None
    back: Back = "/"
    lang: Maybe[Language] = None

    @property
    def complete(self) -> bool:
        """Whether it says enough to tell what would come of it."""
        return self.action in ("accept", "release") or bool(self.offer and (self.slot or self.action == "reject"))

    def order(self, reason: str = "") -> DecisionOrder:
        """The decision; what its kind has no use for is left out."""
        rejects, whole = self.action == "reject", self.action == "accept"
        because = self.because if rejects else None
        return DecisionOrder(
            need=self.need,
            action=self.action,
            slot=None if whole else self.slot,
            offer=None if whole else self.offer,
            because=because,
            half_day=self.half_day if because == "not_free" else None,
            reason=reason,
        )


class Confirmed(DecideAsked):
    """A decision as it is confirmed: why, and what its reader was shown (see `service.confirming`)."""

    reason: Reason = ""
    seen: State = ""
    shown: State = ""


class UndoAsked(Shown):
    """Which decision somebody thinks of undoing."""

    decision: DecisionName
    back: Back = "/"
    lang: Maybe[Language] = None


class Undone(UndoAsked):
    """Undoing as it is confirmed."""

    seen: State = ""
    shown: State = ""


class SeveralForm(Shown):
    """The needs whose linkages are to be accepted; `confirmed` once it was shown what that does."""

    need: Annotated[tuple[NodeId, ...], Field(max_length=1000)] = ()
    confirmed: Literal["", "yes"] = ""
    reason: Reason = ""
    back: Back = "/"


class PublishForm(Shown):
    """A week is published, or repaired with a reason."""

    reason: Reason = ""
