"""The rule `quality` on a few named people."""

from matching.rules.quality import RULE
from tests.matching.rules.meeting import meeting


def test_grades_and_licences_give_points() -> None:
    met = meeting(
        "a 4A club", "a senior", "a licensed worker", "an assistant",
        provider={"grade": [4, 0, 0, 0], "licence": ["", "senior", "social_worker", "assistant"]},
    )  # fmt: skip
    assert met.points(RULE) == {"a 4A club": 8, "a senior": 4, "a licensed worker": 2, "an assistant": 0}
