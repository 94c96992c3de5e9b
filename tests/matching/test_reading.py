"""What is written is read back the same; what breaks a format is refused with its place and value."""

import json
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from hashlib import sha256
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.errors import BadPlan, BadProblem, BadTally
from matching.plan import Plan, Served, Unserved, WeekBound, WeekClass
from matching.problem import Bond, Candidate, Capacity, Choice, Floor, Need, Problem, Slot
from matching.reading import read_plan, read_problem, read_tally
from matching.tally import FairTally, Tally
from matching.writing import plan_bytes, problem_bytes, tally_bytes
from tests.matching.broken import BROKEN, WEEK

READ = Problem(
    needs=(
        Need(
            "cook",
            1600,
            (
                Slot(
                    "helper",
                    (
                        Candidate("an", "tue-am", -12, {"an/hours": 2}),
                        Candidate("an", "wed-pm"),
                        Candidate("bo", uses={"an/hours": 0}),
                    ),
                    society="volunteer",
                    count=2,
                ),
                Slot("money", (Candidate("fund", uses={"fund/fen": 30000}),), required=False),
            ),
            must=True,
            group="east",
            options=("tue-am", "wed-pm"),
            bonds=(
                Bond(("helper", "an"), ("money", "fund"), 15),
                Bond(("helper", "bo"), ("money", "fund"), ban=True),
            ),
        ),
        Need("chat", 200, ()),
    ),
    capacities=(Capacity("an/hours", 4, 1, "hour"), Capacity("fund/fen", 80000)),
    pins=(Choice("cook", "helper", "an"),),
    bans=(Choice("cook", "money", "nobody"),),
    floors=(Floor("east", 1000),),
    week="2026-W48",
    sha256=sha256(WEEK.encode()).hexdigest(),
)


def test_a_problem_is_read_as_it_is_written() -> None:
    assert read_problem(WEEK.encode()) == READ


@pytest.mark.parametrize(("data", "refusal"), BROKEN, ids=[refusal for _, refusal in BROKEN])
def test_a_broken_problem_is_refused_with_place_value_and_next_step(data: bytes, refusal: str) -> None:
    assert data != WEEK.encode()
    with pytest.raises(BadProblem) as error:
        read_problem(data)
    message = str(error.value)
    assert message.startswith(refusal)
    assert "; " in message


def test_sixty_kinds_of_broken_files_are_known() -> None:
    assert len({refusal for _, refusal in BROKEN}) >= 60


@pytest.mark.parametrize(
    "odd",
    [
        {"needs": []},
        {"needs": [], "capacities": []},
        {"needs": [{"id": "n", "value": 0, "slots": []}]},
        {"needs": [{"id": "", "value": 0, "slots": [{"id": "", "candidates": []}]}]},
        {"needs": [], "capacities": [{"id": "unused", "max": 0}]},
        {"needs": [], "capacities": [{"id": "wide", "max": 2**63 - 1, "min": 2**63 - 1}]},
        {"needs": [{"id": "n", "value": 0, "group": "g", "slots": []}], "floors": [{"group": "g", "min_value": 9}]},
        {"needs": [{"id": "梁𠮷", "value": 0, "slots": [{"id": "帮手", "candidates": [{"offer": "😀"}]}]}]},
        {"needs": [{"id": "n", "value": 0, "slots": [{"id": "s", "candidates": [{"offer": "o", "score": -(2**63)}]}]}]},
    ],
    ids=json.dumps,
)  # fmt: skip
def test_what_is_odd_but_legal_is_read(odd: Mapping[str, Any]) -> None:
    data = json.dumps({"format": "tongxin-problem/1", **odd}).encode()
    assert len(read_problem(data).needs) == len(odd["needs"])


@pytest.mark.parametrize("kind", ["pins", "bans"])
def test_a_decision_about_an_offer_that_is_no_candidate_is_read(kind: str) -> None:
    """A rule may have removed the candidate: whether the decision can hold is for the solver to say."""
    data = WEEK.replace('"offer": "nobody"', f'"offer": "{kind}"').replace('"bans"', f'"{kind}"')
    data = (
        data if kind == "bans" else data.replace(' "pins": [{"need": "cook", "slot": "helper", "offer": "an"}],\n', "")
    )
    assert Choice("cook", "money", kind) in getattr(read_problem(data.encode()), kind)


def test_a_pin_and_a_ban_may_contradict_each_other() -> None:
    data = WEEK.replace('"slot": "money", "offer": "nobody"', '"slot": "helper", "offer": "an"').encode()
    assert read_problem(data).pins == read_problem(data).bans


