"""What sponsors and the public do: see what is missing, try a gift, pledge, and show what became of it."""

import gzip
import re
from collections.abc import Callable, Iterator

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Faults
from tests.browser.gifts import enter, waiting_for_gifts
from tests.browser.site import Site
from tests.browser.test_access import variants
from tests.service.serving import WEEK, signed_in

Visit = Callable[..., Page]

PATIENCE = 60_000.0
"""Milliseconds for an answer of the process that may load a solver, where it has not loaded one yet."""

DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 360, "height": 780}


@pytest.fixture(scope="module")
def gifts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site where barrier (240,000 fen), relief (80,000 fen) and food (2 boxes) wait. Tests only read from it."""
    with waiting_for_gifts(tmp_path_factory.mktemp("gifts")) as opened:
        yield opened


@pytest.fixture
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The same, the test's own."""
    with waiting_for_gifts(tmp_path_factory.mktemp("own")) as opened:
        yield opened


@pytest.fixture
def page(visitor: Visit) -> Page:
    """A page of nobody, on a desktop."""
    return visitor(None, viewport=DESKTOP)


@pytest.fixture
def plain(visitor: Visit) -> Page:
    """The same without script."""
    return visitor(None, java_script_enabled=False, viewport=DESKTOP)


# What is missing


def test_whoever_comes_sees_what_is_missing_and_nothing_of_anybody(page: Page, gifts: Site) -> None:
    page.goto(f"{gifts.address}/sponsor")
    expect(page.get_by_role("heading", level=1)).to_have_text("待助需求")
    expect(page.locator(".ask")).to_have_count(3)
    assert sorted(page.locator(".lacks-what").all_inner_texts()) == ["¥2,400", "¥800", "食品包 2 份"]
    expect(page.locator("gift-steps")).to_have_count(0)
    shown = page.content()
    assert not [word for word in ("need:", "resident:", "柳塘", "旧里") if word in shown]


def test_the_page_and_its_json_tell_the_same_whatever_is_asked(page: Page, gifts: Site) -> None:
    page.goto(f"{gifts.address}/sponsor?kind=money&lang=en")
    twin = page.locator("link[rel=alternate]").get_attribute("href")
    assert twin == "/api/sponsor/needs?kind=money"
    items = gifts.client.get(twin).json()["items"]
    assert page.locator(".ask h3").all_inner_texts() == [item["service_en"] for item in items]
    assert [each.get_attribute("data-need") for each in page.locator(".ask").all()] == [item["id"] for item in items]


def test_filters_stand_in_the_address_and_the_language_keeps_them(plain: Page, gifts: Site) -> None:
    plain.goto(f"{gifts.address}/sponsor")
    plain.get_by_label("所缺资源").select_option("goods")
    plain.get_by_role("button", name="查看").click()
    expect(plain.locator(".ask")).to_have_count(1)
    plain.get_by_role("link", name="English").click()
    expect(plain).to_have_url(re.compile("kind=goods"))
    expect(plain.get_by_label("What is missing")).to_have_value("goods")
    expect(plain.locator(".lacks-what")).to_have_text("2 food boxes")
    plain.get_by_role("link", name="Show all needs").click()
    expect(plain.locator(".ask")).to_have_count(3)


def test_needs_are_found_by_the_sum_that_completes_them(plain: Page, gifts: Site) -> None:
    plain.goto(f"{gifts.address}/sponsor")
    plain.get_by_label("资金不超过（元）").fill("1000")
    plain.get_by_role("button", name="查看").click()
    assert plain.locator(".lacks-what").all_inner_texts() == ["¥800"]
    assert plain.locator("link[rel=alternate]").get_attribute("href") == "/api/sponsor/needs?max_amount=100000"


def test_who_would_like_to_pledge_is_led_in_and_back_to_it(plain: Page, gifts: Site) -> None:
    plain.goto(f"{gifts.address}/sponsor?kind=goods")
    plain.locator(".ask").get_by_role("link", name="登录后认捐").click()
    plain.locator("button[value=sponsor]").click()
    expect(plain).to_have_url(re.compile(r"/sponsor/pledge\?need=[a-z2-7]{16}$"))
    expect(plain.locator("input[name=amount]")).to_have_value("2")


# What a gift would unlock


def test_the_slider_tells_each_step_from_one_answer(page: Page, gifts: Site) -> None:
    enter(page, gifts, "sponsor", "/sponsor")
    told, slide = page.locator(".trial-figure"), page.locator("input[type=range]")
    expect(slide).to_be_visible(timeout=PATIENCE)
    page.wait_for_load_state("networkidle")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for fen, words, cards in (
        ("0", "¥0 可解锁 0 件", 0),
        ("80000", "¥800 可解锁 1 件", 1),
        ("320000", "¥3,200 可解锁 2 件", 2),
    ):
        slide.fill(fen)
        expect(told).to_contain_text(words)
        expect(page.locator(".ask.unlocked")).to_have_count(cards)
    expect(page.locator("input[name=amount]")).to_have_value("3200")
    assert asked == []
    page.locator("input[name=amount]").fill("1000")
    expect(told).to_contain_text("¥1,000 可解锁 1 件")
    expect(page.locator("[data-part=used]")).to_have_text("其中实际使用 ¥800。")
    expect(page.locator("rect.reached")).to_have_count(1)


