"""What only the embedded store has: its file, how that grows older, and how its questions are answered."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import apsw
import pytest

from graph import sqlite_schema
from graph.errors import GraphError, Unusable
from graph.model import Resident
from graph.sqlite_backup import restore
from graph.sqlite_columns import read_columns
from graph.sqlite_reader import neighbours_sql
from graph.sqlite_schema import APPLICATION_ID, STEPS, bring_forward, connect
from graph.sqlite_store import SqliteStore
from graph.store import Change, DropNode, Put, open_store
from tests.graph.lane import BAO, HOUSE, LI, QIN, WORLD, edge
from tests.graph.stores import kept_bytes


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "graph.db"


@pytest.fixture
def filled(path: Path) -> Iterator[Path]:
    """A closed store that holds Willow Lane."""
    with closing(open_store(str(path))) as store:
        store.write(WORLD, by="test")
    yield path


def read_all(path: Path) -> list[Change]:
    with closing(open_store(str(path))) as store, store.snapshot() as reader:
        return reader.changes(0)


# The file


def test_a_closed_store_is_one_file(filled: Path) -> None:
    assert [found.name for found in filled.parent.iterdir()] == ["graph.db"]


def test_every_commit_waits_for_the_disk(path: Path) -> None:
    with closing(SqliteStore(path)), closing(connect(path)) as connection:
        assert connection.pragma("journal_mode") == "wal"
        assert connection.pragma("synchronous") == 2  # FULL


def test_an_old_version_that_is_still_read_is_not_forgotten_yet(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite_schema, "BUSY_SECONDS", 0)
    with closing(open_store(str(path))) as store:
        store.write(WORLD, by="test")
        with store.snapshot() as reader:
            store.write([DropNode(LI.id)], by="test")
            with pytest.raises(GraphError, match="reads an old version"):
                store.forget()
            assert reader.get(LI.id) == LI
        store.forget()
        assert LI.name.encode() not in kept_bytes(str(path))


def test_an_sqlite_that_can_corrupt_a_shared_file_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite_schema, "OLDEST_SQLITE", (99, 0, 0))
    with pytest.raises(Unusable, match=r"SQLite 3\.\d+\.\d+: .* install apsw 99\.0\.0 or later"):
        open_store(str(path))
    assert not path.exists()


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unusable, match="is a folder"):
        open_store(str(tmp_path))


def test_a_missing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unusable, match=r"nowhere does not exist; create it first"):
        open_store(str(tmp_path / "nowhere" / "graph.db"))


@pytest.mark.parametrize("content", [b"{}\n" * 400, b"\x00" * 5000, b"SQLite format 3\x00" + b"\xff" * 5000])
def test_a_file_that_is_no_database_is_refused_and_left_as_it_is(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(Unusable, match=r"graph\.db"):
        open_store(str(path))
    assert path.read_bytes() == content


def test_another_programs_database_is_refused_and_left_as_it_is(path: Path) -> None:
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE node (id TEXT PRIMARY KEY)")
    before = path.read_bytes()
    with pytest.raises(Unusable, match="another program's database"):
        open_store(str(path))
    assert path.read_bytes() == before


def test_a_file_cut_short_is_refused(filled: Path) -> None:
    with filled.open("r+b") as file:
        file.truncate(filled.stat().st_size // 2)
    with pytest.raises(Unusable, match=r"damaged .*tongxin restore"):
        open_store(str(filled))


def test_a_damaged_page_is_told_when_it_is_read(filled: Path) -> None:
    whole = filled.read_bytes()
    filled.write_bytes(whole[:4096] + b"\xa5" * (len(whole) - 4096))
    with pytest.raises(Unusable, match=r"damaged .*tongxin restore"):
        read_all(filled)


@pytest.mark.parametrize(
    "body",
    ["", "{13800000000", '{"id": "resident:li", "tel": "13800000000"}', '{"id": "resident:li", "name": 13800000000}'],
)
def test_a_damaged_row_is_told_by_its_id_and_not_by_its_words(filled: Path, body: str) -> None:
    with closing(connect(filled)) as connection:
        connection.execute("UPDATE node SET body = ? WHERE id = ?", (body, LI.id))
    with closing(open_store(str(filled))) as store, store.snapshot() as reader:
        assert reader.get(QIN.id) == QIN
        with pytest.raises(Unusable, match=r"node resident:li: damaged") as told:
            reader.get(LI.id)
    assert "138" not in str(told.value)


def test_a_full_disk_is_told_and_leaves_nothing(path: Path) -> None:
    """A limit on the file's pages stands in for a disk without space: SQLite reports both alike."""
    with closing(SqliteStore(path)) as store:
        store.write(WORLD, by="test")
        store._writer.pragma("max_page_count", 1)  # noqa: SLF001
        with pytest.raises(GraphError, match=r"full.*check the disk"):
            store.write(
                [Put(LI.model_copy(update={"notes": "x" * 2000, "id": f"resident:{n}"})) for n in range(200)], by="t"
            )
        with store.snapshot() as reader:
            assert reader.version == 1
            assert reader.count("Resident") == 2


