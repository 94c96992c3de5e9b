"""Files of the command line: whole or not at all."""

import os
from pathlib import Path

import pytest

from matching.reading import read_problem
from service import files
from service.refusals import BadFile


def test_a_written_file_is_there_and_nothing_beside_it(tmp_path: Path) -> None:
    files.write(str(tmp_path / "plan.json"), b"plan")
    assert [path.name for path in tmp_path.iterdir()] == ["plan.json"]
    assert (tmp_path / "plan.json").read_bytes() == b"plan"


def test_work_that_fails_leaves_what_was_there(tmp_path: Path) -> None:
    target = tmp_path / "plan.json"
    target.write_bytes(b"before")
    with pytest.raises(ZeroDivisionError), files.writing(str(target)) as part:
        part.write_bytes(b"half")
        raise ZeroDivisionError
    assert [path.name for path in tmp_path.iterdir()] == ["plan.json"]
    assert target.read_bytes() == b"before"


def test_a_device_stays_a_device() -> None:
    files.write(os.devnull, b"gone")
    assert Path(os.devnull).is_char_device()


@pytest.mark.parametrize("path", ["no/where.json", "."])
def test_a_place_that_does_not_exist_is_told_before_the_work(
    path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(BadFile, match=r"make it first|is a folder"):
        files.check_writable(path)


def test_what_a_file_gets_wrong_is_told_with_its_name(tmp_path: Path) -> None:
    file = tmp_path / "problem.json"
    file.write_bytes(b"[]")
    with pytest.raises(Exception, match=r"problem\.json: "):
        files.parsed(str(file), read_problem)
