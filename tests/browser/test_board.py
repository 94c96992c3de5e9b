"""A coordinator's week on the pages: she decides, takes back, computes again and publishes, with script and without.

The tiny world and its optimum are those of `seeds/tiny.py`; what a decision costs there is worked out by hand in
`tests/service/test_decisions.py`.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Faults
from tests.browser.site import Site
from tests.browser.test_access import variants
from tests.service.offices import enter, made
from tests.service.serving import WEEK, signed_in

Visit = Callable[..., Page]
BOARD = f"/?week={WEEK}"

expect.set_options(timeout=20_000)  # the first question of a service loads the solver


@pytest.fixture
def own(waiting: Site) -> Site:
    """A site with the tiny world and its plan, the test's own."""
    waiting.solve()
    return waiting


@pytest.fixture
def plain(visitor: Visit) -> Page:
    """A page of the coordinator, without script."""
    return visitor(java_script_enabled=False, viewport={"width": 1280, "height": 900})


def row(page: Page, need: str) -> Locator:
    return page.locator(f"#need-{need}")


def decided(site: Site) -> list[tuple[str, str]]:
    """Every decision of the week: its need and what it is, oldest first."""
    items = site.client.get(f"/api/weeks/{WEEK}/decisions").json()["items"]
    return [(one["need"].removeprefix("need:"), one["action"]) for one in reversed(items)]


def decide(site: Site, need: str, action: str, **more: str) -> str:
    order = {"need": f"need:{need}", "action": action, **more}
    id: str = site.client.post(f"/api/weeks/{WEEK}/decisions", json=order).raise_for_status().json()["id"]
    return id


# Deciding


def test_accepting_shows_first_that_it_changes_nothing_and_is_told_after(page: Page, own: Site) -> None:
    page.goto(f"{own.address}{BOARD}")
    row(page, "meals").get_by_role("link", name="接受").click()
    sheet = page.get_by_role("dialog", name="接受：做饭 · 柳塘社区")
    expect(sheet).to_contain_text("不影响其他需求")
    assert decided(own) == []
    sheet.get_by_label("理由").fill("老搭档")
    sheet.get_by_role("button", name="确认接受").click()
    expect(page.get_by_role("status")).to_contain_text("已完成")
    expect(row(page, "meals").locator(".badge")).to_have_text("已确认")
    expect(page).to_have_url(re.compile(r"told=decision.*#need-meals$"))
    assert decided(own) == [("meals", "accept")]


def test_a_rejection_asks_whom_and_why_and_shows_who_is_dropped_moved_and_served(page: Page, own: Site) -> None:
    page.goto(f"{own.address}{BOARD}")
    row(page, "clinic").get_by_role("link", name="驳回").click()
    sheet = page.get_by_role("dialog")
    sheet.get_by_label(re.compile("服务者")).check()
    sheet.get_by_role("button", name="查看影响").click()
    expect(sheet.locator(".before-after")).to_contain_text("8,953")
    expect(sheet.locator(".before-after")).to_contain_text("8,289")
    expect(sheet.locator(".before-after")).to_contain_text("−664")
    expect(sheet.locator("li", has_text="不再联动")).to_contain_text("陪诊")
    expect(sheet.locator("li", has_text="新增联动")).to_contain_text("代购")
    expect(sheet.locator("li", has_text="周四上午 → 周二上午")).to_contain_text("做饭")
    sheet.get_by_role("button", name="确认驳回").click()
    expect(row(page, "clinic").locator(".badge")).to_have_text("驳回 1 项")
    expect(page.locator(".steps")).to_contain_text("方案之后又有 1 项决定")


def test_escape_closes_the_dialog_and_gives_the_focus_back(page: Page, own: Site) -> None:
    page.goto(f"{own.address}{BOARD}")
    link = row(page, "meals").get_by_role("link", name="接受")
    link.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(link).to_be_focused()
    assert decided(own) == []


def test_all_of_it_works_without_script(plain: Page, own: Site) -> None:
    plain.goto(f"{own.address}{BOARD}&urgency=3")
    row(plain, "clinic").get_by_role("link", name="驳回").click()
    plain.get_by_label(re.compile("服务者")).check()
    plain.get_by_label("该时段没有空").check()
    plain.get_by_role("button", name="查看影响").click()
    expect(plain.locator(".effect")).to_contain_text("不再联动")
    plain.get_by_label("理由").fill("那天出门")
    plain.get_by_role("button", name="确认驳回").click()
    expect(plain).to_have_url(re.compile(f"week={WEEK}&urgency=3&told="))
    plain.get_by_role("link", name="撤销").click()
    expect(plain.get_by_role("heading", level=1)).to_have_text("撤销决定")
    plain.get_by_role("button", name="确认撤销").click()
    expect(plain.get_by_role("status")).to_contain_text("已撤销")
    assert own.client.get(f"/api/weeks/{WEEK}/decisions").json()["items"][0]["undone"]