# Schema versions


def make_version_1(path: Path) -> None:
    """A file as the first release wrote it, by hand: two people who know each other."""
    with closing(apsw.Connection(str(path))) as connection:
        connection.execute(STEPS[0])
        connection.pragma("application_id", APPLICATION_ID)
        connection.pragma("user_version", 1)
        for person in (LI, QIN):
            row = (person.id, person.model_dump_json(exclude_none=True))
            connection.execute("INSERT INTO node (id, body, born, version) VALUES (?, ?, 1, 1)", row)
        connection.execute("INSERT INTO edge VALUES ('KNOWS', ?, ?, '{}', 2, 2)", (LI.id, QIN.id))
        connection.execute("INSERT INTO written VALUES (1, '2026-10-01T09:00:00+08:00', 'hand', 2), (2, '', 'hand', 1)")
        connection.execute("INSERT INTO touched VALUES ('Resident', 1), ('KNOWS', 2)")


LATER_STEPS = (*STEPS, "ALTER TABLE written ADD COLUMN note TEXT NOT NULL DEFAULT 'none'")


def test_a_file_of_the_first_release_is_read(path: Path) -> None:
    make_version_1(path)
    assert read_all(path) == [Put(LI), Put(QIN), Put(edge(LI, "KNOWS", QIN))]


def test_an_older_file_is_brought_forward_with_what_it_holds(path: Path) -> None:
    make_version_1(path)
    with closing(connect(path)) as connection:
        bring_forward(connection, path, LATER_STEPS)
        assert connection.pragma("user_version") == len(LATER_STEPS)
        assert connection.execute("SELECT version, note FROM written").fetchall() == [(1, "none"), (2, "none")]
        assert connection.execute("SELECT count(*) FROM node").get == 2
        bring_forward(connection, path, LATER_STEPS)  # a second time there is nothing to do


def test_a_step_that_fails_leaves_the_older_file_as_it_was(path: Path) -> None:
    make_version_1(path)
    with closing(connect(path)) as connection, pytest.raises(apsw.SQLError):
        bring_forward(connection, path, (*LATER_STEPS, "ALTER TABLE nowhere ADD COLUMN x"))
    assert read_all(path) == [Put(LI), Put(QIN), Put(edge(LI, "KNOWS", QIN))]


def test_a_newer_file_is_refused_and_left_as_it_is(filled: Path) -> None:
    with closing(connect(filled)) as connection:
        connection.pragma("user_version", len(STEPS) + 1)
    before = filled.read_bytes()
    with pytest.raises(Unusable, match=rf"schema {len(STEPS) + 1}, we know up to {len(STEPS)}; install the newer"):
        open_store(str(filled))
    assert filled.read_bytes() == before


def test_a_field_that_the_vocabulary_got_later_has_its_default_in_old_rows(filled: Path) -> None:
    with closing(connect(filled)) as connection:
        connection.execute("UPDATE node SET body = json_remove(body, '$.lives_alone', '$.conditions')")
    with closing(open_store(str(filled))) as store, store.snapshot() as reader:
        for person in reader.nodes(Resident):
            assert (person.lives_alone, person.conditions) == (False, ())
        old = reader.columns("Resident", "lives_alone", "conditions")
        assert old.drop("id").rows() == [(False, []), (False, [])]


# Restoring


