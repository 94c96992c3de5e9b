"""Two communities that want the same volunteer, over three weeks: who lost last week is not last again, and nobody is
asked more often than the city allows.

Vera has two hours a week. In each week both communities have a meeting to prepare that takes two hours, worth 800 each
(urgency 3, nobody's in particular, just known). Vera lives in 东 (a), of the same grid (+6); 西 (b) is 5 km away (-10),
and so worth less: left alone, she is in 东 every week.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from graph.fairness import FAIRNESS, past_needs, times_asked
from graph.model import Commission, Decision, Fairness, Linkage, Need, Offer, Service, Slot
from graph.model import Volunteer as Helper
from graph.place_tree import place_tree
from graph.store import Reader
from graph.weeks import next_week
from matching.build import Built, build
from matching.explain import explain
from matching.policy import POLICY
from matching.shares import behind, ledger
from matching.solve import solve
from tests.graph.reading import graph_of
from tests.graph.small_town import SMALL_TOWN, Item, link
from tests.matching.mini import offer

FIRST = "2026-W46"
WEEKS = [next_week(FIRST, each) for each in range(3)]


def meeting(place: str, week: str, state: str = "open", waited_since: str | None = None) -> list[Item]:
    """A community's meeting of a week."""
    id = f"{place}-{week}"
    made = Need.model_validate(
        {"id": f"need:{id}", "title": "议事", "nature": "collective", "state": state, "week": week,
         "first_week": waited_since or week, "urgency": 3, "half_days": ("mon-am", "tue-am")}
    )  # fmt: skip
    slot = Slot(id=f"slot:{id}.helper", name="helper", society="volunteer", form="time", amount=2)
    return [
        made, slot, link(made.id, "ASKS_FOR", "service:meet"), link(made.id, "AT", f"community:{place}"),
        link(made.id, "HAS_SLOT", slot.id),
    ]  # fmt: skip


def served(place: str, week: str, state: str = "done") -> list[Item]:
    """Vera's linkage there and then."""
    made = Linkage.model_validate({"id": f"linkage:{place}-{week}", "week": week, "state": state, "hours": 2})
    return [
        made, link(made.id, "SERVES", f"need:{place}-{week}"),
        link("offer:vera", "FILLS", made.id, slot="helper", amount=2),
    ]  # fmt: skip


def past(week: str, of: str) -> list[Item]:
    """A week in which one community was served, and the other not."""
    states = {place: "served" if place == of else "closed" for place in "ab"}
    return [*(item for place in "ab" for item in meeting(place, week, states[place])), *served(of, week)]


TOWN: list[Item] = [
    *SMALL_TOWN,
    Service(id="service:meet", name="议事", english="meeting"),
    Helper(id="volunteer:vera", name="薇", number="V001", sex="female", birth_year=1980, max_hours=2, max_distance=9000,
           half_days=("mon-am", "tue-am")),
    link("volunteer:vera", "LIVES_IN", "building:a1"),
    *offer("volunteer:vera", "vera", "service:meet", "town:t", society="volunteer", form="time", amount=2),
]  # fmt: skip


def of_week(week: str, policy: Fairness, *before: Sequence[Item]) -> list[Item]:
    """The town in a week, after other weeks."""
    now = [item for place in "ab" for item in meeting(place, week)]
    return [*TOWN, policy, *now, *(item for items in before for item in items)]


def planned(items: list[Item], week: str, folder: Path) -> tuple[Built, list[str]]:
    """The week's problem, and the communities that its best plan serves."""
    with graph_of(items, folder) as reader:
        built = build(reader, week)
    plan = solve(built.problem, tally=built.tally)
    assert plan.status == "optimal"
    return built, [one.need[5] for one in plan.served]


def policy(**asked: int) -> Fairness:
    return Fairness.model_validate({"id": FAIRNESS, "revision": 1, **asked})


def folders(tmp_path: Path) -> Iterator[Path]:
    for number in range(9):
        (tmp_path / str(number)).mkdir()
        yield tmp_path / str(number)


def test_left_alone_the_nearer_community_is_served_every_week(tmp_path: Path) -> None:
    before: list[list[Item]] = []
    for week, folder in zip(WEEKS, folders(tmp_path), strict=False):
        built, places = planned(of_week(week, policy(), *before), week, folder)
        assert places == ["a"]
        assert {need.value for need in built.problem.needs} == {800}
        assert (built.tally.policy, built.tally.fairness) == (POLICY.version, None)
        before.append(past(week, "a"))


