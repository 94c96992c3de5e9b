"""A slot in parts: what is pledged is a slot of its own, and what is given back joins the rest."""

from typing import Any

from graph.model import Slot
from graph.relations import Edge
from graph.store import DropNode, Put
from service.sponsor.parts import join, split, take


def slot(name: str, amount: int, **more: Any) -> Slot:
    fields = {"society": "charity", "form": "money", **more}
    return Slot.model_validate({"id": f"slot:a.{name}", "name": name, "amount": amount, **fields})


def test_a_part_takes_its_amount_from_the_slot_and_the_first_free_name() -> None:
    whole = slot("money", 600)
    part, changes = split("need:a", whole, 400, "p", ["carrier", "money", "money_2"])
    assert (part.id, part.name, part.amount, part.society) == ("slot:p", "money_3", 400, "charity")
    rest = whole.model_copy(update={"amount": 200})
    assert changes == [Put(rest), Put(part), Put(Edge(relation="HAS_SLOT", start="need:a", end="slot:p"))]


def test_a_part_of_a_part_is_named_after_the_whole() -> None:
    part, _ = split("need:a", slot("money_2", 400), 100, "p", ["money", "money_2"])
    assert part.name == "money_3"


def test_the_whole_slot_is_taken_under_another_id() -> None:
    taken, changes = take("need:a", slot("money", 600), "p")
    assert (taken.id, taken.name, taken.amount) == ("slot:p", "money", 600)
    has = Edge(relation="HAS_SLOT", start="need:a", end="slot:p")
    assert changes == [DropNode("slot:a.money"), Put(taken), Put(has)]


def test_what_is_given_back_joins_the_rest_under_the_older_name() -> None:
    rest, part = slot("money", 200), slot("money_2", 400)
    joined = [Put(slot("money", 600)), DropNode("slot:a.money_2")]
    assert join(part, [rest, part]) == joined
    assert join(rest, [rest, part]) == joined
    assert join(slot("money_10", 5), [part]) == [Put(slot("money_2", 405)), DropNode("slot:a.money_10")]


def test_what_differs_does_not_join() -> None:
    part = slot("money_2", 400)
    others = [
        slot("money", 1, form="goods"),
        slot("money_3", 1, count=2),
        slot("fund", 1),
        slot("money_4", 1, required=False),
    ]
    assert join(part, [part, *others]) == []