def test_the_slider_is_moved_by_the_keyboard_and_says_what_it_unlocks(page: Page, gifts: Site) -> None:
    enter(page, gifts, "sponsor", "/sponsor")
    slide = page.locator("input[type=range]")
    slide.focus()
    page.keyboard.press("Home")
    expect(slide).to_have_attribute("aria-valuetext", "¥0 可解锁 0 件需求")
    page.keyboard.press("End")
    expect(slide).to_have_attribute("aria-valuetext", re.compile("可解锁 2 件需求"))


def test_without_script_the_box_is_a_form_and_the_steps_are_a_table(plain: Page, gifts: Site) -> None:
    enter(plain, gifts, "sponsor", "/sponsor")
    expect(plain.locator("input[type=range]")).to_have_count(0)
    plain.locator("input[name=amount]").fill("900.50")
    plain.get_by_role("button", name="测算").click()
    expect(plain.locator(".trial-figure")).to_have_text("¥900.50 可解锁 1 件需求")
    expect(plain.locator(".ask.unlocked .lacks-what")).to_have_text("¥800")
    plain.get_by_text("逐级明细表").click()
    assert plain.locator("table.steps tbody tr").all_inner_texts() == ["¥800\t1", "¥3,200\t2"]
    plain.get_by_role("link", name="认捐本次可解锁的全部需求").click()
    expect(plain.locator(".pledge-lines li")).to_have_count(1)


def test_goods_have_steps_of_their_own(plain: Page, gifts: Site) -> None:
    enter(plain, gifts, "sponsor", "/sponsor")
    plain.get_by_role("link", name="食品包").click()
    plain.locator("input[name=amount]").fill("2")
    plain.get_by_role("button", name="测算").click()
    expect(plain.locator(".trial-figure")).to_have_text("食品包 2 份 可解锁 1 件需求")


def test_part_of_a_box_is_no_gift(page: Page, faults: Faults, gifts: Site) -> None:
    faults.expected.append("422 (Unprocessable")
    enter(page, gifts, "sponsor", "/sponsor")
    page.goto(f"{gifts.address}/sponsor?along=goods&item=food_box&amount=1.5")
    expect(page.locator("main")).to_contain_text("须为整数")


# Pledging


def test_what_is_picked_by_hand_is_pledged_planned_and_told_of(plain: Page, own: Site) -> None:
    enter(plain, own, "sponsor", "/sponsor")
    for service in ("困难帮扶", "食品帮扶"):
        plain.locator(".ask").filter(has_text=service).get_by_role("checkbox").check()
    plain.get_by_role("button", name="认捐所选需求").click()
    expect(plain.locator(".pledge-lines li")).to_have_count(2)
    plain.get_by_label("备注").fill("一点心意")
    plain.get_by_role("button", name="认捐", exact=True).click()
    expect(plain.get_by_role("status")).to_contain_text("感谢您！已完成 2 笔认捐。")
    expect(plain.locator(".pledged > li")).to_have_count(2)
    expect(plain.locator("main")).to_contain_text("一点心意")

    own.solve()
    plain.goto(f"{own.address}/sponsor/pledges")
    expect(plain.locator(".serves li").filter(has_text="困难帮扶")).to_contain_text("已列入方案")
    items = httpx.get(f"{own.address}/api/sponsor/pledges", cookies=cookies(plain)).json()["items"]
    assert [each["planned"] for each in items if each["form"] == "money"] == [80_000]


def cookies(page: Page) -> dict[str, str]:
    return {each["name"]: each["value"] for each in page.context.cookies()}


def test_a_pledge_is_made_in_a_dialog_that_gives_the_focus_back(page: Page, own: Site) -> None:
    enter(page, own, "sponsor", "/sponsor").wait_for_load_state("networkidle")
    way = page.locator(".ask").filter(has_text="困难帮扶").get_by_role("link", name="认捐")
    way.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("heading", name="认捐")).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(way).to_be_focused()
    way.click()
    dialog.locator("input[name=amount]").fill("500")
    dialog.get_by_role("button", name="认捐", exact=True).click()
    expect(page).to_have_url(f"{own.address}/sponsor/pledges?made=1")
    page.goto(f"{own.address}/sponsor")
    expect(page.locator(".ask").filter(has_text="困难帮扶").locator(".lacks-what")).to_have_text("¥300")


