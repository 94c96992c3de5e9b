"""What filling a slot takes from whom: hours, tasks, stock, money. Half-days depend on the option: see `options`."""

from dataclasses import dataclass

import numpy as np

from matching.pairs import UNLIMITED, Column, Ints, Pairs, Rows, View

ASKS = "/asks"
"""How capacities end that cap how often somebody is asked."""


@dataclass(frozen=True)
class Use:
    """One kind of capacity and what each pair takes of it; a pair that takes 0 does not touch it.

    A pair's capacity is `ID/suffix`, the id of the thing at `row` of `table`, and holds `most`. Without `unit` it is
    the offer's.
    """

    table: str
    suffix: str
    unit: str | None
    row: Rows
    amount: Ints
    most: Ints


def uses(p: Pairs) -> list[Use]:
    """Every kind of capacity that pairs take from, apart from half-days, in the order of a candidate's uses."""
    kind, slot = p.provider.kind, p.slot
    volunteer, worker = kind == "Volunteer", kind == "SocialWorker"
    organization, fund = kind == "Organization", kind == "Fund"
    under = p.agreement.rows >= 0
    works_hours = volunteer | worker | (kind == "Community")
    return [
        _use("provider", p.provider, "hours", "hour", works_hours * slot.hours, p.provider.most_hours),
        _use("provider", p.provider, "tasks", "task", volunteer & slot.is_time, p.provider.most_tasks),
        _use(
            "provider", p.provider, "asks", "ask", volunteer & (p.provider.most_asks < UNLIMITED), p.provider.most_asks
        ),
        _use("provider", p.provider, "cases", "case", worker & slot.is_time, p.provider.most_tasks),
        _use("provider", p.provider, "linkages", "linkage", organization & slot.carries, p.provider.most_tasks),
        _use("offer", p.offer, "amount", None, p.offer.counted * slot.asks, p.offer.amount),
        _use("provider", p.provider, "balance", "fen", fund * slot.is_money * slot.asks, p.provider.balance),
        _use("agreement", p.agreement, "week", "fen", slot.carries * p.need.fee * under, p.agreement.left),
    ]


def _use(table: str, of: View, suffix: str, unit: str | None, amount: Column, most: Ints) -> Use:
    return Use(table, suffix, unit, of.rows, amount.astype(np.int64), most)
