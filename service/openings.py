"""What the graph could have, and has not, that would let somebody help: the openings of one need.

Whoever exactly one rule keeps out of a slot could come in by one step, where people can do something about that rule.
Age, health, family and what a resident does not want stay as they are.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

import numpy as np
import polars as pl

from graph.in_force import in_force
from graph.store import Reader
from graph.weeks import monday
from matching.bonds import bonds
from matching.build import Ground
from matching.capacities import taken
from matching.mending import Kind, Opening, Step
from matching.misses import Misses
from matching.options import Candidates, candidates
from matching.pairs import Bools, Rows
from matching.problem import Bond, Candidate, Capacity, Need
from matching.rules import BONDS, HARD, SOFT
from matching.sieve import points

DOABLE = frozenset({"service", "active", "reach", "distance", "consent", "training", "agreement", "amount", "half_day"})
"""The rules about which people can do something."""

Join = tuple[str, Candidate]
"""A slot of the need, and who would be its candidate."""


def openings(reader: Reader, week: str, ground: Ground, need: Need) -> tuple[Opening, ...]:
    """The openings of one need, in no order. None for a need that the graph does not have open any more.

    :param ground: of that week, from the same reader.
    :param need: as the plan's problem has it; who is a candidate there already needs no step.
    """
    rows = np.flatnonzero((ground.known.needs["id"] == need.id).to_numpy())
    if not len(rows):
        return ()
    slots = np.flatnonzero((ground.known.slots["need"] == int(rows[0])).to_numpy())
    return _Openings(reader, week, ground, need, int(rows[0]), ground.misses(slots)).all()


@dataclass(frozen=True)
class _Openings:
    """The openings of one need, in the making. `row` is that of the need, `found` who might fill its slots."""

    reader: Reader
    week: str
    ground: Ground
    need: Need
    row: int
    found: Misses

    def all(self) -> tuple[Opening, ...]:
        chosen, scores = self._chosen(), points(self.found.pairs, SOFT).sum(axis=1).tolist()
        held = taken(self.found.pairs, chosen, self.ground.names)
        capacities = {capacity.id: capacity for capacity in held.capacities}
        joins: dict[Step | None, list[Join]] = defaultdict(list)
        for place, pair in enumerate(chosen.pair.tolist()):
            option = int(chosen.option[place])
            if self._is_new(pair):
                candidate = Candidate(self._offer(pair), self._half_day(option), scores[pair], held.by_candidate[place])
                joins[self._step(pair, option)].append((self._slot(pair), candidate))
        bonded = self._bonds()
        return tuple(self._opening(step, made, capacities, bonded) for step, made in joins.items())

    def _opening(
        self, step: Step | None, made: Sequence[Join], capacities: Mapping[str, Capacity], bonded: Sequence[Bond]
    ) -> Opening:
        ends = {(slot, candidate.offer) for slot, candidate in made}
        used = sorted({id for _, candidate in made for id in candidate.uses})
        bonds = tuple(bond for bond in bonded if bond.a in ends or bond.b in ends)
        return Opening(step, tuple(made), tuple(capacities[id] for id in used), bonds)

    def _chosen(self) -> Candidates:
        """In which half-days each could come: who is free in none of them would be in any."""
        asked = int(self.ground.known.needs["mask"][self.row])
        half_day = np.flatnonzero(self.found.rule == _place("half_day"))
        options = np.flatnonzero(asked >> np.arange(len(self.ground.names.half_days)) & 1)
        able = np.flatnonzero(self._doable())
        now = candidates(self.found.pairs)
        now_able = np.isin(now.pair, able)
        pair: Rows = np.append(now.pair[now_able], np.repeat(half_day, len(options)))
        return Candidates(pair, np.append(now.option[now_able], np.tile(options, len(half_day))))

    def _doable(self) -> Bools:
        """Those whom a step lets in; what no giver may give to one need is none."""
        pairs, rule = self.found.pairs, self.found.rule
        doable = np.isin(rule, [_place(name) for name in DOABLE if name != "half_day"])
        too_much = (rule == _place("amount")) & (pairs.slot.asks > pairs.offer.most_per_need)
        kept: Bools = doable & ~too_much
        return kept

    def _is_new(self, pair: int) -> bool:
        known = self._candidates.get(self._slot(pair))
        return known is not None and self._offer(pair) not in known

    @cached_property
    def _candidates(self) -> Mapping[str, set[str]]:
        """Who is a candidate of each required slot now."""
        return {slot.id: {c.offer for c in slot.candidates} for slot in self.need.slots if slot.required}

    def _offer(self, pair: int) -> str:
        return self._names["offers"][pair]

    def _slot(self, pair: int) -> str:
        return self._names["slots"][pair]

    @cached_property
    def _names(self) -> Mapping[str, list[str]]:
        """What each pair is about."""
        known, pairs = self.ground.known, self.found.pairs
        return {
            "offers": known.offers["id"].gather(pairs.offer.rows).to_list(),
            "slots": known.slots["name"].gather(pairs.slot.rows).to_list(),
            "providers": known.providers["id"].gather(pairs.provider.rows).to_list(),
        }

    @cached_property
    def _persons(self) -> Bools:
        persons: Bools = self.found.pairs.provider.person
        return persons

    def _half_day(self, option: int) -> str | None:
        return None if option < 0 else self.ground.names.half_days[option]

    def _step(self, pair: int, option: int) -> Step | None:
        """What would let this pair in; None: only enough of a capacity."""
        offer = self._offer(pair)
        match HARD[self.found.rule[pair]].name:
            case "consent":
                return Step("consent", self.need.id, self._purposes())
            case "training":
                return Step("train", offer, self._trainings(self._names["providers"][pair]))
            case "agreement":
                return Step("sign", offer, (self._service, self._community))
            case "active":
                return Step("open", offer)
            case "service":
                return Step(self._asked(pair), offer, (self._service,))
            case "reach" | "distance":
                return Step(self._asked(pair), offer, (self._community,))
            case "half_day":
                return Step("free", offer, (str(self._half_day(option)),))
            case _:
                return None

    def _asked(self, pair: int) -> Kind:
        """Somebody is asked; of what an organization, enterprise, program or fund gives, its giver has to decide."""
        return "ask" if self._persons[pair] else "open"

    @property
    def _service(self) -> str:
        return str(self.ground.known.services["id"][int(self.ground.known.needs["service"][self.row])])

    @property
    def _community(self) -> str:
        return str(self.ground.known.found.tree.ids[int(self.ground.known.needs["community"][self.row])])

    def _purposes(self) -> tuple[str, ...]:
        """What the resident has not consented to, of what this need asks."""
        known = self.ground.known
        resident = known.residents.row(int(known.needs["resident"][self.row]), named=True)
        uses_health = known.services["uses_health"][int(known.needs["service"][self.row])]
        asked = ("service", "health") if uses_health else ("service",)
        return tuple(purpose for purpose in asked if not resident[purpose])

    def _trainings(self, provider: str) -> tuple[str, ...]:
        """What the service takes, and the provider has not passed so that it holds through the week."""
        has = set(self._passed.filter(start=provider)["end"])
        takes = self.reader.neighbours(self._service, "TAKES", "out")
        return tuple(sorted(edge.end for edge in takes if edge.end not in has))

    @cached_property
    def _passed(self) -> pl.DataFrame:
        first = monday(self.week)
        return in_force(self.reader, "TRAINED_IN", first, last=first + timedelta(days=6))

    def _bonds(self) -> Sequence[Bond]:
        """The bonds between those who could come in, and with those who can already."""
        known, pairs = self.ground.known, self.found.pairs
        names, ids = known.slots["name"], known.offers["id"]
        rows = bonds(pairs, BONDS, self.ground.related).iter_rows()
        return [
            Bond((names[slot_a], ids[a]), (names[slot_b], ids[b]), score) for _, slot_a, a, slot_b, b, score in rows
        ]


def _place(rule: str) -> int:
    return next(place for place, each in enumerate(HARD) if each.name == rule)
