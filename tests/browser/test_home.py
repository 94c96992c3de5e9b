"""The home page as people use it: with and without script, in both languages, on paper and on a slow line."""

import gzip
import re
from collections.abc import Callable

import httpx
import pytest
from playwright.sync_api import Page, expect

from service import home
from tests.browser.conftest import Faults
from tests.browser.site import Site
from tests.service.serving import WEEK

Visit = Callable[..., Page]


def week(site: Site, **query: str) -> str:
    return f"{site.address}/?week={WEEK}" + "".join(f"&{name}={value}" for name, value in query.items())


def test_chinese_comes_first_and_english_is_remembered(visitor: Visit, solved: Site) -> None:
    page = visitor(locale="fr-FR")
    page.goto(week(solved))
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Linkages of the week")
    page.goto(week(solved))
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_the_page_says_what_is_proved_and_that_the_data_are_invented(page: Page, solved: Site) -> None:
    page.goto(week(solved))
    expect(page.locator(".proof")).to_contain_text("已证明最优：不存在更好的方案。")
    expect(page.locator(".badge")).to_have_text("示范数据")


def test_the_page_and_its_json_twin_tell_the_same(page: Page, solved: Site) -> None:
    page.goto(week(solved, status="served"))
    twin = page.locator("link[rel=alternate]").get_attribute("href")
    assert twin is not None
    items = solved.client.get(twin).json()["items"]
    shown = page.locator(".linkage h3").all_inner_texts()
    assert shown == [item["service_zh"] for item in items]
    assert page.locator(".linkage").filter(has_text="已联动").count() == len(items) > 0


def test_every_need_shows_all_five_societies_in_their_order(page: Page, solved: Site) -> None:
    page.goto(week(solved, lang="en"))
    order = ["Community", "Social organization", "Social worker", "Volunteer", "Charity resource"]
    for bar in page.locator(".slots").all():
        assert bar.locator(".who").all_inner_texts() == order


def test_what_is_wanted_stands_out_by_more_than_its_colour(page: Page, solved: Site) -> None:
    page.goto(week(solved, status="unserved"))
    cell = page.locator(".slots > .wanting").first
    expect(cell).to_contain_text("待补缺口")
    expect(cell).to_have_css("border-left-style", "dashed")


