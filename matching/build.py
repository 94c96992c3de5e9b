"""From the graph to the week's problem: the only file of matching that sees the graph.

find → sift → score → choose options → take capacities → assemble → demands of people → file
"""

from dataclasses import dataclass, replace
from hashlib import sha256

import numpy as np
import polars as pl

from graph.agreements import agreed, agreements
from graph.candidates import Found, find
from graph.decisions import Demanded, decisions
from graph.half_days import mask_of
from graph.helped import helped
from graph.model import HALF_DAYS
from graph.rooms import rooms
from graph.rows import rows_of
from graph.store import Reader
from graph.ties import acquaintances, families, members, partners, past_help, qualified, refusals
from graph.weeks import monday, public_holidays, weeks_between
from matching import tables
from matching.assemble import Week, needs
from matching.bonds import bonds
from matching.capacities import Names, taken
from matching.minimums import with_minimums
from matching.options import candidates
from matching.pairs import Fact, Ints, Pairs, World
from matching.policy import POLICY, Policy
from matching.problem import Choice, Need, Problem
from matching.reasons import points_given, ruled_out
from matching.rules import BONDS, HARD, SOFT
from matching.sieve import points, sift
from matching.tally import Tally
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


def build(reader: Reader, week: str, policy: Policy = POLICY) -> Built:
    """The problem of a week, by the rules in `matching.rules` and a value policy. The same graph gives the same bytes.

    :raises BadValue: no such week, or a graph that contradicts itself: the message names the node and the next step.
    """
    known = _known(reader, week)
    found = known.found
    sifted = sift(Pairs(_world(reader, week, known), found.slot, found.offer), HARD, len(known.slots), found.failed)
    pairs, given = sifted.pairs, points(sifted.pairs, SOFT)
    chosen = candidates(pairs)
    uses = taken(pairs, chosen, _names(known))
    joined = bonds(pairs, BONDS, _related(reader, week, known))
    asked = needs(_week(known, week, policy), pairs, chosen, given.sum(axis=1), uses.by_candidate, joined)
    pins, bans = _demands(decisions(reader, week, found.demand), asked)
    capacities, unmet = with_minimums(uses.capacities, _minimums(known), asked, bans)
    problem, data = _file(Problem(asked, capacities, pins, bans, week=week))
    ids = found.demand.needs["id"]
    refused = ruled_out(ids, known.slots, sifted.refused, HARD)
    gained = points_given(ids, known.slots, known.offers["id"], pairs, given, SOFT)
    return Built(problem, data, Tally(problem.sha256, policy.version, refused, gained, unmet))


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
    offers = found.supply.offers.with_columns(room=pl.Series(room))
    return Known(found, wanted, offers, persons.residents, services, table, made, under.table)


def _world(reader: Reader, week: str, known: Known) -> World:
    year, off = monday(week).year, mask_of(public_holidays(week))
    bits = tables.condition_bits(known.residents["conditions"])
    return World(
        {
            "need": tables.need_table(known.needs, known.slots, known.services),
            "slot": tables.slot_table(known.slots),
            "offer": tables.offer_table(known.offers, known.providers, known.rooms, off),
            "provider": tables.provider_table(known.providers, year, bits),
            "resident": tables.resident_table(known.residents, year, bits),
            "service": tables.service_table(known.services, reader.columns("TAKES")),
            "room": tables.room_table(known.rooms),
            "agreement": tables.agreement_table(known.agreements),
        },
        _facts(reader, week, known),
        known.found.tree.metres,
    )


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


def _week(known: Known, week: str, policy: Policy) -> Week:
    communities = known.found.tree.ids.gather(known.needs["community"])
    rows = known.needs.select("id", "must", "half_days", group=communities)
    return Week(rows, _values(known, week, policy), known.slots, known.offers["id"], HALF_DAYS)


def _values(known: Known, week: str, policy: Policy) -> Ints:
    needs = known.needs
    waited = {first: weeks_between(first, week) for first in needs["first_week"].unique()}
    weeks = needs["first_week"].replace_strict(waited, return_dtype=pl.Int64).to_numpy()
    persons = tables.persons(known.residents, monday(week).year)
    vulnerable = np.append(policy.vulnerability(*persons), 0)[needs["resident"].to_numpy()]  # the last: of nobody
    many = policy.weight_of_many(needs["deliberating"].to_numpy())
    weight = np.where((needs["nature"] == "collective").to_numpy(), many, vulnerable)
    return policy.value(needs["urgency"].to_numpy(), weight, weeks)


def _minimums(known: Known) -> dict[str, int]:
    """What open helpers ask for at least: capacity id → hours."""
    asking = known.providers.filter(pl.col("open"), pl.col("min_hours") > 0)
    return {f"{id}/hours": hours for id, hours in asking.select("id", "min_hours").rows()}


def _demands(decided: list[Demanded], needs: tuple[Need, ...]) -> tuple[tuple[Choice, ...], tuple[Choice, ...]]:
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