def test_what_a_sum_unlocks_is_pledged_for_as_it_stands_at_that_moment(page: Page, own: Site) -> None:
    enter(page, own, "sponsor", "/sponsor").wait_for_load_state("networkidle")
    expect(page.locator("input[type=range]")).to_be_visible(timeout=PATIENCE)
    page.locator("input[type=range]").fill("320000")
    page.get_by_role("link", name="认捐本次可解锁的全部需求").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.locator(".pledge-lines li")).to_have_count(2)
    assert sorted(each.input_value() for each in dialog.locator("input[name=amount]").all()) == ["2400", "800"]


def test_what_could_not_be_pledged_is_told_with_what_was_entered(plain: Page, faults: Faults, own: Site) -> None:
    faults.expected.append("422 (Unprocessable")
    enter(plain, own, "sponsor", "/sponsor")
    for service in ("困难帮扶", "食品帮扶"):
        plain.locator(".ask").filter(has_text=service).get_by_role("checkbox").check()
    plain.get_by_role("button", name="认捐所选需求").click()
    plain.locator("li").filter(has_text="困难帮扶").locator("input[name=amount]").fill("900")
    plain.get_by_label("备注").fill("一点心意")
    plain.get_by_role("button", name="认捐", exact=True).click()
    expect(plain.get_by_role("status")).to_contain_text("已完成 1 笔认捐")
    expect(plain.get_by_role("alert")).to_contain_text("尚缺 80000")
    expect(plain.locator("input[name=amount]")).to_have_value("900")
    expect(plain.get_by_label("备注")).to_have_value("一点心意")
    plain.get_by_role("link", name="English").click()
    expect(plain.get_by_role("heading", name="Pledge")).to_be_visible()


def test_the_same_form_sent_twice_pledges_once(own: Site) -> None:
    with signed_in(own.client, "sponsor") as sponsor:
        needs = sponsor.get("/api/sponsor/needs?kind=goods").json()["items"]
        form = {"key": "one and the same", "aim": needs[0]["id"], "kind": "goods", "item": "food_box", "amount": "2"}
        answers = [sponsor.post("/sponsor/pledges", data=form) for _ in range(2)]
        assert [answer.headers["location"] for answer in answers] == ["/sponsor/pledges?made=1"] * 2
        assert len([each for each in sponsor.get("/api/sponsor/pledges").json()["items"] if each["made"]]) == 1


def test_a_gift_for_whatever_asks_goes_to_a_service_or_to_all(plain: Page, own: Site) -> None:
    enter(plain, own, "sponsor", "/sponsor")
    plain.get_by_role("link", name="不限定认捐").click()
    plain.get_by_label("认捐内容").select_option("goods:food_box")
    plain.get_by_label("数量").fill("4")
    plain.get_by_label("用途").select_option("service:food_aid")
    plain.get_by_role("button", name="认捐", exact=True).click()
    expect(plain.locator(".pledged > li").first).to_contain_text("食品包 4 份")
    expect(plain.locator(".pledged > li").first).to_contain_text("食品帮扶")


def test_no_number_is_told_in_place(own: Site) -> None:
    with signed_in(own.client, "sponsor") as sponsor:
        for amount, told in (("much", "不是数字"), ("0", "至少 1"), ("0.001", "0.01 元"), ("nan", "至少 1")):
            form = {"key": f"form of {amount}", "aim": "any", "gift": "money:", "amount": amount}
            answer = sponsor.post("/sponsor/pledges", data=form)
            assert (answer.status_code, told in answer.text) == (422, True), amount
        assert sponsor.post("/sponsor/pledges", data={"key": "no line at all"}).status_code == 422


def test_a_pledge_is_taken_back_until_somebody_relies_on_it(plain: Page, faults: Faults, own: Site) -> None:
    faults.expected += ["409 (Conflict)", "412 (Precondition"]
    with signed_in(own.client, "sponsor") as sponsor:
        relief = next(n for n in sponsor.get("/api/sponsor/needs").json()["items"] if n["service"] == "service:relief")
        for amount in (30_000, 50_000):
            order = {"form": "money", "amount": amount, "for": {"need": relief["id"]}}
            sponsor.post("/api/sponsor/pledges", json=order).raise_for_status()
    enter(plain, own, "sponsor", "/sponsor/pledges")
    take_back(plain, "¥300")
    expect(plain.locator(".pledged > li").filter(has_text="¥300")).to_contain_text("已撤回")

    with signed_in(own.client, "sponsor") as sponsor:
        order = {"form": "money", "amount": 30_000, "for": {"need": relief["id"]}}
        sponsor.post("/api/sponsor/pledges", json=order).raise_for_status()
    own.solve()
    plain.goto(f"{own.address}/sponsor/pledges")
    accept = {"need": "need:relief", "action": "accept"}
    own.client.post(f"/api/weeks/{WEEK}/decisions", json=accept).raise_for_status()
    take_back(plain, "¥500")
    expect(plain.get_by_role("alert")).to_be_visible()
    expect(plain.locator(".pledged > li").filter(has_text="¥500").first).to_contain_text("已确认")


