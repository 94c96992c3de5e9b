"""What could be done for an unserved need: changes that people can make by which it could be served, cheapest first.

A change is a few steps, each a thing that somebody can do: ask, open, train, find more of something. What is possible
comes from outside: *openings*, each a step with the offers that would be candidates of the need by it. What a capacity
lacks beside the plan can be found, except where and when somebody is: nobody has the same half-day twice. And a new
offer is always possible, and the dearest of all. A step counts for this need alone.

`matching.repairs` certifies what is proposed here.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, get_args

from matching.ledger import Ledger, banned_together
from matching.more import extended
from matching.plan import Served
from matching.problem import Bond, Candidate, Capacity, Choice, Need, Problem, Slot
from matching.proofs import raised, with_need
from matching.short import short_slots

Kind = Literal["undo", "consent", "free", "ask", "time", "open", "train", "give", "sign", "new"]

ORDER: Mapping[Kind, str] = {
    "undo": "a decision of ours, taken back at once",
    "consent": "a question to whom it is for: nobody else has to do anything",
    "free": "a question to somebody who helps already: another half-day",
    "ask": "a question to somebody who helps already: for this service, in this place, or a little farther, too",
    "time": "more hours, tasks or cases of somebody who helps already",
    "open": "what an organization or sponsor gives, for this service, place or week too: it has to decide",
    "train": "a course: it takes weeks, and somebody who teaches",
    "give": "money and goods have to be found",
    "sign": "an agreement: a public body has to decide",
    "new": "somebody who does not help yet has to be found",
}
"""What counts as cheaper, and why. Of several steps the dearest counts, then how many there are of it, then how many
in all, then how much."""

KINDS: tuple[Kind, ...] = get_args(Kind)

TIME_UNITS = frozenset({"hour", "task", "ask", "case", "linkage"})
"""Units of what somebody may give more of; of anything else more has to be found."""

WIDTH = 30
"""So many of the cheapest candidates of a slot are followed."""

TEAMS, SAME, ALIKE = 60, 4, 12
"""So many of the cheapest teams are followed; so many of those for which the same has to be done; and of things of the
same kinds so many different ones."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that people would do.

    `of`: the offer that it is about; of `time` and `give` the capacity of which there would be `add` more, in its unit;
    of `consent` the need; of `new` the slot that `add` offers more would fill. `to`: what the step would join it to: a
    half-day, a service, a place, trainings, purposes; of `undo` the slot.
    """

    kind: Kind
    of: str
    to: tuple[str, ...] = ()
    add: int = 0


@dataclass(frozen=True, slots=True)
class Opening:
    """A step by which offers would be candidates of the need: each with its slot. The capacities that they use, as the
    graph has them, and the bonds that they would bring. No step: they lack nothing but enough of a capacity."""

    step: Step | None
    joins: tuple[tuple[str, Candidate], ...]
    capacities: tuple[Capacity, ...] = ()
    bonds: tuple[Bond, ...] = ()


@dataclass(frozen=True, slots=True)
class Proposal:
    """Steps, and the team that could then serve the need beside all whom the plan serves; None: others would have to
    move or give way, if it is possible at all."""

    steps: tuple[Step, ...]
    team: Served | None


def proposals(
    problem: Problem, served: Iterable[Served], need: str, openings: Sequence[Opening] = ()
) -> list[Proposal]:
    """What could be tried, by ORDER. Of what lets the need be served beside all others, no step could be left out for
    another that is here; and then what is left where one of its steps is left out, so that others move or give way.

    :param served: a plan of the problem; the need is not in it.
    :raises KeyError: the problem has no such need.
    """
    search = _Search(problem, Ledger(problem, served), need, openings)
    teams = [team for option in search.need.options for team in search.teams(option)]
    every = [search.proposal(team) for team in sorted(teams, key=search.key)]
    beside = [one for at, one in enumerate(every) if not any(_covers(one, other) for other in every[:at])]
    rests = dict.fromkeys(rest for one in beside for rest in _rests(one.steps))
    fewer = [Proposal(rest, None) for rest in rests if not short_slots(_joined(search.need, *_opened(rest, openings)))]
    return sorted([*beside, *fewer], key=lambda proposal: cheapness(search.most, proposal.steps))


def _rests(steps: tuple[Step, ...]) -> Iterator[tuple[Step, ...]]:
    """All but one of the steps, where that is something."""
    for one in steps if len(steps) > 1 else ():
        yield tuple(step for step in steps if step is not one)


def mended(problem: Problem, need: str, steps: Iterable[Step], openings: Sequence[Opening]) -> Problem:
    """The problem after these steps, in which the need must be served. Needs that they do not touch are the same
    objects."""
    done = tuple(steps)
    opened, new = _opened(done, openings)
    add = {step.of: step.add for step in done if step.kind in ("time", "give")}
    lifted = {Choice(need, slot, step.of) for step in done if step.kind == "undo" for slot in step.to}
    capacities = [capacity for opening in opened for capacity in opening.capacities]
    capacities += [Capacity(_newcomers(slot), count, unit="offer") for slot, count in new.items()]
    return replace(
        problem,
        needs=with_need(problem, need, lambda one: _joined(one, opened, new)),
        capacities=raised(problem, add, capacities),
        bans=tuple(ban for ban in problem.bans if ban not in lifted),
        sha256="",
    )


def _opened(steps: Sequence[Step], openings: Sequence[Opening]) -> tuple[list[Opening], dict[str, int]]:
    """What these steps open, and how many new offers each slot gets."""
    opened = [opening for opening in openings if opening.step is None or opening.step in steps]
    return opened, {step.of: step.add for step in steps if step.kind == "new"}


def _joined(need: Need, opened: Sequence[Opening], new: Mapping[str, int]) -> Need:
    def join(slot: Slot) -> Slot:
        more = tuple(candidate for one in opened for name, candidate in one.joins if name == slot.id)
        larger = replace(slot, candidates=(*slot.candidates, *more)) if more else slot
        return extended(larger, new[slot.id], _newcomers(slot.id)) if slot.id in new else larger

    bonds = (*need.bonds, *dict.fromkeys(bond for one in opened for bond in one.bonds))
    return replace(need, must=True, slots=tuple(map(join, need.slots)), bonds=bonds)


def _newcomers(slot: str) -> str:
    """The capacity of a slot's new offers; no id of a graph begins like it."""
    return f"extra:{slot}"


