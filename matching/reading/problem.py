"""A `tongxin-problem/1` file, read strictly.

Each function reads one thing at its place; names that other parts must know are passed down, so a dangling id is
refused where it stands.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from hashlib import sha256
from typing import TypeVar, cast

from matching.errors import BadProblem
from matching.problem import FORMAT, Bond, Candidate, Capacity, Choice, Floor, Need, Problem, Slot
from matching.reading.record import Record, integer, text
from matching.reading.text import Malformed, parse

_FILE = frozenset({"format", "week", "capacities", "needs", "pins", "bans", "floors"})
_CAPACITY = frozenset({"id", "max", "min", "unit"})
_NEED = frozenset({"id", "value", "must", "group", "options", "slots", "bonds"})
_SLOT = frozenset({"id", "society", "count", "required", "candidates"})
_CANDIDATE = frozenset({"offer", "option", "score", "uses"})
_BOND = frozenset({"a", "b", "score", "ban"})
_CHOICE = frozenset({"need", "slot", "offer"})
_FLOOR = frozenset({"group", "min_value"})

Thing = TypeVar("Thing")
Slots = Mapping[str, frozenset[str]]


def read_problem(data: bytes) -> Problem:
    """The problem that the bytes of a file hold, with their hash.

    :raises BadProblem: for whatever breaks the format, with its place (or line and column), value and next step.
    """
    try:
        return _problem(parse(data), sha256(data).hexdigest())
    except Malformed as error:
        raise BadProblem(str(error)) from None


def _problem(value: object, digest: str) -> Problem:
    file = Record(value, "", _FILE)
    file.format(FORMAT)
    capacities = _each(file.items_or_none("capacities"), "capacities", _capacity)
    known = frozenset(_distinct(capacities, "capacities", lambda capacity: capacity.id))
    needs = _each(file.items("needs"), "needs", lambda value, place: _need(value, place, known))
    _distinct(needs, "needs", lambda need: need.id)
    slots = {need.id: frozenset(slot.id for slot in need.slots) for need in needs}
    return Problem(
        needs=needs,
        capacities=capacities,
        pins=_choices(file, "pins", slots),
        bans=_choices(file, "bans", slots),
        floors=_floors(file, frozenset(need.group for need in needs)),
        week=file.text_or_none("week"),
        sha256=digest,
    )


def _each(values: list[object], place: str, read: Callable[[object, str], Thing]) -> tuple[Thing, ...]:
    return tuple(read(value, f"{place}[{i}]") for i, value in enumerate(values))


def _distinct(things: Iterable[Thing], place: str, name: Callable[[Thing], Hashable]) -> dict[Hashable, int]:
    """The names of the things, each with its position; refuses one that stands twice."""
    positions: dict[Hashable, int] = {}
    for i, thing in enumerate(things):
        first = positions.setdefault(name(thing), i)
        if first != i:
            raise Malformed(f"{place}[{i}]: {name(thing)!r} stands at {place}[{first}] already; leave one out")
    return positions


def _capacity(value: object, place: str) -> Capacity:
    record = Record(value, place, _CAPACITY)
    most, least = record.integer("max", 0), record.integer_or(0, "min", 0)
    if least > most:
        raise Malformed(f"{record.at('min')}: {least} is above max, {most}; lower it or raise max")
    return Capacity(record.text("id"), most, least, record.text_or_none("unit"))


def _need(value: object, place: str, capacities: frozenset[Hashable]) -> Need:
    record = Record(value, place, _NEED)
    options = _options(record)
    slots = _each(record.items("slots"), f"{place}.slots", lambda v, p: _slot(v, p, options, capacities))
    known = frozenset(_distinct(slots, f"{place}.slots", lambda slot: slot.id))
    return Need(
        id=record.text("id"),
        value=record.integer("value", 0),
        slots=slots,
        must=record.flag_or(False, "must"),
        group=record.text_or_none("group"),
        options=options,
        bonds=_each(record.items_or_none("bonds"), f"{place}.bonds", lambda v, p: _bond(v, p, known)),
    )


def _options(record: Record) -> tuple[str | None, ...]:
    if "options" not in record.fields:
        return (None,)
    options = tuple(text(option, f"{record.place}.options[{i}]") for i, option in enumerate(record.items("options")))
    if not options:
        raise Malformed(f"{record.at('options')}: an empty list; name an option, or leave options out")
    _distinct(options, record.at("options"), lambda option: option)
    return options


def _slot(value: object, place: str, options: tuple[str | None, ...], capacities: frozenset[Hashable]) -> Slot:
    record = Record(value, place, _SLOT)
    below = f"{place}.candidates"
    candidates = _each(record.items("candidates"), below, lambda v, p: _candidate(v, p, options, capacities))
    _distinct(candidates, below, lambda candidate: (candidate.offer, candidate.option))
    _refuse_ambiguous(candidates, below)
    return Slot(
        id=record.text("id"),
        candidates=candidates,
        society=record.text_or_none("society"),
        count=record.integer_or(1, "count", 1),
        required=record.flag_or(True, "required"),
    )


def _candidate(
    value: object, place: str, options: tuple[str | None, ...], capacities: frozenset[Hashable]
) -> Candidate:
    record = Record(value, place, _CANDIDATE)
    option = record.text_or_none("option")
    if option is not None and option not in options:
        raise Malformed(f"{place}.option: no option {option!r}; add it to the need's options or correct the name")
    return Candidate(record.text("offer"), option, record.integer_or(0, "score"), _uses(record, capacities))


def _uses(record: Record, capacities: frozenset[Hashable]) -> Mapping[str, int]:
    uses = record.mapping_or_none("uses")
    for capacity, amount in uses.items():
        if capacity not in capacities:
            raise Malformed(
                f"{record.at('uses')}: no capacity {capacity!r}; declare it in capacities or correct the name"
            )
        integer(amount, f"{record.place}.uses[{capacity!r}]", 0)
    return cast("Mapping[str, int]", uses)  # as the file has it: equal ones are one


def _refuse_ambiguous(candidates: Sequence[Candidate], place: str) -> None:
    """An offer is a candidate either of any option or of named ones: with both, its score would be anybody's guess."""
    in_any = {candidate.offer for candidate in candidates if candidate.option is None}
    for i, candidate in enumerate(candidates):
        if candidate.option is not None and candidate.offer in in_any:
            raise Malformed(
                f"{place}[{i}]: offer {candidate.offer!r} is there both with option {candidate.option!r} and without;"
                " leave one out"
            )


