"""`tongxin resident`: a copy, a correction and an erasure, as whoever keeps the store gives them."""

import io
import json
from pathlib import Path

import pytest

from graph.model import Resident
from graph.relations import Edge
from graph.store import DropNode, Put
from service.books import broken, entries
from service.cli import run
from tests.graph.stores import kept_bytes
from tests.service.neighbours import NOTES, PHONES, phoned
from tests.service.offices import opened
from tests.service.serving import serving

Captured = pytest.CaptureFixture[str]


@pytest.fixture
def store(tiny: Path) -> Path:
    phoned(tiny)
    return tiny


def resident(store: Path, *arguments: str) -> int:
    return run(["resident", *arguments, "--store", str(store)])


def zhou(store: Path) -> Resident | None:
    with opened(store) as graph, graph.snapshot() as reader:
        found = reader.get("resident:zhou")
    assert found is None or isinstance(found, Resident)
    return found


def told(store: Path) -> list[tuple[str, str, str]]:
    """What the journal says: by whom, what, and about whom."""
    with opened(store) as graph, graph.snapshot() as reader:
        assert broken(reader) is None
        return [(line.by, line.action, " ".join(line.about)) for line in entries(reader)]


def test_a_copy_is_readable_json_and_its_asking_is_told(store: Path, tmp_path: Path) -> None:
    out = tmp_path / "zhou.json"
    assert resident(store, "export", "resident:zhou", "-o", str(out)) == 0
    copy = json.loads(out.read_text(encoding="utf-8"))
    assert (copy["resident"]["phone"], copy["resident"]["notes"]) == (PHONES["resident:zhou"], NOTES)
    assert NOTES in out.read_text(encoding="utf-8"), "not escaped"
    assert copy["looked_in"]["kinds"]
    assert told(store) == [("command line", "resident exported", "resident:zhou")]


def test_fields_are_corrected_by_their_names_and_types(store: Path) -> None:
    said = (
        "phone=5559",
        "birth_year=1941",
        "lives_alone=false",
        "conditions=frail,chronic",
        "notes=",
        "building=building:willow-2",
    )
    assert resident(store, "correct", "resident:zhou", *said) == 0
    found = zhou(store)
    assert found is not None
    assert (found.phone, found.birth_year, found.lives_alone) == ("5559", 1941, False)
    assert (found.conditions, found.notes) == (("frail", "chronic"), "")
    with opened(store) as graph, graph.snapshot() as reader:
        assert [edge.end for edge in reader.neighbours("resident:zhou", "LIVES_IN", "out")] == ["building:willow-2"]
    assert told(store) == [("command line", "resident corrected", "resident:zhou")]


@pytest.mark.parametrize(
    ("said", "named"),
    [
        ("phone", "name=value"),
        ("age=84", "age: no such field; there are birth_year"),
        ("id=resident:other", "id: no such field"),
        ("birth_year=eighty", "birth_year: give a whole number"),
        ("birth_year=1066", "birth_year: Input should be greater than or equal to 1900"),
        ("lives_alone=perhaps", "lives_alone: give true or false"),
        ("conditions=tired", "conditions.0: Input should be 'frail'"),
        ("building=building:willow-1 household=household:xu", "building and household: give the one"),
        ("household=household:none", "home 'household:none': no such building or household"),
    ],
)
def test_what_cannot_be_so_is_refused_with_the_next_step(store: Path, said: str, named: str, capsys: Captured) -> None:
    before = zhou(store)
    assert resident(store, "correct", "resident:zhou", *said.split()) == 2
    assert named in capsys.readouterr().err
    assert zhou(store) == before
    assert told(store) == []


@pytest.mark.parametrize("command", [("export",), ("correct", "phone=1"), ("erase", "--yes"), ("erase", "--dry-run")])
def test_somebody_unknown_is_refused_with_the_next_step(
    store: Path, command: tuple[str, ...], capsys: Captured
) -> None:
    assert resident(store, command[0], "resident:nobody", *command[1:]) == 2
    assert "resident 'resident:nobody': not in the graph; `tongxin export` lists the ids" in capsys.readouterr().err


def test_a_dry_run_tells_what_would_go_and_erases_nothing(store: Path, capsys: Captured) -> None:
    assert resident(store, "erase", "resident:zhou", "--dry-run") == 0
    assert capsys.readouterr().out.splitlines() == [
        "would be dropped: 3 CONSENTS_TO, 1 GAVE, 1 HELPED, 1 KNOWS, 1 LIVES_IN, 3 OF, 1 Resident",
        "would be emptied of words: 3 Need, 1 Visit, 1 Intake, 1 Rating",
        "would be closed: need:meals, need:rehab",
    ]
    assert zhou(store) is not None


def test_an_erasure_asks_first(store: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("n\n"))
    assert resident(store, "erase", "resident:zhou") == 1
    assert "nothing was erased" in capsys.readouterr().err
    assert zhou(store) is not None
    monkeypatch.setattr("sys.stdin", io.StringIO("y\n"))
    assert resident(store, "erase", "resident:zhou") == 0
    assert zhou(store) is None


def test_an_erasure_leaves_no_byte_and_says_what_else_may_be_left(store: Path, capsys: Captured) -> None:
    assert resident(store, "erase", "resident:zhou", "--yes") == 0
    assert "backups that were made before keep it" in capsys.readouterr().out
    kept = kept_bytes(str(store))
    assert not [word for word in ("周桂兰", NOTES, PHONES["resident:zhou"]) if word.encode() in kept]
    assert told(store) == [("command line", "resident erased", "resident:zhou")]


def test_an_erasure_can_be_repeated(store: Path, capsys: Captured) -> None:
    """Should it be killed between its write and the sweep, the same command again sweeps the file."""
    assert resident(store, "erase", "resident:zhou", "--yes") == 0
    capsys.readouterr()
    assert resident(store, "erase", "resident:zhou", "--yes") == 0
    assert "dropped: nothing" in capsys.readouterr().out
    assert told(store) == [("command line", "resident erased", "resident:zhou")]


def test_who_was_dropped_by_other_means_is_unknown(store: Path) -> None:
    with opened(store) as graph:
        graph.write([DropNode("resident:zhou")], by="test")
    assert resident(store, "erase", "resident:zhou", "--yes") == 2


def test_a_store_that_is_served_can_be_erased_from(store: Path) -> None:
    with serving(store) as client:
        assert client.get("/api/residents/resident:zhou").status_code == 200
        assert resident(store, "erase", "resident:zhou", "--yes") == 0
        assert client.get("/api/residents/resident:zhou").status_code == 404
        assert "周桂兰".encode() not in kept_bytes(str(store))


def test_a_volunteer_who_is_the_same_person_stays_and_is_told(store: Path, capsys: Captured) -> None:
    with opened(store) as graph:
        graph.write([Put(Edge(relation="IS", start="volunteer:hu", end="resident:luo"))], by="test")
    assert resident(store, "erase", "resident:luo", "--yes") == 0
    assert "stays: volunteer:hu, the same person in another role" in capsys.readouterr().out


def test_whoever_writes_everybodys_data_to_a_file_is_told_of(store: Path, tmp_path: Path) -> None:
    out = ["--store", str(store), "-o", str(tmp_path / "graph.jsonl")]
    assert run(["export", *out]) == 0
    assert told(store) == []
    assert run(["export", "--personal", *out]) == 0
    assert told(store) == [("command line", "graph exported with personal data", "")]