# Round trips

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=4)
integers = st.integers(-(2**63), 2**63 - 1)
naturals = st.integers(0, 2**63 - 1)


@st.composite
def slots(draw: st.DrawFn, options: tuple[str | None, ...], capacities: list[str]) -> Slot:
    uses: st.SearchStrategy[dict[str, int]] = st.just({})
    if capacities:
        uses = st.dictionaries(st.sampled_from(capacities), naturals, max_size=2)
    in_some: st.SearchStrategy[list[str | None]] = st.sampled_from([[None], list(options)])
    candidates = tuple(
        Candidate(offer, option, draw(integers), draw(uses))
        for offer in draw(st.lists(texts, unique=True, max_size=3))
        for option in draw(in_some)
    )
    return Slot("", candidates, draw(st.none() | texts), draw(st.integers(1, 3)), draw(st.booleans()))


@st.composite
def needs(draw: st.DrawFn, id: str, capacities: list[str]) -> Need:
    options = draw(st.just((None,)) | st.lists(texts, unique=True, min_size=1, max_size=3).map(tuple))
    named = {name: draw(slots(options, capacities)) for name in draw(st.lists(texts, unique=True, max_size=2))}
    ends = [(slot, offer) for slot in named for offer in ("a", "b")]
    bonds = [Bond(a, b, 0, True) if draw(st.booleans()) else Bond(a, b, draw(integers)) for a, b in pairwise(ends)]
    return Need(
        id,
        draw(naturals),
        tuple(replace(slot, id=name) for name, slot in named.items()),
        draw(st.booleans()),
        draw(st.none() | texts),
        options,
        tuple(bonds),
    )


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    capacities = [
        Capacity(id, max(limits), draw(st.sampled_from([0, min(limits)])), draw(st.none() | texts))
        for id in draw(st.lists(texts, unique=True, max_size=3))
        for limits in [draw(st.tuples(naturals, naturals))]
    ]
    names = [capacity.id for capacity in capacities]
    all_needs = [draw(needs(id, names)) for id in draw(st.lists(texts, unique=True, max_size=3))]
    choices = [Choice(need.id, slot.id, draw(texts)) for need in all_needs for slot in need.slots]
    groups = dict.fromkeys(need.group for need in all_needs if need.group is not None)
    return Problem(
        tuple(all_needs),
        tuple(capacities),
        tuple(draw(st.sampled_from([[], choices]))),
        tuple(draw(st.sampled_from([[], choices]))),
        tuple(Floor(group, draw(naturals)) for group in groups if draw(st.booleans())),
        draw(st.none() | texts),
    )


@given(problems())
def test_a_problem_is_read_back_as_it_was_written(problem: Problem) -> None:
    data = problem_bytes(problem)
    assert read_problem(data) == replace(problem, sha256=sha256(data).hexdigest())
    assert problem_bytes(read_problem(data)) == data


values = st.recursive(
    st.none() | st.booleans() | integers | st.floats(allow_nan=False, allow_infinity=False) | texts,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(texts, inner, max_size=2),
    max_leaves=5,
)
details = st.dictionaries(texts.filter(lambda key: key not in ("need", "reason")), values, max_size=2)
prices = st.dictionaries(texts, st.builds(Fraction, integers, st.sampled_from([1, 2, 8, 40, 1000])), max_size=3)
costs = st.builds(Fraction, naturals, st.sampled_from([1, 2, 8, 40, 1000]))
classes = st.builds(WeekClass, texts, st.none() | texts, st.integers(1, 2**63 - 1), costs)
plans = st.builds(
    Plan,
    problem_sha256=texts,
    status=st.sampled_from(["optimal", "feasible", "infeasible"]),
    objective=st.none() | integers,
    bound=st.none() | integers,
    served=st.lists(
        st.builds(
            Served, texts, st.none() | texts, st.dictionaries(texts, st.lists(texts, max_size=2).map(tuple), max_size=2)
        ),
        max_size=2,
    ).map(tuple),
    unserved=st.lists(
        st.builds(Unserved, texts, st.sampled_from(["no_candidate", "blocked", "outbid", "open"]), details), max_size=2
    ).map(tuple),
    prices=prices,
    floor_prices=prices,
    bound_from_prices=st.none() | integers,
    weeks=st.none() | st.builds(WeekBound, prices, prices, st.lists(classes, max_size=3).map(tuple), integers),
    conflict=st.lists(details, max_size=2).map(tuple),
    seed=st.integers(0, 2**31 - 1),
    seconds=st.floats(0, 1e9),
    solver=texts,
    policy=st.none() | texts,
)


