"""The Word file: the office's fonts by name, heads that come again, rows that stay whole, the grid, the same bytes."""

import io
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from commandroom.domain.errors import Refused
from commandroom.domain.instant import at
from commandroom.reports import notice, paper_docx, render
from commandroom.reports.given import Given
from commandroom.reports.monthly import gather
from commandroom.reports.paper import Document
from commandroom.reports.period import Basis, Month
from tests.helpers.month_rows import RowsReader, busy_month, columns

NOW = at(2026, 11, 5, 14, 30)
MONTH = Month(2026, 10)
WORDS = Given(
    "路灯修得慢。", "集中整治。", "案例一：楼道。", number="潞街〔2026〕9号", mark="潞城街道文件", copies="存档。",
    printed_by="街道办",
)  # fmt: skip


def document(events: bool = True) -> Document:
    """The notice of a busy month, or of an empty one."""
    rows = busy_month(MONTH.start, ("绿地脏乱",)) if events else []
    report = gather(RowsReader(rows), columns(rows), MONTH, Basis.REPORTED, NOW)
    return notice.compose(report, WORDS, render.faces().families("hei"))


def part(body: bytes, name: str) -> str:
    """One part of the archive."""
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return archive.read(name).decode()


def test_the_same_words_stand_in_both() -> None:
    """Every heading, paragraph and table title of the paper is in the Word file, in order."""
    made = document()
    xml = part(paper_docx.docx(made, NOW), "word/document.xml")
    text = "".join(re.findall(r"<w:t[^>]*>([^<]*)</w:t>", xml)).replace("&amp;", "&")
    place = 0
    for block in made.blocks:
        if block["kind"] in ("heading", "text", "point", "table", "figure"):
            words = block.get("mark", "") + block.get("head", "") + (block.get("text") or block.get("title", ""))
            assert words in text[place:], words
            place = text.index(words, place)
    assert "潞街〔2026〕9号" in text
    assert "抄送：存档。" in text


def test_fonts_are_those_of_the_standard() -> None:
    """East Asian fonts by the names an office has, whatever is installed here."""
    body = paper_docx.docx(document(), NOW)
    xml, styles = part(body, "word/document.xml"), part(body, "word/styles.xml")
    assert 'w:eastAsia="仿宋_GB2312"' in styles
    for font in ("方正小标宋简体", "黑体", "楷体_GB2312", "宋体"):
        assert f'w:eastAsia="{font}"' in xml
    assert "Noto" not in xml + styles


def test_tables_repeat_their_head_and_tear_no_row() -> None:
    """A head row a table, every row whole; 22 lines a page, page numbers by odd and even."""
    made = document()
    body = paper_docx.docx(made, NOW)
    xml = part(body, "word/document.xml")
    tables = [block for block in made.blocks if block["kind"] in ("table", "annex")]
    assert xml.count("<w:tblHeader/>") == len(tables)
    rows = sum(len(block["rows"]) + 1 + bool(block["total"]) for block in tables)
    assert xml.count("<w:cantSplit/>") == rows
    assert 'w:linePitch="580"' in xml
    settings = part(body, "word/settings.xml")
    assert "evenAndOddHeaders" in settings
    assert "mirrorMargins" in settings


def test_the_same_document_gives_the_same_bytes() -> None:
    """No moment of writing is in the file."""
    assert paper_docx.docx(document(), NOW) == paper_docx.docx(document(), NOW)


def test_an_empty_month_and_naughty_words_are_written() -> None:
    """No event; words that look like XML; a form has no Word file and says so."""
    assert paper_docx.docx(document(events=False), NOW).startswith(b"PK")
    odd = Document("monthly", ("<b>&",), "a\x00b", "\ud83d", "2026年11月5日")
    odd.text("</w:t><script>", "\x07\x1b")
    assert "&lt;/w:t&gt;" in part(paper_docx.docx(odd, NOW), "word/document.xml")
    with pytest.raises(Refused, match=r"paper\.no_docx"):
        paper_docx.docx(Document("slip", ("事件交办单",), "", "", ""), NOW)


def test_an_office_program_opens_it(tmp_path: Path) -> None:
    """LibreOffice, where it is installed, makes as many pages of it as the print has, give or take two."""
    office = shutil.which("soffice")
    if office is None or shutil.which("pdfinfo") is None:
        pytest.skip("LibreOffice or pdfinfo is not installed")
    made = document()
    (tmp_path / "a.docx").write_bytes(paper_docx.docx(made, NOW))
    (tmp_path / "b.pdf").write_bytes(render.pdf(document(), NOW).pdf)
    profile = f"-env:UserInstallation=file://{tmp_path}/office"
    subprocess.run(
        [office, profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(tmp_path / "a.docx")],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    pages = []
    for name in ("a.pdf", "b.pdf"):
        told = subprocess.run(["pdfinfo", str(tmp_path / name)], capture_output=True, text=True, check=True).stdout
        found = re.search(r"Pages:\s+(\d+)", told)
        assert found is not None
        pages.append(int(found[1]))
    assert abs(pages[0] - pages[1]) <= 2
