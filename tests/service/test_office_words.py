"""The journal is told in words: whatever the service writes into it has its own on the pages."""

import ast
from collections.abc import Iterator
from pathlib import Path

import service
from service.office_words import ACTIONS
from service.rights import ERASED

SOURCES = Path(service.__file__).parent

PLACE = {"Deed": 1, "looked": 2}
"""By what is called: which of its arguments, from 0, is the action where it is not named."""

ELSEWHERE = {
    ERASED,
    *(f"{action} decided" for action in ("accept", "pin", "reject", "release")),
    *(f"run {state}" for state in ("done", "failed", "cancelled")),
    *(f"consent {what}" for what in ("given", "withdrawn")),
}
"""A constant, and what is put together where it is written, so that no source has it whole."""


def written() -> set[str]:
    """Every action that stands in a source; each has more than one word."""
    trees = (ast.parse(path.read_text("utf-8")) for path in SOURCES.rglob("*.py"))
    found = (text for tree in trees for node in ast.walk(tree) for text in _actions(node))
    return {text for text in found if " " in text}


def _actions(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Call):
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        named = [each.value for each in node.keywords if each.arg == "action"]
        for place in (*named, *node.args[PLACE.get(name, 9) :][:1], *(node.args[2:3] if _begins(node) else ())):
            yield from _constants(place)
    if isinstance(node, ast.Assign) and any(isinstance(at, ast.Name) and at.id == "action" for at in node.targets):
        yield from _constants(node.value)
    if isinstance(node, ast.arguments):
        for parameter, default in zip(reversed(node.args), reversed(node.defaults), strict=False):
            if parameter.arg == "action":
                yield from _constants(default)


def _begins(node: ast.Call) -> bool:
    return isinstance(node.func, ast.Attribute) and node.func.attr == "_begin"


def _constants(node: ast.AST) -> Iterator[str]:
    if not isinstance(node, ast.JoinedStr):
        yield from (str(part.value) for part in ast.walk(node) if isinstance(part, ast.Constant))


def test_every_action_of_the_journal_has_its_words() -> None:
    assert {"run taken over", "run to be cancelled", "fairness decided", "people read"} <= written()
    assert (written() | ELSEWHERE) - set(ACTIONS) == set()


def test_no_words_are_left_of_an_action_that_nothing_writes() -> None:
    assert set(ACTIONS) - (written() | ELSEWHERE) == set()
