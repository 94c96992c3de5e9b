"""The home page's list: five needs in three communities of two towns, filtered and paged, and its addresses."""

from typing import Any

import pytest
from pydantic import ValidationError

from service import home
from service.access import Caller
from service.home import Asked, communities, listing, twin, values
from service.schemas import (
    HomeFigures,
    LinkageView,
    RunProgress,
    RunView,
    SlotView,
    SocietyFigures,
    WeekFigures,
    WeekView,
)
from service.templating import render
from service.wanting import wanting

NEEDS = (
    ("need:ada", "convenience", "community:lake", "Lake", "North", True),
    ("need:bo", "humanity", "community:lake", "Lake", "North", False),
    ("need:cai", "convenience", "community:mill", "Mill", "North", True),
    ("need:dou", "convenience", "community:pier", "Pier", "South", None),
    ("need:eve", "convenience", None, "", "", False),
)


def linkage(id: str, in_home: Any, community: str | None, name: str, town: str, served: bool | None) -> LinkageView:
    return LinkageView(
        need=id,
        service="service:errands",
        service_zh="代购",
        service_en="Errands",
        home=in_home,
        community=community,
        community_name=name,
        town_name=town,
        urgency=3,
        weeks_waited=0,
        nature="individual",
        must=False,
        half_days=(),
        half_day=None,
        served=served,
        slots=(),
        reason=None,
        detail={},
        invented=True,
    )


LINKAGES = tuple(linkage(*need) for need in NEEDS)


def ids(asked: Asked) -> list[str]:
    return [each.need for each in listing(LINKAGES, asked).items]


def test_without_filters_every_need_is_listed_in_the_order_of_the_week() -> None:
    assert ids(Asked()) == ["need:ada", "need:bo", "need:cai", "need:dou", "need:eve"]


def test_filters_hold_together() -> None:
    assert ids(Asked(community="community:lake")) == ["need:ada", "need:bo"]
    assert ids(Asked(community="community:lake", home="convenience")) == ["need:ada"]
    assert ids(Asked(home="convenience", status="served")) == ["need:ada", "need:cai"]


def test_what_has_no_plan_yet_counts_as_not_served() -> None:
    assert ids(Asked(status="unserved")) == ["need:bo", "need:dou", "need:eve"]


def test_an_empty_field_of_the_form_asks_for_nothing() -> None:
    assert Asked.model_validate({"week": "", "community": "", "home": "", "status": "", "page": "1"}) == Asked()


