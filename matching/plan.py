"""One week's plan: what comes out of a solver. The file format is `tongxin-plan/1`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Literal

FORMAT = "tongxin-plan/1"

Status = Literal["optimal", "feasible", "infeasible"]


@dataclass(frozen=True, slots=True)
class Served:
    """A need that is served: its option (None when unnamed) and the offers in each slot, in the file's order.

    An optional slot that stays empty is left out.
    """

    need: str
    option: str | None
    slots: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Unserved:
    """A need that is not served, and why; `detail` is what that reason adds (JSON values)."""

    need: str
    reason: Literal["no_candidate", "blocked", "outbid", "open"]
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class WeekClass:
    """The candidates that use `amount` (at least 1) of a provider's week, the capacity `capacity`, and the capacity
    `nested` in it (None: none of those that its classes name); and the price of each of them, 0 or more.

    `slots` (need, slot), where it is not None: only the candidates of these slots are of the class.
    """

    capacity: str
    nested: str | None
    amount: int
    price: Fraction
    slots: tuple[tuple[str, str], ...] | None = None


@dataclass(frozen=True, slots=True)
class WeekBound:
    """A tighter proof: other prices of capacities and floors, with those of classes of providers' weeks, and the bound
    that they prove together. Like the first, anyone can recompute it."""

    prices: Mapping[str, Fraction]
    floor_prices: Mapping[str, Fraction]
    classes: tuple[WeekClass, ...]
    bound: int


@dataclass(frozen=True, slots=True)
class Plan:
    """A checked plan, with the bound that no plan can pass and the prices that prove a bound to anyone.

    `optimal`: bound equals objective. `feasible`: bound is above it by `gap`. `infeasible`: no plan exists;
    `conflict` lists demands that cannot hold together, minimal by deletion, and everything else is empty.
    `prices` are exact fractions by capacity, `floor_prices` by group. `weeks` is None where providers' weeks prove no
    more than `bound_from_prices`. `seconds` is 0 when work was limited
    rather than time, so that the bytes do not depend on the clock. `least`: whether it is proved that no plan worth as
    much treats fewer needs otherwise than an earlier plan did; None where it was made without one.
    """

    problem_sha256: str
    status: Status
    objective: int | None
    bound: int | None
    served: tuple[Served, ...] = ()
    unserved: tuple[Unserved, ...] = ()
    prices: Mapping[str, Fraction] = field(default_factory=dict)
    floor_prices: Mapping[str, Fraction] = field(default_factory=dict)
    bound_from_prices: int | None = None
    weeks: WeekBound | None = None
    conflict: tuple[Mapping[str, Any], ...] = ()
    seed: int = 1
    seconds: float = 0.0
    solver: str = ""
    policy: str | None = None
    least: bool | None = None

    @property
    def gap(self) -> float:
        """(bound - objective) / max(1, |bound|); 0 when proved optimal."""
        if self.objective is None or self.bound is None:
            return 0.0
        return (self.bound - self.objective) / max(1, abs(self.bound))
