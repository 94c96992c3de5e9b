"""The demonstration, as `make run` starts it: the Taicang week, solved and served; the second time at once."""

import signal
import subprocess
import sys
from pathlib import Path
from typing import get_args

import httpx

from graph.store import open_store
from graph.weeks import this_week
from matching.limits import Phase
from service.cli import run
from service.demo import PARTS
from tests.service.serving import sign_in


def shown(store: Path) -> tuple[list[str], dict[str, object]]:
    """What the demonstration prints until it serves, and the week's figures that it then serves."""
    command = [sys.executable, "-m", "service", "demo", "--store", str(store), "--port", "0", "--time-limit", "8"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    lines: list[str] = []
    try:
        while not lines or not lines[-1].startswith("http://"):
            line = process.stdout.readline()
            assert line, lines
            lines.append(line.strip())
        with httpx.Client(base_url=lines[-1]) as client:
            figures = sign_in(client, "planner").get(f"/api/weeks/{this_week()}").json()
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate()
    assert process.returncode == 0
    return lines, figures


def test_the_demonstration_is_made_once_and_then_only_served(tmp_path: Path) -> None:
    store = tmp_path / "var" / "demo.db"
    first, figures = shown(store)
    for part in (f"seed taicang for {this_week()}", PARTS["queued"], PARTS["build"]):  # others may be too quick to see
        assert any(line.startswith(part) for line in first), part
    assert figures["status"] in {"optimal", "feasible"}
    assert f"{figures['served']} of {figures['needs']} needs served" in first[-2]
    second, again = shown(store)
    assert len(second) == 2
    assert again == figures


def test_every_phase_of_a_solve_has_its_part() -> None:
    assert set(PARTS) == {"queued", "build", *get_args(Phase)}


def test_a_store_with_something_else_is_left_alone(tiny: Path) -> None:
    assert run(["demo", "--store", str(tiny), "--port", "0"]) == 2
    store = open_store(str(tiny))
    with store.snapshot() as reader:
        assert reader.version == 1
    store.close()
