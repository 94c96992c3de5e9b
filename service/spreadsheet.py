"""Sheets as files that offices open: CSV, and a workbook. What begins like a formula stays a word in both."""

import csv
import io
import re
from collections.abc import Iterable

import xlsxwriter

from service.sheets import Cell, Sheet

BOM = "\ufeff"
"""By it Excel knows that a CSV is UTF-8."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
MOST_NAME = 31
"""Letters of a sheet's name that a workbook takes."""
_WIDE = 42


def csv_file(sheet: Sheet) -> bytes:
    """The sheet as CSV: UTF-8 with its mark, lines ending as RFC 4180 says. A cell that a program would take for a
    formula begins with an apostrophe."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([list(map(_plain, row)) for row in (sheet.heads, *sheet.rows)])
    return (BOM + text.getvalue()).encode()


def _plain(cell: Cell) -> Cell:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def workbook(sheets: Iterable[Sheet], title: str) -> bytes:
    """The sheets as one workbook (xlsx). Words are written as words: no cell of it is a formula or a link."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        book.set_properties({"title": title})
        head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        cell = book.add_format({"text_wrap": True, "valign": "top"})
        taken: set[str] = set()
        for sheet in sheets:
            _write(book.add_worksheet(_name(sheet.title, taken)), sheet, title, head, cell)
    return file.getvalue()


def _write(page: "xlsxwriter.worksheet.Worksheet", sheet: Sheet, title: str, head: object, cell: object) -> None:
    page.set_landscape()
    page.set_paper(9)  # A4
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    page.freeze_panes(1, 1)
    page.set_header(f"&L{_quoted(title)}&R{_quoted(sheet.title)}")
    for column, name in enumerate(sheet.heads):
        cells = [str(row[column]) for row in sheet.rows]
        page.set_column(column, column, min(_WIDE, max(_width(name), *map(_width, cells), 4)) + 2)
        page.write_string(0, column, name, head)
    for place, row in enumerate(sheet.rows, 1):
        for column, value in enumerate(row):
            write = page.write_number if isinstance(value, int) else page.write_string
            write(place, column, value, cell)


def _quoted(words: str) -> str:
    """In a header, & begins an instruction."""
    return words.replace("&", "&&")[:100]


def _width(text: str) -> int:
    """In letters of Latin width; a Chinese one is as wide as two."""
    return sum(2 if ord(letter) > 0x2E80 else 1 for letter in text)


def _name(title: str, taken: set[str]) -> str:
    """A name of a sheet that a workbook takes and that no other sheet has."""
    bare = re.sub(r"[\[\]:*?/\\']", " ", title).strip() or "-"
    name, number = bare[:MOST_NAME], 2
    while name.casefold() in taken:
        name, number = f"{bare[: MOST_NAME - len(str(number)) - 1]} {number}", number + 1
    taken.add(name.casefold())
    return name