@pytest.mark.parametrize(
    "query",
    [{"home": "house"}, {"status": "maybe"}, {"page": "0"}, {"week": "2026-W60"}, {"lang": "fr"}, {"sort": "up"}],
)
def test_an_unknown_value_or_field_is_refused(query: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        Asked.model_validate(query)


def test_pages_hold_so_many_and_one_beyond_the_last_is_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(home, "PER_PAGE", 2)
    assert [listing(LINKAGES, Asked(page=page)).pages for page in (1, 2, 3)] == [3, 3, 3]
    assert [ids(Asked(page=page)) for page in (2, 3, 4)] == [["need:cai", "need:dou"], ["need:eve"], []]
    assert listing((), Asked()).pages == 1


def test_the_filter_offers_the_communities_that_have_a_need_under_their_towns() -> None:
    assert communities(LINKAGES) == [
        ("North", [("community:lake", "Lake"), ("community:mill", "Mill")]),
        ("South", [("community:pier", "Pier")]),
    ]


def test_the_json_twin_asks_the_same() -> None:
    assert twin("2026-W48", Asked(page=3, lang="en")) == "/api/weeks/2026-W48/linkages"
    asked = Asked(community="community:lake", status="served")
    assert twin("2026-W48", asked) == "/api/weeks/2026-W48/linkages?community=community%3Alake&status=served"


def slot(name: str, society: Any, form: Any = "time", *, required: bool = True) -> SlotView:
    return SlotView(name=name, society=society, form=form, amount=2, item="", count=1, required=required, filled=())


SLOTS = (
    slot("carrier", "organization", "skill"),
    slot("helper", "volunteer"),
    slot("venue", "community", "place"),
    slot("goods", "charity", "goods"),
    slot("money", "charity", "money", required=False),
)


def missed(reason: Any, detail: dict[str, Any]) -> set[str]:
    changes = {"served": False, "slots": SLOTS, "reason": reason, "detail": detail}
    return wanting(LINKAGES[0].model_copy(update=changes))


def test_where_nobody_can_the_slots_without_candidates_are_wanting() -> None:
    assert missed("no_candidate", {"slots": {"helper": {"asked": 1, "candidates": 0}}}) == {"helper"}


def test_where_others_hold_what_it_lacks_the_slots_that_use_it_are_wanting() -> None:
    chosen = {"goods": ["offer:rice"], "helper": ["offer:ma"]}

    def lacking(*capacities: str) -> set[str]:
        return missed("outbid", {"slots": chosen, "lacks": dict.fromkeys(capacities, 1), "winners": ["need:bo"]})

    assert lacking("volunteer:ma/tue-am") == {"helper"}
    assert lacking("agreement:a1/week", "organization:o1/linkages") == {"carrier"}
    assert lacking("offer:rice/amount", "room:r1/tue-am") == {"goods", "venue"}


def test_where_the_reason_does_not_tell_every_required_slot_is_wanting() -> None:
    required = {"carrier", "helper", "venue", "goods"}
    assert missed("open", {}) == missed("blocked", {"conflict": []}) == required
    assert missed("outbid", {"slots": {}, "lacks": {}, "winners": []}) == required


def test_nothing_is_wanting_of_what_is_served_or_not_planned_yet() -> None:
    assert [wanting(LINKAGES[0]), wanting(LINKAGES[3])] == [set(), set()]


def week(**changes: Any) -> WeekView:
    figures = WeekFigures(
        week="2026-W48",
        needs=5,
        served=2,
        value=None,
        bound=None,
        gap=None,
        status=None,
        seconds=None,
        policy=None,
        run=None,
        finished=None,
        invented=True,
        societies=(SocietyFigures(society="volunteer", asked=3, filled=1),),
        homes=(HomeFigures(home="convenience", needs=4, served=2),),
    )
    return WeekView(figures=figures.model_copy(update=changes), current=None, latest=None, linkages=LINKAGES)


def test_links_keep_the_week_and_what_else_is_asked_but_not_the_language() -> None:
    made = values(week(), Asked(home="convenience", page=2, lang="en"), ["2026-W48"], None, "")
    link: Any = made["link"]
    assert link(page=3) == "/?week=2026-W48&home=convenience&page=3"
    assert made["cleared"] == "/?week=2026-W48"


def test_the_weeks_before_and_after_are_the_nearest_that_have_needs() -> None:
    made = values(week(), Asked(), ["2026-W50", "2026-W49", "2026-W48", "2026-W40", "2026-W02"], None, "")
    assert (made["earlier"], made["later"]) == ("2026-W40", "2026-W49")
    alone = values(week(), Asked(), ["2026-W48"], None, "")
    assert (alone["earlier"], alone["later"]) == (None, None)


PLANNED = {"value": 1997, "bound": 2000, "gap": 0.0015, "seconds": 0.04}


def shown(view: WeekView, *, run: RunView | None = None, failure: str = "") -> str:
    frame = {
        "caller": Caller("coordinator"),
        "here": "home",
        "tour": None,
        "here_now": "/?week=2026-W48",
        "in_language": lambda language: f"/?lang={language}",
    }
    return render("home.html", "en", {**values(view, Asked(), ["2026-W48"], run, failure), **frame})


def test_what_is_proved_is_said_in_words() -> None:
    assert "at most 0.15% below the best possible" in shown(week(status="feasible", **PLANNED))
    assert "No better plan exists: proved." in shown(week(status="optimal", **PLANNED))
    assert "some demands cannot hold together" in shown(week(status="infeasible", served=0))


def test_a_week_without_a_plan_shows_what_was_recorded_or_asks_for_a_plan() -> None:
    assert "As it was recorded" in shown(week())
    asked = shown(week(served=0))
    assert "This week has no plan yet" in asked
    assert 'action="/weeks/2026-W48/runs"' in asked


def test_a_failed_run_is_told_with_its_reason() -> None:
    page = shown(week(status="optimal", **PLANNED), failure="its worker process ended by signal 9")
    assert "The last run failed" in page
    assert "ended by signal 9" in page


def test_a_run_under_way_shows_where_it_stands_before_any_script_runs() -> None:
    progress = RunProgress(phase="exact", seconds=15, objective=1990, bound=2000, gap=0.005)
    run = RunView(
        id="run:r1",
        week="2026-W48",
        state="running",
        time_limit=60,
        gap_limit=0,
        seed=1,
        created="2026-11-24T10:00:00+08:00",
        progress=progress,
    )
    page = shown(week(served=0), run=run)
    assert "best plan so far 1,990, at most 2,000 is possible, gap 0.5%" in page
    assert 'value="0.25"' in page
    assert "This week has no plan yet" not in page