def test_who_lost_last_week_is_not_last_again(tmp_path: Path) -> None:
    """Week 2: of 1600 half was served everywhere, of b's 800 nothing: 50 points behind, so 20 percent more, 960. Week
    3: half of 3200 everywhere, and half of the 1600 of each: nobody is behind."""
    place = folders(tmp_path)
    looking_back = policy(weeks=4)
    _, first = planned(of_week(WEEKS[0], looking_back), WEEKS[0], next(place))
    assert first == ["a"]
    weeks = [past(WEEKS[0], "a")]
    built, second = planned(of_week(WEEKS[1], looking_back, *weeks), WEEKS[1], next(place))
    assert second == ["b"]
    assert [need.value for need in built.problem.needs] == [800, 960]
    assert built.tally.fairness is not None
    assert (built.tally.fairness.weeks, built.tally.fairness.behind) == (4, {f"need:b-{WEEKS[1]}": 160})
    assert built.tally.policy == "2026-1+fairness.1"
    told = explain(built.problem, solve(built.problem), f"need:b-{WEEKS[1]}", built.tally)
    assert told.behind == {"points": 160, "weeks": 4}
    assert explain(built.problem, solve(built.problem), f"need:a-{WEEKS[1]}", built.tally).behind == {}
    weeks.append(past(WEEKS[1], "b"))
    built, third = planned(of_week(WEEKS[2], looking_back, *weeks), WEEKS[2], next(place))
    assert third == ["a"]
    assert [need.value for need in built.problem.needs] == [800, 800]


def test_what_is_further_back_than_the_policy_looks_is_forgotten(tmp_path: Path) -> None:
    items = of_week(WEEKS[2], policy(weeks=1), past(WEEKS[0], "a"), past(WEEKS[1], "b"))
    built, places = planned(items, WEEKS[2], tmp_path)
    assert places == ["a"]
    assert [need.value for need in built.problem.needs] == [960, 800]


def test_a_floor_by_policy_moves_vera(tmp_path: Path) -> None:
    """Half of what is servable can only be reached in one of the two: the floor that cannot hold is told."""
    built, places = planned(of_week(FIRST, policy(share=50)), FIRST, tmp_path)
    assert [(floor.group, floor.min_value) for floor in built.problem.floors] == [("community:a", 400)]
    assert built.tally.fairness is not None
    assert built.tally.fairness.floors == {"community:b": 400}
    assert places == ["a"]


def test_where_a_need_has_waited_its_community_comes_first(tmp_path: Path) -> None:
    """b's need of two weeks ago is worth 800 × 116 % = 928 by its wait alone; the floor says as much."""
    items = [*TOWN, policy(waited=2), *meeting("a", WEEKS[2]), *meeting("b", WEEKS[2], waited_since=WEEKS[0])]
    built, places = planned(items, WEEKS[2], tmp_path)
    assert [(floor.group, floor.min_value) for floor in built.problem.floors] == [("community:b", 928)]
    assert places == ["b"]


def test_nobody_is_asked_more_often_than_the_city_allows(tmp_path: Path) -> None:
    """Once in two weeks: after week 1 Vera rests in week 2, whatever it is worth, and comes back in week 3."""
    place, once = folders(tmp_path), policy(asks=1, asks_weeks=2)
    _, first = planned(of_week(WEEKS[0], once), WEEKS[0], next(place))
    built, second = planned(of_week(WEEKS[1], once, past(WEEKS[0], "a")), WEEKS[1], next(place))
    _, third = planned(of_week(WEEKS[2], once, past(WEEKS[0], "a")), WEEKS[2], next(place))
    assert (first, second, third) == (["a"], [], ["a"])
    cap = next(one for one in built.problem.capacities if one.id.endswith("/asks"))
    assert (cap.id, cap.max, cap.unit) == ("volunteer:vera/asks", 0, "ask")


