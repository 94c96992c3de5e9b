"""Any value that a field of the vocabulary may have."""

from typing import Any, Literal, get_args, get_origin

from hypothesis import strategies as st
from pydantic.fields import FieldInfo

LONG = 60
"""Characters of a text that is long enough to tell something."""


def values_of(field: FieldInfo) -> st.SearchStrategy[Any]:
    """Any value of a field: a text, a number in its range, one or some of a few words, true or false.

    :raises AssertionError: a field of another type.
    """
    kind, bounds = field.annotation, _bounds(field)
    most = min(bounds.get("max_length", LONG), LONG)
    if kind is bool:
        return st.booleans()
    if kind is int:
        return st.integers(bounds["ge"], bounds["le"])
    if kind is str and "pattern" in bounds:
        return st.from_regex(bounds["pattern"], fullmatch=True)
    if kind is str:
        return st.text(min_size=bounds.get("min_length", 0), max_size=most)
    if get_origin(kind) is Literal:
        return st.sampled_from(get_args(kind))
    if get_origin(kind) is tuple:
        return st.lists(st.sampled_from(get_args(get_args(kind)[0])), unique=True, max_size=4).map(tuple)
    raise AssertionError(f"{field}: of a type that nobody has thought of")


_CONSTRAINTS = ("ge", "le", "min_length", "max_length", "pattern")


def _bounds(field: FieldInfo) -> dict[str, Any]:
    """What the field says of its values, by the name of the constraint."""
    return {
        name: getattr(each, name)
        for each in field.metadata
        for name in _CONSTRAINTS
        if getattr(each, name, None) is not None
    }
