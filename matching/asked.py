"""What a policy of fairness asks of a week, and what of it gives way to people's decisions at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from matching.problem import Capacity, Choice, Need
from matching.uses import ASKS


@dataclass(frozen=True)
class Asked:
    """What the policy asks: `share` percent of what is servable in each group, and where needs have `waited` long (by
    id) at least what the most valuable of them is worth."""

    share: int = 0
    waited: frozenset[str] = frozenset()

    def anything(self, capacities: Iterable[Capacity]) -> bool:
        """Whether there is a floor to set, or a cap among these."""
        return bool(self.share or self.waited) or any(capacity.id.endswith(ASKS) for capacity in capacities)


def within_decisions(
    capacities: Sequence[Capacity], needs: Sequence[Need], pins: Iterable[Choice]
) -> tuple[tuple[Capacity, ...], dict[str, int]]:
    """The capacities, with caps no lower than what people pinned; and the caps that so gave way, as they were."""
    asked: dict[str, int] = {}
    for capacity in _pinned(needs, pins):
        asked[capacity] = asked.get(capacity, 0) + 1
    raised = {c.id: c.max for c in capacities if asked.get(c.id, 0) > c.max}
    return tuple(replace(c, max=asked[c.id]) if c.id in raised else c for c in capacities), raised


def _pinned(needs: Sequence[Need], pins: Iterable[Choice]) -> Iterable[str]:
    """The cap on which each pin draws, where there is one."""
    wanted = {(pin.need, pin.slot, pin.offer) for pin in pins}
    touched = {need for need, _, _ in wanted}
    for need in needs:
        for slot in need.slots if need.id in touched else ():
            drawn = {c.offer: cap for c in slot.candidates for cap in c.uses if cap.endswith(ASKS)}
            yield from (cap for offer, cap in drawn.items() if (need.id, slot.id, offer) in wanted)