def test_a_backup_restores_to_an_equal_store(filled: Path, tmp_path: Path) -> None:
    with closing(open_store(str(filled))) as store:
        store.write([Put(LI.model_copy(update={"notes": "later"}))], by="test")
        store.backup(tmp_path / "copy")
    assert restore(tmp_path / "copy", tmp_path / "again.db") == 2
    assert read_all(tmp_path / "again.db") == read_all(filled)
    assert sorted(found.name for found in tmp_path.iterdir()) == ["again.db", "copy", "graph.db"]


@pytest.mark.parametrize("taken", ["again.db", "again.db-wal"])
def test_restoring_over_anything_is_refused(filled: Path, tmp_path: Path, taken: str) -> None:
    (tmp_path / taken).write_bytes(b"")
    with pytest.raises(GraphError, match=f"{taken}: exists"):
        restore(filled, tmp_path / "again.db")


DAMAGE = {
    "an end does not exist": f"DELETE FROM node WHERE id = '{HOUSE.id}'",
    "of no kind": "UPDATE node SET id = 'ghost:1' WHERE id = 'organization:helpers'",
    "resident:li": "UPDATE node SET body = '{}' WHERE id = 'resident:li'",
    "ADMIRES": "UPDATE edge SET relation = 'ADMIRES' WHERE relation = 'KNOWS'",
    "volunteer:bao HELPED": "UPDATE edge SET body = '{}' WHERE relation = 'HELPED'",
}


@pytest.mark.parametrize("found", DAMAGE)
def test_a_backup_that_is_not_a_sound_graph_is_refused(filled: Path, tmp_path: Path, found: str) -> None:
    with closing(connect(filled)) as connection:
        connection.execute(DAMAGE[found])
    with pytest.raises(Unusable, match=found):
        restore(filled, tmp_path / "again.db")
    assert not (tmp_path / "again.db").exists()


def test_what_is_no_backup_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty").write_bytes(b"")
    (tmp_path / "text").write_text("a plan\n" * 1000)
    for name, why in [("empty", "is an empty file"), ("text", "not a file of ours"), ("gone", "no such file")]:
        with pytest.raises(Unusable, match=why):
            restore(tmp_path / name, tmp_path / "again.db")


def test_a_backup_whose_pages_are_damaged_is_refused(filled: Path, tmp_path: Path) -> None:
    shutil.copy(filled, tmp_path / "copy")
    whole = (tmp_path / "copy").read_bytes()
    (tmp_path / "copy").write_bytes(whole[:8192] + b"\xa5" * 4096 + whole[12288:])
    with pytest.raises(Unusable, match="damaged"):
        restore(tmp_path / "copy", tmp_path / "again.db")


# How questions are answered


def plan_of(path: Path, sql: str, bindings: tuple[str | int, ...]) -> str:
    with closing(connect(path)) as connection:
        return "\n".join(str(row[3]) for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}", bindings))


@pytest.mark.parametrize("prefix", ["service", "city", "resident", "offer"])
def test_neighbours_are_found_through_an_index_on_either_side(filled: Path, prefix: str) -> None:
    """A plan that searches by relation alone would walk every edge of it: 100 times slower on a city."""
    plan = plan_of(filled, neighbours_sql(prefix, None, "both"), (f"{prefix}:1", 5))
    assert "SCAN edge" not in plan
    for line in plan.splitlines():
        if "SEARCH edge" in line:
            assert "(relation=? AND start=?)" in line or "edge_by_end (relation=? AND end=?)" in line


def test_columns_of_keys_alone_are_walked_in_order_without_a_sort(filled: Path) -> None:
    sql = "SELECT start, end FROM edge WHERE relation = ? AND (start, end) > (?, ?) ORDER BY start, end LIMIT 9"
    plan = plan_of(filled, sql, ("HELPED", "", ""))
    assert "SEARCH edge" in plan
    assert "TEMP B-TREE" not in plan


def test_columns_that_do_not_fit_in_one_chunk_are_joined(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(connect(filled)) as connection:
        tables = [("LIVES_IN", ("source",)), ("LIVES_IN", ()), ("Resident", ("name",)), ("Resident", ())]
        whole = [read_columns(connection, *table) for table in tables]
        monkeypatch.setattr("graph.sqlite_columns._CHUNK", 1)
        for table, expected in zip(tables, whole, strict=True):
            assert read_columns(connection, *table).equals(expected)
    assert whole[0]["start"].to_list() == [LI.id, QIN.id, BAO.id]
