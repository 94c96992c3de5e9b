"""Signing in and out as people do it, also without script, and what each role finds."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from service.access import COOKIE
from tests.browser.conftest import Faults
from tests.browser.site import Site
from tests.service.offices import PASSWORD, made
from tests.service.serving import WEEK, signed_in

Visit = Callable[..., Page]


@pytest.fixture
def page(visitor: Visit) -> Page:
    """A page of nobody, on a desktop without script."""
    return visitor(None, java_script_enabled=False, viewport={"width": 1280, "height": 900})


def fill_in(page: Page, login: str, password: str) -> None:
    page.get_by_role("textbox", name="登录名").fill(login)
    page.locator("input[type=password]").fill(password)
    page.locator("form.fields").get_by_role("button", name="登录").click()


def test_whoever_is_not_signed_in_sees_what_this_is_and_no_need(page: Page, solved: Site) -> None:
    page.goto(f"{solved.address}/")
    expect(page.get_by_role("heading", level=1)).to_have_text("五社联动 · 每周方案")
    expect(page.locator(".linkage")).to_have_count(0)
    expect(page.locator("main")).not_to_contain_text("need:")
    expect(page.locator("header").get_by_role("link", name="登录")).to_be_visible()


def test_a_click_signs_in_and_a_button_signs_out(page: Page, solved: Site) -> None:
    page.goto(f"{solved.address}/")
    page.get_by_role("button", name="以协调员身份进入").click()
    expect(page.locator("header")).to_contain_text("演示账号 · 协调员")
    expect(page.get_by_role("heading", level=1)).to_have_text("每周联动方案")
    (cookie,) = [each for each in page.context.cookies() if each["name"] == COOKIE]
    assert (cookie["httpOnly"], cookie["sameSite"], cookie["path"]) == (True, "Lax", "/")
    page.get_by_role("button", name="退出").click()
    expect(page.locator("header").get_by_role("link", name="登录")).to_be_visible()
    assert [each for each in page.context.cookies() if each["name"] == COOKIE] == []


def test_who_wanted_a_page_is_led_back_to_it(page: Page, solved: Site) -> None:
    page.goto(f"{solved.address}/sign-in?next=/%3Fweek%3D{WEEK}%26status%3Dserved")
    page.get_by_role("button", name="以规划员身份进入").click()
    expect(page).to_have_url(f"{solved.address}/?week={WEEK}&status=served")


@pytest.mark.parametrize("next", ["//elsewhere.invalid/", "https://elsewhere.invalid/", "/\\elsewhere.invalid", "x"])
def test_nobody_is_led_to_another_site(page: Page, solved: Site, next: str) -> None:
    page.goto(f"{solved.address}/sign-in?next={next}")
    page.get_by_role("button", name="以协调员身份进入").click()
    expect(page).to_have_url(f"{solved.address}/")


def test_a_wrong_password_is_told_in_place_and_a_right_one_signs_in(page: Page, faults: Faults, waiting: Site) -> None:
    faults.expected.append("401 (Unauthorized)")
    with signed_in(waiting.client, "admin") as admin:
        made(admin)
    page.goto(f"{waiting.address}/sign-in?next=/docs")
    fill_in(page, "lin", "not the password")
    expect(page.get_by_role("alert")).to_have_text("登录名或密码不正确，或该账号已停用。")
    expect(page.get_by_role("textbox", name="登录名")).to_have_value("lin")
    expect(page.locator("input[type=password]")).to_have_value("")
    fill_in(page, "lin", PASSWORD)
    expect(page).to_have_url(f"{waiting.address}/docs")
    expect(page.locator("header")).to_contain_text("Lin · 规划员")


def test_a_locked_login_is_told_for_how_long(page: Page, faults: Faults, waiting: Site) -> None:
    faults.expected += ["401 (Unauthorized)", "429 (Too Many Requests)"]
    page.goto(f"{waiting.address}/sign-in")
    for _ in range(6):
        fill_in(page, "nobody", "not the password")
    expect(page.get_by_role("alert")).to_have_text("密码错误次数过多，请在 1 分钟后再试。")


def test_a_planner_sees_the_week_and_no_button_that_changes_it(visitor: Visit, solved: Site) -> None:
    page = visitor("planner")
    page.goto(f"{solved.address}/?week={WEEK}")
    expect(page.locator(".linkage")).to_have_count(8)
    expect(page.get_by_role("button", name=re.compile("计算"))).to_have_count(0)


@pytest.mark.parametrize(("role", "start"), [("sponsor", "/sponsor"), ("admin", "/admin/accounts")])
def test_a_role_that_plans_no_week_begins_at_its_own_page(visitor: Visit, solved: Site, role: str, start: str) -> None:
    page = visitor(role)
    page.goto(f"{solved.address}/")
    expect(page).to_have_url(f"{solved.address}{start}")


def test_a_form_that_is_sent_after_the_session_ended_leads_to_the_way_in(page: Page, solved: Site) -> None:
    page.goto(f"{solved.address}/sign-in")
    page.get_by_role("button", name="以协调员身份进入").click()
    page.goto(f"{solved.address}/?week={WEEK}")
    page.context.clear_cookies()
    page.get_by_role("button", name="重新计算").click()
    expect(page).to_have_url(f"{solved.address}/sign-in?next=/")
