"""The vocabulary is sound: every kind can be made, checks itself, and comes back as it was."""

from collections.abc import Iterator
from contextlib import closing
from types import NoneType
from typing import Any, get_args

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from graph.columns import keys, schema
from graph.model import KIND_OF_PREFIX, KINDS, Node, Offer, Resident, Visit, Volunteer
from graph.relations import RELATIONS, Edge
from graph.store import GraphStore, Put, open_store
from tests.graph.anything import any_node, any_properties
from tests.graph.lane import BAO, LI


@pytest.mark.parametrize("name", KINDS)
@settings(max_examples=15)
@given(data=st.data())
def test_every_kind_can_be_made_and_comes_back_from_json_equal(name: str, data: st.DataObject) -> None:
    node = data.draw(any_node(KINDS[name]))
    assert type(node).model_validate_json(node.model_dump_json(exclude_none=True)) == node
    assert hash(node) == hash(node.model_copy())


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GraphStore]:
    with closing(open_store(str(tmp_path_factory.mktemp("shelf") / "graph.db"))) as store:
        yield store


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(node=st.sampled_from([*KINDS.values()]).flatmap(any_node))
def test_a_node_of_any_kind_comes_back_from_the_store_and_as_columns(shelf: GraphStore, node: Node) -> None:
    kind, fields = type(node).KIND, list(schema(type(node).KIND, list(type(node).model_fields)))
    shelf.write([Put(node)], by="test")
    with shelf.snapshot() as reader:
        assert reader.get(node.id) == node
        row = reader.columns(kind, *fields).row(by_predicate=pl.col("id") == node.id, named=True)
    assert row == {**{field: _plain(getattr(node, field)) for field in fields}, "id": node.id}


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


@pytest.mark.parametrize("name", KINDS)
def test_an_id_of_another_kind_is_refused(name: str) -> None:
    other = next(prefix for prefix in KIND_OF_PREFIX if prefix != KINDS[name].PREFIX)
    with pytest.raises(ValidationError) as refused:
        KINDS[name].model_validate({"id": f"{other}:1"})
    assert KINDS[name].PREFIX in str(refused.value) or "missing" in str(refused.value)


BAD_IDS = [
    "", "resident:", "li", ":li", "Resident:li", "resident:李", "resident:li ", "resident:li\n", "resident::li",
    "resident:-li", "volunteer:li", f"resident:{'x' * 81}",
]  # fmt: skip


@pytest.mark.parametrize("id", BAD_IDS)
def test_a_malformed_id_is_refused(id: str) -> None:
    with pytest.raises(ValidationError):
        Resident(id=id, name="x", sex="female", birth_year=1950)


def test_prefixes_are_the_kinds_in_snake_case_and_distinct() -> None:
    assert KINDS["SocialWorker"].PREFIX == "social_worker"
    assert len(KIND_OF_PREFIX) == len(KINDS)
    assert all(name == kind.KIND for name, kind in KINDS.items())


def test_a_model_is_frozen_closed_and_does_not_coerce() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        LI.name = "x"  # type: ignore[misc]
    for bad in ({"age": 80}, {"birth_year": "1938"}, {"birth_year": 1938.0}, {"conditions": ["tired"]}, {"name": ""}):
        with pytest.raises(ValidationError):
            Resident.model_validate({**LI.model_dump(), **bad})


def test_half_days_are_kept_in_the_order_of_the_week_and_once() -> None:
    assert BAO.model_copy().half_days == ("mon-am", "wed-pm")
    turned = Volunteer.model_validate({**BAO.model_dump(), "half_days": ("wed-pm", "mon-am")})
    assert turned.half_days == ("mon-am", "wed-pm")
    with pytest.raises(ValidationError, match="twice"):
        Volunteer.model_validate({**BAO.model_dump(), "half_days": ("mon-am", "mon-am")})


@pytest.mark.parametrize(
    "day", ["2026-02-30", "2025-02-29", "0000-01-01", "2026-2-3", "２０２６-02-03", "2026-02-03T00:00"]
)
def test_a_day_that_does_not_exist_is_refused(day: str) -> None:
    with pytest.raises(ValidationError):
        Offer(id="offer:1", name="x", society="charity", form="money", amount=1, opens=day)


@pytest.mark.parametrize("week", ["2025-W53", "2026-W00", "2026-W54", "２０２６-W48", "2026-W4"])
def test_a_week_that_does_not_exist_is_refused(week: str) -> None:
    with pytest.raises(ValidationError):
        Visit(id="visit:1", week=week, doors=1, answered=1)


def _models() -> dict[str, type[BaseModel]]:
    return {**KINDS, **{name: row.properties for name, row in RELATIONS.items()}}


def test_what_may_be_none_is_none_unless_said() -> None:
    """The stores leave None out, and what is left out is read as the default."""
    for name, model in _models().items():
        for field, info in model.model_fields.items():
            if NoneType in get_args(info.annotation):
                assert info.default is None, f"{name}.{field}"


def test_every_field_has_a_column_type() -> None:
    for name, model in _models().items():
        fields = [field for field in model.model_fields if field not in keys(name)]
        assert list(schema(name, fields)) == fields


@pytest.mark.parametrize("name", RELATIONS)
@settings(max_examples=10)
@given(data=st.data())
def test_every_relation_can_be_made_between_every_two_kinds_that_it_joins(name: str, data: st.DataObject) -> None:
    row = RELATIONS[name]
    start, end = KINDS[data.draw(st.sampled_from(row.starts))], KINDS[data.draw(st.sampled_from(row.ends))]
    properties = data.draw(any_properties(row.properties))
    edge = Edge(relation=name, start=f"{start.PREFIX}:1", end=f"{end.PREFIX}:2", properties=properties)
    assert edge.properties == row.properties.model_validate_json(properties.model_dump_json(exclude_none=True))


def test_every_relation_joins_kinds_that_exist_within_sane_bounds() -> None:
    for name, row in RELATIONS.items():
        assert name == row.name and name.isupper()
        assert row.starts and row.ends and row.means
        assert set(row.starts) | set(row.ends) <= KINDS.keys(), name
        assert len(set(row.starts)) == len(row.starts) and len(set(row.ends)) == len(row.ends), name
        assert all(limit is None or limit >= 1 for limit in (row.start_max, row.end_max)), name


def test_every_kind_takes_part_in_some_relation_but_those_that_stand_alone() -> None:
    joined = {kind for row in RELATIONS.values() for kind in (*row.starts, *row.ends)}
    assert KINDS.keys() - joined == {"Artifact", "Fairness", "Folder", "Receipt", "Entry", "Journal", "Secret"}
