"""The page of the city's policy of fairness: what another would cost is shown first, and what is confirmed is in force.

The tiny world, in which everything is within reach of a floor of half: see `tests/service/test_fairness_api.py`.
"""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Faults
from tests.browser.gifts import enter
from tests.browser.site import Site
from tests.browser.test_access import variants
from tests.service.offices import journal
from tests.service.serving import WEEK, signed_in

Visit = Callable[..., Page]

PLACE = f"/fairness?week={WEEK}"


@pytest.fixture
def plain(visitor: Visit) -> Page:
    """A page without script."""
    return visitor(None, java_script_enabled=False, viewport={"width": 1280, "height": 900})


def fill(page: Page, **fields: int) -> None:
    for name, value in fields.items():
        page.locator(f"input[name={name}]:not([type=hidden])").fill(str(value))
    page.get_by_role("button", name="查看影响").click()


def test_a_policy_is_decided_after_its_cost_was_shown(plain: Page, waiting: Site) -> None:
    waiting.solve()
    enter(plain, waiting, "planner", f"/gaps/fairness?week={WEEK}")
    plain.get_by_role("link", name="修改公平政策").click()
    expect(plain.locator("section").filter(has_text="现行政策")).to_contain_text("不设底线")
    fill(plain, share=50, asks=3)
    effect = plain.locator("section[aria-labelledby=effect]")
    expect(effect).to_contain_text("至少达到本社区可联动价值的 50%")
    expect(effect).to_contain_text("最多 3 次 / 4 周")
    expect(effect).to_contain_text("所有社区可以同时达到 50%")
    expect(effect).to_contain_text("恰好减少 0 分，已证明")
    with signed_in(waiting.client, "planner") as planner:
        assert planner.get("/api/fairness").json()["revision"] == 0
        plain.get_by_role("button", name="确认采用此政策").click()
        expect(plain.get_by_role("status")).to_contain_text("已确定")
        policy = planner.get("/api/fairness").json()
    assert policy == {"share": 50, "waited": 0, "weeks": 0, "asks": 3, "asks_weeks": 4, "revision": 1}


def test_an_admin_decides_too_and_the_journal_says_so(plain: Page, waiting: Site) -> None:
    enter(plain, waiting, "admin")
    plain.get_by_role("navigation", name="页面").get_by_role("link", name="公平政策").click()
    fill(plain, waited=6)
    expect(plain.locator("section[aria-labelledby=effect]")).to_contain_text("等待满 6 周起优先")
    plain.get_by_role("button", name="确认采用此政策").click()
    with signed_in(waiting.client, "admin") as admin:
        (line,) = journal(admin, action="fairness decided")
    assert line["by"] == "account:demonstration-admin"


def test_before_a_plan_it_is_said_that_the_cost_is_not_known(plain: Page, waiting: Site) -> None:
    enter(plain, waiting, "planner", PLACE)
    fill(plain, share=20)
    expect(plain.locator("section[aria-labelledby=effect]")).to_contain_text(f"{WEEK} 周还没有方案")


def test_what_another_decided_meanwhile_is_not_overwritten(plain: Page, faults: Faults, waiting: Site) -> None:
    faults.expected.append("412 (Precondition")
    enter(plain, waiting, "planner", PLACE)
    fill(plain, waited=6)
    with signed_in(waiting.client, "admin") as admin:
        admin.put("/api/fairness", json={"waited": 2}).raise_for_status()
        plain.get_by_role("button", name="确认采用此政策").click()
        expect(plain.get_by_role("alert")).to_contain_text("内容已被更新")
        expect(plain.locator("section[aria-labelledby=in-force]")).to_contain_text("等待满 2 周起优先")
        expect(plain.locator("section[aria-labelledby=effect]")).to_contain_text("等待满 6 周起优先")
        assert admin.get("/api/fairness").json()["waited"] == 2
        plain.get_by_role("button", name="确认采用此政策").click()
        assert admin.get("/api/fairness").json()["waited"] == 6


def test_what_does_not_fit_is_told_and_the_rest_stays_entered(solved: Site) -> None:
    with signed_in(solved.client, "planner") as planner:
        for share in ("101", "-1", "much", "1.5"):
            answer = planner.get("/fairness", params={"week": WEEK, "share": share, "waited": "7", "lang": "en"})
            assert answer.status_code == 422
            assert 'role="alert"' in answer.text and "<code>share</code>" in answer.text
            assert 'name="waited" min="0" max="52" step="1" required value="7"' in answer.text


def test_the_policy_in_force_changes_nothing(plain: Page, solved: Site) -> None:
    enter(plain, solved, "planner", PLACE)
    plain.get_by_role("button", name="查看影响").click()
    expect(plain.locator("main")).to_contain_text("与现行政策相同")
    expect(plain.get_by_role("button", name="确认采用此政策")).to_have_count(0)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_is_accessible(visitor: Visit, solved: Site, language: str) -> None:
    page = visitor("planner")
    page.goto(f"{solved.address}{PLACE}&share=20&asks=2&lang={language}")
    expect(page.locator("section[aria-labelledby=effect]")).to_be_visible()
    assert variants(page) == []