def cheapness(most: Mapping[str, int], steps: Sequence[Step]) -> tuple[int, int, int, float]:
    """A number for each part of ORDER: the dearest kind, how many of it (each new offer counts), how many steps in all,
    and their amounts beside what there is.

    :param most: what each capacity holds.
    """
    kinds = [KINDS.index(step.kind) for step in steps for _ in range(step.add if step.kind == "new" else 1)]
    amounts = sum(step.add / max(1, most.get(step.of, 1)) for step in steps)
    dearest = max(kinds, default=-1)
    return dearest, kinds.count(dearest), len(kinds), amounts


def _covers(one: Proposal, other: Proposal) -> bool:
    """Whether the other, which is no dearer, asks nothing that this one does not ask."""
    asked = {(step.kind, step.of, step.to): step.add for step in one.steps}
    return all(asked.get((step.kind, step.of, step.to), -1) >= step.add for step in other.steps)


@dataclass(frozen=True)
class _Entry:
    """Somebody who could be in a slot, and by which steps."""

    candidate: Candidate
    steps: frozenset[Step]


@dataclass(frozen=True)
class _Team:
    """Some slots filled: by which steps, and what that takes."""

    option: str | None
    steps: frozenset[Step] = frozenset()
    slots: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    taken: Mapping[str, int] = field(default_factory=dict)
    score: int = 0

    def with_entry(self, slot: str, entry: _Entry) -> "_Team":
        taken = dict(self.taken)
        for capacity, amount in entry.candidate.uses.items():
            taken[capacity] = taken.get(capacity, 0) + amount
        offers = (*self.slots.get(slot, ()), entry.candidate.offer)
        return _Team(
            self.option,
            self.steps | entry.steps,
            {**self.slots, slot: offers},
            taken,
            self.score + entry.candidate.score,
        )


