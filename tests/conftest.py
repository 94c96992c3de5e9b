"""What holds for every test: with CI=true nothing is skipped, and no example fails because the machine was slow."""

import os
from collections.abc import Generator

import pytest
from hypothesis import settings

from tests import neo4j_server

IN_CI = os.environ.get("CI") == "true"

settings.register_profile("tongxin", deadline=None, derandomize=IN_CI)
settings.load_profile("tongxin")


def pytest_configure(config: pytest.Config) -> None:
    neo4j_server.prepare(is_worker=hasattr(config, "workerinput"))


def pytest_unconfigure(config: pytest.Config) -> None:
    neo4j_server.finish(is_worker=hasattr(config, "workerinput"))


def pytest_xdist_auto_num_workers() -> int:
    """One process more than there are cores: half of the time a test waits for a server, a browser or a disk."""
    return 1 + (os.cpu_count() or 1)


def pytest_runtest_setup() -> None:
    neo4j_server.begin_test()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browsers come last: Playwright leaves an event loop running in the process, in which others cannot start one."""
    items.sort(key=lambda item: item.nodeid.startswith("tests/browser/"))


def _refuse_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    if IN_CI and report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome, report.longrepr = "failed", f"With CI=true nothing may be skipped. {reason}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A test that skips itself fails in CI, with the reason that it gave."""
    report = yield
    _refuse_skip(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """So does a file that skips itself whole."""
    report = yield
    _refuse_skip(report)
    return report