@given(plans)
def test_a_plan_is_read_back_as_it_was_written(plan: Plan) -> None:
    data = plan_bytes(plan)
    assert read_plan(data) == plan
    assert plan_bytes(read_plan(data)) == data


counts = st.dictionaries(texts, naturals, max_size=2)
points = st.dictionaries(texts, integers, max_size=2)
points_by_offer = st.dictionaries(texts, st.dictionaries(texts, points, max_size=2), max_size=2)


@given(
    st.builds(
        Tally,
        problem_sha256=texts,
        policy=texts,
        ruled_out=st.dictionaries(texts, st.dictionaries(texts, counts, max_size=2), max_size=2),
        points=st.dictionaries(texts, points_by_offer, max_size=2),
        unmet_minimums=counts,
        fairness=st.none() | st.builds(FairTally, st.integers(0, 52), counts, counts, counts),
    )
)
def test_a_tally_is_read_back_as_it_was_written(tally: Tally) -> None:
    data = tally_bytes(tally)
    assert read_tally(data) == tally
    assert tally_bytes(read_tally(data)) == data


@pytest.mark.parametrize(
    ("price", "written"),
    [("83/2", "41.5"), ("0", "0"), ("-1/1000000", "-0.000001"), ("7", "7"), ("-3/4", "-0.75"), ("12000", "12000")],
)
def test_a_price_is_written_as_the_decimal_that_it_is(price: str, written: str) -> None:
    assert f'"prices": {{"h": {written}}}'.encode() in plan_bytes(replace(PLAN, prices={"h": Fraction(price)}))


def test_a_price_that_is_no_millionth_is_not_rounded_silently() -> None:
    with pytest.raises(ValueError, match=r"prices\['h'\]: 1/3 is not a multiple of 1/1000000; round it first"):
        plan_bytes(replace(PLAN, prices={"h": Fraction(1, 3)}))
    third = WeekBound({}, {}, (WeekClass("h", None, 1, Fraction(1, 3)),), 1)
    with pytest.raises(ValueError, match=r"weeks\.classes\[0\]\.price: 1/3 is not a multiple of 1/1000000"):
        plan_bytes(replace(PLAN, weeks=third))


# Plans and tallies that break their format

PLAN = Plan(
    "0f",
    "feasible",
    90,
    100,
    served=(Served("cook", "tue-am", {"helper": ("an",)}),),
    unserved=(Unserved("chat", "outbid", {"by": ["cook"]}),),
    prices={"an/hours": Fraction(1, 2)},
    floor_prices={"east": Fraction(2)},
    bound_from_prices=101,
    weeks=WeekBound({"bo/hours": Fraction(3, 4)}, {}, (WeekClass("an/hours", "an/tue", 2, Fraction(9)),), 100),
)


