"""What became of a pledge: the needs that it serves, what of it is used and what is left."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from graph.decisions import HELD
from graph.model import Linkage, Need, Offer, Pledge, Run
from graph.relations import Filling
from graph.store import Reader
from matching.ledger import chosen
from matching.plan import Served
from matching.problem import Problem
from service.artifacts import plan_of, plan_run, problem_of, week_runs
from service.deps import Desk
from service.refusals import NotThere
from service.sponsor.projection import profiles
from service.sponsor.pseudonyms import Pseudonyms
from service.sponsor.schemas import PledgedNeed, PledgeView, Profile, Towards


@dataclass(frozen=True)
class Use:
    """A need that a pledge's offer serves in a week, and with how much: by the plan, or held by a linkage."""

    week: str
    need: str
    amount: int
    state: Literal["planned", "accepted", "dispatched", "done"]


def mine(reader: Reader, giver: str) -> list[Pledge]:
    """The giver's pledges, the newest first."""
    ids = [edge.end for edge in reader.neighbours(giver, "PLEDGED", "out")] if giver else []
    found = [node for node in reader.get_all(ids) if isinstance(node, Pledge)]
    return sorted(found, key=lambda pledge: (pledge.made or "", pledge.id), reverse=True)


def one_of_mine(reader: Reader, giver: str, id: str) -> Pledge:
    """:raises NotThere: the giver has no such pledge."""
    found = next((pledge for pledge in mine(reader, giver) if pledge.id == id), None)
    if found is None:
        raise NotThere(f"{id}: not among your pledges; /api/sponsor/pledges lists them")
    return found


def untouched(pledge: Pledge, towards: Towards, need: Profile | None) -> PledgeView:
    """A pledge that was just made.

    :param need: the one that it is for.
    """
    return _view(pledge, towards, need, [], ())


def became(desk: Desk, reader: Reader, pledge: Pledge) -> PledgeView:
    """A pledge and what became of it."""
    found = uses(reader, pledge)
    shown = [(use, profiles(desk, reader, use.week).of(use.need)) for use in found]
    needs = tuple(PledgedNeed(**fields, amount=use.amount, state=use.state) for use, fields in shown if fields)
    return _view(pledge, _towards(desk, reader, pledge), _aim(desk, reader, pledge), found, needs)


def _aim(desk: Desk, reader: Reader, pledge: Pledge) -> Profile | None:
    """The need that a pledge is for, as far as it may be shown."""
    ends = [edge.end for edge in reader.neighbours(pledge.id, "TOWARDS", "out")]
    found = reader.get_all([end for end in ends if end.startswith("need:")])
    return next((profile(desk, reader, need.week, need.id) for need in found if isinstance(need, Need)), None)


def profile(desk: Desk, reader: Reader, week: str, need: str) -> Profile | None:
    """What may be said of a need; None where that is nothing."""
    fields = profiles(desk, reader, week).of(need)
    return Profile(**fields) if fields else None


def offer_of(reader: Reader, pledge: Pledge) -> Offer | None:
    """The offer that a pledge became; None where it never did."""
    edges = reader.neighbours(pledge.id, "BECAME", "out")
    found = reader.get(edges[0].end) if edges else None
    return found if isinstance(found, Offer) else None


def uses(reader: Reader, pledge: Pledge) -> list[Use]:
    """What the pledge's offer is used for, week by week: linkages that hold it, and the weeks' newest plans."""
    offer = offer_of(reader, pledge)
    if offer is None:
        return []
    held = list(_held(reader, offer.id))
    known = {(use.week, use.need) for use in held}
    planned = [use for use in _planned(reader, offer) if (use.week, use.need) not in known]
    return sorted([*held, *planned], key=lambda use: (use.week, use.need))


def _held(reader: Reader, offer: str) -> Iterator[Use]:
    for filling in reader.neighbours(offer, "FILLS", "out"):
        linkage, terms = reader.get(filling.end), filling.properties
        if isinstance(linkage, Linkage) and isinstance(terms, Filling) and linkage.state in HELD:
            for serves in reader.neighbours(linkage.id, "SERVES", "out"):
                yield Use(linkage.week, serves.end, terms.amount, linkage.state)  # type: ignore[arg-type]


def _planned(reader: Reader, offer: Offer) -> Iterator[Use]:
    """What the weeks' newest plans would use. A withdrawn offer is used by none, whatever an older plan says."""
    weeks = {run.week for run in reader.nodes(Run) if run.plan} if offer.active else set()
    for week in sorted(weeks):
        run = plan_run(week_runs(reader, week))
        for served in plan_of(reader, run.plan).served if run else ():
            if run and any(offer.id in offers for offers in served.slots.values()):
                yield Use(week, served.need, _given(problem_of(reader, run.problem), served, offer.id), "planned")


def _given(problem: Problem, served: Served, offer: str) -> int:
    """How much of the offer a plan gives to a need."""
    need = next(need for need in problem.needs if need.id == served.need)
    return sum(c.uses.get(f"{offer}/amount", 0) for _, c in chosen(need, served) if c.offer == offer)


def _towards(desk: Desk, reader: Reader, pledge: Pledge) -> Towards | None:
    """What a pledge is for; None where that is a need which may not be shown any more, not even by its name."""
    ends = [edge.end for edge in reader.neighbours(pledge.id, "TOWARDS", "out")]
    kinds = {end.partition(":")[0]: end for end in ends}
    if "need" in kinds:
        need = reader.get(kinds["need"])
        shown = isinstance(need, Need) and need.id in profiles(desk, reader, need.week).may
        return Towards(need=Pseudonyms.of(reader)(kinds["need"])) if shown else None
    named = next((kind for kind in ("service", "town", "community") if kind in kinds), None)
    return Towards.model_validate({named: kinds[named]} if named else {"any": True})


def _view(
    pledge: Pledge,
    towards: Towards | None,
    need: Profile | None,
    found: Sequence[Use],
    needs: tuple[PledgedNeed, ...],
) -> PledgeView:
    planned = sum(use.amount for use in found if use.state == "planned")
    used = sum(use.amount for use in found) - planned
    spent = pledge.state == "open" and pledge.made is not None and used >= pledge.amount
    return PledgeView(
        id=pledge.id,
        form=pledge.form,
        amount=pledge.amount,
        item=pledge.item,
        towards=towards,
        need=need,
        note=pledge.note,
        made=pledge.made,
        state="used" if spent else pledge.state,
        used=used,
        planned=planned,
        left=0 if pledge.state == "used" else max(0, pledge.amount - used),
        needs=needs,
    )
