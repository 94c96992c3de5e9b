"""How much of the limits is left, and who is told how the solve stands."""

from dataclasses import dataclass, field, replace
from time import monotonic

from matching.limits import Cancelled, Limits, Phase, Progress, Report


@dataclass
class Clock:
    """Counts seconds, or work where work is limited; then the wall clock is not looked at."""

    limits: Limits
    report: Report | None = None
    cancelled: Cancelled | None = None
    began: float = field(default_factory=monotonic)
    work_done: int = 0
    kept_back: float = 0.0

    @property
    def seconds(self) -> float:
        """Wall seconds since the start."""
        return monotonic() - self.began

    def stopped(self) -> bool:
        """Cancelled, or no time or work left."""
        return (self.cancelled is not None and self.cancelled()) or self.share(1.0) <= 0

    def share(self, part: float) -> float:
        """What is left of this part of the limit: seconds, or units of work."""
        if self.limits.work is not None:
            return part * self.limits.work - self.work_done
        return part * (self.limits.seconds - self.kept_back) - self.seconds

    def seconds_left(self, part: float = 1.0) -> float | None:
        """Wall seconds left of this part of the limit, at least a little; None where work is limited."""
        return None if self.limits.work is not None else max(0.01, self.share(part))

    def nodes_left(self, part: float = 1.0) -> int | None:
        """Branch-and-bound nodes left of this part of the limit, at least one; None where time is limited."""
        return None if self.limits.work is None else max(1, int(self.share(part)))

    def stated_seconds(self) -> float:
        """What a plan says that it took: 0 where work is limited, so that its bytes do not depend on the clock."""
        return 0.0 if self.limits.work is not None else round(self.seconds, 3)

    def part(self, share: float) -> "Clock":
        """A clock for a step that may take this share of what is left. Work that it counts is its own."""
        left = max(0.0, self.share(1.0)) * share
        limits = self.limits
        if limits.work is not None:
            smaller = replace(limits, work=max(1, int(left)))
        else:
            smaller = replace(limits, seconds=max(0.01, left))
        return Clock(smaller, None, self.cancelled)

    def keep_back(self, seconds: float) -> None:
        """Count so much less of a limit of seconds: for what must still be done when the limit comes."""
        self.kept_back = seconds

    def spend(self, nodes: int) -> None:
        """Enter the nodes that a step took."""
        self.work_done += nodes

    def tell(self, phase: Phase, objective: int | None = None, bound: int | None = None) -> None:
        """Report progress, where somebody listens."""
        if self.report is not None:
            self.report(Progress(phase, self.seconds, objective, bound))
