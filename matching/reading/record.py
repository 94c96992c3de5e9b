"""One JSON object at a known place: each field is checked as it is taken, and each refusal names place and value."""

from math import isfinite
from typing import Final

from matching.reading.text import Doubled, Malformed, Written

LEAST: Final = -(2**63)
MOST: Final = 2**63 - 1
_SHOWN = 60  # characters of a value in a message


class Record:
    """The fields of one object. A place looks like `needs[3].slots[0]`; that of the whole file is empty."""

    __slots__ = ("fields", "place")

    def __init__(self, value: object, place: str, known: frozenset[str]) -> None:
        """:raises Malformed: for what is no object, has a key twice, or has a key that is not `known`."""
        self.fields = mapping(value, place)
        self.place = place
        if not self.fields.keys() <= known:
            unknown = next(key for key in self.fields if key not in known)
            raise Malformed(f"{place or 'the file'}: unknown key {unknown!r}; known are {', '.join(sorted(known))}")

    def at(self, key: str) -> str:
        """The place of a field."""
        return f"{self.place}.{key}" if self.place else key

    def need(self, key: str) -> object:
        """:raises Malformed: when the field is left out."""
        if key not in self.fields:
            raise Malformed(f"{self.place or 'the file'}: no {key!r}; it may not be left out")
        return self.fields[key]

    def text(self, key: str) -> str:
        return text(self.need(key), self.at(key))

    def text_or_none(self, key: str) -> str | None:
        """None when left out; null is refused."""
        return text(self.fields[key], self.at(key)) if key in self.fields else None

    def integer(self, key: str, least: int = LEAST) -> int:
        return integer(self.need(key), self.at(key), least)

    def integer_or(self, default: int, key: str, least: int = LEAST) -> int:
        return integer(self.fields[key], self.at(key), least) if key in self.fields else default

    def flag_or(self, default: bool, key: str) -> bool:
        value = self.fields.get(key, default)
        if value is True or value is False:
            return value
        raise Malformed(f"{self.at(key)}: {shown(value)} is not true or false; write one of them")

    def items(self, key: str) -> list[object]:
        return items(self.need(key), self.at(key))

    def items_or_none(self, key: str) -> list[object]:
        """Empty when left out."""
        return self.items(key) if key in self.fields else []

    def mapping_or_none(self, key: str) -> dict[str, object]:
        """Empty when left out."""
        return mapping(self.fields[key], self.at(key)) if key in self.fields else {}

    def format(self, expected: str) -> None:
        """Refuses a file of another format before anything else in it is looked at."""
        if self.need("format") != expected:
            raise Malformed(f"format: {shown(self.fields['format'])} is not {expected!r}; give a file of that format")


def text(value: object, place: str) -> str:
    """A string of characters that UTF-8 can write."""
    if type(value) is not str:
        raise Malformed(f"{place}: {shown(value)} is not a text; write it in quotes")
    if not value.isascii():
        refuse_surrogates(value, place)
    return value


def integer(value: object, place: str, least: int = LEAST) -> int:
    """A whole number of 64 bits, at least `least`, written without fraction or exponent."""
    if type(value) is not int:
        raise Malformed(f"{place}: {shown(value)} is not an integer; write digits only")
    if least <= value <= MOST:
        return value
    if not LEAST <= value <= MOST:
        raise Malformed(f"{place}: {shown(value)} is not an integer of 64 bits; it may be {LEAST} to {MOST}")
    raise Malformed(f"{place}: {value} is below {least}; it may be {least} or more")


def items(value: object, place: str) -> list[object]:
    if type(value) is not list:
        raise Malformed(f"{place}: {shown(value)} is not a list; write it in square brackets")
    return value


def mapping(value: object, place: str) -> dict[str, object]:
    """An object with distinct keys that UTF-8 can write."""
    if type(value) is Doubled:
        raise Malformed(f"{place or 'the file'}: key {value.key!r} stands twice; leave one out")
    if type(value) is not dict:
        raise Malformed(f"{place or 'the file'}: {shown(value)} is not an object; write it in curly brackets")
    for key in value:
        if not key.isascii():
            refuse_surrogates(key, place)
    return value


def refuse_surrogates(value: str, place: str) -> None:
    try:
        value.encode()
    except UnicodeEncodeError:
        raise Malformed(f"{place}: {value!r} holds half a character (a lone surrogate); write it whole") from None


def shown(value: object) -> str:
    """A JSON value as a message shows it: short, and as it was written."""
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list):
        return "a list"
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    whole = str(value) if isinstance(value, (Written, int)) else repr(value)
    return whole if len(whole) <= _SHOWN else whole[:_SHOWN] + "…"


def plain(value: object, place: str, depth: int = 32) -> object:
    """Any JSON value as Python's own, checked all through: for what a format lets others add freely.

    :raises Malformed: for a doubled key, a number beyond 64 bits or beyond floats, or nesting beyond `depth`.
    """
    if depth == 0:
        raise Malformed(f"{place}: nested too deep; leave the inner part out")
    if isinstance(value, dict):
        return {key: plain(inner, f"{place}.{key}", depth - 1) for key, inner in mapping(value, place).items()}
    if isinstance(value, list):
        return [plain(inner, f"{place}[{i}]", depth - 1) for i, inner in enumerate(value)]
    if isinstance(value, Written):
        return _float(value, place)
    if isinstance(value, str):
        refuse_surrogates(value, place)
    if isinstance(value, int) and not LEAST <= value <= MOST:
        raise Malformed(f"{place}: {value} is not an integer of 64 bits; write it as a text")
    return value


def _float(written: Written, place: str) -> float:
    number = float(written)
    if written.lstrip("-").isdigit() or not isfinite(number):
        raise Malformed(f"{place}: {shown(written)} is not a number of 64 bits; write it as a text")
    return number
