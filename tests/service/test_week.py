"""The week's view on a world that fits in the head: two needs, one plan, and last week as it was recorded.

周阿婆's meals are served by 方巧云 on Tuesday morning with rice of a shop; a lift, asked for in the other community,
is not served. Last week 方巧云 cooked too.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.errors import BadValue
from graph.model import (
    City,
    Community,
    Enterprise,
    Home,
    Need,
    Node,
    Offer,
    Resident,
    Run,
    Service,
    Slot,
    Town,
    Volunteer,
)
from graph.model.work import Linkage
from graph.relations import Edge, Filling
from graph.store import GraphStore, Put, Reader, open_store
from matching.plan import Plan, Served, Unserved
from matching.writing import plan_bytes
from service.artifacts import artifact
from service.schemas import LinkageView, WeekView
from service.week import known_weeks, week_view

WEEK, LAST = "2026-W48", "2026-W47"


def nodes() -> Iterator[Node]:
    yield City(id="city:c", name="云溪市", code="990101")
    yield Town(id="town:q", name="清河街道", code="990101001")
    for name, code in (("liu", "990101001001"), ("jiu", "990101001002")):
        yield Community(id=f"community:{name}", name=name, official_name=name, code=code, rural=False, east=0, north=0)
    yield Home(id="home:convenience", name="便捷生活", home="convenience")
    yield Service(id="service:help", name="助老", english="Help for the old")
    yield Service(id="service:meals", name="做饭", english="Cooking")
    yield Resident(id="resident:zhou", name="周阿婆", sex="female", birth_year=1940)
    yield Volunteer(
        id="volunteer:fang", name="方巧云", number="TC20263F2A", sex="female", birth_year=1962,
        half_days=("tue-am",), max_hours=4,
    )  # fmt: skip
    yield Enterprise(id="enterprise:shop", name="丰和粮店", industry="food")
    yield Offer(id="offer:fang", name="方巧云做饭", society="volunteer", form="skill", amount=4)
    yield Offer(id="offer:rice", name="大米", society="charity", form="goods", amount=9, item="rice")
    for id, week, first, urgency, state in (
        ("need:meals", WEEK, "2026-W46", 4, "open"),
        ("need:lift", WEEK, WEEK, 2, "open"),
        ("need:meals-last", LAST, "2026-W46", 4, "served"),
    ):
        yield Need.model_validate(
            {"id": id, "title": "周阿婆要吃饭", "nature": "recurring", "state": state, "week": week,
             "first_week": first, "urgency": urgency, "half_days": ("tue-am",)}
        )  # fmt: skip
        yield Slot(id=f"slot:{id[5:]}-helper", name="helper", society="volunteer", form="skill", amount=2)
    yield Slot(
        id="slot:meals-goods", name="goods", society="charity", form="goods", amount=1, item="rice", required=False
    )
    yield Linkage(id="linkage:last", week=LAST, half_day="tue-am", state="done", hours=2)


def edges() -> Iterator[Edge]:
    told = """
        town:q IN city:c; community:liu IN town:q; community:jiu IN town:q
        service:help UNDER home:convenience; service:meals NARROWS service:help
        need:meals ASKS_FOR service:meals; need:lift ASKS_FOR service:help; need:meals-last ASKS_FOR service:meals
        need:meals OF resident:zhou; need:meals AT community:liu; need:lift AT community:jiu
        need:meals-last AT community:liu; need:meals HAS_SLOT slot:meals-helper; need:meals HAS_SLOT slot:meals-goods
        need:lift HAS_SLOT slot:lift-helper; need:meals-last HAS_SLOT slot:meals-last-helper
        volunteer:fang GIVES offer:fang; enterprise:shop GIVES offer:rice; linkage:last SERVES need:meals-last
    """
    for line in told.replace("\n", ";").split(";"):
        if line.strip():
            start, relation, end = line.split()
            yield Edge(relation=relation, start=start, end=end)
    yield Edge(relation="FILLS", start="offer:fang", end="linkage:last", properties=Filling(slot="helper", amount=2))


PLAN = Plan(
    problem_sha256="0" * 64,
    status="feasible",
    objective=900,
    bound=1000,
    served=(Served("need:meals", "tue-am", {"helper": ("offer:fang",), "goods": ("offer:rice",)}),),
    unserved=(Unserved("need:lift", "outbid", {"winners": ["need:meals"]}),),
    seconds=1.5,
    policy="2026-1",
)


def run(id: str, state: str, minute: int, plan: Plan | None = None) -> list[Put]:
    kept = artifact(plan_bytes(plan)) if plan else None
    at = f"2026-11-23T08:{minute:02}:00+08:00"
    fields = {"id": f"run:{id}", "week": WEEK, "state": state, "created": at, "plan": kept.id if kept else ""}
    return [*([Put(kept)] if kept else []), Put(Run.model_validate(fields))]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[GraphStore]:
    store = open_store(str(tmp_path / "week.db"))
    store.write([*map(Put, nodes()), *map(Put, edges())], by="test")
    yield store
    store.close()


def seen(store: GraphStore, week: str = WEEK) -> WeekView:
    with store.snapshot() as reader:
        return week_view(reader, week)


def card(view: WeekView, need: str) -> LinkageView:
    return next(card for card in view.linkages if card.need == need)


def test_a_week_without_a_plan_shows_its_needs_as_not_planned(store: GraphStore) -> None:
    view = seen(store)
    assert [(card.need, card.served) for card in view.linkages] == [("need:meals", None), ("need:lift", None)]
    assert (view.figures.needs, view.figures.served, view.figures.status) == (2, 0, None)
    assert (view.current, view.latest) == (None, None)


def test_a_served_need_is_shown_with_place_waiting_and_helpers(store: GraphStore) -> None:
    store.write(run("one", "done", 1, PLAN), by="test")
    meals = card(seen(store), "need:meals")
    assert (meals.service_zh, meals.service_en, meals.home) == ("做饭", "Cooking", "convenience")
    assert (meals.community_name, meals.town_name) == ("liu", "清河街道")
    assert (meals.urgency, meals.weeks_waited, meals.half_day, meals.served) == (4, 2, "tue-am", True)
    goods, helper = meals.slots
    assert [filled.label_zh for filled in helper.filled] == ["志愿者 3F2A"]
    assert [(filled.kind, filled.label_en) for filled in goods.filled] == [("Enterprise", "丰和粮店")]


def test_a_need_that_is_not_served_has_its_reason(store: GraphStore) -> None:
    store.write(run("one", "done", 1, PLAN), by="test")
    lift = card(seen(store), "need:lift")
    assert (lift.served, lift.reason, lift.detail) == (False, "outbid", {"winners": ["need:meals"]})


def test_the_figures_count_places_and_homes(store: GraphStore) -> None:
    store.write(run("one", "done", 1, PLAN), by="test")
    figures = seen(store).figures
    assert (figures.needs, figures.served, figures.value, figures.bound, figures.gap) == (2, 1, 900, 1000, 0.1)
    by_society = {each.society: (each.asked, each.filled) for each in figures.societies}
    assert by_society == {
        "community": (0, 0), "organization": (0, 0), "social_worker": (0, 0), "volunteer": (2, 1), "charity": (0, 0),
    }  # fmt: skip
    by_home = {each.home: (each.needs, each.served) for each in figures.homes}
    assert by_home["convenience"] == (2, 1)


def test_what_came_in_after_the_plan_is_not_yet_planned(store: GraphStore) -> None:
    store.write(run("one", "done", 1, PLAN), by="test")
    with store.snapshot() as reader:
        late = reader.get("need:lift")
    assert isinstance(late, Need)
    store.write([Put(late.model_copy(update={"id": "need:late"}))], by="test")
    assert card(seen(store), "need:late").served is None


def test_the_newest_finished_run_with_a_plan_counts(store: GraphStore) -> None:
    better = Plan(problem_sha256="0" * 64, status="optimal", objective=950, bound=950)
    store.write(run("one", "done", 1, PLAN), by="test")
    store.write(run("two", "cancelled", 2, better), by="test")
    store.write([*run("three", "failed", 3), *run("four", "running", 4)], by="test")
    view = seen(store)
    assert (view.figures.run, view.figures.value) == ("run:two", 950)
    assert view.current is not None
    assert view.latest is not None
    assert (view.current.id, view.latest.id) == ("run:four", "run:four")


def test_a_past_week_shows_what_was_recorded(store: GraphStore) -> None:
    view = seen(store, LAST)
    (meals,) = view.linkages
    assert (meals.served, meals.half_day) == (True, "tue-am")
    assert [filled.label_zh for filled in meals.slots[0].filled] == ["志愿者 3F2A"]
    assert (view.figures.needs, view.figures.served, view.figures.value) == (1, 1, None)


def test_weeks_are_those_that_have_needs(store: GraphStore) -> None:
    with store.snapshot() as reader:
        assert known_weeks(reader) == [WEEK, LAST]
        assert week_view(reader, "2030-W01").linkages == ()


def test_a_week_that_does_not_exist_is_refused(store: GraphStore) -> None:
    with store.snapshot() as reader, pytest.raises(BadValue, match="2025-W53"):
        week_view(reader, "2025-W53")


def helper_names(reader: Reader) -> list[str]:
    return [volunteer.name for volunteer in reader.nodes(Volunteer)]


def test_nothing_personal_is_in_the_view(store: GraphStore) -> None:
    store.write(run("one", "done", 1, PLAN), by="test")
    shown = seen(store).model_dump_json()
    with store.snapshot() as reader:
        for name in (*helper_names(reader), "周阿婆"):
            assert name not in shown
