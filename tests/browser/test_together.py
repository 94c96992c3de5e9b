"""Two people at two browsers decide about one linkage at once: the second is told, and nothing is overwritten.

Both want Hu, who has one half-day: Lin not at all, her colleague for the clinic (`seeds/tiny.py`).
"""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import Faults
from tests.browser.site import Site
from tests.service.offices import PASSWORD, made
from tests.service.serving import WEEK, signed_in

Visit = Callable[..., Page]

REJECT = f"/weeks/{WEEK}/decide?need=need:clinic&action=reject&offer=offer:hu-helps&back=/?week={WEEK}"
ACCEPT = f"/weeks/{WEEK}/decide?need=need:clinic&action=accept"


def of_lin(visitor: Visit, site: Site) -> Page:
    """The browser of Lin, who coordinates the same communities."""
    with signed_in(site.client, "admin") as admin:
        made(admin, role="coordinator", places=["town:qinghe"])
    page = visitor(None)
    page.goto(f"{site.address}/sign-in")
    page.get_by_role("textbox", name="登录名").fill("lin")
    page.locator("input[type=password]").fill(PASSWORD)
    page.locator("form.fields").get_by_role("button", name="登录").click()
    expect(page.locator("header")).to_contain_text("Lin")
    return page


def test_whoever_confirms_second_is_shown_the_first_and_what_was_first_stays(
    visitor: Visit, faults: Faults, waiting: Site
) -> None:
    faults.expected.append("409 (Conflict)")
    waiting.solve()
    hers, lins = visitor(), of_lin(visitor, waiting)
    hers.goto(f"{waiting.address}{ACCEPT}")
    lins.goto(f"{waiting.address}{REJECT}")
    expect(hers.get_by_role("button", name="确认接受")).to_be_visible()
    lins.get_by_label("理由").fill("他那天出门")
    lins.get_by_role("button", name="确认驳回").click()
    expect(lins.get_by_role("status")).to_contain_text("已完成")

    hers.get_by_role("button", name="确认接受").click()
    alert = hers.get_by_role("alert")
    expect(alert).to_contain_text("它与已有的决定无法同时成立")
    expect(alert).to_contain_text("Lin")
    expect(alert).to_contain_text("他那天出门")
    items = waiting.client.get(f"/api/weeks/{WEEK}/decisions").json()["items"]
    assert [(one["need"], one["action"], one["by"]) for one in items] == [("need:clinic", "reject", "Lin")]

    lins.goto(f"{waiting.address}/weeks/{WEEK}/linkages/need:clinic")
    expect(lins.locator("main")).to_contain_text("他那天出门")
