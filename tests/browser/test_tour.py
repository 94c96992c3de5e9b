"""The tour of the demonstration: five steps, each as the role that it is for; nowhere else is there one."""

import re
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect

from service.tour import COOKIE
from tests.browser.site import Site
from tests.browser.test_access import variants
from tests.service.offices import opened, root
from tests.service.serving import WEEK, serving

Visit = Callable[..., Page]

STEPS = (
    ("协调员", rf"/\?week={WEEK}"),
    ("协调员", rf"/weeks/{WEEK}/linkages/need:\w+"),
    ("协调员", rf"/weeks/{WEEK}/decide\?need=.*action=reject"),
    ("规划员", rf"/gaps\?week={WEEK}"),
    ("爱心捐助方", rf"/sponsor\?week={WEEK}"),
)
"""As whom each step is, and where."""


@pytest.mark.parametrize("script", [True, False])
def test_the_tour_goes_from_step_to_step_and_ends_where_it_began(visitor: Visit, solved: Site, script: bool) -> None:
    page = visitor(None, java_script_enabled=script)
    page.goto(f"{solved.address}/")
    page.get_by_role("link", name="五步看懂同心联动").click()
    expect(page.locator(".tour-steps > li")).to_have_count(5)
    page.get_by_role("button", name="开始导览").click()
    for number, (role, path) in enumerate(STEPS, 1):
        expect(page).to_have_url(re.compile(re.escape(solved.address) + path))
        expect(page.locator(".tour")).to_contain_text(f"{number}/5")
        expect(page.locator("header")).to_contain_text(role)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        if number < len(STEPS):
            page.locator(".tour").get_by_role("button", name=re.compile("下一步")).click()
    page.get_by_role("button", name="结束导览").click()
    expect(page).to_have_url(f"{solved.address}/demo")
    expect(page.locator(".tour")).to_have_count(0)


def test_the_banner_stays_while_one_looks_around_and_in_the_other_language(visitor: Visit, solved: Site) -> None:
    page = visitor(None)
    page.goto(f"{solved.address}/demo")
    page.get_by_role("button", name="以规划员身份查看").click()
    page.goto(f"{solved.address}/docs")
    expect(page.locator(".tour")).to_contain_text("4/5 规划员看缺口")
    page.get_by_role("link", name="English").click()
    expect(page.locator(".tour")).to_contain_text("4/5 The planner's gaps")
    expect(page.get_by_role("button", name="Next: A sponsor's gift")).to_be_visible()


def test_where_nothing_is_invented_there_is_no_tour(tmp_path: Path) -> None:
    with opened(tmp_path / "own.db") as store:
        root(store)
    with serving(tmp_path / "own.db", None) as client:
        for method, path in (("GET", "/demo"), ("POST", "/demo/1"), ("POST", "/demo/end")):
            assert client.request(method, path).status_code == 404
        page = client.get("/", headers={"Cookie": f"{COOKIE}=2", "Accept": "text/html"}).text
        assert 'class="tour"' not in page and "/demo" not in page


def test_there_is_no_sixth_step(solved: Site) -> None:
    for step in ("0", "6", "x"):
        assert httpx.post(f"{solved.address}/demo/{step}").status_code == 404


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_tour_is_accessible(visitor: Visit, solved: Site, language: str) -> None:
    page = visitor(None)
    page.goto(f"{solved.address}/demo?lang={language}")
    assert variants(page) == []
    page.locator("form[action='/demo/5'] button").click()
    expect(page.locator(".tour")).to_be_visible()
    assert variants(page) == []
