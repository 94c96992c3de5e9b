"""The graph as somebody explores it: found, opened, followed by keyboard, told as a list, taken along."""

import csv
import io
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable

import networkx as nx
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Faults
from tests.browser.site import Site
from tests.browser.test_access import variants
from tests.service.serving import signed_in

Visit = Callable[..., Page]

WILLOW = "/graph?node=community:willow"


@pytest.fixture
def page(visitor: Visit) -> Page:
    """A planner's page, on a desktop, where nothing moves."""
    return visitor("planner", viewport={"width": 1280, "height": 900}, reduced_motion="reduce")


@pytest.fixture
def plain(visitor: Visit) -> Page:
    """The same without script."""
    return visitor("planner", viewport={"width": 1280, "height": 900}, java_script_enabled=False)


def names(page: Page) -> set[str]:
    """The ids in the picture."""
    return set(page.locator(".node").evaluate_all("all => all.map(one => one.dataset.id)"))


def places(page: Page) -> list[str]:
    found: list[str] = page.locator(".node").evaluate_all("all => all.map(one => one.getAttribute('transform'))")
    return found


def ready(page: Page) -> None:
    expect(page.locator("graph-sheet")).to_have_attribute("data-settled", re.compile(r"\d+"))


def test_a_search_finds_a_place_to_begin_and_a_way_from_there(plain: Page, solved: Site) -> None:
    plain.goto(f"{solved.address}/graph")
    plain.get_by_role("searchbox").fill("柳塘")
    plain.get_by_role("button", name="搜索").click()
    plain.get_by_role("link", name=re.compile("^以此为起点.*柳塘社区$")).click()
    expect(plain.get_by_role("heading", level=1)).to_have_text("柳塘社区")
    plain.get_by_role("searchbox").fill("旧里社区")
    plain.get_by_role("button", name="搜索").click()
    plain.get_by_role("link", name=re.compile("的关联.*旧里社区$")).click()
    expect(plain.locator("#picture")).to_have_text("关联路径")
    expect(plain.locator(".way").first).to_contain_text("柳塘社区 位于 清河街道")
    assert {"community:willow", "town:qinghe", "community:oldlane"} <= names(plain)


def test_who_looks_for_nothing_in_particular_may_begin_anywhere(plain: Page, solved: Site) -> None:
    plain.goto(f"{solved.address}/graph")
    plain.get_by_role("link", name="清河街道").click()
    assert "community:willow" in names(plain)


def test_people_are_not_found_by_name(plain: Page, solved: Site) -> None:
    plain.goto(f"{solved.address}/graph?q=方巧云")
    expect(plain.locator("main")).to_contain_text("人员不能按姓名查找")


def test_without_script_each_thing_is_a_link_that_opens_and_closes_it(plain: Page, solved: Site) -> None:
    plain.goto(f"{solved.address}{WILLOW}")
    before = names(plain)
    expect(plain.locator("[data-zoom]").first).to_be_hidden()
    plain.locator(".node[data-id='town:qinghe']").click()
    assert "community:oldlane" in names(plain) - before
    expect(plain.locator(".node.open")).to_have_count(2)
    plain.locator(".node[data-id='town:qinghe']").click()
    assert names(plain) == before


def test_the_picture_the_list_and_the_json_tell_the_same(plain: Page, solved: Site) -> None:
    plain.goto(f"{solved.address}{WILLOW}")
    twin = plain.locator("link[rel=alternate]").get_attribute("href")
    with signed_in(solved.client, "planner") as planner:
        around = planner.get(str(twin)).raise_for_status().json()
    assert names(plain) == {each["id"] for each in around["nodes"]}
    assert plain.locator(".list tbody tr").count() == len(around["edges"])
    assert plain.locator("line.edge").count() == len({frozenset((e["start"], e["end"])) for e in around["edges"]})


def test_with_script_a_click_opens_in_place_and_back_closes_again(page: Page, solved: Site) -> None:
    page.goto(f"{solved.address}{WILLOW}")
    ready(page)
    before = names(page)
    page.locator(".node[data-id='town:qinghe']").click()
    expect(page.locator(".node[data-id='community:oldlane']")).to_be_attached()
    expect(page).to_have_url(re.compile("open=town%3Aqinghe"))
    expect(page.locator("#detail")).to_have_text("清河街道")
    page.go_back()
    expect(page.locator(".node[data-id='community:oldlane']")).to_have_count(0)
    assert names(page) == before


def test_a_line_of_the_list_opens_in_the_picture(page: Page, solved: Site) -> None:
    page.goto(f"{solved.address}{WILLOW}")
    ready(page)
    page.locator("[data-opens='town:qinghe']").click()
    expect(page.locator(".node[data-id='town:qinghe']")).to_have_class(re.compile("open"))


