"""The rule `affiliation` on a few named people."""

import polars as pl

from matching.bonds import bonds
from matching.rules.affiliation import RULE
from tests.matching.rules.meeting import meeting


def test_a_member_and_their_organization_are_worth_fifteen_points_together() -> None:
    """Spring (0) might carry the need; Ai (1) is its member, Bo (2) is not; Cai (3) is, but asked for another need."""
    met = meeting(
        "Spring", "Ai", "Bo", "Cai",
        slot={"need": [0, 0, 0, 3], "carries": [True, False, False, False]},
        provider={"person": [False, True, True, True]},
    )  # fmt: skip
    members = {"MEMBER_OF": pl.DataFrame({"provider": [0, 0], "other": [1, 3]})}
    found = bonds(met.pairs, (RULE,), members)
    assert found.rows(named=True) == [{"need": 0, "slot_a": 0, "offer_a": 0, "slot_b": 1, "offer_b": 1, "score": 15}]
