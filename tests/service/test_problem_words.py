"""Refusals are told in Chinese by their whole sentence: each that is translated is one that a source really says."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

import graph
import service
from service.language import translations
from service.problem_words import OURS, in_words
from tests.service.serving import WEEK, signed_in

ZH = translations("zh").gettext
HTML = {"Accept": "text/html"}


def said() -> Iterator[str]:
    """Every text that stands in a source, with `{}` for each value in it."""
    for path in (path for package in (service, graph) for path in Path(str(package.__file__)).parent.rglob("*.py")):
        if path.name != "problem_words.py":
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    yield node.value
                elif isinstance(node, ast.JoinedStr):
                    yield "".join(str(each.value) if isinstance(each, ast.Constant) else "{}" for each in node.values)


def test_each_sentence_stands_in_a_source() -> None:
    known = set(said())
    assert [each for each in OURS if re.sub(r"%\(\w+\)s", "{}", each) not in known] == []


def test_a_sentence_is_known_as_a_whole_or_not_at_all() -> None:
    assert in_words("old: not the present password", ZH) == "当前密码不正确"
    told = in_words("amount 900: 800 is missing; give that or less", ZH)
    assert told == "900 超出所缺：尚缺 800（金额以分计），请不超过此数"
    for other in ("old: not the present password, or so", "perhaps old: not the present password", ""):
        assert in_words(other, ZH) is None


def test_values_stay_as_they_were_said() -> None:
    told = in_words("login 'lin%(x)s': it is taken; /api/accounts lists the accounts", ZH)
    assert told == "登录名 'lin%(x)s' 已被使用"


@pytest.mark.parametrize(
    ("path", "zh"),
    [
        ("/nowhere", "/nowhere 这里没有内容；/docs 列出了全部地址"),
        ("/?per=7", "可选值为 '100' or '300'"),
        ("/?page=0", "不能小于 1"),
        ("/?wek=1", "没有这一项"),
        (f"/weeks/{WEEK}/linkages/need:none", f"{WEEK} 周没有需求 'need:none'"),
        ("/gaps/cell", "请指定服务、街镇、社区、类型或家园；全部见 /gaps"),
    ],
)
def test_the_page_of_an_error_is_in_the_readers_language(solved: httpx.Client, path: str, zh: str) -> None:
    with signed_in(solved, "planner") as planner:
        chinese = planner.get(path, params={"lang": "zh"} | dict(httpx.URL(path).params), headers=HTML)
        english = planner.get(path, params={"lang": "en"} | dict(httpx.URL(path).params), headers=HTML)
        problem = planner.get(path).json()
    assert zh.replace("'", "&#39;") in chinese.text
    told = problem["errors"][0]["message"] if problem["errors"] else problem["detail"]
    assert told.replace("'", "&#39;") in english.text