def test_another_team_is_pinned_from_the_alternates_of_a_slot(page: Page, own: Site) -> None:
    """The second enterprise gives the same boxes and is no partner: 20 points fewer."""
    page.goto(f"{own.address}/weeks/{WEEK}/linkages/need:food")
    page.locator(".member.charity summary", has_text="另有").click()
    page.locator(".alternates tbody tr").get_by_role("link", name="锁定").click()
    sheet = page.get_by_role("dialog", name="锁定：食品帮扶 · 柳塘社区")
    expect(sheet.locator(".before-after")).to_contain_text("8,933")
    sheet.get_by_role("button", name="确认锁定").click()
    expect(page.locator("#decisions ~ ul")).to_contain_text("锁定")
    assert decided(own) == [("food", "pin")]


def test_what_is_ticked_is_accepted_at_once_and_each_result_is_told(page: Page, own: Site) -> None:
    page.goto(f"{own.address}{BOARD}&status=waiting")
    page.get_by_label("全选本页").check()
    page.get_by_role("button", name="接受所选").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("接受 6 项联动方案")
    expect(page.locator(".before-after")).to_contain_text("不变")
    page.locator("li", has_text="停车治理").get_by_role("checkbox").uncheck()
    decide(own, "food", "accept")  # a colleague is faster with one of them
    page.get_by_role("button", name="全部接受").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("共 5 项，已接受 4 项")
    expect(page.get_by_role("row").filter(has_text="食品帮扶")).to_contain_text("联动已确定")
    page.get_by_role("link", name="返回看板").click()
    expect(page.locator(".linkage")).to_have_count(1)
    assert sorted(decided(own)) == [(need, "accept") for need in ("clinic", "company", "food", "meals", "relief")]


def test_when_nothing_waits_any_more_the_next_step_is_named(page: Page, own: Site) -> None:
    for need in ("meals", "food", "relief", "company", "clinic", "barrier"):
        decide(own, need, "accept")
    page.goto(f"{own.address}{BOARD}&status=waiting")
    expect(page.locator(".linkages .notice")).to_contain_text("没有待您确认的方案")
    page.locator(".linkages .notice").get_by_role("link", name="发布本周方案").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"发布 {WEEK}")


# Two who decide at once


@pytest.fixture
def colleague(own: Site) -> Iterator[httpx.Client]:
    """Another coordinator of the same communities, by the name of Lin."""
    with signed_in(own.client, "admin") as admin, signed_in(own.client, None) as client:
        made(admin, role="coordinator", places=["town:qinghe"])
        enter(client).raise_for_status()
        yield client


def test_two_browsers_that_decide_against_each_other_are_told_of_it(
    page: Page, faults: Faults, own: Site, colleague: httpx.Client
) -> None:
    """Both want Hu, who has one half-day: she for the clinic, Lin not at all."""
    faults.expected.append("409 (Conflict)")
    page.goto(f"{own.address}/weeks/{WEEK}/decide?need=need:clinic&action=accept")
    order = {"need": "need:clinic", "action": "reject", "offer": "offer:hu-helps", "reason": "他那天出门"}
    colleague.post(f"/api/weeks/{WEEK}/decisions", json=order).raise_for_status()
    page.get_by_role("button", name="确认接受").click()
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("它与已有的决定无法同时成立")
    expect(alert).to_contain_text("Lin")
    expect(alert).to_contain_text("他那天出门")
    assert decided(own) == [("clinic", "reject")]


def test_what_would_do_something_else_by_now_is_shown_again_before_it_is_written(
    page: Page, faults: Faults, own: Site, colleague: httpx.Client
) -> None:
    """She is shown that without Hu meals move to Tuesday; Lin accepts them as they are, so that they do not."""
    faults.expected.append("412 (Precondition Failed)")
    page.goto(f"{own.address}/weeks/{WEEK}/decide?need=need:clinic&action=reject&offer=offer:hu-helps")
    expect(page.locator(".effect")).to_contain_text("做饭")
    page.get_by_label("理由").fill("那天出门")
    colleague.post(f"/api/weeks/{WEEK}/decisions", json={"need": "need:meals", "action": "accept"}).raise_for_status()
    page.get_by_role("button", name="确认驳回").click()
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("另有同事对本周作出了决定")
    expect(alert).to_contain_text("Lin")
    expect(page.locator(".effect")).not_to_contain_text("做饭")
    expect(page.get_by_label("理由")).to_have_value("那天出门")
    assert decided(own) == [("meals", "accept")]
    page.get_by_role("button", name="确认驳回").click()
    expect(page).to_have_url(re.compile("told=decision"))
    assert decided(own) == [("meals", "accept"), ("clinic", "reject")]


