"""The rule `partnership` on a few named givers."""

import polars as pl

from matching.bonds import bonds
from matching.rules.partnership import RULE
from tests.matching.rules.meeting import meeting


def test_a_carrier_and_its_partner_are_worth_twenty_points_together() -> None:
    """Spring (0) or Summer (1) might carry, the mill (2) and the bank (3) give; the mill is Summer's partner."""
    met = meeting(
        "Spring", "Summer", "the mill", "the bank",
        slot={"need": 0, "carries": [True, True, False, False]}, provider={"person": False},
    )  # fmt: skip
    partners = {"PARTNER_OF": pl.DataFrame({"provider": [1], "other": [2]})}
    found = bonds(met.pairs, (RULE,), partners)
    assert found.rows(named=True) == [{"need": 0, "slot_a": 1, "offer_a": 1, "slot_b": 2, "offer_b": 2, "score": 20}]
