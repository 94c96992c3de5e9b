"""A week as sheets: who carries what, where; and what begins like a formula stays a word in every file."""

import csv
import io
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import httpx

from service.sheets import Sheet
from service.spreadsheet import csv_file, workbook
from tests.service.neighbours import solve
from tests.service.serving import WEEK

SPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
TRAPS = ('=HYPERLINK("http://elsewhere.invalid")', "+1", "-1", "@sum", "\t=1")


def parts(data: bytes) -> dict[str, str]:
    """The files in a workbook."""
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        return {name: book.read(name).decode() for name in book.namelist()}


def names(data: bytes) -> list[str]:
    """The names of its sheets."""
    root = ElementTree.fromstring(parts(data)["xl/workbook.xml"])
    return [each.attrib["name"] for each in root.iter(f"{SPACE}sheet")]


def test_what_begins_like_a_formula_is_a_word_in_the_table() -> None:
    sheet = Sheet("all", ("name", "hours"), tuple((trap, -2) for trap in TRAPS))
    rows = list(csv.reader(io.StringIO(csv_file(sheet).decode("utf-8-sig"))))
    assert rows == [["name", "hours"], *([f"'{trap}", "-2"] for trap in TRAPS)]


def test_what_begins_like_a_formula_is_a_word_in_the_workbook() -> None:
    files = parts(workbook([Sheet("all", ("name",), tuple((trap,) for trap in TRAPS))], "week"))
    (page,) = [text for name, text in files.items() if name.startswith("xl/worksheets/sheet")]
    assert "<f>" not in page and "<hyperlink" not in page
    assert not [name for name in files if "externalLink" in name]
    assert [cell.attrib["t"] for cell in ElementTree.fromstring(page).iter(f"{SPACE}c")] == ["s"] * 6


def test_sheets_get_names_that_a_workbook_takes_each_its_own() -> None:
    long = "城厢镇守望邻益社区服务中心与它的很多很多很多很多很多很多很多很多分站"
    titles = ("a/b:c", "A/B:C", long, f"{long}二", "''")
    found = names(workbook([Sheet(title, ("x",), ()) for title in titles], "week"))
    assert found == ["a b c", "A B C 2", long[:31], f"{long[:29]} 2", "-"]


def test_the_week_is_a_workbook_of_all_needs_each_organization_and_each_community(coordinator: httpx.Client) -> None:
    """Five of the six linkages are carried by lin, the barrier by yi; the needs are in two communities."""
    solve(coordinator)
    answer = coordinator.get(f"/weeks/{WEEK}/week.xlsx", headers={"Accept-Language": "zh"})
    assert answer.headers["content-disposition"] == f'attachment; filename="tongxin-{WEEK}.xlsx"'
    first, *rest = names(answer.content)
    assert (first, len(rest)) == (WEEK, 4)
    assert rest[2:] == ["清河街道 旧里社区", "清河街道 柳塘社区"]
    pages = parts(answer.content)
    rows = [text.count("<row ") - 1 for name, text in sorted(pages.items()) if "worksheets/sheet" in name]
    assert sorted(rows) == [1, 1, 5, 7, 8]


def test_the_table_tells_of_each_need_how_it_stands_and_who_serves_it(coordinator: httpx.Client) -> None:
    solve(coordinator)
    order = {"need": "need:meals", "action": "accept"}
    coordinator.post(f"/api/weeks/{WEEK}/decisions", json=order).raise_for_status()
    text = coordinator.get(f"/weeks/{WEEK}/week.csv", headers={"Accept-Language": "en"}).content.decode("utf-8-sig")
    rows = {row["No."]: row for row in csv.DictReader(io.StringIO(text))}
    meals, rehab = rows["meals"], rows["rehab"]
    assert (meals["State"], meals["Decided"], meals["When"]) == ("Served", "yes", "Thursday morning")
    assert meals["Volunteer"].startswith("Helper volunteer ")
    assert (rehab["State"], rehab["Volunteer"]) == ("Not served: Nobody can fill a required place", "")
    assert len(rows) == 8


def test_no_name_of_a_person_is_on_any_sheet(coordinator: httpx.Client, tmp_path: Path) -> None:
    solve(coordinator)
    pages = parts(coordinator.get(f"/weeks/{WEEK}/week.xlsx").content)
    told = "".join(pages.values()) + coordinator.get(f"/weeks/{WEEK}/sheets").text
    assert not [name for name in ("周桂兰", "方巧云", "胡", "林静", "resident:", "household:") if name in told]
