"""A solve is followed as it goes: figures at each event, said aloud once a quarter, and gone on from at its end."""

import json
from collections.abc import Iterable

from playwright.sync_api import Page, Route, expect

from service.statics import asset
from tests.browser.site import Site

SHOWN = """async ([script, next]) => {
  document.querySelector("main").innerHTML = `<live-run events="/api/runs/run:a/events" next="${next}" limit="60">
    <b data-part="phase"></b> <b data-part="figures"></b> <b data-part="lost"></b> <i data-part="said"></i>
    <progress max="1" value="0"></progress>
    <template data-word="figures">{value} of {bound}, {gap} away</template>
    <template data-word="lost">lost</template>
    <template data-word="exact">proving</template></live-run>`;
  window.said = [];
  new MutationObserver((changes) => changes.forEach(({ target }) => window.said.push(target.textContent)))
    .observe(document.querySelector("[data-part=said]"), { childList: true });
  await import(script);
}"""

AT = {"phase": "exact", "objective": 1990, "bound": 2000, "gap": 0.005}


def told(page: Page, events: Iterable[tuple[str, dict[str, object]]]) -> None:
    """Answer the first request for events with these, and tell every later one to stay away."""
    lines = [f"event: {kind}\nid: {place}\ndata: {json.dumps(data)}\n\n" for place, (kind, data) in enumerate(events)]
    answers = ["".join(lines)]

    def answer(route: Route) -> None:
        if answers:
            route.fulfill(content_type="text/event-stream", body=answers.pop())
        else:
            route.fulfill(status=204)

    page.route("**/api/runs/run:a/events", answer)


def progress(seconds: float, **changes: object) -> tuple[str, dict[str, object]]:
    return "progress", {**AT, "seconds": seconds, **changes}


def test_figures_are_shown_as_they_come_and_said_once_a_quarter(page: Page, empty: Site) -> None:
    page.goto(f"{empty.address}/?lang=en")
    told(page, [progress(3, objective=None), progress(16, objective=1980), progress(20), progress(31), progress(45)])
    page.evaluate(SHOWN, [asset("js/run.js"), "/?week=2026-W20"])
    expect(page.locator("[data-part=phase]")).to_have_text("proving")
    expect(page.locator("[data-part=figures]")).to_have_text("1,990 of 2,000, 0.5% away")
    expect(page.locator("progress")).to_have_attribute("value", "0.75")
    assert page.evaluate("window.said") == [
        "proving 1,980 of 2,000, 0.5% away",
        "proving 1,990 of 2,000, 0.5% away",
        "proving 1,990 of 2,000, 0.5% away",
    ]


def test_a_lost_connection_is_told(page: Page, empty: Site) -> None:
    page.goto(f"{empty.address}/?lang=en")
    told(page, [progress(3)])
    page.evaluate(SHOWN, [asset("js/run.js"), "/?week=2026-W20"])
    expect(page.locator("[data-part=lost]")).to_have_text("lost")


def test_the_end_leads_on(page: Page, empty: Site) -> None:
    page.goto(f"{empty.address}/?lang=en")
    told(page, [progress(3), ("done", {"state": "done"})])
    page.evaluate(SHOWN, [asset("js/run.js"), "/?week=2026-W20"])
    expect(page).to_have_url(f"{empty.address}/?week=2026-W20")
