"""The planner's pages of gaps, as somebody goes from the table to a cell, its what-if and the map, with no script.

The tiny week lacks a helper for rehabilitation (one more is worth 1,759) and a carrier for shopping (169), as
`tests/service/test_gaps_api.py` works out.
"""

import csv
import gzip
import io
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Faults
from tests.browser.site import Site
from tests.browser.test_access import variants
from tests.service.serving import WEEK, signed_in

Visit = Callable[..., Page]


@pytest.fixture
def page(visitor: Visit) -> Page:
    """A planner's page, on a desktop without script."""
    return visitor("planner", java_script_enabled=False, viewport={"width": 1280, "height": 900})


def gaps(site: Site, path: str = "/gaps", **query: str) -> str:
    return f"{site.address}{path}?week={WEEK}" + "".join(f"&{name}={value}" for name, value in query.items())


def test_the_table_tells_what_its_json_twin_tells(page: Page, solved: Site) -> None:
    page.goto(gaps(solved))
    twin = page.locator("link[rel=alternate]").get_attribute("href")
    with signed_in(solved.client, "planner") as planner:
        items = planner.get(str(twin)).raise_for_status().json()["items"]
    rows = page.locator(".heat tbody tr:not(.group)")
    told = {item["keys"][0]["label_zh"]: sum(each["missing"] for each in item["societies"]) for item in items}
    shown = {}
    for row in rows.all():
        numbers = [int(cell.inner_text().split("\n")[0].split("+")[0]) for cell in row.locator("td a").all()]
        shown[row.locator("th").inner_text()] = sum(numbers)
    assert shown == told
    assert shown["康复指导"] == 1


def test_services_stand_under_their_homes_and_the_hottest_cell_is_told_in_words(page: Page, solved: Site) -> None:
    page.goto(gaps(solved, lang="en"))
    assert page.locator(".heat .group").all_inner_texts() == [
        "Convenient life", "Warm neighbourhood", "Well governed and safe",
    ]  # fmt: skip
    cell = page.get_by_role("link", name="Rehabilitation × Volunteer: 1 place missing, 0 of 1 served")
    expect(cell.locator("xpath=..")).to_have_class("heat-5")


def test_from_the_table_to_a_cell_to_what_one_more_would_do(page: Page, solved: Site) -> None:
    page.goto(gaps(solved))
    page.get_by_role("link", name="康复指导 × 志愿者").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("康复指导")
    row = page.locator(".chosen")
    expect(row).to_contain_text("1,759 至")
    expect(page.locator("main")).to_contain_text("待补缺口")
    row.get_by_role("link", name="如果再添一份").click()
    expect(page.locator(".answer")).to_have_text("联动件数不变，总价值提高")
    expect(page.locator(".notice strong")).to_contain_text("1,759")
    expect(page.locator("#changes + section, section[aria-labelledby=changes]").first).to_contain_text("新增联动 1 件")
    expect(page.locator("section[aria-labelledby=changes]")).to_contain_text("不再联动 1 件")


def test_a_what_if_can_be_asked_again_with_another_number(page: Page, solved: Site) -> None:
    page.goto(gaps(solved, "/gaps/what-if", society="organization", service="service:shopping"))
    expect(page.locator(".answer")).to_have_count(0)
    page.get_by_label("增加数量").fill("2")
    page.get_by_role("button", name="重新推演").click()
    expect(page.locator(".answer")).to_have_text("可多联动 1 件需求")
    expect(page.locator(".notice strong")).to_contain_text("恰好增加 169 分，已证明")
    expect(page).to_have_url(re.compile("add=2"))


def test_what_is_scarce_leads_to_a_what_if_too(page: Page, solved: Site) -> None:
    page.goto(gaps(solved, "/gaps/capacities", q="hours"))
    page.get_by_role("link", name="如果再多一些").first.click()
    expect(page.get_by_role("heading", level=2).first).to_contain_text("增加 1 小时")


def test_the_map_shows_missing_beside_idle_for_one_society_at_a_time(page: Page, solved: Site) -> None:
    page.goto(gaps(solved))
    expect(page.locator("#map")).to_have_text("各镇（街道）的缺口与闲置")
    page.locator(".tabs").get_by_role("link", name="志愿者").click()
    expect(page.locator(".tabs [aria-current]")).to_have_text("志愿者")
    missing, idle = page.locator(".maps figure").all()
    expect(missing.locator("a")).to_have_attribute("aria-label", "清河街道: 缺 2 个")
    expect(idle.locator(".hex-number")).to_have_text(re.compile(r"\d+%"))
    missing.locator("a").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("清河街道")


