"""What would mend it: by hand in a week of three people, and beside brute force on random weeks."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from random import Random

import pytest

from matching.errors import MatchingError
from matching.ledger import Ledger
from matching.mending import KINDS, ORDER, Kind, Opening, Step, mended, proposals
from matching.plan import Plan, Served, Unserved
from matching.problem import Bond, Candidate, Capacity, Choice, Need, Problem, Slot
from matching.proofs import Proofs
from matching.repairs import Mended, repairs
from matching.restrict import restrict
from matching.solve import solve
from matching.verify import verify
from tests.matching.brute import brute
from tests.matching.test_costs import WEEK, one_hour, proofs
from tests.matching.worlds import random_problem

HOURS = 20


def steps(found: Sequence[Mended]) -> list[tuple[Step, ...]]:
    return [one.steps for one in found]


def test_one_more_hour_of_ann_before_a_new_helper() -> None:
    """Ann walks. With one more hour she reads, too: 40 more. Somebody new could as well, and is harder to find."""
    found = repairs(proofs(WEEK), "read")
    assert steps(found) == [(Step("time", "ann/hours", (), 1),), (Step("new", "helper", (), 1),)]
    assert [(one.beside, one.found.gain.low, one.found.exact) for one in found] == [(True, 40, True)] * 2


def test_a_decision_is_taken_back_before_anything_else() -> None:
    """Bo was banned from reading, which he could do in the hour that he has left when nobody shops."""
    read = one_hour("read", 40, ann=0, bo=0)
    problem = replace(WEEK, needs=(WEEK.needs[0], read), bans=(Choice("read", "helper", "bo"),))
    found = repairs(proofs(problem), "read")
    assert steps(found)[0] == (Step("undo", "bo", ("helper",)),)
    assert (found[0].beside, found[0].found.after.low) == (True, 140)


def test_nobody_has_a_half_day_twice() -> None:
    """Ann is with Nan on Tuesday, so that more hours of hers do not help Mei then: somebody new must come."""
    ann = Candidate("ann", "tue", uses={"ann/hours": 1, "ann/tue": 1})
    walk, shop = (Need(id, value, (Slot("helper", (ann,)),), options=("tue",)) for id, value in (("n", 9), ("m", 5)))
    problem = Problem((walk, shop), (Capacity("ann/hours", 2, unit="hour"), Capacity("ann/tue", 1)))
    assert steps(repairs(proofs(problem), "m")) == [(Step("new", "helper", (), 1),)]


CARE = Need("care", 50, (Slot("carrier", (), "organization"), Slot("helper", (), "volunteer")))
ALONE = Problem((CARE,), (Capacity("cai/hours", 2, unit="hour"),))


def opening(step: Step | None, *joins: tuple[str, str], hours: int = 0) -> Opening:
    uses = {"cai/hours": hours} if hours else {}
    return Opening(step, tuple((slot, Candidate(offer, uses=uses)) for slot, offer in joins))


CONSENT = Step("consent", "care", ("health",))
TRAIN = Step("train", "cai", ("training:care",))


def test_one_consent_opens_both_places() -> None:
    both = opening(CONSENT, ("carrier", "spring"), ("helper", "bo"))
    found = repairs(proofs(ALONE), "care", [both, opening(TRAIN, ("helper", "cai"))])
    assert steps(found)[0] == (CONSENT,)
    assert found[0].found.gain.low == 50


def test_a_course_and_a_new_carrier_where_there_is_nothing_else() -> None:
    """Cai could be trained; and nobody carries."""
    found = repairs(proofs(ALONE), "care", [opening(TRAIN, ("helper", "cai"), hours=2)])
    assert steps(found)[0] == (TRAIN, Step("new", "carrier", (), 1))


def test_who_lacks_only_hours_needs_no_other_step() -> None:
    """Cai could help for three hours, and has two."""
    found = repairs(proofs(ALONE), "care", [opening(None, ("helper", "cai"), hours=3)])
    assert steps(found)[0] == (Step("time", "cai/hours", (), 1), Step("new", "carrier", (), 1))


def test_a_bond_that_comes_with_somebody_counts() -> None:
    bond = Bond(("carrier", "spring"), ("helper", "bo"), 15)
    both = replace(opening(CONSENT, ("carrier", "spring"), ("helper", "bo")), bonds=(bond,))
    assert repairs(proofs(ALONE), "care", [both])[0].found.gain.low == 65


def test_two_places_are_filled_by_two_who_are_there_or_new() -> None:
    """A patrol of two: Ann could, and has no time left; nobody else can."""
    patrol = Need("patrol", 30, (Slot("helper", (Candidate("ann", uses={"ann/hours": 1}),), count=2),))
    problem = replace(WEEK, needs=(WEEK.needs[0], patrol))
    assert steps(repairs(proofs(problem), "patrol")) == [
        (Step("time", "ann/hours", (), 1), Step("new", "helper", (), 1)),
        (Step("new", "helper", (), 2),),
        (Step("new", "helper", (), 1),),
    ]  # the last leaves the walk to nobody


def test_fewer_steps_do_where_others_can_move() -> None:
    """Both a carrier and Ann are lacking; but Bo could walk in Ann's place."""
    carrier = Candidate("spring", uses={"spring/linkages": 1})
    slots = (Slot("carrier", (carrier,)), Slot("helper", (Candidate("ann", uses={"ann/hours": 1}),)))
    walk = Need("walk", 90, (slots[0], *one_hour("", 0, ann=0, bo=-3).slots))
    problem = Problem(
        (walk, Need("read", 40, slots)),
        (
            Capacity("ann/hours", 1, unit="hour"),
            Capacity("bo/hours", 1, unit="hour"),
            Capacity("spring/linkages", 1, unit="linkage"),
        ),
    )
    found = repairs(proofs(problem), "read")
    assert steps(found)[0] == (Step("time", "spring/linkages", (), 1),)
    assert (found[0].beside, found[0].found.gain.low) == (True, 37)


