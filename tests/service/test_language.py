"""Which language a reader gets, and that nothing on the pages is left without its Chinese words."""

from pathlib import Path
from typing import Any

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import service
from service.language import catalogues, choose, translations

SOURCES = Path(service.__file__).parent
WORDS: dict[str, Any] = {"N_": None, "_": None, "gettext": None, "ngettext": (1, 2)}


@pytest.mark.parametrize(
    ("asked", "remembered", "accepted", "expected"),
    [
        (None, None, None, "zh"),
        ("en", "zh", "zh-CN", "en"),
        (None, "en", "zh-CN", "en"),
        (None, None, "en-GB,en;q=0.9,zh;q=0.8", "en"),
        (None, None, "zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        (None, None, "en;q=0.2, zh-TW;q=0.7", "zh"),
        (None, None, "fr-FR,fr;q=0.9,en;q=0.5", "en"),
        (None, None, "fr, en;q=0", "zh"),
        (None, None, "*", "zh"),
        (None, None, "en;q=much", "zh"),
        ("fr", "xx", ";;,,=", "zh"),
    ],
)
def test_the_reader_gets_the_language_asked_for_then_remembered_then_accepted_then_chinese(
    asked: str | None, remembered: str | None, accepted: str | None, expected: str
) -> None:
    assert choose(asked, remembered, accepted) == expected


def used() -> set[Any]:
    """Every message that the sources and templates use: text, or (singular, plural)."""
    found = extract_from_dir(
        SOURCES,
        [("**.py", "python"), ("templates/**.html", "jinja2")],
        options_map={"templates/**.html": {"newstyle_gettext": "true", "silent": "false"}},
        keywords=WORDS,
        directory_filter=lambda folder: Path(folder).name not in {"assets", "static"},
    )
    return {message for _, _, message, _, _ in found}


def entries() -> list[Any]:
    found = []
    for path in catalogues("zh"):
        with path.open("rb") as file:
            found += [entry for entry in read_po(file, abort_invalid=True) if entry.id]
    return found


def catalogue() -> dict[Any, Any]:
    return {entry.id: entry for entry in entries()}


def test_every_message_stands_in_one_file() -> None:
    assert len(entries()) == len(catalogue())


def test_every_message_is_translated_and_none_is_left_over() -> None:
    known = catalogue()
    assert used() - set(known) == set(), "add these msgids to the catalogue"
    assert set(known) - used() == set(), "nothing uses these msgids any more; take them out"
    assert [id for id, entry in known.items() if not entry.string or entry.fuzzy] == []


def test_a_translation_fills_in_the_same_values_as_its_message() -> None:
    assert [error for entry in catalogue().values() for error in entry.check()] == []


def test_the_catalogue_is_read_and_plurals_work_in_both_languages() -> None:
    zh, en = translations("zh"), translations("en")
    assert zh.gettext("Volunteer") == "志愿者"
    assert en.gettext("Volunteer") == "Volunteer"
    assert en.ngettext("%(num)s need", "%(num)s needs", 1) == "%(num)s need"
    assert zh.ngettext("%(num)s need", "%(num)s needs", 2) == "%(num)s 件需求"
