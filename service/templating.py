"""The templates, once for each language: words, labels, numbers and dates as its readers write them."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import cache
from http import HTTPStatus
from math import ceil

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal, format_percent
from jinja2 import Environment, PackageLoader, StrictUndefined

from graph.model import KIND_OF_PREFIX, SOCIETIES
from graph.weeks import monday
from service import labels
from service.gaps.words import PARTS
from service.graph_labels import KIND_WORDS, RELATION_WORDS
from service.language import LANGUAGES, LOCALES, Language, translations
from service.navigation import entries
from service.problem_words import in_words
from service.statics import asset


def render(template: str, language: Language, values: Mapping[str, object]) -> str:
    """The page that a template makes of these values, in a language.

    :raises jinja2.UndefinedError: a value that the template needs is missing.
    """
    return environment(language).get_template(template).render(values)


@cache
def environment(language: Language) -> Environment:
    """The templates of one language."""
    made = Environment(
        loader=PackageLoader("service"),
        autoescape=True,
        extensions=["jinja2.ext.i18n"],
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.install_gettext_translations(translations(language), newstyle=True)  # type: ignore[attr-defined]
    made.filters.update(_labels(language) | _figures(LOCALES[language]))
    made.globals.update(asset=asset, language=language, languages=LANGUAGES, societies=SOCIETIES, phases=labels.PHASES)
    made.globals["navigation"] = entries
    made.globals["tongue"] = {"zh": "zh-CN", "en": "en"}[language]
    return made


def short(words: str, most: int = 20) -> str:
    """Words that are no wider than so many Latin letters; a Chinese one is as wide as two."""
    width = 0
    for place, letter in enumerate(words):
        width += 2 if ord(letter) > 0x2E80 else 1
        if width > most:
            return words[: max(place - 1, 1)] + "…"
    return words


def speaker(language: Language) -> Callable[[str, object], str]:
    """Says a thing as pages do: the name of a filter, such as `half_day`, and the value."""
    filters = environment(language).filters
    return lambda name, value: str(filters[name](value))


def _labels(language: Language) -> dict[str, Callable[..., str]]:
    gettext = translations(language).gettext

    def closed(table: Mapping[str, str]) -> Callable[[str], str]:
        return lambda name: gettext(table[name])

    def open(table: Mapping[str, str]) -> Callable[[str], str]:
        return lambda name: gettext(table[name]) if name in table else name

    def slot(name: str) -> str:
        """A part of a slot, such as `money_2`, by its number."""
        stem, _, number = name.rpartition("_")
        is_part = number.isdecimal() and stem in labels.SLOTS
        return f"{gettext(labels.SLOTS[stem])} {number}" if is_part else open(labels.SLOTS)(name)

    return {
        "society": closed(labels.SOCIETIES),
        "home": closed(labels.HOMES),
        "nature": closed(labels.NATURES),
        "half_day": open(labels.HALF_DAYS),
        "reason": closed(labels.REASONS),
        "role": closed(labels.ROLES),
        "state": closed(labels.STATES),
        "phase": closed(labels.PHASES),
        "slot": slot,
        "rule": open(labels.RULES),
        "kind": open(KIND_WORDS),
        "relation": open(RELATION_WORDS),
        "problem": lambda status: gettext(labels.PROBLEMS.get(status, HTTPStatus(status).phrase)),
        "word": gettext,
        "in_words": lambda detail: detail if language == "en" else in_words(detail, gettext),
        "source": open(labels.SOURCES),
        "kind_of": lambda id: gettext(KIND_WORDS[KIND_OF_PREFIX[id.partition(":")[0]].KIND]),
        "short": short,
        "part": open(PARTS),
        "points": open(labels.POINTS),
        "because": closed(labels.BECAUSE),
        "purpose": open(labels.PURPOSES),
        "action": closed(labels.ACTIONS),
        "demand": closed(labels.DEMANDS),
        "called": open(labels.NAMES),
        "anchor": lambda id: id.replace(":", "-"),
    }


def _figures(locale: Locale) -> dict[str, Callable[..., str]]:
    def at_most(share: float) -> str:
        """In percent, rounded up to a hundredth, so that "at most" stays true."""
        return format_percent(ceil(share * 10_000) / 10_000, "0.##%", locale=locale)

    def yuan(fen: int) -> str:
        return format_decimal(fen / 100, "¥#,##0.00" if fen % 100 else "¥#,##0", locale=locale)

    def days(week: str) -> str:
        first = monday(week)
        form = "M月d日" if locale.language == "zh" else "d MMM"
        return " – ".join(format_date(day, form, locale=locale) for day in (first, first + timedelta(days=6)))

    def moment(at: str) -> str:
        """A moment to the minute, in the time of its own place."""
        form = "M月d日 HH:mm" if locale.language == "zh" else "d MMM, HH:mm"
        return format_datetime(datetime.fromisoformat(at), form, locale=locale)

    return {
        "number": lambda value: format_decimal(value, locale=locale),
        "whole_percent": lambda share: format_percent(share, "0%", locale=locale),
        "percent": lambda share: format_percent(share, "0.0%", locale=locale),
        "yuan": yuan,
        "tenths": lambda value: format_decimal(ceil(value * 10) / 10, "#,##0.#", locale=locale),
        "at_most_percent": at_most,
        "days": days,
        "moment": moment,
        "signed": lambda points: format_decimal(points, "+#,##0;−#,##0", locale=locale) if points else "0",
    }
