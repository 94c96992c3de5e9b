"""What coordinators decided in a small world with one need and two slots."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from graph.decisions import Demanded, decisions
from graph.demand import demand
from graph.errors import BadValue
from graph.model import Decision, Linkage, Need, Offer, Organization, Service, Slot
from graph.place_tree import place_tree
from tests.graph.reading import graph_of
from tests.graph.small_town import SMALL_TOWN, WEEK, Item, link


def offer(local: str) -> list[Item]:
    made = Offer(id=f"offer:{local}", name=local, society="volunteer", form="time", amount=1)
    return [made, link("organization:s", "GIVES", made.id)]


def need(local: str, state: str) -> list[Item]:
    made = Need.model_validate({
        "id": f"need:{local}", "title": local, "nature": "individual", "week": WEEK, "first_week": WEEK, "urgency": 1,
        "half_days": (), "state": state,
    })  # fmt: skip
    slots = [
        Slot(id=f"slot:{local}.{name}", name=name, society="volunteer", form="time", amount=1)
        for name in ("carrier", "helper")
    ]
    links = [link(made.id, "HAS_SLOT", slot.id) for slot in slots]
    return [made, *slots, *links, link(made.id, "ASKS_FOR", "service:care"), link(made.id, "AT", "community:a")]


WORLD: list[Item] = [
    *SMALL_TOWN, Service(id="service:care", name="照料", english="care"),
    Organization(id="organization:s", name="s", max_linkages=1),
    *offer("a"), *offer("b"), *need("1", "open"), *need("past", "served"),
]  # fmt: skip


def decide(action: str, offer: str = "", slot: str = "", hour: int = 9, **changed: str) -> list[Item]:
    """A decision on need 1 at that hour of Monday; its id tells the hour."""
    about, fields = changed.pop("need", "need:1"), {"id": f"decision:{hour}", "week": WEEK, **changed}
    at = f"2026-11-23T{hour:02d}:00:00+08:00"
    made = Decision.model_validate({"action": action, "slot": slot, "by": "协调员", "at": at, **fields})
    named = [link(made.id, "NAMES", f"offer:{offer}")] if offer else []
    return [made, *([link(made.id, "CONCERNS", about)] if about else []), *named]


def in_force(folder: Path, *decided: Sequence[Item]) -> list[Demanded]:
    with graph_of([*WORLD, *(item for items in decided for item in items)], folder) as reader:
        return decisions(reader, WEEK, demand(reader, WEEK, place_tree(reader)))


def pin(slot: str, offer: str) -> Demanded:
    return Demanded("pin", "need:1", slot, f"offer:{offer}")


def ban(slot: str, offer: str) -> Demanded:
    return Demanded("ban", "need:1", slot, f"offer:{offer}")


def hold(half_day: str = "") -> Demanded:
    return Demanded("hold", "need:1", half_day=half_day)


def test_pins_and_rejections_are_demands_each_once(tmp_path: Path) -> None:
    found = in_force(
        tmp_path,
        decide("pin", "a", "helper", 9), decide("pin", "a", "helper", 10),
        decide("reject", "b", "carrier", 11), decide("reject", "b", "", 12),
    )  # fmt: skip
    assert found == [ban("", "b"), ban("carrier", "b"), pin("helper", "a")]


def test_a_release_undoes_what_was_before_it_and_nothing_after(tmp_path: Path) -> None:
    found = in_force(
        tmp_path, decide("pin", "a", "helper", 9), decide("release", hour=10), decide("pin", "b", "helper", 11)
    )
    assert found == [pin("helper", "b")]


def test_a_release_of_one_slot_or_offer_leaves_the_others(tmp_path: Path) -> None:
    (tmp_path / "offer").mkdir()
    pins = decide("pin", "a", "helper", 9), decide("pin", "b", "helper", 10), decide("pin", "a", "carrier", 11)
    assert in_force(tmp_path, *pins, decide("release", slot="helper", hour=12)) == [pin("carrier", "a")]
    found = in_force(tmp_path / "offer", *pins, decide("release", "a", hour=12))
    assert found == [pin("helper", "b")]


def test_decisions_taken_at_the_same_moment_follow_their_ids(tmp_path: Path) -> None:
    first = decide("pin", "a", "helper", 9, id="decision:a")
    second = decide("release", hour=9, id="decision:b")
    assert in_force(tmp_path, second, first) == []


def linkage(local: str, state: str, week: str = WEEK, **fills: str) -> list[Item]:
    made = Linkage.model_validate({"id": f"linkage:{local}", "week": week, "state": state})
    filled = [link(f"offer:{offer}", "FILLS", made.id, slot=slot) for slot, offer in fills.items()]
    return [made, link(made.id, "SERVES", "need:1"), *filled]


def test_accepting_pins_the_whole_linkage_and_lets_nobody_else_in(tmp_path: Path) -> None:
    found = in_force(tmp_path, decide("accept"), linkage("one", "proposed", carrier="a", helper="b"))
    assert found == [hold(), pin("carrier", "a"), pin("helper", "b")]


def test_an_accepted_linkage_keeps_its_half_day(tmp_path: Path) -> None:
    one = Linkage(id="linkage:one", week=WEEK, state="accepted", half_day="tue-am")
    found = in_force(tmp_path, decide("accept"), [one, link(one.id, "SERVES", "need:1")])
    assert found == [hold("tue-am")]


def test_a_linkage_that_stands_holds_without_a_decision(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    assert in_force(tmp_path, linkage("one", "dispatched", helper="b")) == [hold(), pin("helper", "b")]
    assert in_force(tmp_path / "other", linkage("one", "proposed", helper="b")) == []


def test_releasing_the_need_lets_go_of_the_linkage_that_stands(tmp_path: Path) -> None:
    (tmp_path / "again").mkdir()
    released = linkage("one", "accepted", helper="b"), decide("release", hour=10)
    assert in_force(tmp_path, *released) == []
    assert in_force(tmp_path / "again", *released, decide("accept", hour=11)) == [hold(), pin("helper", "b")]


def test_what_was_undone_counts_no_more(tmp_path: Path) -> None:
    undone = decide("pin", "a", "helper", 9, undone="2026-11-23T10:00:00+08:00", undone_by="协调员")
    assert in_force(tmp_path, undone, decide("reject", "b", "helper", 9, id="decision:other")) == [ban("helper", "b")]


def test_the_linkage_furthest_on_its_way_is_the_one_accepted(tmp_path: Path) -> None:
    found = in_force(
        tmp_path, decide("accept"),
        linkage("new", "proposed", helper="a"), linkage("old", "accepted", helper="b"),
        linkage("dropped", "cancelled", carrier="a"), linkage("last", "done", "2026-W47", carrier="b"),
    )  # fmt: skip
    assert found == [hold(), pin("helper", "b")]


def test_other_weeks_and_needs_that_are_no_longer_open_are_past(tmp_path: Path) -> None:
    found = in_force(
        tmp_path,
        decide("pin", "a", "helper", 9, week="2026-W47"), decide("pin", "a", "cook", 10, need="need:past"),
    )  # fmt: skip
    assert found == []


@pytest.mark.parametrize(
    ("decided", "message"),
    [
        (decide("pin", "a", "helper", need=""), "decision:9: concerns no need; add CONCERNS, or remove the decision"),
        (decide("reject", slot="helper"), "decision:9: reject names no offer; add NAMES, or remove the decision"),
        (decide("pin", "a"), "decision:9: pin names no slot; give the slot that the offer is to fill"),
        (decide("pin", "a", "cook"), "need:1: a decision of the week has pin on slot 'cook'"),
        (decide("reject", "a", "cook"), "need:1: a decision of the week has ban on slot 'cook'"),
        (decide("accept"), "decision:9: no linkage of the week serves need:1; release it, or add the linkage"),
    ],
)
def test_a_decision_that_cannot_be_understood_is_refused(decided: list[Item], message: str, tmp_path: Path) -> None:
    with pytest.raises(BadValue) as refused:
        in_force(tmp_path, decided)
    assert message in str(refused.value)


def test_what_is_released_need_not_be_right(tmp_path: Path) -> None:
    wrong = decide("pin", "a", "cook", 9), decide("accept", hour=10), decide("pin", "a", hour=11)
    assert in_force(tmp_path, *wrong, decide("release", hour=12)) == []


def test_a_release_counts_on_its_own_need_whatever_was_decided_on_others_before(tmp_path: Path) -> None:
    other = decide("pin", "a", "helper", 8, need="need:past")
    wrong = decide("accept", hour=9)
    assert in_force(tmp_path, other, wrong, decide("release", hour=10)) == []