class _Search:
    """The teams that could serve one need beside a plan, those by the cheapest steps first."""

    def __init__(self, problem: Problem, ledger: Ledger, need: str, openings: Sequence[Opening]) -> None:
        self.need, self.openings = ledger.needs[need], openings
        added = [capacity for opening in openings for capacity in opening.capacities]
        self.capacities = {capacity.id: capacity for capacity in (*added, *problem.capacities)}
        self.most = {id: capacity.max for id, capacity in self.capacities.items()}
        self.left = {**{capacity.id: capacity.max for capacity in added}, **ledger.left}
        self.banned = {(ban.slot, ban.offer) for ban in problem.bans if ban.need == need}
        joined = tuple(bond for opening in openings for bond in opening.bonds)
        self.bonded = replace(self.need, bonds=(*self.need.bonds, *joined))

    def teams(self, option: str | None) -> list[_Team]:
        """The best teams in an option; none where some slot cannot be filled even so."""
        teams = [_Team(option)]
        for slot in self.need.slots:
            if slot.required:
                entries = self._entries(slot, option)
                for _ in range(slot.count):
                    teams = self._best(longer for team in teams for longer in self._longer(team, slot, entries))
        return teams

    def proposal(self, team: _Team) -> Proposal:
        """With all that the team lacks found."""
        served = Served(self.need.id, team.option, dict(team.slots))
        more = (Step(self._kind(id), id, (), amount) for id, amount in self._lacks(team).items())
        steps = sorted((*team.steps, *more), key=lambda step: (KINDS.index(step.kind), step.of, step.to))
        return Proposal(tuple(steps), served)

    def key(self, team: _Team) -> tuple[tuple[int, int, int, float], int, tuple[str, ...]]:
        """What comes first: by ORDER; of equals the higher score, then by name."""
        lacks = (Step(self._kind(id), id, (), amount) for id, amount in self._lacks(team).items())
        names = tuple(offer for offers in team.slots.values() for offer in offers)
        return cheapness(self.most, [*team.steps, *lacks]), -team.score, names

    def _best(self, teams: Iterable[_Team]) -> list[_Team]:
        """The cheapest, and of those for which things of the same kinds have to be done a few."""
        same, alike = Counter[frozenset[object]](), Counter[tuple[str, ...]]()
        best = []
        for team in sorted(filter(self._possible, teams), key=self.key):
            lacks = self._lacks(team)
            things = frozenset[object]([*team.steps, *lacks])
            kinds = tuple(sorted([*(step.kind for step in team.steps), *map(self._kind, lacks)]))
            alike[kinds] += not same[things]
            same[things] += 1
            if same[things] <= SAME and alike[kinds] <= ALIKE:
                best.append(team)
        return best[:TEAMS]

    def _possible(self, team: _Team) -> bool:
        findable = all(self.capacities[id].unit is not None or self.capacities[id].max > 1 for id in self._lacks(team))
        return findable and not banned_together(self.bonded, team.slots)

    def _longer(self, team: _Team, slot: Slot, entries: Sequence[_Entry]) -> Iterator[_Team]:
        """The team with one more in the slot, in their order, so that no two are the same people; or with all places
        that are left for new offers. One that is full stays as it is."""
        inside = team.slots.get(slot.id, ())
        if len(inside) == slot.count:
            yield team
            return
        after = next((at for at, e in enumerate(entries, 1) if inside and e.candidate.offer == inside[-1]), 0)
        yield from (team.with_entry(slot.id, entry) for entry in entries[after:])
        count = slot.count - len(inside)
        offers = (*inside, *(f"extra:{n}" for n in range(1, count + 1)))
        yield replace(team, steps=team.steps | {Step("new", slot.id, (), count)}, slots={**team.slots, slot.id: offers})

    def _entries(self, slot: Slot, option: str | None) -> list[_Entry]:
        """Everybody who could be in the slot, the cheapest first."""
        here: list[tuple[Candidate, Step | None]] = [(candidate, None) for candidate in slot.candidates]
        here += [(c, opening.step) for opening in self.openings for name, c in opening.joins if name == slot.id]
        able = [_Entry(c, self._steps(slot, c, step)) for c, step in here if c.option in (None, option)]
        alone = {id(entry): _Team(option).with_entry(slot.id, entry) for entry in able}
        possible = [entry for entry in able if self._possible(alone[id(entry)])]
        return sorted(possible, key=lambda entry: self.key(alone[id(entry)]))[:WIDTH]

    def _steps(self, slot: Slot, candidate: Candidate, step: Step | None) -> frozenset[Step]:
        banned = (slot.id, candidate.offer) in self.banned
        undo = {Step("undo", candidate.offer, (slot.id,))} if banned else set()
        return frozenset(undo | ({step} if step else set()))

    def _lacks(self, team: _Team) -> dict[str, int]:
        return {id: amount - self.left[id] for id, amount in sorted(team.taken.items()) if amount > self.left[id]}

    def _kind(self, capacity: str) -> Kind:
        return "time" if self.capacities[capacity].unit in (*TIME_UNITS, None) else "give"
