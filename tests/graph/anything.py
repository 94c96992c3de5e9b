"""Any node of any kind and any properties of any relation, by what their models say of each field."""

from datetime import date
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from annotated_types import Ge, Le, Lt, MaxLen, MinLen
from hypothesis import strategies as st
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from graph.model import Node
from graph.model.base import Day, Moment, Week
from graph.relations import Properties
from graph.weeks import week_of

_DAYS = st.dates(date(1990, 1, 1), date(2100, 12, 31))
_MOMENTS = st.datetimes().filter(lambda moment: moment.year > 1000)

CALENDAR: dict[str, st.SearchStrategy[str]] = {
    get_args(Day)[1].metadata[0].pattern: _DAYS.map(date.isoformat),
    get_args(Week)[1].metadata[0].pattern: _DAYS.map(week_of),
    get_args(Moment)[1].metadata[0].pattern: _MOMENTS.map(lambda moment: f"{moment:%Y-%m-%dT%H:%M:%S}+08:00"),
}
"""Texts whose pattern alone does not say which of them exist."""

TEXT = st.characters(exclude_categories=["Cs"])
"""Every character that UTF-8 can hold."""


def any_node(kind: type[Node]) -> st.SearchStrategy[Node]:
    """Nodes of a kind, with an id of its own and every field drawn from its whole range."""
    local = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,9}", fullmatch=True)
    return _fields(kind).flatmap(lambda fields: local.map(lambda id: kind(**{**fields, "id": f"{kind.PREFIX}:{id}"})))


def any_properties(model: type[Properties]) -> st.SearchStrategy[Properties]:
    """Properties of a relation, every field drawn from its whole range."""
    return _fields(model).map(lambda fields: model(**fields))


def _fields(model: type[BaseModel]) -> st.SearchStrategy[dict[str, Any]]:
    drawn = {name: _values(info.annotation, _rules(info.metadata)) for name, info in model.model_fields.items()}
    drawn.pop("id", None)
    return st.fixed_dictionaries(drawn)


def _rules(metadata: Any) -> list[Any]:
    """The constraints, those inside a nested Field among them."""
    return [rule for one in metadata for rule in (one.metadata if isinstance(one, FieldInfo) else [one])]


def _values(annotation: Any, rules: list[Any]) -> st.SearchStrategy[Any]:
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _values(inner[0], [*_rules(inner[1:]), *rules])
    if origin is Literal:
        return st.sampled_from(inner)
    if origin in (Union, UnionType):
        return st.one_of(*(st.none() if part is NoneType else _values(part, rules) for part in inner))
    if origin is tuple:
        return st.lists(_values(inner[0], []), max_size=5, unique=True).map(tuple)
    if annotation is bool:
        return st.booleans()
    if annotation is str:
        return _texts(rules)
    least, most = _first(rules, Ge, "ge"), _first(rules, Le, "le")
    if annotation is float:
        return st.floats(least, most, allow_nan=False)
    below = _first(rules, Lt, "lt")
    return st.integers(least, most if below is None else below - 1)


def _first(rules: list[Any], type: type, says: str) -> Any:
    return next((getattr(rule, says) for rule in rules if isinstance(rule, type)), None)


def _texts(rules: list[Any]) -> st.SearchStrategy[str]:
    pattern = next((rule.pattern for rule in rules if getattr(rule, "pattern", None)), None)
    if pattern is not None:
        return CALENDAR[pattern] if pattern in CALENDAR else st.from_regex(pattern.replace("$", r"\Z"))
    least, most = _first(rules, MinLen, "min_length"), _first(rules, MaxLen, "max_length")
    return st.text(TEXT, min_size=least or 0, max_size=min(most or 50, 50))
