"""Which partnerships between organizations and sponsors are missing most: asked over there, shown here."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.in_force import in_force
from graph.relations import RELATIONS
from graph.store import Reader
from graph.weeks import monday
from matching.rules.partnership import POINTS
from service.access import Caller
from service.deps import Desk
from service.gaps.what_if import planned
from service.mending import proofs_of
from service.naming import node_label
from service.planner_schemas import RangeView
from service.repair_schemas import PartnershipPage, PartnershipView

if TYPE_CHECKING:
    from matching.partnerships import Missing
    from service.known import Known

WITHIN = 3.0
"""Seconds for solving again, after the prices are known."""


@dataclass(frozen=True, slots=True)
class Found:
    """What one partnership would be worth: see `matching.partnerships`."""

    organization: str
    sponsor: str
    price: float
    low: int
    high: int
    needs: tuple[str, ...]


@dataclass(frozen=True)
class Partnerships:
    """The missing partnerships that would be worth most to the plan of a run, and to one of some needs (None: any)."""

    run: str
    week: str
    limit: int
    among: frozenset[str] | None

    def answer(self, known: "Known") -> tuple[Found, ...]:
        from matching.partnerships import partnerships

        proofs, missing = proofs_of(known, self.run), missing_in(known.reader, self.week)
        found = partnerships(proofs, missing, self.limit, WITHIN, self.among)
        return tuple(Found(*w.pair, round(float(w.price), 6), w.gain.low, w.gain.high, w.needs) for w in found)


def missing_in(reader: Reader, week: str) -> "Missing":
    """Who carries, who gives, and who are partners in a week."""
    from matching.partnerships import Missing

    gives = dict(reader.columns("GIVES").select("end", "start").iter_rows())
    known = in_force(reader, "PARTNER_OF", monday(week))
    starts, ends = (_prefixes(kinds) for kinds in (RELATIONS["PARTNER_OF"].starts, RELATIONS["PARTNER_OF"].ends))
    return Missing(
        {offer: giver for offer, giver in gives.items() if giver.startswith(starts)},
        {offer: giver for offer, giver in gives.items() if giver.startswith(ends)},
        set(known.select("start", "end").iter_rows()),
        POINTS,
    )


def _prefixes(kinds: Collection[str]) -> tuple[str, ...]:
    return tuple(f"{kind.lower()}:" for kind in kinds)


def partnership_page(desk: Desk, caller: Caller, week: str, limit: int) -> PartnershipPage:
    """The missing partnerships that would be worth most to the week, and to a need that the caller sees.

    :raises Stands: the week has no plan.
    :raises Busy: no answer in time.
    """
    with desk.store.snapshot() as reader:
        run, cards = planned(desk, caller, reader, week)
    hers = frozenset(card.need for card in cards)
    found = desk.oracle.ask(Partnerships(run.id, week, limit, None if caller.communities is None else hers))
    with desk.store.snapshot() as reader:
        items = tuple(_view(reader, one, hers) for one in found)
    return PartnershipPage(week=week, run=run.id, items=items)


def _view(reader: Reader, found: Found, hers: Collection[str]) -> PartnershipView:
    seen = tuple(need for need in found.needs if need in hers)
    return PartnershipView(
        organization=node_label(reader, found.organization),
        sponsor=node_label(reader, found.sponsor),
        price=found.price,
        gain=RangeView(low=found.low, high=found.high),
        needs=seen,
        elsewhere=len(found.needs) - len(seen),
    )
