"""With CI=true a skipped test is a failure; elsewhere it stays a skip."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

STORIES = {
    "test_itself": "def test_it() -> None:\n    import pytest\n    pytest.skip('no browser here')\n",
    "whole_file": "import pytest\npytest.skip('no browser here', allow_module_level=True)\n",
    "mark": "import pytest\n@pytest.mark.skip('no browser here')\ndef test_it() -> None: ...\n",
}


def run(story: Path, ci: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", "-p", "tests.conftest", "-c", os.devnull, "-rs", "-q", str(story)]
    return subprocess.run(command, cwd=ROOT, env={**os.environ, "CI": ci}, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("kind", STORIES)
def test_a_skip_fails_in_ci_and_only_there(kind: str, tmp_path: Path) -> None:
    story = tmp_path / "test_story.py"
    story.write_text(STORIES[kind])
    in_ci, at_home = run(story, "true"), run(story, "")
    assert in_ci.returncode not in (0, 5)
    assert "nothing may be skipped. Skipped: no browser here" in in_ci.stdout
    assert at_home.returncode in (0, 5), at_home.stdout
    assert "1 skipped" in at_home.stdout
