"""From bytes to JSON values, nothing lost on the way: what JSON parsers let pass is kept visible for whoever checks.

A key that stands twice makes its object a `Doubled`; a number that is not written as an integer is kept as `Written`.
So the place of either is known when the values are walked.
"""

import json
import re
from itertools import accumulate

_LONGEST_INTEGER = 20  # characters of -2**63; longer ones are kept as written, so that no digits cost time
_BRACKET = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}]', re.DOTALL)
_TOO_DEEP = 64


class Malformed(ValueError):
    """`place: what is wrong; next step`. Each reader turns it into the error of its own file."""


class Doubled(dict[str, object]):
    """An object in which `key` stood twice."""

    def __init__(self, fields: dict[str, object], key: str) -> None:
        super().__init__(fields)
        self.key = key


class Written(str):
    """A number as it was written: with a fraction or an exponent, too long, or NaN or Infinity."""

    __slots__ = ()


def parse(data: bytes) -> object:
    """The JSON value that the bytes hold.

    :raises Malformed: for bytes that are empty, not UTF-8, not JSON or nested too deep, with line and column (from 1).
    """
    text, shared = _decode(data), _Shared()
    try:
        return json.loads(
            text,
            object_pairs_hook=shared.fields,
            parse_float=Written,
            parse_int=shared.integer,
            parse_constant=Written,
        )
    except json.JSONDecodeError as error:
        raise Malformed(f"{_line_and_column(text, error.pos)}: not JSON ({error.msg}); correct it there") from None
    except RecursionError:
        raise Malformed(f"{_deep_place(text)}: nested too deep; no part of this format is") from None


def _decode(data: bytes) -> str:
    if data.startswith(b"\xef\xbb\xbf"):
        raise Malformed("line 1, column 1: a byte order mark; save the file as UTF-8 without it")
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        place = _line_and_column(data[: error.start].decode(), error.start)
        raise Malformed(f"{place}: byte 0x{data[error.start]:02x} is not UTF-8; save the file as UTF-8") from None
    if not text.strip():
        raise Malformed("line 1, column 1: the file is empty; it must hold one JSON object")
    return text


class _Shared:
    """Texts, numbers and objects of numbers alone, each kept once: a large week has a million candidates, whose names,
    scores and uses stand there many times. Whoever reads the values must not change them."""

    def __init__(self) -> None:
        self._texts: dict[str, str] = {}
        self._numbers: dict[str, object] = {}
        self._objects: dict[tuple[tuple[str, object], ...], dict[str, object]] = {}

    def fields(self, pairs: list[tuple[str, object]]) -> dict[str, object]:
        fields = {key: self._texts.setdefault(value, value) if type(value) is str else value for key, value in pairs}
        if len(fields) < len(pairs):
            keys = [key for key, _ in pairs]
            return Doubled(fields, next(key for key in keys if keys.count(key) > 1))
        if all(type(value) is int for value in fields.values()):
            return self._objects.setdefault(tuple(fields.items()), fields)
        return fields

    def integer(self, text: str) -> object:
        found = self._numbers.get(text)
        if found is None:
            found = int(text) if len(text) <= _LONGEST_INTEGER else Written(text)
            self._numbers[text] = found
        return found


def _line_and_column(text: str, position: int) -> str:
    before = text[:position]
    return f"line {before.count(chr(10)) + 1}, column {len(before) - (before.rfind(chr(10)) + 1) + 1}"


def _deep_place(text: str) -> str:
    """Where the nesting first passes the depth that is surely too deep."""
    brackets = [found for found in _BRACKET.finditer(text) if found[0] in "[]{}"]
    depths = accumulate(1 if bracket[0] in "[{" else -1 for bracket in brackets)
    deep = (bracket for bracket, depth in zip(brackets, depths, strict=True) if depth > _TOO_DEEP)
    return _line_and_column(text, next(deep, brackets[-1]).start())
