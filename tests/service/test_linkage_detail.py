"""One linkage in full, of the tiny world: every figure is worked out in `seeds.tiny`."""

from typing import Any

import httpx

from tests.service.serving import WEEK, signed_in


def detail(client: httpx.Client, need: str) -> dict[str, Any]:
    shown: dict[str, Any] = client.get(f"/api/weeks/{WEEK}/linkages/{need}").raise_for_status().json()
    return shown


def slot(shown: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(slot for slot in shown["slots"] if slot["name"] == name)
    return found


def test_a_served_need_says_who_and_why(solved: httpx.Client) -> None:
    shown = detail(solved, "need:meals")
    assert (shown["value"], shown["worth"], shown["why_not"]) == (2876, 2876 + 59, None)
    assert shown["linkage"]["half_day"] == "thu-am"
    (helper,) = slot(shown, "helper")["chosen"]
    assert helper["offer"] == "offer:fang-cooks"
    assert helper["points"] == {"neighbour": 10, "continuity": 18, "acquaintance": 8}
    assert helper["score"] == 36
    assert helper["label_zh"].startswith("志愿者 ")
    assert shown["bonds"] == [
        {"slots": ["carrier", "helper"], "offers": ["offer:lin-carries", "offer:fang-cooks"], "score": 15}
    ]


def test_the_evidence_is_a_chain_from_the_need_to_the_offer(solved: httpx.Client) -> None:
    (helper,) = slot(detail(solved, "need:meals"), "helper")["chosen"]
    assert helper["evidence"]
    for path in helper["evidence"]:
        assert path["nodes"][0]["id"] == "need:meals"
        assert path["nodes"][-1]["id"] == "offer:fang-cooks"
        assert len(path["steps"]) == len(path["nodes"]) - 1
    assert "HELPED" in {step["relation"] for path in helper["evidence"] for step in path["steps"]}


def test_who_else_could_comes_with_the_cost(solved: httpx.Client) -> None:
    others = slot(detail(solved, "need:food"), "goods")["alternates"]
    assert [(each["cost"], each["takes_from"]) for each in others] == [(20, [])]
    assert others[0]["kind"] == "Enterprise"


def test_a_need_that_nobody_can_serve_counts_by_rule(solved: httpx.Client) -> None:
    shown = detail(solved, "need:rehab")
    assert shown["why_not"]["reason"] == "no_candidate"
    assert sum(slot(shown, "helper")["ruled_out"].values()) == 4
    assert shown["why_not"]["repair"]["wanted"] == {"helper": 1}


def test_a_need_that_others_outbid_names_them_and_the_repair(solved: httpx.Client) -> None:
    shown = detail(solved, "need:shopping")
    assert shown["why_not"]["reason"] == "outbid"
    assert set(shown["why_not"]["detail"]["winners"]) == {
        f"need:{name}" for name in ("meals", "food", "relief", "company", "clinic")
    }
    assert shown["why_not"]["repair"]["add"]["organization:lin/linkages"] == 1
    assert shown["why_not"]["repair"]["objective"] > 8953


def test_evidence_leads_a_planner_past_no_resident(solved: httpx.Client) -> None:
    """Fang knows old Mrs Zhou: her coordinator is told so, a planner is not."""
    path = f"/api/weeks/{WEEK}/linkages/need:meals"
    assert "resident:zhou" in solved.get(path).text
    with signed_in(solved, "planner") as planner:
        told = planner.get(path).raise_for_status()
    assert "resident:" not in told.text and "household:" not in told.text
    assert any(taken["evidence"] for slot in told.json()["slots"] for taken in slot["chosen"]), "others are left"


def test_what_every_best_plan_has_in_common_is_told(solved: httpx.Client) -> None:
    """Old Mrs Zhou's meals are worth more than all else; rehabilitation is served in no plan, for nobody can."""
    meals, rehab = detail(solved, "need:meals"), detail(solved, "need:rehab")
    assert (meals["linkage"]["certain"], rehab["linkage"]["certain"]) == ("must", "never")
    assert [helper["certain"] for helper in slot(meals, "helper")["chosen"]] == ["must"]
    assert [helper["certain"] for each in meals["linkage"]["slots"] for helper in each["filled"]] == [
        taken["certain"] for each in meals["slots"] for taken in each["chosen"]
    ]
    assert {other["certain"] for each in meals["slots"] for other in each["alternates"]} <= {"never", "open"}


def test_the_list_tells_the_same(solved: httpx.Client) -> None:
    listed = solved.get(f"/api/weeks/{WEEK}/linkages").raise_for_status().json()["items"]
    assert {"must", "never"} <= {card["certain"] for card in listed}
    for card in listed:
        assert card == detail(solved, card["need"])["linkage"]


def test_before_there_is_a_plan_nothing_is_certain(coordinator: httpx.Client) -> None:
    listed = coordinator.get(f"/api/weeks/{WEEK}/linkages").raise_for_status().json()["items"]
    assert {card["certain"] for card in listed} == {None}
