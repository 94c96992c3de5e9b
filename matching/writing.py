"""The three files of matching as bytes: UTF-8, one thing a line, keys in the order of the formats, defaults left out.

The same object gives the same bytes, and reading them gives the same object.
"""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from functools import partial
from typing import Any

import orjson

from matching import plan as plans
from matching import problem as problems
from matching import tally as tallies
from matching.plan import Plan, Served, Unserved, WeekBound, WeekClass
from matching.problem import Bond, Candidate, Capacity, Choice, Floor, Need, Problem, Slot
from matching.tally import FairTally, Tally

PRICE_SCALE = 10**6  # prices are multiples of 1/1000000: exact as decimals

Object = dict[str, Any]
_json = partial(orjson.dumps, default=dict)  # any mapping is an object


def problem_bytes(problem: Problem) -> bytes:
    """A `tongxin-problem/1` file. `problem.sha256` is not in it: it is the hash of these bytes."""
    return _file(
        {
            "format": _json(problems.FORMAT),
            "week": _json(problem.week) if problem.week is not None else b"",
            "capacities": _lines(map(_capacity, problem.capacities)),
            "needs": _lines(map(_need, problem.needs)),
            "pins": _lines(map(_choice, problem.pins)) if problem.pins else b"",
            "bans": _lines(map(_choice, problem.bans)) if problem.bans else b"",
            "floors": _lines(map(_floor, problem.floors)) if problem.floors else b"",
        }
    )


def plan_bytes(plan: Plan) -> bytes:
    """A `tongxin-plan/1` file.

    :raises ValueError: for a price that is not a multiple of 1/1000000.
    """
    return _file(
        {
            "format": _json(plans.FORMAT),
            "problem_sha256": _json(plan.problem_sha256),
            "status": _json(plan.status),
            "objective": _json(plan.objective),
            "bound": _json(plan.bound),
            "gap": _json(plan.gap),
            "conflict": _lines(map(dict, plan.conflict)) if plan.conflict else b"",
            "served": _lines(map(_served, plan.served)),
            "unserved": _lines(map(_unserved, plan.unserved)),
            "prices": _prices("prices", plan.prices),
            "floor_prices": _prices("floor_prices", plan.floor_prices) if plan.floor_prices else b"",
            "bound_from_prices": _json(plan.bound_from_prices),
            "weeks": _weeks(plan.weeks) if plan.weeks is not None else b"",
            "seed": _json(plan.seed),
            "seconds": _json(plan.seconds),
            "solver": _json(plan.solver),
            "policy": _json(plan.policy) if plan.policy is not None else b"",
            "least": _json(plan.least) if plan.least is not None else b"",
        }
    )


def tally_bytes(tally: Tally) -> bytes:
    """A `tongxin-tally/1` file."""
    return _file(
        {
            "format": _json(tallies.FORMAT),
            "problem_sha256": _json(tally.problem_sha256),
            "policy": _json(tally.policy),
            "ruled_out": _entries(tally.ruled_out) if tally.ruled_out else b"",
            "points": _entries(tally.points) if tally.points else b"",
            "unmet_minimums": _entries(tally.unmet_minimums) if tally.unmet_minimums else b"",
            "only": _entries(tally.only) if tally.only else b"",
            "fairness": _fairness(tally.fairness) if tally.fairness is not None else b"",
        }
    )


def _fairness(told: FairTally) -> bytes:
    parts = (("behind", told.behind), ("floors", told.floors), ("asks", told.asks))
    given = {name: _entries(part) for name, part in parts if part}
    return _object({"weeks": _json(told.weeks), **given}, b",\n  ")


def _file(fields: Mapping[str, bytes]) -> bytes:
    return _object(fields, b",\n ") + b"\n"


def _object(fields: Mapping[str, bytes], between: bytes) -> bytes:
    """Leaves out what is left empty."""
    return b"{" + between.join(b'"%b": %b' % (key.encode(), value) for key, value in fields.items() if value) + b"}"


