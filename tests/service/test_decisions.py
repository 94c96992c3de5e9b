"""A coordinator decides on the tiny week, whose optimum (8953) and each loss are worked out by hand in `seeds/tiny.py`.

Rejecting Hu for the clinic leaves the clinic unserved (-906 with points). Lin then carries the shopping instead, by
Fang on Thursday (220 + carrier 8 + grid 6 + membership 15 = 249), so that meals move to Tuesday and company, on
Tuesday, is Hu's (14 points where Fang had 6 + 15, so -7): 8953 - 906 + 249 - 7 = 8289.
"""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from graph.model import Decision, Linkage, Offer, Volunteer
from graph.store import Put, open_store
from tests.service.serving import WEEK, finished, serving, signed_in

DECISIONS = f"/api/weeks/{WEEK}/decisions"


@pytest.fixture
def planned(coordinator: httpx.Client) -> httpx.Client:
    """The coordinator of a tiny week that has its plan."""
    solve(coordinator)
    return coordinator


def solve(client: httpx.Client) -> dict[str, Any]:
    run = client.post(f"/api/weeks/{WEEK}/runs").raise_for_status().json()
    return finished(client, run["id"])


def order(need: str, action: str, **more: str) -> dict[str, str]:
    return {"need": f"need:{need}", "action": action, **more}


def preview(client: httpx.Client, asked: dict[str, str]) -> dict[str, Any]:
    answer = client.post(DECISIONS, params={"preview": "true"}, json=asked)
    assert answer.status_code == 200, answer.text
    effect: dict[str, Any] = answer.json()["effect"]
    return effect


def decide(client: httpx.Client, asked: dict[str, str]) -> dict[str, Any]:
    answer = client.post(DECISIONS, json=asked)
    assert answer.status_code == 201, answer.text
    assert answer.headers["Location"] == f"{DECISIONS}/{answer.json()['id']}"
    taken: dict[str, Any] = answer.json()
    return taken


def linkages(client: httpx.Client) -> dict[str, dict[str, list[str]]]:
    """Who fills which slot of each need."""
    items = client.get(f"/api/weeks/{WEEK}/linkages").json()["items"]
    return {
        item["need"].removeprefix("need:"): {
            slot["name"]: [filled["offer"].removeprefix("offer:") for filled in slot["filled"]]
            for slot in item["slots"]
        }
        for item in items
    }


def test_a_preview_tells_the_exact_effect_and_writes_nothing(planned: httpx.Client) -> None:
    effect = preview(planned, order("clinic", "reject", offer="offer:hu-helps"))
    assert (effect["before"], effect["after"], effect["least_loss"], effect["most_loss"]) == (8953, 8289, 664, 664)
    assert effect["exact"] is True
    changes = effect["changes"]
    assert (changes["served"], changes["dropped"]) == (["need:shopping"], ["need:clinic"])
    moved = {each["need"]: each for each in changes["moved"]}
    assert (moved["need:meals"]["half_day_before"], moved["need:meals"]["half_day_after"]) == ("thu-am", "tue-am")
    (seats,) = moved["need:company"]["slots"]
    assert (seats["before"][0]["offer"], seats["after"][0]["offer"]) == ("offer:fang-helps", "offer:hu-helps")
    assert planned.get(DECISIONS).json() == {"items": [], "next": None}
    assert solve(planned)["objective"] == 8953