def test_communities_are_told_a_town_at_a_time(page: Page, solved: Site) -> None:
    page.goto(gaps(solved, by="community"))
    expect(page.locator(".heat tbody th")).to_have_text("清河街道")
    page.locator(".heat tbody th a").click()
    expect(page.locator(".heat tbody th")).to_have_count(2)
    expect(page.locator("#map")).to_have_text("各社区的缺口与闲置")
    page.get_by_role("link", name="取消筛选：清河街道").click()
    expect(page.locator(".heat tbody th")).to_have_text("清河街道")


@pytest.mark.parametrize("by", ["town", "type", "home", "service,town", "service,home", "home,town", "type,home"])
@pytest.mark.parametrize("show", ["missing", "share", "price"])
def test_every_table_can_be_had_in_every_colour(page: Page, solved: Site, by: str, show: str) -> None:
    page.goto(gaps(solved, by=by, show=show))
    expect(page.locator(".heat tfoot")).to_contain_text("75.0%")
    expect(page.locator(".heat .heat-5").first).to_be_visible()


def test_filters_are_a_plain_form(page: Page, solved: Site) -> None:
    page.goto(gaps(solved))
    page.locator("select[name=home]").select_option("convenience")
    page.locator("select[name=by]").select_option("service,town")
    page.get_by_role("button", name="查看").click()
    expect(page.locator(".heat tbody tr:not(.group)")).to_have_count(2)
    expect(page.locator("select[name=home]")).to_have_value("convenience")


def test_every_picture_has_its_file_and_its_table(page: Page, solved: Site) -> None:
    page.goto(gaps(solved))
    files = [str(link.get_attribute("href")) for link in page.locator("a[download]").all()]
    assert {path.partition("?")[0] for path in files} == {
        "/gaps.csv", "/gaps-map.svg", "/gaps-idle.svg", "/gaps-idle.csv", "/gaps-trend.svg", "/gaps-trend.csv",
    }  # fmt: skip
    with signed_in(solved.client, "planner") as planner:
        for path in files:
            answer = planner.get(path).raise_for_status()
            assert answer.headers["content-disposition"].startswith("attachment; filename=")
            if "svg" in path:
                assert ET.fromstring(answer.text).tag == "{http://www.w3.org/2000/svg}svg"
                assert "--ink: #18262d" in answer.text
            else:
                assert len(list(csv.reader(io.StringIO(answer.text)))) > 1
    assert page.locator("details.more table").count() == 2


def test_the_proof_of_a_what_if_and_the_shares_of_communities_are_files_too(page: Page, solved: Site) -> None:
    places = (
        gaps(solved, "/gaps/what-if", society="volunteer", service="service:rehabilitation", add="1"),
        gaps(solved, "/gaps/fairness"),
    )
    with signed_in(solved.client, "planner") as planner:
        for place in places:
            page.goto(place)
            for link in page.locator("a[download]").all():
                answer = planner.get(str(link.get_attribute("href"))).raise_for_status()
                assert answer.text.lstrip("\ufeff\n ").startswith(("<svg", "week,"))


def test_a_cell_leads_to_the_board_and_to_the_graph(page: Page, solved: Site) -> None:
    page.goto(gaps(solved, "/gaps/cell", community="community:willow"))
    expect(page.get_by_role("link", name="在联动方案中查看")).to_have_attribute(
        "href", f"/?week={WEEK}&community=community%3Awillow"
    )
    page.get_by_role("link", name="在图谱中查看").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("柳塘社区")


def test_a_floor_for_every_community_is_tried_on_the_page_of_fairness(page: Page, solved: Site) -> None:
    page.goto(gaps(solved))
    page.get_by_role("link", name="各社区的联动比例").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("社区之间的公平")
    page.get_by_label("至少达到可联动价值的百分之几").fill("50")
    page.get_by_role("button", name="重新推演").click()
    expect(page.locator(".answer")).to_have_text("所有社区可以同时达到 50%")
    expect(page.locator(".notice")).to_contain_text("恰好减少 0 分，已证明")


