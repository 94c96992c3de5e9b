"""The openings of a need, each beside the week that is built after its step was really done, in the world of `mini`."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from graph.model import Node, SocialWorker, Volunteer
from graph.relations import Edge
from matching.build import build, ground
from matching.mending import Opening, Step
from matching.problem import Need
from service.openings import openings
from tests.graph.reading import graph_of
from tests.matching.mini import DECISIONS, WEEK, WORLD, Item, link, offer

TOWN = [item for item in WORLD if item not in DECISIONS]


def without(*gone: Edge | str) -> list[Item]:
    """The world without these relations, whatever they say, and nodes."""
    edges = {(edge.relation, edge.start, edge.end) for edge in gone if isinstance(edge, Edge)}
    return [
        item
        for item in TOWN
        if (isinstance(item, Node) and item.id not in gone)
        or (isinstance(item, Edge) and (item.relation, item.start, item.end) not in edges)
    ]


def changed(id: str, **fields: Any) -> list[Item]:
    """The world with another node."""
    return [
        type(item).model_validate(item.model_dump() | fields) if isinstance(item, Node) and item.id == id else item
        for item in TOWN
    ]


@contextmanager
def care(items: Sequence[Item], folder: Path) -> Iterator[tuple[Need, tuple[Opening, ...]]]:
    """The need of care in a world, and its openings."""
    folder.mkdir()
    with graph_of(list(items), folder) as reader:
        need = next(one for one in build(reader, WEEK).problem.needs if one.id == "need:care")
        yield need, openings(reader, WEEK, ground(reader, WEEK), need)


def joined(need: Need, others: Need) -> set[tuple[str, str, str | None, int, tuple[tuple[str, int], ...]]]:
    """The candidates of required slots that the others do not have."""
    return told(need) - told(others)


def told(need: Need) -> set[tuple[str, str, str | None, int, tuple[tuple[str, int], ...]]]:
    return {
        (slot.id, c.offer, c.option, c.score, tuple(sorted(c.uses.items())))
        for slot in need.slots
        if slot.required
        for c in slot.candidates
    }


CONSENT = link("resident:ai", "CONSENTS_TO", "purpose:service", since="2026-01-01")
TRAINED = link("volunteer:bo", "TRAINED_IN", "training:care", since="2025-01-01", until="2027-01-01")
AGREED = link("agreement:a", "COVERS", "service:care")
SERVES = link("offer:bo", "FOR", "service:care")
REACHES = link("offer:spring", "REACHES", "community:e")

WAYS = {
    "consent": (without(CONSENT), Step("consent", "need:care", ("service",))),
    "training": (without(TRAINED), Step("train", "offer:bo", ("training:care",))),
    "agreement": (without(AGREED), Step("sign", "offer:spring", ("service:care", "community:e"))),
    "service": (without(SERVES), Step("ask", "offer:bo", ("service:care",))),
    "of an organization": (
        without(link("offer:spring", "FOR", "service:care")),
        Step("open", "offer:spring", ("service:care",)),
    ),
    "reach": (without(REACHES), Step("open", "offer:spring", ("community:e",))),
    "distance": (changed("volunteer:cai", max_distance=1000), Step("ask", "offer:cai", ("community:e",))),
    "active": (changed("organization:spring", active=False), Step("open", "offer:spring")),
}


@pytest.mark.parametrize("way", WAYS)
def test_an_opening_is_what_the_week_has_once_its_step_is_done(way: str, tmp_path: Path) -> None:
    before, step = WAYS[way]
    with care(before, tmp_path / "before") as (need, found), care(TOWN, tmp_path / "after") as (done, _):
        (opened,) = [one for one in found if one.step == step]
        as_if = {(s, c.offer, c.option, c.score, tuple(sorted(c.uses.items()))) for s, c in opened.joins}
        new = joined(done, need)
        if way == "agreement":  # a new agreement pays from a budget of its own
            new = {(*rest, tuple(use for use in uses if use[0] != "agreement:a/week")) for *rest, uses in new}  # type: ignore[misc]
        assert new
        assert as_if == new
        assert {bond for bond in done.bonds if bond not in need.bonds} == set(opened.bonds)


def test_who_is_free_at_another_time_could_come_then(tmp_path: Path) -> None:
    """Bo could come on Tuesday or Wednesday; were he free on Saturday alone, each half-day is an opening."""
    busy = changed("volunteer:bo", half_days=("sat-am",))
    with care(busy, tmp_path / "before") as (need, found), care(TOWN, tmp_path / "after") as (done, _):
        mine = {one.step: one for one in found if one.step and one.step.of == "offer:bo"}
        assert set(mine) == {Step("free", "offer:bo", (day,)) for day in ("tue-am", "wed-pm", "fri-am")}
        tuesday = mine[Step("free", "offer:bo", ("tue-am",))].joins
        as_if = {(s, c.offer, c.option, c.score, tuple(sorted(c.uses.items()))) for s, c in tuesday}
        assert as_if == {one for one in joined(done, need) if one[2] == "tue-am"}


def test_who_lacks_hours_needs_no_step_but_them(tmp_path: Path) -> None:
    """Bo has one hour, and two are asked."""
    with care(changed("volunteer:bo", max_hours=1, min_hours=0), tmp_path / "before") as (_, found):
        (opened,) = [one for one in found if one.step is None]
        assert {(slot, c.offer, c.uses["volunteer:bo/hours"]) for slot, c in opened.joins} == {
            ("helper", "offer:bo", 2)
        }
        assert {c.max for c in opened.capacities if c.id == "volunteer:bo/hours"} == {1}


def test_what_people_cannot_change_opens_nothing(tmp_path: Path) -> None:
    """Bo is refused by Ai; Eva, who is trained, is far too old; Spring carries all the same."""
    refused = link("resident:ai", "REFUSES", "volunteer:bo", since="2026-01-01")
    eva = Volunteer(id="volunteer:eva", name="伊", number="N009", sex="female", birth_year=1930, max_hours=4,
                    half_days=("tue-am",))  # fmt: skip
    helps = offer("volunteer:eva", "eva", "service:care", None, society="volunteer", form="time", amount=4)
    lives = link("volunteer:eva", "LIVES_IN", "building:2")
    trained = link("volunteer:eva", "TRAINED_IN", "training:care")
    too_old = [
        type(item).model_validate(item.model_dump() | {"max_age": 80})
        if isinstance(item, Node) and item.id == "service:care"
        else item
        for item in TOWN
    ]
    with care([*too_old, refused, eva, *helps, lives, trained], tmp_path / "before") as (_, found):
        assert not {"offer:bo", "offer:eva"} & {c.offer for one in found for _, c in one.joins}


def test_what_a_giver_does_not_give_to_one_need_is_no_matter_of_more(tmp_path: Path) -> None:
    items = [item for item in TOWN if not (isinstance(item, Node) and item.id == "offer:bo")]
    (small,) = (item for item in TOWN if isinstance(item, Node) and item.id == "offer:bo")
    least = type(small).model_validate(small.model_dump() | {"most_per_need": 1})
    with care([*items, least], tmp_path / "before") as (_, found):
        assert "offer:bo" not in {c.offer for one in found for _, c in one.joins}


def test_a_need_that_is_open_no_more_has_no_openings(tmp_path: Path) -> None:
    with graph_of(TOWN, tmp_path) as reader:
        gone = Need("need:gone", 1, ())
        assert openings(reader, WEEK, ground(reader, WEEK), gone) == ()


def test_optional_places_are_nobodys_opening(tmp_path: Path) -> None:
    lin = changed("social_worker:lin", half_days=("sat-am",))
    assert any(isinstance(item, SocialWorker) for item in lin)
    with care(lin, tmp_path / "before") as (_, found):
        assert "offer:lin" not in {c.offer for one in found for _, c in one.joins}