def test_of_what_could_be_tried_the_cheapest_comes_first() -> None:
    every = [
        opening(Step(kind, "cai"), ("helper", f"cai-{kind}")) for kind in KINDS if kind not in ("time", "give", "new")
    ]
    tried = proposals(ALONE, (), "care", [*every, opening(CONSENT, ("carrier", "spring"))])
    dearest = [max(KINDS.index(step.kind) for step in one.steps) for one in tried]
    assert dearest == sorted(dearest)
    assert list(ORDER) == list(KINDS)


def week(seed: int) -> tuple[Problem, Plan, str, list[Opening]] | None:
    """A random week with a plan, one of its needs that is not served, and who was taken out of it: by a rule, as it
    were; capacities are in hours, CNY or places."""
    rng = Random(seed)
    problem = random_problem(rng)
    units = (replace(c, unit=rng.choice(("hour", "fen", None)), min=0) for c in problem.capacities)
    problem = replace(problem, capacities=tuple(units), pins=(), floors=(), sha256="0" * 64)
    problem, openings = taken_out(rng, problem, rng.choice(problem.needs).id)
    try:
        plan = solve(problem)
    except MatchingError:
        return None
    waiting = [one.need for one in plan.unserved]
    if plan.status == "infeasible" or not waiting:
        return None
    need = rng.choice(waiting)
    return problem, plan, need, openings if openings and openings[0].joins[0][0].startswith(f"{need}|") else []


def taken_out(rng: Random, problem: Problem, id: str) -> tuple[Problem, list[Opening]]:
    """The problem without some of a need's candidates, and how they could come in; slots are marked by their need."""
    need = next(one for one in problem.needs if one.id == id)
    slots, openings = [], []
    for slot in need.slots:
        kept = tuple(c for c in slot.candidates if rng.random() < 0.4)
        for gone in (c for c in slot.candidates if c not in kept):
            step = Step(rng.choice(("consent", "free", "ask", "open", "train", "sign")), gone.offer, (slot.id,))
            openings.append(Opening(step, ((f"{id}|{slot.id}", gone),)))
        slots.append(replace(slot, candidates=kept))
    smaller = replace(need, slots=tuple(slots), must=False)
    return replace(problem, needs=tuple(smaller if one is need else one for one in problem.needs)), openings


