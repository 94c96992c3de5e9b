"""What a board lets through: needs by urgency, service, how they stand, and words."""

from service.choosing import Choice, standing
from service.schemas import Seated, SlotView
from tests.service.test_home import LINKAGES

MA = Seated(offer="offer:ma", kind="Volunteer", label_zh="志愿者 0007", label_en="volunteer 0007")
HELPER = SlotView(
    name="helper", society="volunteer", form="time", amount=2, item="", count=1, required=True, filled=(MA,)
)
ADA, BO, CAI, DOU, EVE = (
    each.model_copy(update={"slots": (HELPER,), "urgency": 5} if each.need == "need:ada" else {}) for each in LINKAGES
)
ALL = (ADA, BO, CAI, DOU, EVE)


def found(choice: Choice, decided: tuple[str, ...] = ()) -> list[str]:
    return [card.need.removeprefix("need:") for card in choice.among(ALL, decided)]


def test_urgency_is_at_least_what_is_asked() -> None:
    assert found(Choice(urgency=3)) == ["ada", "bo", "cai", "dou", "eve"]
    assert found(Choice(urgency=4)) == ["ada"]


def test_each_word_is_somewhere_in_the_need_or_in_who_serves_it() -> None:
    assert found(Choice(q="lake ERRANDS")) == ["ada", "bo"]
    assert found(Choice(q="0007")) == found(Choice(q="志愿者")) == ["ada"]
    assert found(Choice(q="need:cai")) == ["cai"]
    assert found(Choice(q="lake 0008")) == []


def test_what_is_served_waits_until_something_is_decided_on_it() -> None:
    assert found(Choice(status="waiting")) == ["ada", "cai"]
    assert found(Choice(status="waiting"), ("need:ada", "need:bo")) == ["cai"]
    assert found(Choice(status="decided"), ("need:ada", "need:bo")) == ["ada", "bo"]
    assert standing(BO, ("need:bo",)) == {"unserved", "decided"}
