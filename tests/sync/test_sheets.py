"""Opening table files of every kind, and refusing what must not be opened."""

import json
import time
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commandroom import text
from commandroom.domain.errors import Refused
from commandroom.sync import delimited
from commandroom.sync.sheet_kind import MEGABYTE, SheetKind, recognise
from commandroom.sync.sheets import open_book

REFUSED = {
    "OOM_alloc3.xls": "sheet.damaged",
    "any_sheets.xls": "sheet.macros",
    "issue252.xlsx": "sheet.damaged",
    "issue281.xlsm": "sheet.macros",
    "issue_182.xlsb": "sheet.macros",
    "issue_385.xls": "sheet.password",
    "issue_594_dos.ods": "sheet.too_many_cells",
    "issues.xls": "sheet.macros",
    "issues.xlsb": "sheet.macros",
    "optional_records.xls": "sheet.macros",
    "pass_protected.ods": "sheet.password",
    "pass_protected.xlsb": "sheet.password",
    "pass_protected.xlsx": "sheet.password",
    "vba.xlsm": "sheet.macros",
}


@pytest.mark.timeout(120)
def test_corpus_opens_or_is_refused_with_a_sentence(shared_data: Path) -> None:
    """Each of the 124 workbooks is read to its last row or refused for the right reason, within 2 s a MB."""
    refused = {}
    files = [path for path in sorted((shared_data / "calamine-excel-corpus").iterdir()) if path.suffix != ".txt"]
    assert len(files) == 124
    for path in files:
        start = time.perf_counter()
        try:
            for sheet in open_book(path).sheets:
                for row in sheet.rows():
                    assert isinstance(row, list)
        except Refused as refusal:
            refused[path.name] = refusal.code
            assert path.name in text.sentence(refusal)
        assert time.perf_counter() - start < 2 * max(1, path.stat().st_size / MEGABYTE)
    assert refused == REFUSED


def test_csv_spectrum_equals_its_json(shared_data: Path, tmp_path: Path) -> None:
    """Quotes, line breaks, CRLF and empty cells of csv come out as the corpus says.

    The copies lost the CR of the files named crlf on their way through git; it is put back first.
    """
    files = sorted((shared_data / "csv-spectrum" / "csvs").glob("*.csv"))
    assert len(files) == 11
    for path in files:
        content = path.read_bytes()
        if path.stem.endswith("_crlf"):
            content = content.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
        copy = tmp_path / path.name
        copy.write_bytes(content)
        rows = list(open_book(copy).sheets[0].rows())
        expected = json.loads((path.parent.parent / "json" / f"{path.stem}.json").read_text("utf-8"))
        assert [dict(zip(rows[0], row, strict=True)) for row in rows[1:]] == expected, path.name


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("mark", list(delimited.DELIMITERS))
def test_encoding_and_delimiter_are_found(tmp_path: Path, encoding: str, mark: str) -> None:
    """Every encoding and delimiter that offices use is recognised by content, under a wrong suffix too."""
    rows = [["标题", "时间", "内容"], ["路灯不亮", "2026-01-02", "东方路12号。市民、来电"]]
    rows.append(["井盖", "2026-01-03", "松动"])
    path = tmp_path / "表.xls"
    path.write_bytes("\r\n".join(mark.join(row) for row in rows).encode(encoding))
    book = open_book(path)
    assert book.kind == SheetKind.TEXT
    assert book.delimiter == mark
    assert list(book.sheets[0].rows()) == rows


def test_commas_inside_chinese_text_are_no_delimiter(tmp_path: Path) -> None:
    """A full-width comma in the texts does not beat the real comma between the columns."""
    path = tmp_path / "a.csv"
    path.write_text("标题,内容\n一,你好，请问，谢谢\n二,你好，请问，再见\n三,无，无，无\n", "utf-8")
    assert open_book(path).delimiter == ","


HTML = """<html><head><meta charset="gbk"><style>td{x:y}</style></head><body>
<table><tr><th colspan=2>投诉&nbsp;</th><th rowspan="2">时间</th></tr><tr><td>标题</td><td>内容</td></tr>
<tr><td>路灯<br>不亮</td><td>&lt;b&gt;</td><td>2026-01-02</td></tr></table></body></html>"""


