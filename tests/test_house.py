"""The house as DESIGN draws it: which way the arrows point, what a file says of itself, what is shipped."""

import ast
import re
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from importlib.metadata import packages_distributions
from itertools import pairwise
from pathlib import Path

import pytest
from hatchling.build import build_wheel

ROOT = Path(__file__).parent.parent
PACKAGES = ("graph", "matching", "service", "seeds")
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

MAY_IMPORT = {"graph": set(), "matching": {"graph"}, "seeds": {"graph"}, "service": {"graph", "matching", "seeds"}}
LIVES_IN = {
    "networkx": "graph",
    "neo4j": "graph",
    "apsw": "graph",
    "highspy": "matching",
    "ortools": "matching",
    "numba": "matching",
    "distributed": "matching",
    "fastapi": "service",
}
COMES_WITH = {"starlette": "fastapi"}  # whose classes FastAPI hands out as its own
LEFT_ALONE = {"__pycache__", "node_modules"}


def files(*folders: str) -> list[Path]:
    """Every file in these folders of the project, relative to its root, without what tools leave there."""
    found = (path for folder in folders for path in (ROOT / folder).rglob("*") if path.is_file())
    return sorted(path.relative_to(ROOT) for path in found if not LEFT_ALONE & set(path.parts))


def top_files() -> list[Path]:
    return sorted(path.relative_to(ROOT) for path in ROOT.iterdir() if path.is_file() and path.name != ".git")


MODULES = {path: ast.parse((ROOT / path).read_bytes()) for path in files(*PACKAGES) if path.suffix == ".py"}


def dotted(path: Path) -> str:
    return ".".join(path.with_suffix("").parts).removesuffix(".__init__")


NAMES = {dotted(path) for path in MODULES}


def imported(node: ast.AST) -> Iterator[str]:
    """The modules that one statement imports; `from package import module` is the module."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        assert node.module is not None, "relative imports hide where an arrow points; write the whole name"
        members = (f"{node.module}.{alias.name}" for alias in node.names)
        yield from (member if member in NAMES else node.module for member in members)


def statements_run_on_import(tree: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(tree):
        if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            yield child
            yield from statements_run_on_import(child)


def arrows() -> Iterator[tuple[Path, str, str]]:
    """(file, its package, a module that it imports), also inside functions and for types only."""
    for path, tree in MODULES.items():
        for name in sorted({name for node in ast.walk(tree) for name in imported(node)}):
            yield path, path.parts[0], name


def test_the_arrows_between_the_packages_point_one_way() -> None:
    ours = {*PACKAGES, "tests"}
    against = [
        f"{path} imports {name}"
        for path, package, name in arrows()
        if (top := name.split(".")[0]) in ours and top != package and top not in MAY_IMPORT[package]
    ]
    assert against == []


def test_matching_sees_the_graph_in_one_file() -> None:
    seen = {str(path) for path, package, name in arrows() if package == "matching" and name.split(".")[0] == "graph"}
    assert seen <= {"matching/build.py"}


def test_each_engine_lives_in_one_package() -> None:
    astray = [
        f"{path} imports {name}, which lives in {LIVES_IN[top]}/"
        for path, package, name in arrows()
        if LIVES_IN.get(top := name.split(".")[0], package) != package
    ]
    assert astray == []


def test_no_module_imports_itself_through_others() -> None:
    graph = {
        dotted(path): {name for node in statements_run_on_import(tree) for name in imported(node)} & NAMES
        for path, tree in MODULES.items()
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as cycle:
        pytest.fail("import cycle: " + ", ".join(f"{a} ← {b}" for a, b in pairwise(cycle.args[1])))


def as_declared(distribution: str) -> str:
    """The name of a distribution as `pyproject.toml` writes it."""
    return re.sub(r"[-_.]+", "-", distribution).lower()


def test_what_is_imported_is_declared() -> None:
    project = PYPROJECT["project"]
    lines = [*project["dependencies"], *project["optional-dependencies"]["cluster"]]
    declared = {re.split(r"[^\w-]", line)[0].lower() for line in lines}
    given_by = packages_distributions()
    undeclared = {
        f"{path} imports {name}"
        for path, _, name in arrows()
        if (top := name.split(".")[0]) not in {*sys.stdlib_module_names, *PACKAGES}
        and not declared & {COMES_WITH.get(top), *map(as_declared, given_by.get(top, []))}
    }
    assert undeclared == set()


def test_every_file_says_what_it_is() -> None:
    assert [str(path) for path, tree in MODULES.items() if not ast.get_docstring(tree)] == []


def test_no_file_names_a_machine_or_a_registry() -> None:
    astray = re.compile(
        r"(?<![\w.])/(?:work|root|home/\w+|tmp|opt)/[\w.]"
        r"|https?://[^\s\"'<>]*(?:pypi|pythonhosted|npmjs|registry|maven|mirror|simple/)",
        re.IGNORECASE,
    )
    found = []
    for path in [*files(*PACKAGES, "tests", ".ci"), *top_files()]:
        text = (ROOT / path).read_bytes().decode(errors="ignore")
        found += [f"{path}: {match.group()}" for match in astray.finditer(text)]
    assert found == []


def test_the_lock_pins_every_declared_package_with_its_hashes() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    pinned = dict(re.findall(r"^([\w.-]+)==(.+?) (?:;.*)?\\\n    --hash=sha256:", lock, re.MULTILINE))
    project = PYPROJECT["project"]
    declared = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    assert {re.split(r"[^\w-]", line)[0] for line in declared} <= set(pinned)
    assert not re.findall(r"^-", lock, re.MULTILINE), "an option in the lock would name an index or a machine"


def test_the_readme_names_only_make_targets_that_exist() -> None:
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"`make (\w+)", (ROOT / "README.md").read_text(encoding="utf-8"))) <= targets


def test_the_wheel_holds_every_file_of_the_packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    with zipfile.ZipFile(tmp_path / build_wheel(str(tmp_path))) as wheel:
        held = {Path(name) for name in wheel.namelist()}
    assert set(files(*PACKAGES)) - held == set()
    assert {path.parts[0] for path in held if ".dist-info" not in path.parts[0]} == set(PACKAGES)
    assert any(path.name == "LICENSE" for path in held)
