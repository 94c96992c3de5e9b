"""Backups for fragile roles, chosen together: as many roles as can be have one, and these cost the plan least.

That is a week's problem of its own, and is solved as one: a need for each role, its stand-ins the candidates, within
what the plan leaves. So no two roles are promised what only one of them could have.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

from matching.limits import Limits
from matching.plan import Plan
from matching.problem import Candidate, Capacity, Choice, Need, Problem, Slot
from matching.roles import Backup, Backups, Roles, StandIn
from matching.solve import solve

WORK = 1000
"""The limit: enough for a proof where that is easy, and the same backups each time."""


def backups(problem: Problem, plan: Plan, work: int = WORK) -> Backups:
    """The backups of a plan that `verify` accepts; the same for the same files and work."""
    roles = Roles(problem, plan)
    possible = {role: roles.stand_ins(role) for role in roles.fragile()}
    asked = _problem(possible, roles.ledger.left)
    found = solve(asked, Limits(work=work))
    taken = {served.need: served.slots["backup"][0] for served in found.served}
    return Backups(
        tuple(_backup(role, taken.get(_name(role)), stand_ins) for role, stand_ins in possible.items()),
        found.status == "optimal",
    )


def _backup(role: Choice, offer: str | None, stand_ins: Sequence[StandIn]) -> Backup:
    return Backup(role, offer, next((one.cost for one in stand_ins if one.offer == offer), None))


def _problem(possible: Mapping[Choice, Sequence[StandIn]], left: Mapping[str, int]) -> Problem:
    """A backup is worth more than all that backups could cost together."""
    most = 1 + 2 * sum(max(abs(one.cost) for one in found) for found in possible.values() if found)
    several = Counter((role.need, role.slot) for role in possible)
    needs = tuple(
        Need(_name(role), most, (Slot("backup", tuple(_candidate(role, one, several) for one in found)),))
        for role, found in possible.items()
    )
    used = dict.fromkeys(c for need in needs for candidate in need.slots[0].candidates for c in candidate.uses)
    return Problem(needs, tuple(Capacity(id, left.get(id, 1)) for id in used))


def _candidate(role: Choice, one: StandIn, several: Mapping[tuple[str, str], int]) -> Candidate:
    """Of several roles in one slot an offer can take over one."""
    uses = dict(one.takes)
    if several[role.need, role.slot] > 1:
        uses[f"{one.offer} in {role.slot} of {role.need}"] = 1
    return Candidate(one.offer, None, -one.cost, uses)


def _name(role: Choice) -> str:
    return f"{role.need} {role.slot} {role.offer}"
