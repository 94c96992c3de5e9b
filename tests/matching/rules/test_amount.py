"""The rule `amount` on a few named people."""

from matching.rules.amount import RULE
from tests.matching.rules.meeting import meeting

MONEY = {"is_time": False, "is_money": True, "hours": 0}


def test_one_need_takes_no_more_than_an_offer_allows_one() -> None:
    met = meeting(
        "two boxes", "three boxes",
        slot={"is_time": False, "hours": 0, "asks": [2, 3]},
        offer={"most_per_need": 2, "counted": True}, provider={"kind": "Enterprise", "person": False},
    )  # fmt: skip
    assert met.refused(RULE) == ["three boxes"]


def test_stock_must_hold_what_one_need_asks() -> None:
    met = meeting(
        "300", "301", slot={**MONEY, "asks": [300, 301]},
        offer={"amount": 300, "counted": True}, provider={"kind": "Program", "person": False},
    )  # fmt: skip
    assert met.refused(RULE) == ["301"]


def test_a_funds_balance_must_hold_it_too() -> None:
    met = meeting(
        "Pine", "Oak", slot={**MONEY, "asks": 300},
        offer={"amount": 900, "counted": True}, provider={"kind": "Fund", "person": False, "balance": [300, 299]},
    )  # fmt: skip
    assert met.refused(RULE) == ["Oak"]


def test_a_persons_week_must_hold_the_hours() -> None:
    met = meeting(
        "Ai", "Bo", "Cai", slot={"hours": 3, "asks": 3}, provider={"most_hours": [3, 2, 3], "most_tasks": [1, 1, 0]}
    )
    assert met.refused(RULE) == ["Bo", "Cai"]


def test_a_carrier_has_a_linkage_and_a_budget_left() -> None:
    met = meeting(
        "Spring", "Summer", "Autumn",
        slot={"carries": True}, need={"fee": 8000}, agreement={"left": [8000, 7999, 8000]},
        provider={"kind": "Organization", "person": False, "most_tasks": [1, 1, 0]},
    )  # fmt: skip
    assert met.refused(RULE) == ["Summer", "Autumn"]
