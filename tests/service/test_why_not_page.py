"""The part of a linkage's page that tells why a need is not served, and what would mend it."""

import httpx

from service.linkage_page import Lack
from service.schemas import LinkageDetail, NodeLabel, RepairView, WeekFigures
from service.templating import environment
from tests.service.serving import WEEK

HOURS = "offer:lin-carries/week"


def told(solved: httpx.Client, repair: RepairView) -> str:
    """The part, in English, about the tiny week's need that waits for rehabilitation, were this its repair."""
    found = solved.get(f"/api/weeks/{WEEK}/linkages/need:rehab").raise_for_status().json()
    detail = LinkageDetail.model_validate(found)
    assert detail.why_not
    figures = WeekFigures.model_validate(solved.get(f"/api/weeks/{WEEK}").raise_for_status().json())
    holder = NodeLabel(id="offer:lin-carries", label_zh="林间助老", label_en="Lin carries")
    values = {
        "detail": detail.model_copy(update={"why_not": detail.why_not.model_copy(update={"repair": repair})}),
        "figures": figures,
        "it": detail.linkage,
        "cards": {},
        "lacks": {HOURS: Lack(holder, "week", 1)},
    }
    return environment("en").get_template("why-not.html").render(values)


def test_a_repair_that_takes_more_of_something_and_somebody_new_tells_both(solved: httpx.Client) -> None:
    text = told(solved, RepairView(add={HOURS: 1}, wanted={"helper": 1}))
    assert "Lin carries" in text
    assert "Helper: 1 more who fits" in text
    assert "somebody new is needed" in text


def test_a_repair_that_takes_more_of_something_alone_asks_for_nobody(solved: httpx.Client) -> None:
    text = told(solved, RepairView(add={HOURS: 1}, option="tue-am"))
    assert "Then it could be served on Tuesday morning." in text
    assert "somebody new is needed" not in text