def _lines(entries: Iterable[Object]) -> bytes:
    return b"[" + b",\n  ".join(map(_json, entries)) + b"]"


def _entries(entries: Mapping[str, Any]) -> bytes:
    return b"{" + b",\n  ".join(_json(key) + b": " + _json(value) for key, value in entries.items()) + b"}"


def _prices(place: str, prices: Mapping[str, Fraction]) -> bytes:
    lines = (_json(id) + b": " + _price(f"{place}[{id!r}]", price) for id, price in prices.items())
    return b"{" + b",\n  ".join(lines) + b"}"


def _weeks(weeks: WeekBound) -> bytes:
    classes = (_class(f"weeks.classes[{i}]", one) for i, one in enumerate(weeks.classes))
    return _object(
        {
            "prices": _prices("weeks.prices", weeks.prices),
            "floor_prices": _prices("weeks.floor_prices", weeks.floor_prices) if weeks.floor_prices else b"",
            "classes": b"[" + b",\n  ".join(classes) + b"]",
            "bound": _json(weeks.bound),
        },
        b",\n  ",
    )


def _class(place: str, one: WeekClass) -> bytes:
    return _object(
        {
            "capacity": _json(one.capacity),
            "nested": _json(one.nested) if one.nested is not None else b"",
            "amount": _json(one.amount),
            "price": _price(f"{place}.price", one.price),
            "slots": _json(one.slots) if one.slots is not None else b"",
        },
        b", ",
    )


def _price(place: str, price: Fraction) -> bytes:
    if PRICE_SCALE % price.denominator:
        raise ValueError(f"{place}: {price} is not a multiple of 1/{PRICE_SCALE}; round it first")
    whole, millionths = divmod(abs(price.numerator) * (PRICE_SCALE // price.denominator), PRICE_SCALE)
    sign, decimals = "-" if price < 0 else "", f".{millionths:06}".rstrip("0.")
    return f"{sign}{whole}{decimals}".encode()


def _without(thing: Object, **defaults: object) -> Object:
    """The fields that are not at their default."""
    return {key: value for key, value in thing.items() if key not in defaults or value != defaults[key]}


def _capacity(capacity: Capacity) -> Object:
    fields = {"id": capacity.id, "max": capacity.max, "min": capacity.min, "unit": capacity.unit}
    return _without(fields, min=0, unit=None)


def _need(need: Need) -> Object:
    fields = {
        "id": need.id,
        "value": need.value,
        "must": need.must,
        "group": need.group,
        "options": need.options,
        "slots": [_slot(slot) for slot in need.slots],
        "bonds": [_bond(bond) for bond in need.bonds],
    }
    return _without(fields, must=False, group=None, options=(None,), bonds=[])


def _slot(slot: Slot) -> Object:
    fields = {
        "id": slot.id,
        "society": slot.society,
        "count": slot.count,
        "required": slot.required,
        "candidates": [_candidate(candidate) for candidate in slot.candidates],
    }
    return _without(fields, society=None, count=1, required=True)


def _candidate(candidate: Candidate) -> Object:
    fields: Object = {"offer": candidate.offer}
    if candidate.option is not None:
        fields["option"] = candidate.option
    if candidate.score:
        fields["score"] = candidate.score
    if candidate.uses:
        fields["uses"] = candidate.uses
    return fields


def _bond(bond: Bond) -> Object:
    return {"a": bond.a, "b": bond.b} | ({"ban": True} if bond.ban else {"score": bond.score})


def _choice(choice: Choice) -> Object:
    return {"need": choice.need, "slot": choice.slot, "offer": choice.offer}


def _floor(floor: Floor) -> Object:
    return {"group": floor.group, "min_value": floor.min_value}


def _served(served: Served) -> Object:
    return {"need": served.need, "option": served.option, "slots": served.slots}


def _unserved(unserved: Unserved) -> Object:
    return {"need": unserved.need, "reason": unserved.reason} | dict(unserved.detail)