@pytest.mark.parametrize(
    ("asked", "after"),
    [
        (order("company", "accept"), 8953),
        (order("company", "pin", slot="helper", offer="offer:fang-helps"), 8953),
        (order("food", "reject", offer="offer:fenghe-boxes"), 8933),
        (order("food", "reject", offer="offer:fenghe-boxes", because="closed"), 8933),
        (order("clinic", "reject", offer="offer:hu-helps", because="not_free"), None),
        (order("clinic", "reject", offer="offer:hu-helps", because="resident"), 8289),
        (order("meals", "release"), 8953),
        (order("meals", "release", slot="helper"), 8953),
    ],
)
def test_each_kind_of_decision_can_be_previewed(
    planned: httpx.Client, tiny: Path, asked: dict[str, str], after: int | None
) -> None:
    """Meals are pinned to Fang beforehand, so that there is something to release."""
    decide(planned, order("meals", "pin", slot="helper", offer="offer:fang-cooks"))
    before = version(tiny)
    effect = preview(planned, asked)
    assert effect["exact"] and (after is None or effect["after"] == after)
    assert version(tiny) == before, "nothing is written"


def version(store: Path) -> int:
    opened = open_store(str(store))
    with opened.snapshot() as reader:
        found = reader.version
    opened.close()
    return found


def test_a_rejection_is_exact_in_the_next_run_and_what_changed_is_told(planned: httpx.Client) -> None:
    taken = decide(planned, order("clinic", "reject", offer="offer:hu-helps", reason="他那天出门"))
    run = solve(planned)
    assert (run["status"], run["objective"]) == ("optimal", taken["effect"]["after"])
    told = planned.get(f"/api/runs/{run['id']}/changes").json()
    assert told["changes"] == taken["effect"]["changes"]
    assert told["least"] is True, "of all plans worth as much none changes fewer needs"
    assert planned.get(f"/api/runs/{told['before']}/changes").json()["least"] is None, "there was no plan before it"
    assert linkages(planned)["company"]["helper"] == ["hu-helps"]


def test_undoing_gives_the_week_back(planned: httpx.Client) -> None:
    taken = decide(planned, order("clinic", "reject", offer="offer:hu-helps"))
    undone = planned.delete(f"{DECISIONS}/{taken['id']}").raise_for_status().json()
    assert undone["undone"] and (undone["effect"]["before"], undone["effect"]["after"]) == (8289, 8953)
    assert solve(planned)["objective"] == 8953
    (kept,) = planned.get(DECISIONS).json()["items"]
    assert (kept["id"], kept["undone"], kept["by"]) == (taken["id"], undone["undone"], "演示账号")
    assert planned.delete(f"{DECISIONS}/{taken['id']}").status_code == 409, "it is undone already"


def test_what_is_accepted_stands_whatever_else_is_decided(planned: httpx.Client, tiny: Path) -> None:
    """Company accepted with Fang: without Hu for the clinic, Fang has Tuesday and Thursday full, and nobody shops."""
    decide(planned, order("company", "accept"))
    decide(planned, order("meals", "accept"))
    taken = decide(planned, order("clinic", "reject", offer="offer:hu-helps"))
    assert taken["effect"]["changes"]["moved"] == []
    run = solve(planned)
    changes = planned.get(f"/api/runs/{run['id']}/changes").json()["changes"]
    assert changes["dropped"] == ["need:clinic"] and changes["moved"] == []
    now = linkages(planned)
    assert (now["company"]["helper"], now["meals"]["helper"]) == (["fang-helps"], ["fang-cooks"])
    again = planned.post(DECISIONS, json=order("company", "accept"))
    assert again.status_code == 409 and "is accepted already" in again.json()["detail"]


def test_a_decision_that_cannot_hold_names_the_smallest_set_that_it_clashes_with(planned: httpx.Client) -> None:
    """Lin carries five. With five that are Lin's, a sixth could come if any one of them went; the barrier is Yi's."""
    taken = [decide(planned, order(need, "accept"))["id"] for need in ("relief", "food", "clinic", "company")]
    taken.append(decide(planned, order("meals", "pin", slot="carrier", offer="offer:lin-carries"))["id"])
    decide(planned, order("barrier", "accept"))
    refused = planned.post(DECISIONS, json=order("shopping", "pin", slot="carrier", offer="offer:lin-carries"))
    assert refused.status_code == 409
    assert {error["value"] for error in refused.json()["errors"]} == set(taken)
    planned.delete(f"{DECISIONS}/{taken[-1]}").raise_for_status()
    pinned = decide(planned, order("shopping", "pin", slot="carrier", offer="offer:lin-carries"))
    assert pinned["effect"]["changes"]["served"] == ["need:shopping"]
    assert pinned["effect"]["changes"]["dropped"] == ["need:meals"]


