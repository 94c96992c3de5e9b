"""From the graph to the week's problem: the only file of matching that sees the graph.

basis:    find → sift → score → choose options → take capacities → assemble → count whom one rule keeps out
decided:  demands of people → minimums that can be kept → fairness as far as it can hold → file
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

import numpy as np
import polars as pl

from graph.agreements import agreed, agreements
from graph.candidates import Found, find, missed
from graph.decisions import Demanded, decisions
from graph.demand import Demand
from graph.earmarks import earmarks
from graph.fairness import fairness, past_needs, times_asked
from graph.half_days import mask_of
from graph.helped import helped
from graph.model import HALF_DAYS, Fairness
from graph.rooms import rooms
from graph.rows import rows_of
from graph.store import Reader
from graph.ties import acquaintances, families, members, partners, past_help, qualified, refusals
from graph.weeks import monday, public_holidays, weeks_between
from matching import tables
from matching.asked import Asked, within_decisions
from matching.assemble import Week, needs
from matching.bonds import bonds
from matching.capacities import Names, taken
from matching.minimums import with_minimums
from matching.misses import NO_RULE, Misses, misses, unfilled
from matching.options import Candidates, candidates
from matching.pairs import Fact, Ints, Pairs, Rows, World
from matching.policy import POLICY, Policy
from matching.problem import Capacity, Choice, Need, Problem, Slot
from matching.reasons import points_given, ruled_out
from matching.restrict import live_bonds
from matching.rules import BONDS, HARD, SOFT
from matching.shares import behind, ledger
from matching.sieve import points, sift
from matching.tally import FairTally, Tally
from matching.writing import problem_bytes

SERVICE_FIELDS = ("effort", "min_age", "max_age", "at_home", "with_minors", "uses_health", "fee_per_hour")


@dataclass(frozen=True)
class Built:
    """A week's problem, the bytes of its file, and the tally of what the rules removed and gave."""

    problem: Problem
    data: bytes
    tally: Tally


@dataclass(frozen=True)
class Known:
    """What the graph knows of a week, as rows. needs: with service, resident and site; offers: with room."""

    found: Found
    needs: pl.DataFrame
    offers: pl.DataFrame
    residents: pl.DataFrame
    services: pl.DataFrame
    rooms: pl.DataFrame
    agreements: pl.DataFrame
    agreed: pl.DataFrame

    @property
    def slots(self) -> pl.DataFrame:
        return self.found.demand.slots

    @property
    def providers(self) -> pl.DataFrame:
        return self.found.supply.providers


@dataclass(frozen=True)
class Basis:
    """A week's problem before anybody decided anything: what it takes long to build, and no decision changes.

    `minimums`: capacity id → hours that helpers ask for at least. `refused`, `only` and `points` as in a tally;
    `fairness` too, before anything gave way. `asked`: what the policy of fairness asks for beside.
    """

    week: str
    demand: Demand
    needs: tuple[Need, ...]
    capacities: tuple[Capacity, ...]
    minimums: Mapping[str, int]
    policy: str
    refused: Mapping[str, Mapping[str, Mapping[str, int]]]
    only: Mapping[str, Mapping[str, Mapping[str, int]]]
    points: Mapping[str, Mapping[str, Mapping[str, Mapping[str, int]]]]
    asked: Asked
    fairness: FairTally | None


@dataclass(frozen=True)
class Ground:
    """A week as rules look at it."""

    known: Known
    world: World
    related: Mapping[str, pl.DataFrame]
    """For bonds: see `matching.bonds`."""

    @property
    def names(self) -> Names:
        """What capacities are called."""
        return _names(self.known)

    def misses(self, slots: Rows) -> Misses:
        """Who might fill these slots, by slot and offer: whom no rule keeps out, or only one.

        :param slots: rows, ascending.
        """
        found = self.known.found
        fits = np.isin(found.slot, slots)
        slot, offer, test = missed(found, slots)
        pairs = Pairs(self.world, np.append(found.slot[fits], slot), np.append(found.offer[fits], offer))
        return misses(pairs, np.append(np.full(np.count_nonzero(fits), NO_RULE), test), HARD)


