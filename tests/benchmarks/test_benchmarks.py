"""Every benchmark runs to its end: `make bench` must not rot between releases."""

from pathlib import Path

import pytest

from tests.benchmarks.__main__ import BENCHMARKS, main


@pytest.mark.parametrize("name", BENCHMARKS)
def test_a_benchmark_prints_its_tables(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["--quick", "--repeats", "1", "--time-limit", "5", "--only", name, "--folder", str(tmp_path)])
    machine, _, *tables = capsys.readouterr().out.splitlines()
    assert "cores" in machine
    assert sum(line.startswith("| ---") for line in tables) >= 1
    assert not list(tmp_path.iterdir()), "the stores are removed again"