def unmarked(openings: Sequence[Opening]) -> list[Opening]:
    return [replace(one, joins=tuple((slot.partition("|")[2], c) for slot, c in one.joins)) for one in openings]


def weeks(seeds: range) -> Iterator[tuple[int, Problem, Plan, str, list[Opening]]]:
    for seed in seeds:
        found = week(seed)
        if found is not None:
            problem, plan, need, openings = found
            yield seed, problem, plan, need, unmarked(openings)


def broken(problem: Problem, served: tuple[Served, ...], objective: int) -> list[str]:
    """What `verify` has against these needs being served so, and being worth that; it proves no bound here."""
    others = {need.id for need in problem.needs} - {one.need for one in served}
    plan = Plan("", "feasible", objective, None, served, tuple(Unserved(need, "open") for need in sorted(others)))
    return [wrong for wrong in verify(problem, plan) if not wrong.startswith(("status", "bound_from_prices"))]


@pytest.mark.parametrize("first", range(0, 400, 100))
def test_every_repair_repairs_and_its_range_holds(first: int) -> None:
    told = opened = 0
    for seed, problem, plan, need, openings in weeks(range(first, first + 100)):
        for one in repairs(Proofs(problem, plan), need, openings, HOURS):
            changed = mended(problem, need, one.steps, openings)
            best = brute(changed)
            assert best is not None, seed
            assert one.found.after.low <= best.objective <= one.found.after.high, seed
            assert need in {served.need for served in one.found.served}, seed
            assert broken(changed, one.found.served, one.found.after.low) == [], seed
            told, opened = told + 1, opened + any(step.kind not in ("time", "give", "new") for step in one.steps)
    assert told > 60
    assert opened > 5


@pytest.mark.parametrize("first", range(0, 400, 100))
def test_nothing_cheaper_is_overlooked(first: int) -> None:
    """If steps up to some kind let the need be served with all others as they are, the first repair is no dearer."""
    compared = 0
    for seed, problem, plan, need, openings in weeks(range(first, first + 100)):
        found = repairs(Proofs(problem, plan), need, openings, HOURS)
        enough = next((kind for kind in KINDS if possible(problem, plan, need, openings, kind)), None)
        if enough is None:
            continue
        assert found, seed
        dearest = max((KINDS.index(step.kind) for step in found[0].steps), default=-1)
        assert dearest <= KINDS.index(enough), (seed, found[0].steps)
        compared += 1
    assert compared > 25


def possible(problem: Problem, plan: Plan, need: str, openings: Sequence[Opening], most: Kind) -> bool:
    """Whether some plan with all others as they are serves the need, by any number of steps up to a kind."""
    allowed = KINDS[: KINDS.index(most) + 1]
    left = Ledger(problem, plan.served).left
    asked = [Step("new", slot.id, (), slot.count) for slot in restrict(problem, [need]).needs[0].slots if slot.required]
    every = [one.step for one in openings if one.step] + [
        Step("undo", ban.offer, (ban.slot,)) for ban in problem.bans if ban.need == need
    ]
    changed = mended(problem, need, [step for step in (*asked, *every) if step.kind in allowed], openings)
    alone = restrict(changed, [need])
    capacities = tuple(
        replace(c, max=1000 if findable(c, allowed) else left.get(c.id, c.max)) for c in alone.capacities
    )
    return brute(replace(alone, capacities=capacities)) is not None


def findable(capacity: Capacity, allowed: Sequence[Kind]) -> bool:
    if capacity.id.startswith("extra:") or (capacity.unit is None and capacity.max <= 1):
        return False
    return ("give" if capacity.unit == "fen" else "time") in allowed