def test_filters_and_pages_work_without_script(visitor: Visit, solved: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(home, "PER_PAGE", 1)
    page = visitor(java_script_enabled=False)
    page.goto(week(solved))
    first = page.locator(".linkage h3").get_attribute("id")
    page.get_by_role("link", name="下一页").click()
    expect(page.locator(".linkage h3")).not_to_have_attribute("id", str(first))
    page.get_by_role("navigation", name="状态").get_by_role("link", name="已联动").click()
    page.get_by_role("combobox", name="家园").select_option("convenience")
    page.get_by_role("button", name="查看", exact=True).click()
    expect(page).to_have_url(re.compile("status=served.*home=convenience"))
    expect(page.get_by_role("combobox", name="家园")).to_have_value("convenience")
    expect(page.locator("#count")).to_have_text("1 件需求")
    page.get_by_role("link", name="查看全部需求").click()
    expect(page.get_by_role("combobox", name="家园")).to_have_value("")


def test_words_find_needs_by_service_place_and_who_serves(page: Page, solved: Site) -> None:
    for words, services in (("旧里", ["停车治理"]), ("红十字", ["困难帮扶"]), ("柳塘 做饭", ["做饭"]), ("zzz", [])):
        page.goto(week(solved))
        page.get_by_role("searchbox").fill(words)
        page.get_by_role("searchbox").press("Enter")
        expect(page.locator("#count")).to_have_text(f"{len(services)} 件需求")
        assert page.locator(".linkage h3").all_inner_texts() == services


def test_on_a_phone_the_filters_wait_behind_a_button(visitor: Visit, solved: Site) -> None:
    page = visitor(viewport={"width": 360, "height": 780}, java_script_enabled=False)
    page.goto(week(solved))
    expect(page.get_by_role("combobox", name="家园")).to_be_hidden()
    page.get_by_role("link", name="筛选").click()
    expect(page.get_by_role("combobox", name="家园")).to_be_visible()
    page.get_by_role("combobox", name="家园").select_option("convenience")
    page.get_by_role("button", name="查看", exact=True).click()
    expect(page.get_by_role("combobox", name="家园")).to_be_visible()


def test_an_empty_store_says_what_to_do_next(page: Page, empty: Site) -> None:
    page.goto(f"{empty.address}/?lang=en")
    expect(page.locator("main")).to_contain_text("tongxin seed taicang")


def test_a_week_without_needs_leads_to_one_that_has_some(page: Page, solved: Site) -> None:
    page.goto(f"{solved.address}/?week=2026-W20")
    page.get_by_role("link", name=WEEK).click()
    expect(page.locator(".linkage").first).to_be_visible()


def test_a_solve_is_followed_live_to_its_plan(page: Page, waiting: Site) -> None:
    page.goto(week(waiting))
    page.get_by_role("button", name="计算本周方案").click()
    expect(page.get_by_role("heading", name="正在计算本周方案")).to_be_visible()
    expect(page.locator(".proof")).to_contain_text("已证明最优", timeout=60_000)
    expect(page.locator("live-run")).to_have_count(0)


def test_a_solve_can_be_asked_for_and_seen_without_script(visitor: Visit, waiting: Site) -> None:
    page = visitor(java_script_enabled=False)
    page.goto(week(waiting))
    page.get_by_role("button", name="计算本周方案").click()
    expect(page.locator("progress")).to_be_visible()
    expect(page.get_by_role("link", name="查看进度")).to_be_visible()


def test_an_error_is_a_page_for_people_with_the_facts_of_the_problem_json(
    page: Page, faults: Faults, solved: Site
) -> None:
    faults.expected.append("404 (Not Found)")
    page.goto(f"{solved.address}/nowhere")
    expect(page.get_by_role("heading", level=1)).to_have_text("这里没有内容")
    expect(page.locator("main")).to_contain_text("/nowhere 这里没有内容")
    page.goto(f"{solved.address}/nowhere?lang=en")
    expect(page.locator("main")).to_contain_text(httpx.get(f"{solved.address}/nowhere").json()["detail"])


def test_a_wrong_query_is_named_with_its_place(page: Page, faults: Faults, solved: Site) -> None:
    faults.expected.append("422 (Unprocessable")
    page.goto(f"{solved.address}/?status=maybe")
    expect(page.get_by_role("heading", level=1)).to_have_text("请求中有不符合要求的内容")
    expect(page.locator("main code").first).to_have_text("query.status")


def test_the_reference_is_drawn_from_our_own_files(page: Page, solved: Site) -> None:
    page.goto(f"{solved.address}/docs")
    expect(page.locator("#reference .opblock-summary-path").first).to_be_visible()
    expect(page.locator("#reference")).to_contain_text("/api/weeks/{week}/runs")
    page.locator("#reference .opblock-summary").first.click()
    expect(page.locator("#reference .opblock-body").first).to_be_visible()


def test_on_paper_there_is_only_what_is_worth_printing(page: Page, solved: Site) -> None:
    page.goto(week(solved))
    page.emulate_media(media="print", color_scheme="dark")
    expect(page.locator("nav").first).to_be_hidden()
    expect(page.locator("#filters")).to_be_hidden()
    expect(page.locator("body")).to_have_css("background-color", "rgb(255, 255, 255)")
    expect(page.locator("h1")).to_have_css("color", "rgb(24, 38, 45)")


def test_the_first_view_is_at_most_40_kib_on_the_line(page: Page, solved: Site) -> None:
    page.goto(week(solved))
    parts = page.evaluate("performance.getEntriesByType('resource').map(each => each.name)")
    sizes = {url: len(gzip.compress(solved.client.get(url).content)) for url in [page.url, *parts]}
    assert sum(sizes.values()) <= 40 * 1024, sizes