def test_a_decision_that_somebody_undid_meanwhile_is_not_undone_twice(page: Page, faults: Faults, own: Site) -> None:
    faults.expected.append("409 (Conflict)")
    id = decide(own, "meals", "accept")
    page.goto(f"{own.address}/weeks/{WEEK}/undo?decision={id}")
    own.client.delete(f"/api/weeks/{WEEK}/decisions/{id}").raise_for_status()
    page.get_by_role("button", name="确认撤销").click()
    expect(page.get_by_role("alert")).to_contain_text("此决定已于")


# Computing again, and publishing


def test_what_a_new_plan_changed_is_a_list_and_marked_on_the_rows(page: Page, own: Site) -> None:
    decide(own, "clinic", "reject", offer="offer:hu-helps")
    page.goto(f"{own.address}{BOARD}")
    page.get_by_role("button", name="重新计算").click()
    expect(page.get_by_role("link", name="变化 4 件")).to_be_visible(timeout=60_000)
    expect(row(page, "shopping").locator(".badge")).to_have_text("新增联动")
    expect(row(page, "clinic").locator(".badge").last).to_have_text("不再联动")
    page.get_by_role("link", name="变化 4 件").click()
    expect(page.locator("section", has_text="新增联动")).to_contain_text("代购")
    expect(page.locator("li", has_text="周四上午 → 周二上午")).to_contain_text("做饭")


def test_a_week_is_published_repaired_with_a_reason_and_told_on_the_board(
    page: Page, faults: Faults, own: Site
) -> None:
    page.goto(f"{own.address}/weeks/{WEEK}/publish")
    page.get_by_role("button", name="发布本周方案").click()
    expect(page.locator(".steps")).to_contain_text("第 1 版已由 演示账号 于")
    expect(page.locator(".linkage.decided")).to_have_count(6)
    page.goto(f"{own.address}/weeks/{WEEK}/publish")
    expect(page.get_by_role("alert")).to_contain_text("目前还不能发布")
    decide(own, "clinic", "release", reason="胡师傅病了")
    decide(own, "clinic", "reject", offer="offer:hu-helps", reason="胡师傅病了")
    page.get_by_role("button", name="重新计算").click()
    expect(page.locator(".steps")).to_contain_text("方案比第 1 版更新", timeout=60_000)
    page.get_by_role("link", name="发布修订").click()
    page.get_by_role("button", name="发布修订").click()  # the browser asks for the reason
    page.get_by_label("修订理由").fill("胡师傅病了")
    page.get_by_role("button", name="发布修订").click()
    expect(page.locator(".steps")).to_contain_text("第 2 版")
    page.get_by_role("link", name="全部决定").click()
    expect(page.get_by_role("row").filter(has_text="2 · 修订")).to_contain_text("胡师傅病了")


# Why, and why not


def test_why_this_team_tells_points_and_draws_the_evidence_which_stands_in_words_too(page: Page, solved: Site) -> None:
    page.goto(f"{solved.address}/weeks/{WEEK}/linkages/need:meals")
    expect(page.locator(".sum")).to_contain_text("2,876")
    expect(page.locator(".sum .total")).to_contain_text("2,935")
    fang = page.locator(".member.volunteer")
    expect(fang.locator(".points")).to_contain_text("曾经服务 +18")
    expect(fang.locator("svg .relation", has_text="曾服务")).not_to_have_count(0)
    expect(fang.locator(".chains")).to_contain_text("曾服务 居民")
    expect(page.locator("main")).not_to_contain_text("resident:")


def test_why_not_names_what_is_lacking_who_has_it_and_what_would_help(page: Page, solved: Site) -> None:
    page.goto(f"{solved.address}/weeks/{WEEK}/linkages/need:shopping")
    why = page.locator("section", has=page.get_by_role("heading", name="为何未联动"))
    expect(why).to_contain_text("所缺资源本周已用于其他需求")
    expect(why).to_contain_text("资源由哪些需求占用")
    expect(why.get_by_role("link", name=re.compile("试算"))).not_to_have_count(0)
    page.goto(f"{solved.address}/weeks/{WEEK}/linkages/need:rehab")
    expect(page.locator(".ruled-out").first).to_contain_text("不提供此类服务")


def test_what_takes_its_time_comes_into_its_place_when_it_is_asked_for(page: Page, solved: Site) -> None:
    page.goto(f"{solved.address}/weeks/{WEEK}/linkages/need:shopping")
    page.get_by_role("link", name="查看补救办法").click()
    expect(page.locator("#repairs .repairs > li").first).to_contain_text("再增加 1")
    expect(page.get_by_role("heading", level=1)).to_have_text("代购")
    page.goto(f"{solved.address}/weeks/{WEEK}/linkages/need:food")
    page.get_by_role("link", name="查看换人对全周的代价").click()
    expect(page.locator("#alternates tbody tr").first).to_contain_text("20")