@pytest.mark.parametrize(
    ("old", "new", "refusal"),
    [
        ("plan/1", "plan/2", "format: 'tongxin-plan/2' is not 'tongxin-plan/1'"),
        ('"problem_sha256": "0f"', '"problem_sha256": 0', "problem_sha256: 0 is not a text"),
        ('"problem_sha256": "0f",', "", "the file: no 'problem_sha256'"),
        ('"feasible"', '"good"', "status: 'good' is not known; write one of optimal, feasible, infeasible"),
        ('"objective": 90', '"objective": 90.0', "objective: 90.0 is not an integer"),
        ('"objective": 90', '"objective": 91', "gap: 0.1 is stated, and objective and bound give 0.09"),
        ('"bound": 100', '"bound": 99', "gap: 0.1 is stated, and objective and bound give 0.090909"),
        ('"gap": 0.1', '"gap": 0.10001', "gap: 0.10001 is stated, and objective and bound give 0.1"),
        ('"gap": 0.1', '"gap": NaN', "gap: NaN is not a number"),
        ('"gap": 0.1', '"gap": true', "gap: true is not a number"),
        ('"gap": 0.1,', "", "the file: no 'gap'"),
        ('"option":"tue-am",', "", "served[0]: no 'option'"),
        ('"option":"tue-am"', '"option":5', "served[0].option: 5 is not a text"),
        ('["an"]', '"an"', "served[0].slots['helper']: 'an' is not a list"),
        ('["an"]', "[1]", "served[0].slots['helper'][0]: 1 is not a text"),
        ('{"helper":', '{"helper": [], "helper":', "served[0].slots: key 'helper' stands twice"),
        ('"need":"chat",', "", "unserved[0]: no 'need'"),
        ('"outbid"', '"bad luck"', "unserved[0].reason: 'bad luck' is not known; write one of no_candidate, blocked"),
        ('["cook"]', '{"x": 1, "x": 2}', "unserved[0].by: key 'x' stands twice"),
        ('["cook"]', "[1e999]", "unserved[0].by[0]: 1e999 is not a number of 64 bits"),
        ('["cook"]', "9223372036854775808", "unserved[0].by: 9223372036854775808 is not an integer of 64 bits"),
        ('["cook"]', "9" * 30, "unserved[0].by: " + "9" * 30 + " is not a number of 64 bits"),
        ('["cook"]', "[" * 40 + "]" * 40, "unserved[0].by[0][0]"),
        ("0.5", "0.5000001", "prices['an/hours']: 0.5000001 is not a number with up to six decimals"),
        ("0.5", "5e-1", "prices['an/hours']: 5e-1 is not a number with up to six decimals"),
        ("0.5", '"0.5"', "prices['an/hours']: '0.5' is not a number with up to six decimals"),
        ('"east": 2', '"east": null', "floor_prices['east']: null is not a number with up to six decimals"),
        ('"bound_from_prices": 101', '"bound_from_prices": 1e2', "bound_from_prices: 1e2 is not an integer"),
        ('"weeks": {', '"weeks": {"prizes": {}, ', "weeks: unknown key 'prizes'"),
        ("0.75", "0.7500001", "weeks.prices['bo/hours']: 0.7500001 is not a number with up to six decimals"),
        ('"capacity": "an/hours", ', "", "weeks.classes[0]: no 'capacity'"),
        ('"nested": "an/tue"', '"nested": null', "weeks.classes[0].nested: null is not a text"),
        ('"amount": 2', '"amount": 0', "weeks.classes[0].amount: 0 is below 1"),
        ('"price": 9', '"price": -9', "weeks.classes[0].price: -9.0 is below 0"),
        ('"price": 9', '"prize": 9', "weeks.classes[0]: unknown key 'prize'"),
        ('],\n  "bound": 100', "]", "weeks: no 'bound'"),
        ('"seed": 1', '"seed": -1', "seed: -1 is below 0"),
        ('"seed": 1', '"sede": 1', "the file: unknown key 'sede'"),
        ('"seconds": 0.0', '"seconds": "0"', "seconds: '0' is not a number"),
    ],
)
def test_a_broken_plan_is_refused_with_place_and_value(old: str, new: str, refusal: str) -> None:
    data = plan_bytes(PLAN).decode()
    assert old in data
    with pytest.raises(BadPlan) as error:
        read_plan(data.replace(old, new, 1).encode())
    assert str(error.value).startswith(refusal)


TALLY = Tally(
    "0f",
    "2026-1",
    {"cook": {"helper": {"distance": 3}}},
    {"cook": {"helper": {"an": {"continuity": -5}}}},
    {"an/hours": 2},
    fairness=FairTally(4, {"cook": 160}, {"east": 40}, {"an/asks": 0}),
)


@pytest.mark.parametrize(
    ("old", "new", "refusal"),
    [
        ("tally/1", "plan/1", "format: 'tongxin-plan/1' is not 'tongxin-tally/1'"),
        ('"policy"', '"polity"', "the file: unknown key 'polity'"),
        ('"distance":3', '"distance":-3', "ruled_out['cook']['helper']['distance']: -3 is below 0"),
        ('{"distance":3}', "3", "ruled_out['cook']['helper']: 3 is not an object"),
        ("-5", "0.5", "points['cook']['helper']['an']['continuity']: 0.5 is not an integer"),
        ('"an/hours":2', '"an/hours":2,"an/hours":2', "unmet_minimums: key 'an/hours' stands twice"),
        ('"weeks": 4', '"years": 4', "fairness: unknown key 'years'"),
        ('"east": 40', '"east": -4', "fairness.floors['east']: -4 is below 0"),
        ("}\n", "", "line 10, column"),
    ],
)
def test_a_broken_tally_is_refused_with_place_and_value(old: str, new: str, refusal: str) -> None:
    data = tally_bytes(TALLY).decode()
    cut = data.replace(": 2}", ":2}").replace(old, new, 1)
    with pytest.raises(BadTally) as error:
        read_tally(cut.encode())
    assert str(error.value).startswith(refusal)