def test_missing_partnerships_come_after_the_rest_and_lead_to_the_graph(visitor: Visit, solved: Site) -> None:
    page = visitor("planner")
    page.goto(gaps(solved))
    part = page.locator("#partnerships")
    expect(part).to_be_visible(timeout=60_000)
    rows = part.locator("tbody tr")
    if rows.count():
        rows.first.get_by_role("link").click()
        expect(page.locator("#picture")).to_have_text("关联路径")


def test_before_there_is_a_plan_it_is_said_what_is_still_unknown(visitor: Visit, waiting: Site) -> None:
    page = visitor("planner")
    page.goto(gaps(waiting))
    expect(page.locator(".notice")).to_contain_text("本周还没有方案")
    expect(page.locator(".heat")).to_be_visible()
    expect(page.locator("#map")).to_have_count(0)


def test_a_week_without_needs_leads_to_one_that_has_some(page: Page, solved: Site) -> None:
    page.goto(f"{solved.address}/gaps?week=2026-W20")
    page.get_by_role("link", name=WEEK).click()
    expect(page.locator(".heat")).to_be_visible()


def test_a_what_if_that_cannot_be_is_told_in_words(page: Page, faults: Faults, solved: Site) -> None:
    faults.expected.append("404 (Not Found)")
    page.goto(gaps(solved, "/gaps/what-if", society="volunteer", service="service:none", add="1"))
    expect(page.get_by_role("heading", level=1)).to_have_text("这里没有内容")
    expect(page.locator("main")).to_contain_text("service:none")


def test_a_coordinator_sees_the_gaps_of_her_communities_alone(visitor: Visit, solved: Site) -> None:
    page = visitor("coordinator")
    page.goto(gaps(solved, by="type"))
    expect(page.locator(".heat tbody tr")).not_to_have_count(0)


def test_cells_are_reached_by_the_keyboard_and_show_it(page: Page, solved: Site) -> None:
    page.goto(gaps(solved))
    cell = page.locator(".heat a.in").first
    cell.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    assert cell.evaluate("it => getComputedStyle(it).outlineWidth") == "3px"
    page.keyboard.press("Enter")
    expect(page.locator(".crumbs")).to_be_visible()


PAGES = {
    "table": ("/gaps", {}),
    "services by town": ("/gaps", {"by": "service,town", "show": "share"}),
    "a town": ("/gaps", {"by": "community", "town": "town:qinghe", "society": "volunteer"}),
    "cell": ("/gaps/cell", {"service": "service:rehabilitation", "society": "volunteer"}),
    "what-if": ("/gaps/what-if", {"service": "service:rehabilitation", "society": "volunteer", "add": "1"}),
    "capacities": ("/gaps/capacities", {}),
    "fairness": ("/gaps/fairness", {"share": "10"}),
    "partnerships": ("/gaps/partnerships", {}),
}


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", list(PAGES))
def test_a_page_is_accessible_in_each_language_theme_and_width(
    visitor: Visit, solved: Site, name: str, language: str
) -> None:
    path, query = PAGES[name]
    page = visitor("planner")
    page.goto(gaps(solved, path, **query, lang=language))
    assert variants(page) == []


def test_on_paper_there_is_the_table_and_no_form(page: Page, solved: Site) -> None:
    page.goto(gaps(solved))
    page.emulate_media(media="print")
    expect(page.locator(".heat")).to_be_visible()
    expect(page.locator(".filters")).to_be_hidden()
    expect(page.locator("a.take").first).to_be_hidden()


def test_the_whole_city_is_told_at_once_and_fits_a_phone(visitor: Visit, taicang: Site) -> None:
    page = visitor("planner", viewport={"width": 360, "height": 780})
    page.goto(gaps(taicang, by="service,town", lang="en"))
    expect(page.locator(".maps figure").first.locator("a")).to_have_count(8)
    expect(page.locator(".heat thead th")).to_have_count(8 + 2)
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0


def test_the_first_view_of_the_city_is_at_most_40_kib_on_the_line(visitor: Visit, taicang: Site) -> None:
    page = visitor("planner")
    page.goto(gaps(taicang))
    parts = page.evaluate("performance.getEntriesByType('resource').map(each => each.name)")
    with signed_in(taicang.client, "planner") as planner:
        sizes = {url: len(gzip.compress(planner.get(url).content)) for url in [page.url, *parts]}
    assert sum(sizes.values()) <= 40 * 1024, sizes