def test_two_visits_in_one_week_are_two_asks(tmp_path: Path) -> None:
    busy: list[Item] = [item.model_copy(update={"max_hours": 4}) if isinstance(item, Helper) else item for item in TOWN]
    busy = [item.model_copy(update={"amount": 4}) if isinstance(item, Offer) else item for item in busy]
    for asks, expected, folder in zip((1, 2), (["a"], ["a", "b"]), folders(tmp_path), strict=False):
        items = of_week(FIRST, policy(asks=asks, asks_weeks=1))
        _, places = planned([*busy, *items[len(TOWN) :]], FIRST, folder)
        assert places == expected


def test_people_may_ask_once_more_and_it_is_told(tmp_path: Path) -> None:
    pin = Decision(
        id="decision:1", action="pin", week=WEEKS[1], slot="helper", by="account:lin", at="2026-11-16T09:00:00+08:00"
    )
    pinned: list[Item] = [pin, link(pin.id, "CONCERNS", f"need:b-{WEEKS[1]}"), link(pin.id, "NAMES", "offer:vera")]
    items = [*of_week(WEEKS[1], policy(asks=1, asks_weeks=2), past(WEEKS[0], "a")), *pinned]
    built, places = planned(items, WEEKS[1], tmp_path)
    assert places == ["b"]
    assert built.tally.fairness is not None
    assert built.tally.fairness.asks == {"volunteer:vera/asks": 0}


@pytest.mark.parametrize(
    ("state", "asked"), [("done", 1), ("no_show", 1), ("accepted", 1), ("proposed", 0), ("cancelled", 0)]
)
def test_who_was_asked_whatever_came_of_it(state: str, asked: int, tmp_path: Path) -> None:
    items = [*TOWN, *meeting("a", FIRST, "closed"), *served("a", FIRST, state)]
    with graph_of(items, tmp_path) as reader:
        assert times_asked(reader, WEEKS[1], 1).rows() == ([("volunteer:vera", asked)] if asked else [])
        assert times_asked(reader, WEEKS[2], 1).rows() == []


def test_who_declined_was_asked_and_once(tmp_path: Path) -> None:
    declined = Commission(id="commission:1", state="declined", at="2026-11-09T09:00:00+08:00")
    sent: list[Item] = [
        declined,
        link(declined.id, "DISPATCHES", f"linkage:a-{FIRST}"),
        link(declined.id, "SENT_TO", "volunteer:vera"),
    ]
    for state, folder in zip(("cancelled", "done"), folders(tmp_path), strict=False):
        items = [*TOWN, *meeting("a", FIRST), *served("a", FIRST, state), *sent]
        with graph_of(items, folder) as reader:
            assert times_asked(reader, WEEKS[1], 1).rows() == [("volunteer:vera", 1)]


def kept(reader: Reader, week: str) -> list[tuple[object, ...]]:
    past = past_needs(reader, week, 4, place_tree(reader))
    return ledger(past, POLICY).select("community", "week", "wanted", "served").rows()


def test_the_ledger_counts_what_was_wanted_and_what_was_served(tmp_path: Path) -> None:
    """The meeting of b that had waited one week was worth 864."""
    waited = meeting("b", WEEKS[1], "closed", waited_since=WEEKS[0])
    items = [*TOWN, *past(WEEKS[0], "a"), *meeting("a", WEEKS[1], "served"), *waited]
    with graph_of(items, tmp_path) as reader:
        assert kept(reader, WEEKS[2]) == [
            ("community:a", WEEKS[0], 800, 800), ("community:a", WEEKS[1], 800, 800),
            ("community:b", WEEKS[0], 800, 0), ("community:b", WEEKS[1], 864, 0),
        ]  # fmt: skip
        found = ledger(past_needs(reader, WEEKS[2], 4, place_tree(reader)), POLICY)
        assert behind(found, POLICY) == {"community:b": 20}


def test_a_need_that_comes_back_counts_in_each_week_in_which_it_was_served(tmp_path: Path) -> None:
    """The need is this week's by now; that it was served before stands in the linkage alone."""
    again = [*meeting("a", WEEKS[1]), *served("a", WEEKS[1])]
    moved: list[Item] = [
        item.model_copy(update={"week": FIRST}) if isinstance(item, Linkage) else item for item in again
    ]
    with graph_of([*TOWN, *moved], tmp_path) as reader:
        assert kept(reader, WEEKS[1]) == [("community:a", FIRST, 800, 800)]
