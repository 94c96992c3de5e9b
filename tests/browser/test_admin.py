"""The office in a browser: accounts are made, changed, unlocked and closed, and the journal is read."""

import gzip
from collections.abc import Callable

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


@pytest.fixture
def page(visitor: Visit) -> Page:
    """A page on a desktop without script."""
    return visitor(None, java_script_enabled=False, viewport={"width": 1280, "height": 900})


def test_an_account_is_made_and_what_does_not_fit_is_told_with_what_was_entered(
    page: Page, faults: Faults, waiting: Site
) -> None:
    faults.expected.append("422 (Unprocessable")
    enter(page, waiting, "admin")
    page.get_by_role("link", name="新建账号").click()
    page.get_by_label("登录名").fill("lin.jing")
    page.get_by_label("姓名").fill("林静")
    page.get_by_label("新密码").fill(PASSWORD)
    page.get_by_role("button", name="建立账号").click()
    expect(page.get_by_role("alert")).to_contain_text("协调员至少负责一个")
    expect(page.get_by_label("姓名")).to_have_value("林静")
    expect(page.get_by_label("新密码")).to_have_value("")
    page.get_by_label("新密码").fill(PASSWORD)
    page.locator("summary").filter(has_text="清河街道").click()
    page.get_by_label("柳塘社区").check()
    page.get_by_role("button", name="建立账号").click()
    row = page.locator("tr").filter(has_text="lin.jing")
    expect(row).to_contain_text("柳塘社区")
    with signed_in(waiting.client, None) as lin:
        sign_in(lin, "lin.jing").raise_for_status()
        assert [place["id"] for place in lin.get("/api/me").json()["places"]] == ["community:willow"]


def test_an_account_is_changed_and_closed_and_a_stale_form_changes_nothing(
    page: Page, faults: Faults, waiting: Site
) -> None:
    faults.expected.append("412 (Precondition")
    with signed_in(waiting.client, "admin") as admin:
        made(admin)
        enter(page, waiting, "admin", "/admin/accounts/account:lin")
        admin.patch("/api/accounts/account:lin", json={"name": "Lin Jing"}).raise_for_status()
        page.get_by_label("姓名").fill("somebody else")
        page.get_by_role("button", name="保存").click()
        expect(page.get_by_role("alert")).to_contain_text("内容已被更新")
        page.goto(f"{waiting.address}/admin/accounts/account:lin")
        page.get_by_label("角色").select_option("sponsor")
        page.get_by_label("爱心捐助方代表单位").select_option("enterprise:dadi")
        page.get_by_role("button", name="保存").click()
        expect(page.locator("tr").filter(has_text="Lin Jing")).to_contain_text("大地超市")
        page.get_by_role("link", name="lin", exact=True).first.click()
        page.get_by_label("允许登录").uncheck()
        page.get_by_role("button", name="保存").click()
        expect(page.locator("tr").filter(has_text="Lin Jing")).to_contain_text("已停用")
        assert admin.get("/api/accounts/account:lin").json()["active"] is False


def test_whoever_is_locked_out_is_let_in_again(page: Page, waiting: Site) -> None:
    with signed_in(waiting.client, "admin") as admin, signed_in(waiting.client, None) as lin:
        made(admin)
        for _ in range(5):
            sign_in(lin, password="not the password")
        assert sign_in(lin).status_code == 429
        enter(page, waiting, "admin")
        page.get_by_role("button", name="解除锁定").click()
        expect(page.locator("tr").filter(has_text="Lin")).to_contain_text("正常")
        assert sign_in(lin).status_code == 200


def test_the_last_admin_cannot_be_closed(page: Page, faults: Faults, waiting: Site) -> None:
    faults.expected.append("409 (Conflict)")
    enter(page, waiting, "admin", "/admin/accounts/account:demonstration-admin")
    page.get_by_label("允许登录").uncheck()
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("alert")).to_contain_text("这是最后一个管理员账号")


def test_only_the_fields_of_the_role_that_is_chosen_are_shown(visitor: Visit, solved: Site) -> None:
    page = visitor("admin")
    page.goto(f"{solved.address}/admin/accounts/new")
    expect(page.get_by_label("爱心捐助方代表单位")).to_be_hidden()
    page.get_by_label("角色").select_option("sponsor")
    expect(page.get_by_label("爱心捐助方代表单位")).to_be_visible()
    expect(page.locator("fieldset[data-role=coordinator]")).to_be_hidden()


def test_the_journal_is_filtered_paged_and_verified(visitor: Visit, page: Page, waiting: Site) -> None:
    with signed_in(waiting.client, "admin") as admin:
        for number in range(52):
            order = {"label": f"token {number}", "reach": "read", "days": 1}
            if number < 50:
                admin.post("/api/tokens", json=order).raise_for_status()
            else:
                admin.get("/api/me").raise_for_status()
    enter(page, waiting, "admin", "/admin/journal")
    expect(page.locator("tbody tr")).to_have_count(50)
    first = page.locator("tbody tr").first.inner_text()
    page.get_by_role("link", name="更早的记录").click()
    assert page.locator("tbody tr").first.inner_text() != first
    page.get_by_role("link", name="回到最新").click()
    page.locator("select[name=action]").select_option("signed in")
    page.get_by_role("button", name="查看").click()
    assert {row.locator("td").nth(3).inner_text() for row in page.locator("tbody tr").all()} == {"登录"}
    twin = page.locator("link[rel=alternate]").get_attribute("href")
    assert twin == "/api/journal?action=signed%20in"
    page.get_by_role("link", name="核验日志是否完整").click()
    expect(page.locator("#verification")).to_contain_text("日志完整，未被改动。")

    watched = visitor("admin")
    watched.goto(f"{waiting.address}/admin/journal?about=nothing")
    expect(watched.locator("#verification")).to_contain_text("日志完整，未被改动。")
    watched.get_by_role("link", name="查看全部记录").last.click()
    expect(watched.locator("tbody tr")).to_have_count(50)


PAGES = {
    "accounts": "/admin/accounts?",
    "new account": "/admin/accounts/new?",
    "account": "/admin/accounts/account:demonstration-coordinator?",
    "journal": "/admin/journal?",
    "verification": "/admin/journal/verification?",
}


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", list(PAGES))
def test_a_page_of_the_office_is_accessible(visitor: Visit, solved: Site, name: str, language: str) -> None:
    page = visitor("admin")
    page.goto(f"{solved.address}{PAGES[name]}&lang={language}")
    assert variants(page) == []


@pytest.mark.parametrize("path", ["/admin/accounts/new", "/admin/journal"])
def test_the_first_view_is_at_most_40_kib_on_the_line(visitor: Visit, taicang: Site, path: str) -> None:
    page = visitor("admin")
    page.goto(f"{taicang.address}{path}")
    parts = page.evaluate("performance.getEntriesByType('resource').map(each => each.name)")
    with signed_in(taicang.client, "admin") as admin:
        sizes = {url: len(gzip.compress(admin.get(url).content)) for url in [page.url, *parts]}
    assert sum(sizes.values()) <= 40 * 1024, sizes
