"""A `tongxin-plan/1` file, read strictly. Whether the plan is true is for `verify` to say."""

import re
from collections.abc import Sequence
from fractions import Fraction
from typing import Any, cast, get_args, get_type_hints

from matching.errors import BadPlan, Untrue
from matching.plan import FORMAT, Plan, Served, Status, Unserved, WeekBound, WeekClass
from matching.reading.record import Record, items, mapping, plain, shown, text
from matching.reading.text import Malformed, Written, parse

_FILE = frozenset(
    {"format", "problem_sha256", "status", "objective", "bound", "gap", "conflict", "served", "unserved"}
    | {"prices", "floor_prices", "bound_from_prices", "weeks", "seed", "seconds", "solver", "policy", "least"}
)
_SERVED = frozenset({"need", "option", "slots"})
_WEEKS = frozenset({"prices", "floor_prices", "classes", "bound"})
_CLASS = frozenset({"capacity", "nested", "amount", "price", "slots"})
REASONS: tuple[str, ...] = get_args(get_type_hints(Unserved)["reason"])
_PRICE = re.compile(r"-?(0|[1-9][0-9]{0,18})(\.[0-9]{1,6})?")


def read_plan(data: bytes) -> Plan:
    """The plan that the bytes of a file hold. Prices are read exactly; they have at most six decimals.

    :raises BadPlan: for whatever breaks the format.
    :raises Untrue: for a gap that is not that of the objective and the bound.
    """
    try:
        file = Record(parse(data), "", _FILE)
        plan, stated = _plan(file), _number(file, "gap")
    except Malformed as error:
        raise BadPlan(str(error)) from None
    if stated != plan.gap:
        raise Untrue(f"gap: {stated} is stated, and objective and bound give {plan.gap}; correct what is wrong", plan)
    return plan


def _plan(file: Record) -> Plan:
    file.format(FORMAT)
    return Plan(
        problem_sha256=file.text("problem_sha256"),
        status=_known(file.need("status"), get_args(Status), "status"),
        objective=_integer_or_null(file, "objective"),
        bound=_integer_or_null(file, "bound"),
        served=tuple(_served(entry, f"served[{i}]") for i, entry in enumerate(file.items("served"))),
        unserved=tuple(_unserved(entry, f"unserved[{i}]") for i, entry in enumerate(file.items("unserved"))),
        prices=_prices(file, "prices"),
        floor_prices=_prices(file, "floor_prices"),
        bound_from_prices=_integer_or_null(file, "bound_from_prices"),
        weeks=_weeks(file.fields["weeks"]) if "weeks" in file.fields else None,
        conflict=tuple(_free(entry, f"conflict[{i}]") for i, entry in enumerate(file.items_or_none("conflict"))),
        seed=file.integer_or(1, "seed", 0),
        seconds=_number(file, "seconds") if "seconds" in file.fields else 0.0,
        solver=file.text_or_none("solver") or "",
        policy=file.text_or_none("policy"),
        least=file.flag_or(False, "least") if "least" in file.fields else None,
    )


def _known(value: object, names: Sequence[str], place: str) -> Any:
    if value not in names:
        raise Malformed(f"{place}: {shown(value)} is not known; write one of {', '.join(names)}")
    return value


def _integer_or_null(file: Record, key: str) -> int | None:
    return None if file.need(key) is None else file.integer(key)


def _number(file: Record, key: str) -> float:
    value = plain(file.need(key), key)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise Malformed(f"{key}: {shown(file.need(key))} is not a number; write one")
    return float(value)


def _served(value: object, place: str) -> Served:
    record = Record(value, place, _SERVED)
    option = None if record.need("option") is None else record.text("option")
    slots = mapping(record.need("slots"), record.at("slots"))
    return Served(
        record.text("need"),
        option,
        {slot: _offers(offers, f"{place}.slots[{slot!r}]") for slot, offers in slots.items()},
    )


def _offers(value: object, place: str) -> tuple[str, ...]:
    return tuple(text(offer, f"{place}[{i}]") for i, offer in enumerate(items(value, place)))


def _unserved(value: object, place: str) -> Unserved:
    """Whatever stands beside need and reason is the reason's detail."""
    detail = _free(value, place)
    for key in ("need", "reason"):
        if key not in detail:
            raise Malformed(f"{place}: no {key!r}; it may not be left out")
    need = text(detail.pop("need"), f"{place}.need")
    return Unserved(need, _known(detail.pop("reason"), REASONS, f"{place}.reason"), detail)


def _free(value: object, place: str) -> dict[str, Any]:
    return cast("dict[str, Any]", plain(mapping(value, place), place))


def _prices(file: Record, key: str) -> dict[str, Fraction]:
    return {id: _price(price, f"{file.at(key)}[{id!r}]") for id, price in file.mapping_or_none(key).items()}


def _price(value: object, place: str) -> Fraction:
    written = str(value) if type(value) in (int, Written) else ""
    if not _PRICE.fullmatch(written):
        raise Malformed(f"{place}: {shown(value)} is not a number with up to six decimals; write it so")
    return Fraction(written)


def _weeks(value: object) -> WeekBound:
    record = Record(value, "weeks", _WEEKS)
    return WeekBound(
        prices=_prices(record, "prices"),
        floor_prices=_prices(record, "floor_prices"),
        classes=tuple(_class(entry, f"weeks.classes[{i}]") for i, entry in enumerate(record.items("classes"))),
        bound=record.integer("bound"),
    )


def _class(value: object, place: str) -> WeekClass:
    record = Record(value, place, _CLASS)
    price = _price(record.need("price"), record.at("price"))
    if price < 0:
        raise Malformed(f"{place}.price: {float(price)} is below 0; it may be 0 or more")
    slots = tuple(_slot(slot, f"{place}.slots[{i}]") for i, slot in enumerate(record.items_or_none("slots")))
    return WeekClass(
        record.text("capacity"),
        record.text_or_none("nested"),
        record.integer("amount", 1),
        price,
        slots if "slots" in record.fields else None,
    )


def _slot(value: object, place: str) -> tuple[str, str]:
    names = items(value, place)
    if len(names) != 2:
        raise Malformed(f"{place}: {shown(value)} is not a pair; write a need and one of its slots")
    return text(names[0], f"{place}[0]"), text(names[1], f"{place}[1]")
