"""The rule `earmark` on a few named offers."""

from matching.rules.earmark import RULE
from tests.matching.rules.meeting import meeting


def test_what_was_pledged_for_one_slot_fills_no_other() -> None:
    met = meeting(
        "free", "for this slot", "for the first", "for next week's", offer={"earmark": [-1, 1, 0, -2]}
    )  # fmt: skip
    assert met.refused(RULE) == ["for the first", "for next week's"]
