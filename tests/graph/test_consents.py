"""What residents agree to, and how they take it back."""

from datetime import date
from pathlib import Path

import pytest

from graph.consents import Consented, consents, consents_to, given, withdrawn
from graph.errors import BadValue
from graph.model import Purpose, Resident
from graph.relations import Consent
from tests.graph.reading import graph_of
from tests.graph.small_town import Item, link

DAY = date(2026, 11, 25)
AI = Resident(id="resident:ai", name="艾", sex="female", birth_year=1940)
CHILD = Resident(id="resident:mi", name="米", sex="male", birth_year=2009)
WORLD: list[Item] = [AI, CHILD, Purpose(id="purpose:p1", purpose="health", name="健康")]


@pytest.mark.parametrize(
    ("terms", "holds"),
    [
        ({}, True),
        ({"since": "2026-11-25"}, True),
        ({"since": "2026-11-26"}, False),
        ({"until": "2026-11-25"}, True),
        ({"until": "2026-11-24"}, False),
        ({"since": "2026-01-01", "withdrawn": "2026-11-25"}, False),
    ],
)
def test_consent_holds_from_its_first_day_to_its_last_and_not_when_withdrawn(
    terms: dict[str, str], holds: bool, tmp_path: Path
) -> None:
    with graph_of([*WORLD, link(AI.id, "CONSENTS_TO", "purpose:p1", **terms)], tmp_path) as reader:
        assert consents_to(reader, AI.id, "health", DAY) is holds
        assert not consents_to(reader, AI.id, "service", DAY)
        assert [each.purpose for each in consents(reader, AI.id)] == ["health"]


def test_consent_given_holds_from_that_day(tmp_path: Path) -> None:
    with graph_of(WORLD, tmp_path) as reader:
        made = given(reader, AI, "health", DAY, "", "account:wu")
    assert made == Consented(
        "health", "purpose:p1", Consent(since="2026-11-25", source="told to a coordinator", by="account:wu")
    )
    assert made.holds(DAY)
    assert (made.edge(AI.id).start, made.edge(AI.id).end) == (AI.id, "purpose:p1")


def test_consent_given_twice_keeps_its_first_day(tmp_path: Path) -> None:
    with graph_of([*WORLD, link(AI.id, "CONSENTS_TO", "purpose:p1", since="2026-01-01")], tmp_path) as reader:
        assert given(reader, AI, "health", DAY, "", "account:wu").terms.since == "2026-01-01"


def test_consent_that_was_taken_back_can_be_given_again(tmp_path: Path) -> None:
    before = link(AI.id, "CONSENTS_TO", "purpose:p1", since="2026-01-01", withdrawn="2026-02-01")
    with graph_of([*WORLD, before], tmp_path) as reader:
        again = given(reader, AI, "health", DAY, "", "account:wu")
    assert (again.terms.since, again.terms.withdrawn) == ("2026-11-25", None)


def test_consent_taken_back_holds_no_more_on_that_very_day(tmp_path: Path) -> None:
    with graph_of([*WORLD, link(AI.id, "CONSENTS_TO", "purpose:p1", since="2026-01-01")], tmp_path) as reader:
        back = withdrawn(reader, AI.id, "health", DAY, "account:wu")
    assert back is not None
    assert (back.terms.since, back.terms.withdrawn) == ("2026-01-01", "2026-11-25")
    assert not back.holds(DAY)


def test_taking_back_what_is_taken_back_or_was_never_given_changes_nothing(tmp_path: Path) -> None:
    before = link(AI.id, "CONSENTS_TO", "purpose:p1", withdrawn="2026-02-01")
    with graph_of([*WORLD, before], tmp_path) as reader:
        back = withdrawn(reader, AI.id, "health", DAY, "account:wu")
        assert back is not None and back.terms.withdrawn == "2026-02-01"
        assert withdrawn(reader, AI.id, "service", DAY, "account:wu") is None


def test_a_guardian_consents_for_a_minor(tmp_path: Path) -> None:
    with graph_of(WORLD, tmp_path) as reader:
        with pytest.raises(BadValue, match="guardian: resident:mi is a minor"):
            given(reader, CHILD, "health", DAY, "", "account:wu")
        assert given(reader, CHILD, "health", DAY, "米父", "account:wu").terms.guardian == "米父"
        assert given(reader, CHILD, "health", date(2027, 1, 1), "", "account:wu").terms.guardian == ""


def test_a_purpose_that_the_graph_does_not_have_is_refused(tmp_path: Path) -> None:
    with graph_of(WORLD, tmp_path) as reader, pytest.raises(BadValue, match="purpose 'history'"):
        given(reader, AI, "history", DAY, "", "account:wu")