def ground(reader: Reader, week: str) -> Ground:
    """What the graph knows of a week, ready for the rules.

    :raises BadValue: as `build`.
    """
    known = _known(reader, week)
    return Ground(known, _world(reader, week, known), _related(reader, week, known))


def build(reader: Reader, week: str, policy: Policy = POLICY) -> Built:
    """The problem of a week, by the rules in `matching.rules` and a value policy. The same graph gives the same bytes.

    :raises BadValue: no such week, or a graph that contradicts itself: the message names the node and the next step.
    """
    base = basis(reader, week, policy)
    return decided(base, decisions(reader, week, base.demand))


def decided(base: Basis, demands: Sequence[Demanded]) -> Built:
    """The week's problem with what people decided, as a file."""
    asked, unmet, told = demanding(base, demands)
    problem, data = _file(asked)
    return Built(problem, data, Tally(problem.sha256, base.policy, base.refused, base.points, unmet, base.only, told))


def demanding(base: Basis, demands: Sequence[Demanded]) -> tuple[Problem, dict[str, int], FairTally | None]:
    """The week's problem with what people decided: pins, bans, and linkages that stand, and as much fairness as can
    hold beside; the minimums that cannot be kept, and what of the fairness gave way, as in a tally. The problem has no
    file yet, so its `sha256` is empty."""
    needs = _holding(base.needs, demands)
    pins, bans = _demands(demands, needs)
    capped, decided = within_decisions(base.capacities, needs, pins)
    capacities, unmet = with_minimums(capped, base.minimums, needs, bans)
    problem = Problem(needs, capacities, pins, bans, week=base.week)
    if base.fairness is None or not base.asked.anything(capacities):
        return problem, unmet, base.fairness
    from matching.fair_week import fair  # here: it may need a solver, and most weeks do not

    problem, gave_way = fair(problem, base.asked, decided)
    return problem, unmet, replace(base.fairness, floors=gave_way.floors, asks=gave_way.asks)


def basis(reader: Reader, week: str, policy: Policy = POLICY) -> Basis:
    """Everything of a week's problem that no decision changes.

    :raises BadValue: as `build`.
    """
    here = ground(reader, week)
    known, found = here.known, here.known.found
    sifted = sift(Pairs(here.world, found.slot, found.offer), HARD, len(known.slots), found.failed)
    pairs, given = sifted.pairs, points(sifted.pairs, SOFT)
    chosen = candidates(pairs)
    uses = taken(pairs, chosen, _names(known))
    joined = bonds(pairs, BONDS, here.related)
    city = fairness(reader)
    values, gained = _values(known, week, policy, _behind(reader, week, known, policy, city))
    asked = needs(_week(known, values), pairs, chosen, given.sum(axis=1), uses.by_candidate, joined)
    ids = found.demand.needs["id"]
    return Basis(
        week=week,
        demand=found.demand,
        needs=asked,
        capacities=tuple(uses.capacities),
        minimums=_minimums(known),
        policy=policy.version if city.asks_nothing else f"{policy.version}+fairness.{city.revision}",
        refused=ruled_out(ids, known.slots, sifted.refused, HARD),
        only=_only(here, pairs, chosen),
        points=points_given(ids, known.slots, known.offers["id"], pairs, given, SOFT),
        asked=_asked(known, week, city),
        fairness=None if city.asks_nothing else FairTally(city.weeks, _points(ids, gained)),
    )


def _behind(reader: Reader, week: str, known: Known, policy: Policy, city: Fairness) -> Ints:
    """By how many percent each need is worth more since its community got less than others."""
    tree = known.found.tree
    more = behind(ledger(past_needs(reader, week, city.weeks, tree), policy), policy) if city.weeks else {}
    communities = tree.ids.gather(known.needs["community"])
    return np.array([more.get(id, 0) for id in communities], dtype=np.int64)


def _asked(known: Known, week: str, city: Fairness) -> Asked:
    waited = known.needs.select("id", "first_week").iter_rows() if city.waited else ()
    return Asked(city.share, frozenset(id for id, first in waited if weeks_between(first, week) >= city.waited))


def _points(ids: pl.Series, gained: Ints) -> dict[str, int]:
    return {id: points for id, points in zip(ids, gained.tolist(), strict=True) if points}


