"""Named offers that meet a slot each, for tests of one rule: whatever a test does not say, no rule minds."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from matching.pairs import UNLIMITED, Fact, Pairs, Table, World
from matching.rules import HardRule, SoftRule

WHOLE_WEEK = 2**14 - 1

HARMLESS: dict[str, dict[str, Any]] = {
    "need": {
        "household": -1, "building": -1, "grid": -1, "community": 0, "same_sex": False, "collective": False,
        "half_days": 0, "fee": 0,
    },
    "slot": {
        "is_time": True, "is_place": False, "is_money": False, "carries": False, "hours": 2, "seats": 0, "asks": 2,
    },
    "offer": {
        "amount": 10, "free": WHOLE_WEEK, "works": WHOLE_WEEK, "bound": False, "counted": False,
        "most_per_need": UNLIMITED, "seat": 0, "earmark": -1,
    },
    "provider": {
        "kind": "Volunteer", "person": True, "volunteer": True, "sex": "female", "age": 40, "fitness": 2, "licence": "",
        "grade": 0, "guardian_consent": False, "seat": 0, "household": -1, "building": -1, "grid": -1,
        "most_hours": 10, "most_tasks": 10, "most_asks": UNLIMITED, "balance": UNLIMITED,
        "min_age": 0, "max_age": UNLIMITED,
        "low_income_only": False, "collective_only": False, "for_conditions": False, "conditions": 0, "for_some": False,
    },
    "resident": {
        "sex": "female", "age": 70, "low_income": False, "conditions": 0, "needs_access": False,
        "consents_service": True, "consents_health": True, "consents_history": True,
    },
    "service": {
        "effort": 1, "min_age": 16, "max_age": 80, "at_home": False, "with_minors": False, "uses_health": False,
        "trainings": 0,
    },
    "room": {"seats": 30, "accessible": True},
    "agreement": {"left": 100_000},
}  # fmt: skip

FACTS = {
    "helped_times": "resident", "helped_weeks_ago": "resident", "refused": "resident", "knows": "resident",
    "family": "resident", "trainings": "service", "agreed": "site",
}  # fmt: skip


@dataclass(frozen=True)
class Meeting:
    """Pairs, and what each is called."""

    names: tuple[str, ...]
    pairs: Pairs

    def refused(self, rule: HardRule) -> list[str]:
        """Whom the rule refuses."""
        assert rule.refuses is not None
        return [name for name, refused in zip(self.names, rule.refuses(self.pairs), strict=True) if refused]

    def points(self, rule: SoftRule) -> dict[str, int]:
        """How many points the rule gives to each."""
        return dict(zip(self.names, rule.points(self.pairs).tolist(), strict=True))


def meeting(
    *names: str, facts: Mapping[str, list[int]] | None = None, metres: list[float] | None = None, **tables: Any
) -> Meeting:
    """Each name is one pair of offer and slot with its own provider, need, resident, service, room and agreement.

    :param facts: name of a fact → its value for each pair.
    :param metres: from each offer to its need.
    :param tables: by table, columns that differ from HARMLESS: a value for all pairs, or a list with one for each.
    """
    own = np.arange(len(names))
    rows: dict[str, dict[str, Any]] = {
        "need": {"resident": own, "service": own, "site": own, "community": own},
        "slot": {"need": own},
        "offer": {"provider": own, "room": own, "seat": own},
    }
    filled = {
        table: Table({
            column: np.broadcast_to(np.array(value), len(names)).copy()
            for column, value in {**usual, **rows.get(table, {}), **tables.get(table, {})}.items()
        })
        for table, usual in HARMLESS.items()
    }  # fmt: skip
    known = {name: _fact(name, of, len(names), (facts or {}).get(name)) for name, of in FACTS.items()}
    distances = np.full((len(names) + 1, len(names)), np.inf)
    distances[own, own] = metres or 0.0
    return Meeting(names, Pairs(World(filled, known, distances), own, own))


def _fact(name: str, of: str, pairs: int, values: list[int] | None) -> Fact:
    absent = -1 if name == "agreed" else 0
    given = list(range(pairs)) if name == "agreed" and values is None else values or [absent] * pairs
    known = np.array([place for place, value in enumerate(given) if value != absent], dtype=np.int64)
    return Fact(of, known, known, np.array(given, dtype=np.int64)[known], absent)
