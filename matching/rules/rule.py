"""What a rule is: its name, what it means to people, and what it says of pairs."""

from collections.abc import Callable
from dataclasses import dataclass

from matching.pairs import Bools, Ints, Pairs


@dataclass(frozen=True)
class HardRule:
    """Refuses an offer for a slot. `name` is what "why not" shows; `means` says in a sentence why the offer is out.

    `refuses` is None for what the graph tests when it looks for candidates: the graph counts those itself.
    """

    name: str
    means: str
    refuses: Callable[[Pairs], Bools] | None = None


@dataclass(frozen=True)
class SoftRule:
    """Gives points to an offer in a slot, the same in every option."""

    name: str
    means: str
    points: Callable[[Pairs], Ints]


@dataclass(frozen=True)
class BondRule:
    """Gives points when an organization and somebody it has a standing `relation` with serve one need together."""

    name: str
    means: str
    relation: str
    points: int
