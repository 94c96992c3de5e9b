"""The command line: what it writes, what it answers, and how it refuses. Run as a person runs it."""

import json
import os
import random
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

from service.cli import run
from service.version import version
from tests.matching.broken import BROKEN
from tests.service.serving import WEEK, until

Captured = pytest.CaptureFixture[str]


def tongxin(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own."""
    command = [sys.executable, "-m", "service", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, env=os.environ | environment)


@pytest.fixture
def problem(tiny: Path, tmp_path: Path) -> Path:
    """The tiny week's problem file, its tally beside it."""
    file = tmp_path / "problem.json"
    tally = str(tmp_path / "tally.json")
    assert run(["problem", "--store", str(tiny), "--week", WEEK, "-o", str(file), "--tally", tally]) == 0
    return file


@pytest.fixture
def plan(problem: Path, tmp_path: Path) -> Path:
    file = tmp_path / "plan.json"
    assert run(["solve", str(problem), "--tally", str(tmp_path / "tally.json"), "-o", str(file)]) == 0
    return file


def test_the_first_look_of_the_help_works_as_it_is_written(tmp_path: Path) -> None:
    store = tmp_path / "tiny.db"
    assert tongxin("seed", "tiny", "--store", store).returncode == 0
    problem, tally, plan = tmp_path / "problem.json", tmp_path / "tally.json", tmp_path / "plan.json"
    assert tongxin("problem", "--store", store, "-o", problem, "--tally", tally).returncode == 0
    solved = tongxin("solve", problem, "--tally", tally, "-o", plan)
    assert (solved.returncode, solved.stdout, solved.stderr) == (0, "", "")
    verified = tongxin("verify", problem, plan)
    assert verified.returncode == 0
    assert verified.stdout.startswith("valid: 6 of 8 needs served, value 8953, bound 8953")


def test_files_go_through_standard_input_and_output(problem: Path, plan: Path) -> None:
    command = [sys.executable, "-m", "service", "solve", "-", "--work-limit", "1000"]
    first = subprocess.run(command, input=problem.read_bytes(), capture_output=True)
    second = subprocess.run(command, input=problem.read_bytes(), capture_output=True)
    assert first.returncode == 0
    assert json.loads(first.stdout)["objective"] == json.loads(plan.read_bytes())["objective"]
    assert first.stdout == second.stdout


def test_an_explanation_says_who_why_and_what_else(problem: Path, plan: Path, tmp_path: Path, capsys: Captured) -> None:
    files = [str(problem), str(plan)]
    assert run(["explain", *files, "need:meals", "--tally", str(tmp_path / "tally.json")]) == 0
    served = capsys.readouterr().out
    assert "need:meals is served on thu-am: value 2876, worth 2935" in served
    assert "offer:fang-cooks, score +36 (neighbour +10, continuity +18, acquaintance +8); in every best plan" in served
    assert "served in every best plan, as the prices prove" in served
    assert run(["explain", *files, "need:shopping"]) == 0
    outbid = capsys.readouterr().out
    assert "need:shopping is not served, value 220: outbid" in outbid
    assert "served in no best plan, as the prices prove" in outbid
    assert "1 more of organization:lin/linkages" in outbid
    assert run(["explain", *files, "need:rehab", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["reason"] == "no_candidate"


def test_the_graph_is_exported_without_personal_data(tiny: Path, tmp_path: Path, capsysbinary: Any) -> None:
    for format in ("jsonl", "graphml", "cypher"):
        out = tmp_path / f"graph.{format}"
        assert run(["export", "--store", str(tiny), "--format", format, "-o", str(out)]) == 0
        assert run(["export", "--store", str(tiny), "--format", format]) == 0
        text = out.read_bytes()
        assert text == capsysbinary.readouterr().out
        assert b"resident:" in text


def test_a_plan_that_is_not_valid_is_refused_with_every_reason(problem: Path, plan: Path, capsys: Captured) -> None:
    changed = json.loads(plan.read_bytes())
    changed["objective"] += 1
    changed["served"].pop()
    plan.write_text(json.dumps(changed), "utf-8")
    assert run(["verify", str(problem), str(plan)]) == 1
    assert len(capsys.readouterr().out.splitlines()) >= 2


def test_a_week_that_cannot_be_planned_is_a_no_with_its_conflict(tmp_path: Path, capsys: Captured) -> None:
    capacity = {"id": "c", "max": 1}
    slots = [{"id": "helper", "candidates": [{"offer": "offer:a", "uses": {"c": 1}}]}]
    needs = [{"id": f"need:{name}", "value": 5, "must": True, "slots": slots} for name in "xy"]
    file = tmp_path / "problem.json"
    file.write_text(json.dumps({"format": "tongxin-problem/1", "capacities": [capacity], "needs": needs}), "utf-8")
    assert run(["solve", str(file), "-o", str(tmp_path / "plan.json")]) == 1
    told = capsys.readouterr().err
    assert "need:x" in told
    assert "need:y" in told
    assert json.loads((tmp_path / "plan.json").read_bytes())["status"] == "infeasible"
    assert run(["verify", str(file), str(tmp_path / "plan.json")]) == 1


def long_week() -> dict[str, Any]:
    """A knapsack of many dimensions: plans are easy to find, and no proof ends within minutes."""
    chance = random.Random(1)
    capacities = [{"id": f"c{i}", "max": 2500} for i in range(25)]
    needs = []
    for number in range(120):
        uses = {f"c{i}": chance.randint(20, 100) for i in range(25)}
        slots = [{"id": "helper", "candidates": [{"offer": "offer:a", "uses": uses}]}]
        needs.append(
            {"id": f"need:{number}", "value": sum(uses.values()) // 25 + chance.randint(0, 20), "slots": slots}
        )
    return {"format": "tongxin-problem/1", "capacities": capacities, "needs": needs}


def read_on(terminal: int) -> bytes:
    """The next bytes from a terminal; none when nobody has it open any more."""
    try:
        return os.read(terminal, 1000)
    except OSError:
        return b""


def test_ctrl_c_writes_the_best_plan_so_far(tmp_path: Path) -> None:
    file, out = tmp_path / "problem.json", tmp_path / "plan.json"
    file.write_text(json.dumps(long_week()), "utf-8")
    command = [sys.executable, "-m", "service", "solve", str(file), "--time-limit", "600", "-o", str(out)]
    reader, terminal = os.openpty()
    process = subprocess.Popen(command, stderr=terminal, env={**os.environ, "TERM": "xterm", "COLUMNS": "120"})
    os.close(terminal)
    told = b""
    while b"value" not in told:  # a first plan is there
        told += os.read(reader, 1000)
    process.send_signal(signal.SIGINT)
    process.send_signal(signal.SIGINT)  # as `timeout` does: to the process and to its group
    told = b"".join(iter(lambda: read_on(reader), b""))
    assert process.wait() == 130
    assert b"interrupted; the best plan so far is written" in told
    assert run(["verify", str(file), str(out)]) == 0


WRONG = [
    ("seed nowhere --store S", "'nowhere' is not one of"),
    ("export --store S --format xml", "Invalid value for '--format': 'xml' is not one of"),
    ("seed tiny --store S --needs 5", "needs 5"),
    ("seed tiny --store S --week 2026-48", "week '2026-48'"),
    ("seed city --store new.db", "--needs 5000"),
    ("problem --store missing.db", "'missing.db': no such file"),
    ("problem --store S --week 2025-W53", "2025-W53"),
    ("problem --store S --week 2026-W48 -o no/where.json", "no folder 'no'"),
    ("problem --store bolt://localhost", "bolt://localhost"),
    ("solve", "PROBLEM"),
    ("solve missing.json", "missing.json: No such file"),
    ("solve P --gap 2", "gap: 2.0"),
    ("solve P --time-limit 0", "seconds: 0.0"),
    ("solve P --work-limit 0", "work: 0"),
    ("solve P --workers 0", "workers: 0"),
    ("solve P --seed -1", "seed: -1"),
    ("solve P --speed 9", "--speed"),
    ("solve P --tally P", "P: "),
    ("solve P -o .", ".: is a folder"),
    ("solve bad.json", "bad.json: "),
    ("explain P P need:x", "P: "),
    ("explain P", "PLAN"),
    ("export --store S --format word", "'word'"),
    ("export --store missing.db", "missing.db"),
    ("verify P", "PLAN"),
    ("verify P P", "P: "),
    ("verify missing.json P", "missing.json"),
    ("serve --store S --host 0.0.0.0", "host '0.0.0.0': not a loopback address"),
    ("serve --store S --port 99999", "port"),
    ("serve --store no/where.db", "no folder 'no'"),
    ("backup --store missing.db copy.db", "missing.db"),
    ("backup --store S S", "exists"),
    ("restore P --store new.db", "P"),
    ("restore missing.db --store new.db", "missing.db"),
    ("dance", "'dance'"),
]


@pytest.mark.parametrize(("line", "told"), WRONG)
def test_wrong_use_is_told_in_a_few_lines_and_writes_nothing(
    line: str, told: str, tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.chdir(tmp_path)
    tiny.rename("S")
    Path("P").write_text('{"format": "tongxin-problem/1"}', "utf-8")
    Path("bad.json").write_text('{"format": "tongxin-problem/1", "needs": 1.0}', "utf-8")
    before = sorted(path.name for path in tmp_path.iterdir())
    assert run(line.split()) == 2
    out, error = capsys.readouterr()
    assert told in error
    assert 1 <= len(error.splitlines()) <= 3
    assert "Traceback" not in error
    assert out == ""
    after = {path.name for path in tmp_path.iterdir()} - {"S-wal", "S-shm", "S.lease"}
    assert sorted(after) == before


@pytest.mark.parametrize(("data", "refusal"), BROKEN)
def test_a_broken_problem_ends_with_2_and_its_place_and_writes_nothing(
    data: bytes, refusal: str, tmp_path: Path, capsys: Captured
) -> None:
    file = tmp_path / "problem.json"
    file.write_bytes(data)
    assert run(["solve", str(file), "-o", str(tmp_path / "plan.json")]) == 2
    error = capsys.readouterr().err
    assert error.startswith(f"tongxin: {file}: {refusal}")
    assert len(error.splitlines()) <= 3
    assert [path.name for path in tmp_path.iterdir()] == ["problem.json"]


def test_a_store_that_is_not_empty_is_refused_unless_reset(tiny: Path, capsys: Captured) -> None:
    assert run(["seed", "tiny", "--store", str(tiny), "--week", WEEK]) == 2
    assert "--reset" in capsys.readouterr().err
    assert run(["seed", "tiny", "--store", str(tiny), "--week", WEEK, "--reset"]) == 0


def test_a_backup_comes_back(tiny: Path, tmp_path: Path, problem: Path) -> None:
    copy, again = tmp_path / "copy.db", tmp_path / "again.db"
    assert run(["backup", "--store", str(tiny), str(copy)]) == 0
    assert run(["restore", str(copy), "--store", str(again)]) == 0
    assert run(["problem", "--store", str(again), "--week", WEEK, "-o", str(tmp_path / "same.json")]) == 0
    assert (tmp_path / "same.json").read_bytes() == problem.read_bytes()


def test_the_store_may_come_from_the_environment(tiny: Path) -> None:
    answer = tongxin("problem", "--week", WEEK, TONGXIN_STORE=str(tiny))
    assert answer.returncode == 0
    assert json.loads(answer.stdout)["format"] == "tongxin-problem/1"


def test_a_setting_out_of_range_is_named() -> None:
    answer = tongxin("serve", TONGXIN_PORT="many")
    assert answer.returncode == 2
    assert "TONGXIN_PORT" in answer.stderr
    assert "'many'" in answer.stderr


def answers(where: str) -> bool:
    try:
        return httpx.get(f"{where}healthz").is_success
    except httpx.ConnectError:
        return False


def test_serve_says_where_and_stops_when_told(tiny: Path) -> None:
    command = [sys.executable, "-m", "service", "serve", "--store", str(tiny), "--port", "0"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout
    try:
        where = until(process.stdout.readline).strip()
        assert where.startswith("http://127.0.0.1:")
        until(lambda: answers(where))
    finally:
        process.send_signal(signal.SIGINT)
    _, log = process.communicate()
    told = [json.loads(line)["event"] for line in log.splitlines()]
    assert (process.returncode, told[0], told[-1]) == (0, "started", "stopped")


@pytest.mark.parametrize("command", ["", "seed", "problem", "solve", "verify", "serve", "demo", "backup", "restore"])
def test_help_teaches_and_loads_no_machinery(command: str) -> None:
    heavy = "('ortools', 'polars', 'networkx', 'fastapi', 'numpy')"
    script = (
        "import sys; from service.cli import run; code = run(sys.argv[1:]); "
        f"sys.exit(code or ' '.join(name for name in {heavy} if name in sys.modules) or 0)"
    )
    answer = subprocess.run([sys.executable, "-c", script, *command.split(), "--help"], capture_output=True, text=True)
    assert (answer.returncode, answer.stderr) == (0, "")
    assert "Usage: tongxin" in answer.stdout


def test_a_variable_that_is_no_setting_is_refused() -> None:
    answer = tongxin("serve", TONGXIN_PROT="8000")
    assert answer.returncode == 2
    assert "TONGXIN_PROT: no such setting" in answer.stderr


def test_it_says_which_release_it_is(capsys: Captured) -> None:
    assert run(["--version"]) == 0
    assert capsys.readouterr().out.strip() == version()


def test_a_week_without_needs_is_told(tiny: Path, tmp_path: Path, capsys: Captured) -> None:
    out = tmp_path / "problem.json"
    assert run(["problem", "--store", str(tiny), "--week", "2031-W01", "-o", str(out)]) == 0
    assert "week 2031-W01 has no open needs" in capsys.readouterr().err
    assert json.loads(out.read_bytes())["needs"] == []


def test_without_arguments_it_helps(capsys: Captured) -> None:
    assert run([]) == 0
    assert "A first look" in capsys.readouterr().out
