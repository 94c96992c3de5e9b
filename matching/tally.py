"""What the rules removed while the problem was built: the counts behind "nobody can". Format `tongxin-tally/1`."""

from collections.abc import Mapping
from dataclasses import dataclass, field

FORMAT = "tongxin-tally/1"


@dataclass(frozen=True, slots=True)
class FairTally:
    """What a policy of fairness gave and asked. `behind` maps a need to the points of its value that it has because its
    community got less than others in the last `weeks` weeks. What could not hold and gave way: `floors` maps a
    community to the floor that was asked for, `asks` a capacity to the cap on how often somebody is asked."""

    weeks: int = 0
    behind: Mapping[str, int] = field(default_factory=dict)
    floors: Mapping[str, int] = field(default_factory=dict)
    asks: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Tally:
    """For each need and slot, how many offers of the slot's society each rule ruled out, in the order of the rules.

    An offer is counted once, under the first rule that refuses it; `ruled_out[need][slot]` maps rule name → offers.
    `policy` is the version of the value and score policy that made the problem. `points[need][slot][offer]` maps the
    name of each soft rule to the points it gave, nonzero ones only, the same in every option. `unmet_minimums` maps a
    capacity's id to the minimum that was asked for and could not be kept.
    `only[need][slot]` tells of each required slot that keeps a need without anybody, whatever the half-day, how many
    offers each rule alone refuses: rule name → offers. An offer of another form counts nowhere there, since what it
    gives is another thing. Older files have none. `fairness` is None where nothing of it is
    asked.
    """

    problem_sha256: str
    policy: str
    ruled_out: Mapping[str, Mapping[str, Mapping[str, int]]] = field(default_factory=dict)
    points: Mapping[str, Mapping[str, Mapping[str, Mapping[str, int]]]] = field(default_factory=dict)
    unmet_minimums: Mapping[str, int] = field(default_factory=dict)
    only: Mapping[str, Mapping[str, Mapping[str, int]]] = field(default_factory=dict)
    fairness: FairTally | None = None