def test_a_decision_that_no_plan_keeps_is_refused_alone(planned: httpx.Client) -> None:
    refused = planned.post(DECISIONS, json=order("rehab", "pin", slot="helper", offer="offer:fang-helps"))
    assert refused.status_code == 409
    assert refused.json()["errors"] == [] and "whatever else is decided" in refused.json()["detail"]


def test_a_release_takes_back_what_was_decided_on_the_need(planned: httpx.Client) -> None:
    decide(planned, order("company", "accept"))
    decide(planned, order("company", "reject", slot="carrier", offer="offer:yi-carries"))
    decide(planned, order("company", "release"))
    pinned = decide(planned, order("company", "pin", slot="helper", offer="offer:hu-helps"))
    assert pinned["effect"]["changes"]["dropped"] == ["need:clinic"]
    nothing = planned.post(DECISIONS, json=order("meals", "release"))
    assert nothing.status_code == 409 and "nothing is decided there" in nothing.json()["detail"]


def test_undoing_an_acceptance_and_a_release_restores_what_stood(planned: httpx.Client, tiny: Path) -> None:
    accepted = decide(planned, order("company", "accept"))["id"]
    released = decide(planned, order("company", "release"))["id"]
    assert states(tiny) == ["cancelled"]
    planned.delete(f"{DECISIONS}/{released}").raise_for_status()
    assert states(tiny) == ["accepted"]
    planned.delete(f"{DECISIONS}/{accepted}").raise_for_status()
    assert states(tiny) == ["cancelled"]


def states(store: Path) -> list[str]:
    opened = open_store(str(store))
    with opened.snapshot() as reader:
        found: list[str] = [linkage.state for linkage in reader.nodes(Linkage) if linkage.week == WEEK]
    opened.close()
    return found


def test_a_refusal_by_the_resident_holds_for_all_her_needs_and_can_be_undone(planned: httpx.Client, tiny: Path) -> None:
    """The helper whom the resident refuses is no candidate of hers any more, for anything."""
    taken = decide(planned, order("company", "reject", offer="offer:fang-helps", because="resident"))
    run = solve(planned)
    assert run["objective"] == taken["effect"]["after"]
    detail = planned.get(f"/api/weeks/{WEEK}/linkages/need:company").json()
    helper = next(slot for slot in detail["slots"] if slot["name"] == "helper")
    assert helper["ruled_out"]["refusal"] >= 1
    planned.delete(f"{DECISIONS}/{taken['id']}").raise_for_status()
    assert solve(planned)["objective"] == 8953


def test_a_half_day_that_an_offer_does_not_have_is_gone_for_everybody(planned: httpx.Client, tiny: Path) -> None:
    taken = decide(planned, order("clinic", "reject", offer="offer:hu-helps", because="not_free"))
    assert taken["half_day"] == "tue-am"
    assert solve(planned)["objective"] == taken["effect"]["after"] < 8289, "nor can Hu keep company on Tuesday now"
    assert "tue-am" not in free(tiny, "volunteer:hu")
    planned.delete(f"{DECISIONS}/{taken['id']}").raise_for_status()
    assert "tue-am" in free(tiny, "volunteer:hu") and solve(planned)["objective"] == 8953


def free(store: Path, id: str) -> tuple[str, ...]:
    """The half-days of a volunteer."""
    opened = open_store(str(store))
    with opened.snapshot() as reader:
        volunteer = reader.get(id)
    opened.close()
    assert isinstance(volunteer, Volunteer)
    return volunteer.half_days


