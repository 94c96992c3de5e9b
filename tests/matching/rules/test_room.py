"""The rule `room` on a few named people."""

from matching.rules.room import RULE
from tests.matching.rules.meeting import meeting

PLACE = {"is_place": True, "is_time": False, "hours": 0, "asks": 0}


def test_a_room_has_a_seat_for_everyone() -> None:
    met = meeting("the hall", "the den", slot={**PLACE, "seats": 20}, room={"seats": [20, 19]})
    assert met.refused(RULE) == ["the den"]


def test_who_is_frail_needs_an_accessible_room() -> None:
    met = meeting(
        "the hall for Ai", "the loft for Ai", "the loft for Bo",
        slot=PLACE, room={"accessible": [True, False, False]}, resident={"needs_access": [True, True, False]},
    )  # fmt: skip
    assert met.refused(RULE) == ["the loft for Ai"]


def test_a_place_offer_without_a_room_is_refused_and_other_offers_need_none() -> None:
    met = meeting("somewhere", "Ai's time", slot={"is_place": [True, False]}, offer={"room": -1})
    assert met.refused(RULE) == ["somewhere"]