def _only(here: Ground, pairs: Pairs, chosen: Candidates) -> dict[str, dict[str, dict[str, int]]]:
    """For the slots that keep a need from having anybody: how many offers each rule alone keeps out."""
    slots, needs = here.known.slots, here.known.needs
    short = unfilled(
        pairs, chosen, slots["count"].to_numpy(), slots["required"].to_numpy(), slots["need"].to_numpy(),
        needs["mask"].cast(pl.Int64).to_numpy(),
    )  # fmt: skip
    found = here.misses(short)
    kept = found.rule != NO_RULE
    counts = np.zeros((len(slots), len(HARD)), dtype=np.int64)
    np.add.at(counts, (found.pairs.slot.rows[kept], found.rule[kept]), 1)
    named = ruled_out(needs["id"], slots[short], counts[short], HARD)
    return {need: by_slot for need, by_slot in named.items() if by_slot}


def _known(reader: Reader, week: str) -> Known:
    found = find(reader, week)
    day, tree, providers = monday(week), found.tree, found.supply.providers
    persons = helped(reader, day, found.demand, tree)
    made = agreements(reader, day, tree)
    under = agreed(reader, made, found.demand.needs, providers["id"], tree)
    services = reader.columns("Service", *SERVICE_FIELDS)
    table, room = rooms(reader, found.supply.offers["id"], tree)
    service = pl.Series(rows_of(found.demand.needs["service"], services["id"]))
    wanted = found.demand.needs.hstack(persons.of_need).with_columns(service=service, site=pl.Series(under.site))
    marks = earmarks(reader, found.supply.offers["id"], found.demand.needs["id"], found.demand.slots)
    offers = found.supply.offers.with_columns(room=pl.Series(room), earmark=pl.Series(marks))
    return Known(found, wanted, offers, persons.residents, services, table, made, under.table)


def _world(reader: Reader, week: str, known: Known) -> World:
    year, off = monday(week).year, mask_of(public_holidays(week))
    bits = tables.condition_bits(known.residents["conditions"])
    return World(
        {
            "need": tables.need_table(known.needs, known.slots, known.services),
            "slot": tables.slot_table(known.slots),
            "offer": tables.offer_table(known.offers, known.providers, known.rooms, off),
            "provider": tables.provider_table(_with_asks(reader, week, known.providers), year, bits),
            "resident": tables.resident_table(known.residents, year, bits),
            "service": tables.service_table(known.services, reader.columns("TAKES")),
            "room": tables.room_table(known.rooms),
            "agreement": tables.agreement_table(known.agreements),
        },
        _facts(reader, week, known),
        known.found.tree.metres,
    )


def _with_asks(reader: Reader, week: str, providers: pl.DataFrame) -> pl.DataFrame:
    """Those who give, with how often each may still be asked in this week; null without a cap."""
    city = fairness(reader)
    if not city.asks:
        return providers.with_columns(most_asks=pl.lit(None, dtype=pl.Int64))
    asked = times_asked(reader, week, city.asks_weeks - 1).rename({"provider": "id"})
    known = providers.join(asked, on="id", how="left", maintain_order="left")
    return known.with_columns(most_asks=(city.asks - pl.col("times").fill_null(0)).clip(0)).drop("times")


def _facts(reader: Reader, week: str, known: Known) -> dict[str, Fact]:
    day, providers, residents = monday(week), known.providers["id"], known.residents["id"]
    help = past_help(reader, day, providers, residents)
    trained = qualified(reader, day, providers, known.services["id"])
    return {
        "helped_times": tables.fact("resident", help, "times"),
        "helped_weeks_ago": tables.fact("resident", help, "weeks_ago"),
        "refused": tables.fact("resident", refusals(reader, day, providers, residents)),
        "knows": tables.fact("resident", acquaintances(reader, day, providers, residents)),
        "family": tables.fact("resident", families(reader, day, providers, residents)),
        "trainings": tables.fact("service", trained, "trainings"),
        "agreed": tables.fact("site", known.agreed.rename({"site": "other"}), "agreement", absent=-1),
    }


def _related(reader: Reader, week: str, known: Known) -> dict[str, pl.DataFrame]:
    day, providers = monday(week), known.providers["id"]
    return {"MEMBER_OF": members(reader, day, providers), "PARTNER_OF": partners(reader, day, providers)}


