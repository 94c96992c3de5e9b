"""The README against the code: what it lists is what there is, both ways, and what it shows at a prompt is what comes.

In a `console` block a line after `$ ` is typed, in order, in one folder; the lines under it are what it prints, on
standard output and error. An ellipsis (…) stands for the rest of a line, alone in a line for any lines.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from fastapi.routing import APIRoute

from matching.rules import BONDS, HARD, SOFT
from service.access import EVERYBODY, SIGNED_IN
from service.app import create_app
from service.cli import app as commands
from service.routes import pages
from service.settings import PREFIX, Settings

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")

PARTS = ["*Decision*", "*Consequence*", "*Alternatives*"]
"""Of a decision, after the line with its title and context: a line each."""


def section(title: str) -> str:
    """What stands under a heading, up to the next."""
    return re.split(r"^## ", README.partition(f"\n## {title}\n")[2], maxsplit=1, flags=re.MULTILINE)[0]


def rows(title: str) -> list[tuple[str, ...]]:
    """The rows of a section's table without its head, their cells without backticks."""
    lines = [line for line in section(title).splitlines() if line.startswith("| ")]
    return [tuple(cell.strip().replace("`", "") for cell in line.strip("|").split(" | ")) for line in lines[1:]]


def named(pattern: str) -> list[str]:
    return sorted(set(re.findall(pattern, README)))


def test_the_rules_are_those_of_the_policy_in_its_order() -> None:
    hard = [(rule.name, "hard", rule.means) for rule in HARD]
    soft = [(rule.name, "soft", rule.means) for rule in SOFT]
    assert rows("Rules") == hard + soft + [(rule.name, "bond", rule.means) for rule in BONDS]


def test_the_settings_are_those_of_the_service() -> None:
    fields = Settings.model_fields.items()
    assert rows("Settings") == [(PREFIX + name.upper(), str(of.default), str(of.description)) for name, of in fields]


def test_the_commands_are_those_of_the_command_line() -> None:
    known = told_commands("tongxin", typer.main.get_command(commands))
    assert rows("Commands") == list(known)


def told_commands(name: str, command: object) -> Iterator[tuple[str, str]]:
    """A command, or those under it, each with what it does."""
    if isinstance(command, typer.core.TyperGroup):
        for part, one in command.commands.items():
            yield from told_commands(f"{name} {part}", one)
    else:
        assert isinstance(command, typer.core.TyperCommand)
        yield name, command.get_short_help_str(200)


def test_the_routes_are_those_of_the_api() -> None:
    paths = create_app(Settings(store="unused.db")).openapi()["paths"].items()
    served = [
        (f"{method.upper()} {path}", readers(set(at["x-roles"])), at["summary"])
        for path, of in paths
        for method, at in of.items()
    ]
    assert rows("Routes") == served


def readers(roles: set[str]) -> str:
    """Whom an operation is for, as the README says it."""
    if roles == EVERYBODY:
        return "everybody"
    if roles == SIGNED_IN:
        return "whoever is signed in"
    return ", ".join(role for role in ("coordinator", "planner", "sponsor", "admin") if role in roles)


def test_the_pages_are_those_that_are_served() -> None:
    told = re.findall(r"`((?:GET|POST) /[^`]*)`", section("Routes").rpartition("|")[2])
    served = [route for group in pages.GROUPS for route in group.routes if isinstance(route, APIRoute)]
    assert sorted(told) == sorted(f"{method} {route.path}" for route in served for method in route.methods or ())


def test_every_file_that_is_named_exists() -> None:
    paths = named(r"(?<![\w/.])(?:(?:graph|matching|service|seeds|tests|\.ci)/[\w./-]*[\w/]|LICENSE)")
    assert len(paths) > 20
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_every_decision_has_its_context_and_what_follows() -> None:
    decisions = re.split(r"^- \*\*", section("Decisions"), flags=re.MULTILINE)[1:]
    assert len(decisions) > 10
    for decision in decisions:
        lines = decision.strip().splitlines()
        assert [line.strip().partition(":")[0] for line in lines[1:]] == PARTS, lines[0]


def prompts() -> Iterator[tuple[str, list[str]]]:
    """Every command of the console blocks, with the lines that it prints."""
    for block in re.findall(r"^```console\n(.*?)^```", README, re.MULTILINE | re.DOTALL):
        for shown in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, *lines = shown.splitlines()
            yield command, lines


def as_pattern(lines: list[str]) -> str:
    parts = [r"(?:.*\n)*?" if line == "…" else re.escape(line).replace("…", ".*") + r"\n" for line in lines]
    return "".join(parts)


@pytest.fixture
def prompt(tmp_path: Path) -> dict[str, str]:
    """The environment of a reader's shell: `tongxin` is this code, whether it was installed or not."""
    script = tmp_path / "bin" / "tongxin"
    script.parent.mkdir()
    script.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m service "$@"\n')
    script.chmod(0o755)
    settings = {name for name in os.environ if name.startswith(PREFIX)}
    kept = {name: value for name, value in os.environ.items() if name not in settings}
    return {**kept, "PATH": f"{script.parent}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}


def test_what_is_shown_at_a_prompt_is_what_comes(prompt: dict[str, str], tmp_path: Path) -> None:
    for command, lines in prompts():
        come = subprocess.run(
            ["bash", "-c", command],
            cwd=tmp_path, env=prompt, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
        )  # fmt: skip
        assert re.fullmatch(as_pattern(lines), come.stdout), f"{command}\n{come.stdout}"
        assert come.returncode == 0, command