def _bond(value: object, place: str, slots: frozenset[Hashable]) -> Bond:
    record = Record(value, place, _BOND)
    a, b = _end(record, "a", slots), _end(record, "b", slots)
    if a == b:
        raise Malformed(f"{place}: joins {list(a)} with itself; name two candidates")
    score, ban = record.integer_or(0, "score"), record.flag_or(False, "ban")
    if ("score" in record.fields) == ban:
        raise Malformed(f"{place}: {'both score and ban' if ban else 'neither score nor ban'}; give one of them")
    return Bond(a, b, score, ban)


def _end(record: Record, key: str, slots: frozenset[Hashable]) -> tuple[str, str]:
    ends = record.items(key)
    if len(ends) != 2:
        raise Malformed(f"{record.at(key)}: {len(ends)} entries; write [slot, offer]")
    slot, offer = (text(end, f"{record.at(key)}[{i}]") for i, end in enumerate(ends))
    if slot not in slots:
        raise Malformed(f"{record.at(key)}: no slot {slot!r} in this need; correct the name")
    return slot, offer


def _choices(file: Record, key: str, slots: Slots) -> tuple[Choice, ...]:
    choices = _each(file.items_or_none(key), key, lambda value, place: _choice(value, place, slots))
    _distinct(choices, key, lambda choice: (choice.need, choice.slot, choice.offer))
    return choices


def _choice(value: object, place: str, slots: Slots) -> Choice:
    record = Record(value, place, _CHOICE)
    choice = Choice(record.text("need"), record.text("slot"), record.text("offer"))
    if choice.need not in slots:
        raise Malformed(f"{place}.need: no need {choice.need!r}; add it to needs or correct the name")
    if choice.slot not in slots[choice.need]:
        raise Malformed(f"{place}.slot: no slot {choice.slot!r} in need {choice.need!r}; correct the name")
    return choice


def _floors(file: Record, groups: frozenset[str | None]) -> tuple[Floor, ...]:
    floors = _each(file.items_or_none("floors"), "floors", lambda value, place: _floor(value, place, groups))
    _distinct(floors, "floors", lambda floor: floor.group)
    return floors


def _floor(value: object, place: str, groups: frozenset[str | None]) -> Floor:
    record = Record(value, place, _FLOOR)
    floor = Floor(record.text("group"), record.integer("min_value", 0))
    if floor.group not in groups:
        raise Malformed(f"{place}.group: no need of group {floor.group!r}; correct the name or leave the floor out")
    return floor