def _names(known: Known) -> Names:
    ids = {
        "provider": known.providers["id"],
        "offer": known.offers["id"],
        "room": known.rooms["id"],
        "agreement": known.agreements["id"],
    }
    return Names(ids, tables.units(known.offers), HALF_DAYS)


def _week(known: Known, values: Ints) -> Week:
    communities = known.found.tree.ids.gather(known.needs["community"])
    rows = known.needs.select("id", "must", "half_days", group=communities)
    return Week(rows, values, known.slots, known.offers["id"], HALF_DAYS)


def _values(known: Known, week: str, policy: Policy, behind: Ints) -> tuple[Ints, Ints]:
    """What the needs are worth, and how much of it they have by what their communities are behind."""
    needs = known.needs
    waited = {first: weeks_between(first, week) for first in needs["first_week"].unique()}
    weeks = needs["first_week"].replace_strict(waited, return_dtype=pl.Int64).to_numpy()
    persons = tables.persons(known.residents, monday(week).year)
    vulnerable = np.append(policy.vulnerability(*persons), 0)[needs["resident"].to_numpy()]  # the last: of nobody
    many = policy.weight_of_many(needs["deliberating"].to_numpy())
    weight = np.where((needs["nature"] == "collective").to_numpy(), many, vulnerable)
    urgency = needs["urgency"].to_numpy()
    values = policy.value(urgency, weight, weeks, behind)
    return values, values - policy.value(urgency, weight, weeks)


def _minimums(known: Known) -> dict[str, int]:
    """What open helpers ask for at least: capacity id → hours."""
    asking = known.providers.filter(pl.col("open"), pl.col("min_hours") > 0)
    return {f"{id}/hours": hours for id, hours in asking.select("id", "min_hours").rows()}


def _holding(needs: tuple[Need, ...], demands: Sequence[Demanded]) -> tuple[Need, ...]:
    """The needs, those whose linkage stands with nobody in it but those who are: in the half-day that was agreed, and
    without further offers where a slot is not full."""
    held = {one.need: one.half_day for one in demands if one.action == "hold"}
    filled: dict[tuple[str, str], set[str]] = {}
    for one in demands:
        if one.action == "pin":
            filled.setdefault((one.need, one.slot), set()).add(one.offer)
    return tuple(_held(need, held[need.id], filled) if need.id in held else need for need in needs)


def _held(need: Need, half_day: str, filled: Mapping[tuple[str, str], set[str]]) -> Need:
    options = (half_day,) if half_day else need.options
    slots = tuple(_closed(slot, options, filled.get((need.id, slot.id), set())) for slot in need.slots)
    return replace(need, options=options, slots=slots, bonds=live_bonds(need, slots))


def _closed(slot: Slot, options: Sequence[str | None], mine: set[str]) -> Slot:
    """The slot in these options; with those who are in it alone, unless they fill it."""
    here = (c for c in slot.candidates if c.option in (None, *options))
    return replace(slot, candidates=tuple(c for c in here if len(mine) == slot.count or c.offer in mine))


def _demands(decided: Sequence[Demanded], needs: tuple[Need, ...]) -> tuple[tuple[Choice, ...], tuple[Choice, ...]]:
    """Pins and bans. A ban that names no slot holds in every slot where the offer is a candidate."""
    slots = {need.id: need.slots for need in needs}
    pins = {Choice(one.need, one.slot, one.offer) for one in decided if one.action == "pin"}
    bans = {
        Choice(one.need, slot.id, one.offer)
        for one in decided
        if one.action == "ban"
        for slot in slots[one.need]
        if slot.id == one.slot or (not one.slot and any(c.offer == one.offer for c in slot.candidates))
    }
    return _sorted(pins), _sorted(bans)


def _sorted(choices: set[Choice]) -> tuple[Choice, ...]:
    return tuple(sorted(choices, key=lambda choice: (choice.need, choice.slot, choice.offer)))


def _file(problem: Problem) -> tuple[Problem, bytes]:
    """The problem with the hash of its file, and the file."""
    data = problem_bytes(problem)
    return replace(problem, sha256=sha256(data).hexdigest()), data