def test_the_keyboard_goes_from_thing_to_thing_and_opens_them(page: Page, solved: Site) -> None:
    page.goto(f"{solved.address}{WILLOW}")
    ready(page)
    page.locator(".node[data-id='community:willow']").focus()
    expect(page.locator(".graph")).to_have_class(re.compile("lit"))
    seen = set()
    for key in ("ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp"):
        page.keyboard.press(key)
        focused = page.evaluate("document.activeElement.dataset.id")
        assert focused
        seen.add(focused)
    assert len(seen) > 1
    page.locator(".node[data-id='town:qinghe']").focus()
    assert page.locator(":focus .shape").evaluate("it => getComputedStyle(it).strokeWidth") == "5px"
    page.keyboard.press("Enter")
    expect(page.locator(".node[data-id='community:oldlane']")).to_be_attached()
    expect(page.locator(":focus")).to_have_attribute("data-id", "town:qinghe")


def test_what_is_not_next_to_the_focus_is_dimmed(page: Page, solved: Site) -> None:
    page.goto(f"{solved.address}{WILLOW}&open=town:qinghe")
    ready(page)
    page.locator(".node[data-id='community:oldlane']").focus()
    dim = page.locator(".node:not(.near)")
    assert dim.count() > 0
    expect(dim.first).to_have_css("opacity", "0.22")
    expect(page.locator(".node[data-id='town:qinghe']")).to_have_css("opacity", "1")


def test_the_same_graph_is_drawn_the_same_way(page: Page, solved: Site) -> None:
    page.goto(f"{solved.address}{WILLOW}&open=town:qinghe")
    ready(page)
    first = places(page)
    page.reload()
    ready(page)
    assert places(page) == first
    assert len(set(first)) == len(first)


def test_what_moves_comes_to_rest(visitor: Visit, solved: Site) -> None:
    page = visitor("planner", reduced_motion="no-preference")
    page.goto(f"{solved.address}{WILLOW}")
    ready(page)
    page.locator(".node[data-id='town:qinghe']").click()
    expect(page.locator("graph-sheet")).to_have_attribute("data-settled", str(page.locator(".node").count()))


def test_a_part_can_be_taken_along(plain: Page, solved: Site) -> None:
    plain.goto(f"{solved.address}{WILLOW}&open=town:qinghe")
    files = {
        str(link.get_attribute("href")).partition("?")[0]: str(link.get_attribute("href"))
        for link in plain.locator("a[download]").all()
    }
    assert set(files) == {"/graph.svg", "/graph.graphml", "/graph.csv"}
    with signed_in(solved.client, "planner") as planner:
        texts = {name: planner.get(path).raise_for_status().text for name, path in files.items()}
    assert ET.fromstring(texts["/graph.svg"]).tag == "{http://www.w3.org/2000/svg}svg"
    graph = nx.parse_graphml(texts["/graph.graphml"])
    assert set(graph.nodes) == names(plain)
    assert graph.nodes["community:willow"]["zh"] == "柳塘社区"
    assert len(list(csv.reader(io.StringIO(texts["/graph.csv"])))) == 1 + graph.number_of_edges()


def test_with_script_the_picture_is_kept_as_it_is_seen(page: Page, solved: Site) -> None:
    page.goto(f"{solved.address}{WILLOW}")
    ready(page)
    with page.expect_download() as download:
        page.locator("[data-save]").click()
    kept = ET.fromstring(download.value.path().read_bytes())
    drawn = [each.get("transform") for each in kept.iter("{http://www.w3.org/2000/svg}a")]
    assert drawn == places(page)


def test_what_was_cut_off_is_said_and_150_things_are_enough(visitor: Visit, taicang: Site) -> None:
    page = visitor("planner", viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    towns = [f"town:32058510{number}" for number in range(6)]
    opened = "".join(f"&open={town}" for town in towns)
    page.goto(f"{taicang.address}/graph?node=city:320585{opened}&open=service:cooking&open=home:convenience")
    ready(page)
    assert page.locator(".node").count() <= 150
    expect(page.locator(".list .warn-text").first).to_contain_text("已截断")


def test_a_hundred_things_come_to_rest(visitor: Visit, taicang: Site) -> None:
    page = visitor("planner", viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    opened = "".join(f"&open=town:32058510{number}" for number in range(6))
    page.goto(f"{taicang.address}/graph?node=city:320585{opened}")
    ready(page)
    assert page.locator(".node").count() > 100


def test_what_is_not_there_is_told_in_words(plain: Page, faults: Faults, solved: Site) -> None:
    faults.expected.append("404 (Not Found)")
    plain.goto(f"{solved.address}/graph?node=resident:zhou")
    expect(plain.locator("main")).to_contain_text("resident:zhou")


PAGES = {
    "nothing yet": "/graph?",
    "found": "/graph?q=社区",
    "nothing found": "/graph?q=zzz",
    "around": WILLOW,
    "opened": f"{WILLOW}&open=town:qinghe",
    "way": f"{WILLOW}&to=community:oldlane",
}


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", list(PAGES))
def test_a_page_is_accessible_in_each_language_theme_and_width(
    page: Page, solved: Site, name: str, language: str
) -> None:
    page.goto(f"{solved.address}{PAGES[name]}&lang={language}")
    assert variants(page) == []