def test_a_closed_offer_is_nobodys(planned: httpx.Client) -> None:
    """Boxes of the second enterprise are worth 20 points less: it is no partner."""
    taken = decide(planned, order("food", "reject", offer="offer:fenghe-boxes", because="closed"))
    assert (taken["effect"]["before"], taken["effect"]["after"]) == (8953, 8933)
    assert solve(planned)["objective"] == 8933


@pytest.mark.parametrize(
    ("asked", "status", "told"),
    [
        (order("nobody", "accept"), 404, "not of week"),
        (order("meals", "pin", slot="helper"), 422, "names the offer and the slot"),
        (order("meals", "reject"), 422, "names the offer"),
        (order("meals", "accept", slot="helper"), 422, "accepted whole"),
        (order("meals", "pin", slot="cook", offer="offer:fang-cooks"), 422, "no such slot; it has carrier, helper"),
        (order("meals", "pin", slot="helper", offer="offer:nobody"), 404, "no such offer"),
        (order("shopping", "accept"), 409, "does not serve it"),
        (order("meals", "pin", slot="helper", offer="offer:fang-cooks", because="closed"), 422, "only a rejection"),
        (order("food", "reject", offer="offer:fenghe-boxes", because="resident"), 422, "not given by a person"),
        (order("meals", "reject", offer="offer:fang-cooks", half_day="mon-am"), 422, "goes with because"),
        (order("meals", "praise"), 422, "body.action"),
        ({**order("meals", "accept"), "note": "x"}, 422, "body.note"),
    ],
)
def test_what_cannot_be_understood_is_refused_with_its_place(
    planned: httpx.Client, asked: dict[str, str], status: int, told: str
) -> None:
    refused = planned.post(DECISIONS, json=asked)
    assert (refused.status_code, told in refused.json()["detail"]) == (status, True), refused.text


def test_fifty_want_the_last_hours_of_one_volunteer_and_one_gets_them(planned: httpx.Client) -> None:
    """Fang is free on Tuesday morning and on Thursday morning. Thursday is accepted; fifty ask for her Tuesday."""
    decide(planned, order("meals", "accept"))
    wishes = ("company", "shopping")
    asked = [order(wishes[n % 2], "pin", slot="helper", offer="offer:fang-helps") for n in range(50)]
    with signed_in(planned, "coordinator") as client, ThreadPoolExecutor(50) as pool:
        answers = list(pool.map(lambda one: client.post(DECISIONS, json=one), asked))
    held = {one["need"] for one, answer in zip(asked, answers, strict=True) if answer.status_code == 201}
    assert len(held) == 1, "either company or the shopping, never both"
    refused = [answer for answer in answers if answer.status_code != 201]
    assert refused and {answer.status_code for answer in refused} == {409}
    assert all("cannot hold beside decision:" in answer.json()["detail"] for answer in refused)


def test_fifty_accept_the_same_linkage_at_once_and_one_holds(planned: httpx.Client, tiny: Path) -> None:
    with signed_in(planned, "coordinator") as client, ThreadPoolExecutor(50) as pool:
        answers = list(pool.map(lambda _: client.post(DECISIONS, json=order("company", "accept")), range(50)))
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 49
    assert all("is accepted already" in answer.json()["detail"] for answer in answers if answer.status_code == 409)
    assert states(tiny) == ["accepted"]


def test_the_same_key_fifty_times_at_once_is_one_decision(planned: httpx.Client, tiny: Path) -> None:
    key = {"Idempotency-Key": "monday-1"}
    with signed_in(planned, "coordinator") as client, ThreadPoolExecutor(50) as pool:
        answers = list(
            pool.map(lambda _: client.post(DECISIONS, json=order("company", "accept"), headers=key), range(50))
        )
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.text for answer in answers}) == 1
    other = planned.post(DECISIONS, json=order("meals", "accept"), headers=key)
    assert other.status_code == 422
    opened = open_store(str(tiny))
    with opened.snapshot() as reader:
        assert len([one for one in reader.nodes(Decision) if one.week == WEEK]) == 1
    opened.close()