def test_html_saved_as_xls(tmp_path: Path) -> None:
    """A web page with the suffix .xls gives its table with spans, breaks and entities."""
    path = tmp_path / "导出.xls"
    path.write_bytes(HTML.encode("gbk"))
    sheet = open_book(path).sheets[0]
    assert list(sheet.rows()) == [["投诉", "", "时间"], ["标题", "内容"], ["路灯\n不亮", "<b>", "2026-01-02"]]
    assert ((0, 0), (0, 1)) in sheet.merged
    assert ((0, 2), (1, 2)) in sheet.merged


XML = """<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>{doctype}
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
<Worksheet ss:Name="工单"><Table><Row><Cell ss:MergeAcross="1"><Data ss:Type="String">标题</Data></Cell>
<Cell ss:Index="4"><Data ss:Type="String">数</Data></Cell></Row>
<Row ss:Index="3"><Cell><Data ss:Type="DateTime">2026-01-02T03:04:05.000</Data></Cell>
<Cell><Data ss:Type="Number">12.5</Data></Cell><Cell><Data ss:Type="Boolean">1</Data></Cell></Row>
</Table></Worksheet></Workbook>"""


def test_excel_2003_xml(tmp_path: Path) -> None:
    """Excel 2003 XML gives typed cells at their places."""
    path = tmp_path / "a.xls"
    path.write_text(XML.format(doctype=""), "utf-8")
    sheet = open_book(path).sheets[0]
    rows = list(sheet.rows())
    assert sheet.name == "工单"
    assert rows[0] == ["标题", "", "", "数"]
    assert rows[1] == []
    assert rows[2][0].isoformat() == "2026-01-02T03:04:05"
    assert rows[2][1:] == [12.5, True]


def test_xml_with_entities_is_refused(tmp_path: Path) -> None:
    """An entity bomb and a file:// entity are refused, not expanded."""
    for doctype in (
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>',
    ):
        path = tmp_path / "a.xls"
        path.write_text(XML.format(doctype=doctype), "utf-8")
        with pytest.raises(Refused, match=r"sheet\.xml_entities|sheet\.damaged"):
            open_book(path)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "sheet.empty_file"),
        (b"%PDF-1.7 ...", "sheet.not_a_sheet"),
        (b"\x89PNG\r\n\x1a\n", "sheet.not_a_sheet"),
        (bytes(range(1, 9)) * 50, "sheet.not_a_sheet"),
        (b"\x09\x08\x08\x00\x00\x05\x05\x00", "sheet.too_old"),
        (b"PK\x03\x04 broken", "sheet.damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "sheet.damaged"),
        (b"<html><body>nothing</body></html>", "sheet.no_table"),
        ("标题".encode() + b"\xff\xff\xff", "sheet.encoding"),
    ],
)
def test_rubbish_is_refused_clearly(tmp_path: Path, content: bytes, code: str) -> None:
    """What is no table is refused with a sentence that names the file."""
    path = tmp_path / "坏.xlsx"
    path.write_bytes(content)
    with pytest.raises(Refused) as refusal:
        open_book(path)
    assert refusal.value.code == code
    assert "坏.xlsx" in text.sentence(refusal.value)


def test_zip_bomb_is_refused_before_opening(tmp_path: Path) -> None:
    """A workbook whose parts unpack a thousandfold is refused without unpacking."""
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/workbook.xml", "<workbook/>")
        package.writestr("xl/worksheets/sheet1.xml", b"0" * (80 * MEGABYTE))
    start = time.perf_counter()
    with pytest.raises(Refused, match=r"sheet\.bomb"):
        recognise(path)
    assert time.perf_counter() - start < 1


def test_other_zip_is_no_sheet(tmp_path: Path) -> None:
    """A word document or any other zip is not taken for a workbook."""
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("word/document.xml", "<w/>")
    with pytest.raises(Refused, match=r"sheet\.not_a_sheet"):
        open_book(path)


def test_span_bomb_is_refused(tmp_path: Path) -> None:
    """Spans of millions of cells are refused, not laid out."""
    path = tmp_path / "a.xls"
    cell = "<td colspan=16000 rowspan=65000>x</td>"
    path.write_text(f"<html><table><tr>{cell}</tr></table></html>", "utf-8")
    with pytest.raises(Refused, match=r"sheet\.bomb"):
        open_book(path)


@given(st.text())
def test_formula_guard_is_reversible(written: str) -> None:
    """Whatever a text is, its guarded csv form is no formula and gives the text back."""
    guarded = delimited.guarded(written)
    assert not guarded.startswith(delimited.FORMULA_STARTS)
    assert delimited.unguarded(guarded) == written
