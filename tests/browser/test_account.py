"""One's own account in a browser: the password, other browsers, and tokens for programs."""

import re
from collections.abc import Callable

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Faults
from tests.browser.gifts import enter
from tests.browser.site import Site
from tests.browser.test_access import variants
from tests.service.offices import PASSWORD, made
from tests.service.offices import enter as sign_in
from tests.service.serving import signed_in

Visit = Callable[..., Page]

NEW = "reeds along the river bank"


@pytest.fixture
def page(visitor: Visit) -> Page:
    """A page of nobody, on a desktop without script."""
    return visitor(None, java_script_enabled=False, viewport={"width": 1280, "height": 900})


def enter_as_lin(page: Page, site: Site, password: str = PASSWORD) -> None:
    page.context.clear_cookies()
    page.goto(f"{site.address}/sign-in?next=/account")
    page.get_by_role("textbox", name="登录名").fill("lin")
    page.locator("input[type=password]").fill(password)
    page.locator("form.fields").get_by_role("button", name="登录").click()


def change(page: Page, old: str, new: str, again: str) -> None:
    for label, value in (("当前密码", old), ("新密码", new), ("再次输入新密码", again)):
        page.get_by_label(label, exact=True).fill(value)
    page.get_by_role("button", name="修改密码").click()


def test_a_password_is_changed_and_what_is_wrong_with_one_is_told(page: Page, faults: Faults, waiting: Site) -> None:
    faults.expected += ["422 (Unprocessable", "403 (Forbidden)"]
    with signed_in(waiting.client, "admin") as admin:
        made(admin)
    enter_as_lin(page, waiting)
    expect(page.locator(".terms")).to_contain_text("lin")
    change(page, PASSWORD, NEW, "another one, longer")
    expect(page.get_by_role("alert")).to_have_text("两次输入的新密码不一致。")
    change(page, "not the present one", NEW, NEW)
    expect(page.get_by_role("alert")).to_contain_text("当前密码不正确")
    change(page, PASSWORD, "passwordpassword", "passwordpassword")
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.locator("main")).not_to_contain_text("passwordpassword")
    change(page, PASSWORD, NEW, NEW)
    expect(page.get_by_role("status")).to_contain_text("密码已修改")
    enter_as_lin(page, waiting, NEW)
    expect(page).to_have_url(f"{waiting.address}/account")


def test_other_browsers_are_signed_out(page: Page, waiting: Site) -> None:
    with signed_in(waiting.client, "admin") as admin, signed_in(waiting.client, None) as other:
        made(admin)
        sign_in(other).raise_for_status()
        enter_as_lin(page, waiting)
        expect(page.locator("section[aria-labelledby=sessions] tbody tr")).to_have_count(2)
        assert other.get("/api/me").status_code == 200
        page.get_by_role("button", name="退出其他浏览器").click()
        expect(page.get_by_role("status")).to_be_visible()
        expect(page.locator("section[aria-labelledby=sessions] tbody tr")).to_have_count(1)
        assert other.get("/api/me").status_code == 401


def test_a_token_is_shown_once_works_and_is_revoked(page: Page, waiting: Site) -> None:
    enter(page, waiting, "planner", "/account")
    page.get_by_label("用途说明").fill("月度报表")
    page.get_by_label("有效期").select_option("7")
    page.get_by_role("button", name="新建令牌").click()
    secret = page.locator("input.secret").input_value()
    bearer = {"Authorization": f"Bearer {secret}"}
    assert httpx.get(f"{waiting.address}/api/me", headers=bearer).json()["reach"] == "read"
    page.get_by_role("link", name="已复制").click()
    assert secret not in page.content()
    page.get_by_role("button", name="吊销").click()
    expect(page.locator("tr").filter(has_text="月度报表")).to_contain_text("已吊销")
    assert httpx.get(f"{waiting.address}/api/me", headers=bearer).status_code == 401


def test_a_demonstration_account_says_why_it_has_no_password(page: Page, solved: Site) -> None:
    enter(page, solved, "planner", "/account")
    expect(page.get_by_label("当前密码")).to_have_count(0)
    page.get_by_role("link", name="English").click()
    expect(page).to_have_url(re.compile(r"/account\?lang=en"))
    expect(page.locator("main")).to_contain_text("A demonstration account has no password")


def test_whoever_is_not_signed_in_is_led_in_and_back(page: Page, solved: Site) -> None:
    page.goto(f"{solved.address}/account")
    expect(page).to_have_url(f"{solved.address}/sign-in?next=/account")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_is_accessible(visitor: Visit, waiting: Site, language: str) -> None:
    with signed_in(waiting.client, "admin") as admin:
        made(admin)
    page = visitor(None)
    enter_as_lin(page, waiting)
    page.get_by_label("用途说明").fill("月度报表")
    page.get_by_role("button", name="新建令牌").click()
    assert variants(page) == []
    page.goto(f"{waiting.address}/account?lang={language}")
    assert variants(page) == []