def test_a_stale_version_of_a_decision_is_not_undone(planned: httpx.Client) -> None:
    id = decide(planned, order("company", "accept"))["id"]
    tag = planned.get(f"{DECISIONS}/{id}").headers["ETag"]
    assert planned.delete(f"{DECISIONS}/{id}", headers={"If-Match": '"0"'}).status_code == 412
    assert planned.delete(f"{DECISIONS}/{id}", headers={"If-Match": tag}).status_code == 200


def test_decisions_survive_a_restart(tiny: Path) -> None:
    with serving(tiny) as client:
        solve(client)
        decide(client, order("clinic", "reject", offer="offer:hu-helps"))
    with serving(tiny) as client:
        assert [item["need"] for item in client.get(DECISIONS).json()["items"]] == ["need:clinic"]
        assert solve(client)["objective"] == 8289


def test_a_week_is_published_and_changed_by_repairs_with_a_reason(planned: httpx.Client) -> None:
    editions = f"/api/weeks/{WEEK}/editions"
    first = planned.post(editions).json()
    assert (first["number"], first["kind"], first["served"]) == (1, "publication", 6)
    assert planned.post(editions).status_code == 409, "the same plan twice"
    reject = order("food", "reject", offer="offer:fenghe-boxes")
    assert "needs one" in planned.post(DECISIONS, json=reject).json()["detail"]
    held = planned.post(DECISIONS, json={**reject, "reason": "送不到"})
    assert held.status_code == 409 and "linkage:" in held.json()["errors"][0]["value"]
    decide(planned, order("food", "release", reason="送不到"))
    decide(planned, {**reject, "reason": "送不到"})
    stale = planned.post(editions, json={"reason": "送不到"})
    assert stale.status_code == 409, "the plan does not know of it yet"
    assert solve(planned)["objective"] == 8933
    assert planned.post(editions).status_code == 422, "a repair needs a reason"
    second = planned.post(editions, json={"reason": "送不到"}).json()
    assert (second["number"], second["kind"], second["served"], second["moved"]) == (2, "repair", 0, 1)
    assert [item["number"] for item in planned.get(editions).json()["items"]] == [2, 1]
    assert planned.get(f"{editions}/1").json()["run"] == first["run"]


def test_what_was_decided_before_the_publication_can_be_undone_after_it(planned: httpx.Client) -> None:
    taken = decide(planned, order("clinic", "reject", slot="carrier", offer="offer:yi-carries"))["id"]
    planned.post(f"/api/weeks/{WEEK}/editions").raise_for_status()
    assert planned.delete(f"{DECISIONS}/{taken}").status_code == 200


def test_a_plan_that_an_offer_has_left_is_not_published(planned: httpx.Client, tiny: Path) -> None:
    """The boxes of an accepted linkage are closed behind its back: the plan fits no more, and says of which need."""
    decide(planned, order("food", "accept"))
    store = open_store(str(tiny))
    with store.snapshot() as reader:
        boxes = reader.get("offer:fenghe-boxes")
    assert isinstance(boxes, Offer)
    store.write([Put(boxes.model_copy(update={"active": False}))], by="test")
    store.close()
    refused = planned.post(f"/api/weeks/{WEEK}/editions")
    assert refused.status_code == 409 and "need:food" in refused.json()["detail"]


def test_before_there_is_a_plan_decisions_are_taken_without_an_effect(coordinator: httpx.Client) -> None:
    taken = decide(coordinator, order("clinic", "reject", offer="offer:hu-helps"))
    assert taken["effect"] is None
    assert coordinator.post(DECISIONS, json=order("meals", "accept")).status_code == 409
    assert solve(coordinator)["objective"] == 8289