def test_what_takes_its_time_is_a_page_without_script(plain: Page, solved: Site) -> None:
    plain.goto(f"{solved.address}/weeks/{WEEK}/linkages/need:shopping")
    plain.get_by_role("link", name="查看补救办法").click()
    expect(plain.locator(".repairs > li").first).to_contain_text("再增加 1")
    plain.goto(f"{solved.address}/weeks/{WEEK}/backups")
    expect(plain.get_by_role("heading", level=1)).to_have_text("备选名单")


def test_people_are_named_only_when_asked_for_and_that_is_on_record(page: Page, own: Site) -> None:
    page.goto(f"{own.address}/weeks/{WEEK}/linkages/need:meals")
    expect(page.locator("main")).not_to_contain_text("周桂兰")
    page.get_by_role("link", name="姓名与电话").click()
    sheet = page.get_by_role("dialog", name="联动人员信息")
    expect(sheet).to_contain_text("周桂兰")
    with signed_in(own.client, "admin") as admin:
        newest = next(line for line in admin.get("/api/journal").json()["items"] if line["action"] != "signed in")
    assert (newest["action"], newest["about"][0]) == ("people read", "need:meals")


def test_a_planner_sees_why_and_no_way_to_decide(visitor: Visit, solved: Site) -> None:
    page = visitor("planner")
    for path in (BOARD, f"/weeks/{WEEK}/linkages/need:meals", f"/weeks/{WEEK}/decisions"):
        page.goto(f"{solved.address}{path}")
        expect(page.locator("a[href*='/decide'], a[href*='/people'], main form[method=post]")).to_have_count(0)


# To take along


def test_sheets_are_pages_of_their_own_on_paper(page: Page, solved: Site) -> None:
    page.goto(f"{solved.address}{BOARD}")
    page.get_by_text("打印与导出").click()
    page.get_by_role("link", name="按社会组织分页打印").click()
    expect(page.locator(".sheet-of h2")).to_have_count(2)
    page.emulate_media(media="print")
    expect(page.locator("nav").first).to_be_hidden()
    expect(page.locator(".sheet-of").nth(1)).to_have_css("break-before", "page")


def test_the_workbook_comes_as_a_download(page: Page, solved: Site, tmp_path: Path) -> None:
    page.goto(f"{solved.address}{BOARD}")
    page.get_by_text("打印与导出").click()
    with page.expect_download() as downloading:
        page.get_by_role("link", name="本周工作簿").click()
    assert downloading.value.suggested_filename == f"tongxin-{WEEK}.xlsx"


# For everybody


PAGES = (
    f"/weeks/{WEEK}/linkages/need:meals?",
    f"/weeks/{WEEK}/linkages/need:shopping?",
    f"/weeks/{WEEK}/linkages/need:rehab?",
    f"/weeks/{WEEK}/decide?need=need:clinic&action=reject&offer=offer:hu-helps&",
    f"/weeks/{WEEK}/decide?need=need:meals&action=accept&",
    f"/weeks/{WEEK}/linkages/need:shopping/repairs?",
    f"/weeks/{WEEK}/linkages/need:food/alternates?",
    f"/weeks/{WEEK}/backups?",
    f"/weeks/{WEEK}/changes?",
    f"/weeks/{WEEK}/decisions?",
    f"/weeks/{WEEK}/publish?",
    f"/weeks/{WEEK}/sheets?",
    f"/weeks/{WEEK}/linkages/need:meals/people?",
)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_each_page_is_accessible_in_each_language_theme_and_width(
    page: Page, solved: Site, path: str, language: str
) -> None:
    page.goto(f"{solved.address}{path}lang={language}")
    assert variants(page) == []


def test_the_dialog_is_accessible(page: Page, solved: Site) -> None:
    page.goto(f"{solved.address}{BOARD}")
    row(page, "clinic").get_by_role("link", name="驳回").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert variants(page) == []


def test_the_keyboard_goes_from_the_board_to_a_decision_and_back(page: Page, own: Site) -> None:
    page.goto(f"{own.address}{BOARD}")
    row(page, "meals").locator("h3 a").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("做饭")
    page.get_by_role("link", name="接受").focus()
    page.keyboard.press("Enter")
    confirm = page.get_by_role("button", name="确认接受")
    expect(confirm).to_be_visible()
    for _ in range(12):
        if confirm.evaluate("it => it === document.activeElement"):
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("已完成")
    assert decided(own) == [("meals", "accept")]