def take_back(page: Page, amount: str) -> None:
    mine = page.locator(".pledged > li").filter(has_text=amount).filter(has_text="撤回").first
    mine.locator("summary").click()
    mine.get_by_role("button", name="撤回").click()


# Nothing to show


def test_before_a_plan_the_page_says_when_to_come_back(plain: Page, waiting: Site) -> None:
    plain.goto(f"{waiting.address}/sponsor")
    expect(plain.get_by_role("heading", name="尚无联动方案")).to_be_visible()


def test_where_nothing_fits_the_filters_all_is_one_click_away(plain: Page, gifts: Site) -> None:
    plain.goto(f"{gifts.address}/sponsor?home=humanity")
    plain.locator(".notice").get_by_role("link", name="查看全部需求").click()
    expect(plain.locator(".ask")).to_have_count(3)


def test_a_sponsor_who_has_pledged_nothing_is_led_to_what_waits(plain: Page, gifts: Site) -> None:
    enter(plain, gifts, "sponsor", "/sponsor/pledges")
    expect(plain.get_by_role("link", name="查看待助需求").first).to_be_visible()


# For everybody, on everything


PAGES = {
    "needs": "/sponsor?",
    "a gift of goods": "/sponsor?along=goods&item=food_box",
    "nothing fits": "/sponsor?home=humanity",
    "pledge": "/sponsor/pledge?",
    "pledges": "/sponsor/pledges?",
}


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", list(PAGES))
def test_a_sponsors_page_is_accessible_in_each_language_theme_and_width(
    page: Page, gifts: Site, name: str, language: str
) -> None:
    enter(page, gifts, "sponsor", "/docs")
    page.goto(f"{gifts.address}{PAGES[name]}&lang={language}")
    expect(page.locator("lazy-part")).to_have_count(0, timeout=PATIENCE)
    assert variants(page) == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_public_page_and_the_form_of_a_pledge_are_accessible(page: Page, gifts: Site, language: str) -> None:
    page.goto(f"{gifts.address}/sponsor?lang={language}")
    assert variants(page) == []
    needs = httpx.get(f"{gifts.address}/api/sponsor/needs").json()["items"]
    enter(page, gifts, "sponsor", "/docs")
    page.goto(f"{gifts.address}/sponsor/pledge?{'&'.join('need=' + need['id'] for need in needs)}&lang={language}")
    assert variants(page) == []


def test_targets_are_large_enough_for_fingers(visitor: Visit, gifts: Site) -> None:
    page = visitor(None, viewport=PHONE)
    enter(page, gifts, "sponsor", "/sponsor")
    expect(page.locator("input[type=range]")).to_be_visible(timeout=PATIENCE)
    boxes = page.locator(
        "button:visible, select:visible, .button:visible, .tabs a, input:visible:not([type=checkbox], [type=range])"
    )
    heights = boxes.evaluate_all("all => all.map(one => [one.textContent, one.getBoundingClientRect().height])")
    assert [each for each in heights if each[1] < 44] == []


def test_on_paper_the_report_stands_alone(page: Page, gifts: Site) -> None:
    enter(page, gifts, "sponsor", "/sponsor/pledges")
    page.emulate_media(media="print")
    expect(page.locator("nav").first).to_be_hidden()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator(".on-paper")).to_contain_text("截至")


@pytest.mark.parametrize("path", ["/sponsor", "/sponsor/pledges"])
def test_the_first_view_is_at_most_40_kib_on_the_line(page: Page, gifts: Site, path: str) -> None:
    enter(page, gifts, "sponsor", path)
    parts = page.evaluate("performance.getEntriesByType('resource').map(each => each.name)")
    with signed_in(gifts.client, "sponsor") as sponsor:
        sizes = {url: len(gzip.compress(sponsor.get(url).content)) for url in [page.url, *parts]}
    assert sum(sizes.values()) <= 40 * 1024, sizes


def test_taicang_has_something_to_complete(visitor: Visit, taicang: Site) -> None:
    page = visitor("sponsor", viewport=DESKTOP)
    page.goto(f"{taicang.address}/sponsor")
    expect(page.locator(".ask")).to_have_count(10)
    expect(page.locator("input[type=range]")).to_be_visible(timeout=PATIENCE)
    page.locator("input[name=amount]").fill("20000")
    expect(page.locator(".trial-figure")).to_have_text("¥20,000 可解锁 5 件需求")
    assert variants(page) == []
