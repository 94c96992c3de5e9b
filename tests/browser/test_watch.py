"""The watch over every page works: what it is there to notice, it notices."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Faults
from tests.browser.site import Site

AMISS = (
    ("console", "no good", "console.error('no good')"),
    ("pageerror", "thrown", "setTimeout(() => { throw new Error('thrown'); })"),
    ("console", "CSP style-src", "document.body.append(document.createElement('style'))"),
    ("console", "CSP img-src", "new Image().src = 'http://elsewhere.invalid/a.png'"),
    ("request", "elsewhere.invalid", "location.assign('http://elsewhere.invalid/')"),
)


def said(event: Any) -> str:
    return str(getattr(event, "text", None) or getattr(event, "url", None) or event)


@pytest.mark.parametrize(("kind", "fault", "script"), AMISS, ids=[fault for _, fault, _ in AMISS])
def test_what_is_amiss_on_a_page_is_noticed(
    page: Page, faults: Faults, empty: Site, kind: str, fault: str, script: str
) -> None:
    page.goto(empty.address)
    with page.expect_event(kind, lambda event: fault in said(event)):
        page.evaluate(f"() => {{ {script} }}")
    assert any(fault in found for found in faults.found)
    faults.expected.append("")


def test_a_good_page_leaves_nothing_to_notice(page: Page, faults: Faults, empty: Site) -> None:
    page.goto(empty.address)
    expect(page.locator("h1")).to_be_visible()
    assert faults.found == []
