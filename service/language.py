"""The languages of the pages: which one a reader gets, and its words (gettext catalogues, read at start)."""

from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Literal, get_args

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
"""Chinese first: it is what a reader gets who asks for nothing that we have."""

LOCALES = {"zh": Locale("zh", "CN", "Hans"), "en": Locale("en", "GB")}
CATALOGUES = Path(__file__).parent / "locale"


def choose(asked: str | None, remembered: str | None, accepted: str | None) -> Language:
    """The language of a request: the one asked for, else the cookie's, else the best that the browser accepts.

    What we do not have is passed over; a route that wants an unknown `asked` refused says so in its parameter's type.
    """
    for tag in (asked, remembered, *_by_preference(accepted or "")):
        if tag in LANGUAGES:
            return tag
    return LANGUAGES[0]


def _by_preference(header: str) -> list[str]:
    """The primary tags of an Accept-Language header, the most wanted first."""
    weighed = [_weighed(part) for part in header.split(",")]
    wanted = [item for item in weighed if item[1] > 0]
    return [tag for tag, _ in sorted(wanted, key=lambda item: -item[1])]


def _weighed(part: str) -> tuple[str, float]:
    tag, _, weight = part.partition(";")
    name, _, number = weight.strip().partition("=")
    try:
        quality = float(number) if name == "q" else 1.0
    except ValueError:
        quality = 0.0
    return tag.strip().lower().split("-")[0], quality


@cache
def translations(language: Language) -> NullTranslations:
    """The words of a language. English is what the sources are written in and needs no catalogue."""
    if language == "en":
        return NullTranslations()
    words = NullTranslations()
    for path in catalogues(language):
        compiled = BytesIO()
        with path.open("rb") as file:
            write_mo(compiled, read_po(file, locale=language, abort_invalid=True))
        compiled.seek(0)
        words.add_fallback(Translations(fp=compiled))
    return words


def catalogues(language: Language) -> list[Path]:
    """The files of a language's words: `messages.po` for what many pages say, one more for each group of pages."""
    return sorted((CATALOGUES / language / "LC_MESSAGES").glob("*.po"))
