"""Whom one rule alone keeps out: by hand on a few named people, and beside every rule asked for itself."""

from random import Random
from typing import Any

import numpy as np

from matching.misses import NO_RULE, misses, unfilled
from matching.options import Candidates
from matching.pairs import Pairs
from matching.rules import HARD
from tests.matching.rules.meeting import Meeting, meeting


def kept_out_by(met: Meeting) -> dict[str, str | None]:
    """Each name that at most one rule refuses, with that rule."""
    found = misses(met.pairs, np.full(len(met.names), NO_RULE), HARD)
    names = (met.names[row] for row in found.pairs.slot.rows)
    rules = (None if rule == NO_RULE else HARD[rule].name for rule in found.rule)
    return dict(zip(names, rules, strict=True))


def test_whom_two_rules_refuse_one_rule_does_not_let_in() -> None:
    """Bo lacks the training. Cai lacks it, too, and is too old. Dan is too old."""
    met = meeting("Ai", "Bo", "Cai", "Dan", provider={"age": [40, 40, 90, 90]},
                  facts={"trainings": [1, 0, 0, 1]}, service={"trainings": 1})  # fmt: skip
    assert kept_out_by(met) == {"Ai": None, "Bo": "training", "Dan": "age"}


def test_a_carrier_without_agreement_lacks_nothing_else() -> None:
    """What an agreement has left is asked of those who have one: Xi's is spent."""
    met = meeting(
        "Yi", "Xi", "Lin",
        slot={"carries": True}, need={"fee": 500}, provider={"kind": "Organization", "person": False},
        facts={"agreed": [-1, 1, 2]}, agreement={"left": [0, 0, 1000]},
    )  # fmt: skip
    assert kept_out_by(met) == {"Yi": "agreement", "Xi": "amount", "Lin": None}


def test_who_is_free_at_another_time_lacks_just_that() -> None:
    met = meeting("Ai", "Bo", need={"half_days": 1}, offer={"free": [1, 2], "works": [0, 2]})
    assert kept_out_by(met) == {"Ai": "holiday", "Bo": "half_day"}


def test_what_the_graph_refused_lets_no_other_rule_refuse() -> None:
    met = meeting("Ai", "Bo", facts={"trainings": [1, 0]}, service={"trainings": 1})
    found = misses(met.pairs, np.array([3, 3]), HARD)
    assert [(met.names[row], HARD[rule].name) for row, rule in zip(found.pairs.slot.rows, found.rule, strict=True)] == [
        ("Ai", "reach")
    ]


def anybody(rng: Random, names: int) -> dict[str, Any]:
    def some(*values: Any) -> list[Any]:
        return [rng.choice(values) for _ in range(names)]

    return {
        "need": {"half_days": some(0, 1, 3), "fee": some(0, 500), "same_sex": some(True, False)},
        "slot": {"carries": some(True, False), "asks": some(1, 5), "is_place": some(True, False, False)},
        "offer": {"free": some(1, 3, 4), "works": some(1, 0), "earmark": some(-1, -1, 0)},
        "provider": {"age": some(15, 40, 40, 90), "sex": some("female", "male"), "fitness": some(0, 2)},
        "resident": {"consents_service": some(True, True, False)},
        "service": {"trainings": some(0, 1), "at_home": some(True, False)},
        "facts": {"agreed": some(-1, 0), "refused": some(0, 0, 1), "trainings": some(0, 1)},
    }


def test_whom_one_rule_keeps_out_is_whom_that_rule_alone_refuses() -> None:
    names = tuple(f"n{number}" for number in range(300))
    for seed in range(20):
        met = meeting(*names, **anybody(Random(seed), len(names)))
        refusing = {name: [rule.name for rule in HARD if rule.refuses and name in met.refused(rule)] for name in names}
        expected = {name: rules[0] if rules else None for name, rules in refusing.items() if len(rules) < 2}
        assert kept_out_by(met) == expected
        assert len(set(expected.values())) > 4


def slots(*needs: int) -> Pairs:
    """Pairs of slots of these needs; of a slot only its row is asked."""
    return meeting(*(f"pair{at}" for at in range(len(needs)))).pairs


def test_slots_are_unfilled_where_no_half_day_suits_the_whole_need() -> None:
    """Need 0, on Monday or Tuesday: its helper could come on Monday, its carrier on Tuesday. Need 1, whenever: two are
    asked for and one could come. Need 2 has whom it asks for, and nobody for a place that need not be filled."""
    chosen = Candidates(np.array([0, 1, 2, 3]), np.array([0, 1, -1, 1]))
    count, required, need = (
        np.array([1, 1, 2, 1, 1]),
        np.array([True, True, True, True, False]),
        np.array([0, 0, 1, 2, 2]),
    )
    found = unfilled(slots(0, 0, 1, 2), chosen, count, required, need, np.array([3, 0, 2]))
    assert found.tolist() == [0, 1, 2]


def test_without_pairs_every_required_slot_is_unfilled() -> None:
    none = np.zeros(0, dtype=np.int64)
    pairs = slots(0).where(np.array([False]))
    found = unfilled(
        pairs, Candidates(none, none), np.array([1, 1]), np.array([True, False]), np.array([0, 0]), np.array([1])
    )
    assert found.tolist() == [0]
