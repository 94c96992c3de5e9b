"""The list of rules: complete, in order, and in one voice with the graph."""

import pkgutil
from importlib import import_module

import matching.rules
from graph.candidates import TESTS
from matching.rules import BONDS, HARD, RULES, SOFT


def test_every_file_with_a_rule_is_in_the_list_under_its_own_name() -> None:
    files = {module.name for module in pkgutil.iter_modules(matching.rules.__path__)} - {"rule"}
    assert {import_module(f"matching.rules.{file}").RULE.name: file for file in files} == {file: file for file in files}
    assert sorted(rule.name for rule in RULES) == sorted(files)


def test_the_graph_tests_the_first_rules_in_their_order() -> None:
    assert (
        tuple(rule.name for rule in HARD if rule.refuses is None) == TESTS == tuple(r.name for r in HARD[: len(TESTS)])
    )


def test_what_depends_on_half_days_comes_last() -> None:
    assert [rule.name for rule in HARD[-2:]] == ["half_day", "holiday"]


def test_every_rule_says_what_it_means_in_a_sentence() -> None:
    assert all(rule.means.endswith(".") for rule in RULES)


def test_no_two_rules_share_a_name() -> None:
    assert len({rule.name for rule in RULES}) == len(RULES) == len(HARD) + len(SOFT) + len(BONDS)
