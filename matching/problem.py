"""One week's problem: what goes into a solver. The file format is `tongxin-problem/1`.

Integers throughout. `read_problem` (matching.reading) makes these from a file and has checked every rule of the format;
whoever makes one in code answers for the same rules.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

FORMAT = "tongxin-problem/1"


@dataclass(frozen=True, slots=True)
class Capacity:
    """What may be used up: hours of a week, one half-day, a caseload, CNY fen, boxes, a room.

    Uses must add up to at least `min` and at most `max`, in `unit`.
    """

    id: str
    max: int
    min: int = 0
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """An offer that may fill a slot, in one option or (None) in any, for a score, using amounts of capacities."""

    offer: str
    option: str | None = None
    score: int = 0
    uses: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Slot:
    """Asks for `count` distinct offers when required, for 0 to `count` when optional."""

    id: str
    candidates: tuple[Candidate, ...]
    society: str | None = None
    count: int = 1
    required: bool = True


@dataclass(frozen=True, slots=True)
class Bond:
    """Joins two chosen offers of one need, each named by (slot, offer): a score for both together, or a ban."""

    a: tuple[str, str]
    b: tuple[str, str]
    score: int = 0
    ban: bool = False


@dataclass(frozen=True, slots=True)
class Need:
    """Served whole or not at all: exactly one option, every required slot full. `options` is (None,) when unnamed."""

    id: str
    value: int
    slots: tuple[Slot, ...]
    must: bool = False
    group: str | None = None
    options: tuple[str | None, ...] = (None,)
    bonds: tuple[Bond, ...] = ()

    @property
    def size(self) -> int:
        """Candidates of all slots."""
        return sum(len(slot.candidates) for slot in self.slots)


@dataclass(frozen=True, slots=True)
class Choice:
    """One offer in one slot of one need: what a pin demands and a ban forbids."""

    need: str
    slot: str
    offer: str


@dataclass(frozen=True, slots=True)
class Floor:
    """The values of the group's served needs must add up to at least `min_value`."""

    group: str
    min_value: int


@dataclass(frozen=True, slots=True)
class Problem:
    """The whole week. `sha256` is of the file's bytes, lower-case hex."""

    needs: tuple[Need, ...]
    capacities: tuple[Capacity, ...] = ()
    pins: tuple[Choice, ...] = ()
    bans: tuple[Choice, ...] = ()
    floors: tuple[Floor, ...] = ()
    week: str | None = None
    sha256: str = ""

    @property
    def size(self) -> int:
        """Candidates of all needs."""
        return sum(need.size for need in self.needs)
