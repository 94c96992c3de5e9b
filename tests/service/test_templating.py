"""Numbers, dates and labels as the readers of each language write them; and that what is shown is escaped."""

from typing import get_args

import pytest

from graph.model.base import HALF_DAYS, SOCIETIES
from matching.rules import HARD
from service import labels
from service.access import Caller
from service.errors import details
from service.schemas import RunPhase
from service.templating import environment, render


def shown(expression: str, language: str, **values: object) -> str:
    chosen = environment("zh" if language == "zh" else "en")
    return chosen.from_string("{{ " + expression + " }}").render(values)


@pytest.mark.parametrize(
    ("gap", "text"), [(0.0, "0%"), (0.003, "0.3%"), (0.00191, "0.2%"), (0.000001, "0.01%"), (0.123456, "12.35%")]
)
def test_a_gap_is_rounded_up_so_that_at_most_stays_true(gap: float, text: str) -> None:
    assert shown("gap|at_most_percent", "en", gap=gap) == text


def test_money_is_yuan_without_needless_fen() -> None:
    assert shown("80000|yuan", "zh") == "¥800"
    assert shown("123450|yuan", "zh") == "¥1,234.50"


def test_a_week_is_shown_by_its_days() -> None:
    assert shown("'2026-W48'|days", "zh") == "11月23日 – 11月29日"
    assert shown("'2026-W53'|days", "en") == "28 Dec – 3 Jan"


def test_every_society_and_half_day_has_its_words() -> None:
    assert list(labels.SOCIETIES) == list(SOCIETIES)
    assert list(labels.HALF_DAYS) == list(HALF_DAYS)
    assert shown("'tue-am'|half_day", "zh") == "周二上午"


def test_every_hard_rule_has_its_words() -> None:
    assert list(labels.RULES) == [rule.name for rule in HARD]


def test_a_slot_of_its_own_name_is_shown_as_it_is_written() -> None:
    assert shown("'helper'|slot", "zh") == "服务者"
    assert shown("'barber'|slot", "zh") == "barber"


def test_a_part_of_a_slot_is_shown_by_its_number() -> None:
    assert shown("'money_2'|slot", "en") == "Money 2"
    assert shown("'barber_2'|slot", "zh") == "barber_2"


def test_what_came_from_outside_is_escaped() -> None:
    frame = {"caller": Caller(), "here": "", "here_now": "/", "in_language": lambda language: f"/?lang={language}"}
    text = render("error.html", "zh", {"problem": details(404, "<script>x</script> & more"), **frame})
    assert "<script>x" not in text
    assert "&lt;script&gt;x&lt;/script&gt; &amp; more" in text


def test_every_phase_of_a_run_has_its_words() -> None:
    assert set(labels.PHASES) == {phase for part in get_args(RunPhase) for phase in get_args(part) or (part,)}
