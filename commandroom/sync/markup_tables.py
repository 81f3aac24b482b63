"""Tables in markup: HTML saved as .xls and Excel 2003 XML, parsed without DTD, entities or network."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from commandroom.domain.errors import Refused
from commandroom.sync.delimited import decode

MAX_COLUMNS = 16_384
MAX_ROWS = 1_048_576
_MAX_SPAN_CELLS = 5_000_000
_SS = "{urn:schemas-microsoft-com:office:spreadsheet}"

Merged = tuple[tuple[int, int], tuple[int, int]]
"""First and last cell of a merged range, each (row, column), counted from 0."""


@dataclass(frozen=True, slots=True)
class MarkupTable:
    """One table: its name, its rows of cells ("" = empty) and its merged ranges."""

    name: str
    rows: list[list[Any]]
    merged: tuple[Merged, ...]


class _Grid:
    """Cells put down one after another, as row and column spans push them aside."""

    def __init__(self, file: str) -> None:
        self._file = file
        self.rows: list[list[Any]] = []
        self.merged: list[Merged] = []
        self._taken: dict[tuple[int, int], bool] = {}
        self._cells = 0

    def start_row(self, index: int | None = None) -> None:
        """Begin the next row, or the row of this index (from 0) after empty ones."""
        wanted = len(self.rows) if index is None else index
        if not len(self.rows) <= wanted < MAX_ROWS:
            raise Refused("sheet.damaged", file=self._file)
        while len(self.rows) <= wanted:
            self.rows.append([])

    def put(self, value: Any, across: int = 1, down: int = 1, column: int | None = None) -> None:
        """Put one cell into the present row, at this column or at the next free one."""
        row = len(self.rows) - 1
        line = self.rows[row]
        at = len(line) if column is None else column
        while (row, at) in self._taken:
            at += 1
        across = max(1, min(across, MAX_COLUMNS - at))
        down = max(1, min(down, 65_536))
        self._cells += across * down + max(0, at - len(line))
        if at >= MAX_COLUMNS or self._cells > _MAX_SPAN_CELLS:
            raise Refused("sheet.bomb", file=self._file, size=0)
        line.extend([""] * (at - len(line)))
        line.append(value)
        line.extend([""] * (across - 1))
        if across > 1 or down > 1:
            self.merged.append(((row, at), (row + down - 1, at + across - 1)))
        for below in range(1, down):
            for right in range(across):
                self._taken[row + below, at + right] = True


def html_tables(content: bytes, file: str) -> Iterator[MarkupTable]:
    """The outer tables of an HTML page that was saved as a workbook; all cells are text.

    Raises Refused("sheet.damaged") or Refused("sheet.no_table").
    """
    from lxml import etree, html

    text, _encoding = decode(content, file)
    parser = html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False)
    try:
        page = html.document_fromstring(text.encode("utf-8"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise Refused("sheet.damaged", file=file) from error
    tables = [table for table in page.iter("table") if next(table.iterancestors("table"), None) is None]
    if not tables:
        raise Refused("sheet.no_table", file=file)
    for number, table in enumerate(tables, start=1):
        grid = _Grid(file)
        for line in table.iter("tr"):
            if next(line.iterancestors("table")) is not table:
                continue
            grid.start_row()
            for cell in line.iterchildren("td", "th"):
                grid.put(_words(cell), _span(cell.get("colspan")), _span(cell.get("rowspan")))
        yield MarkupTable(f"表{number}", grid.rows, tuple(grid.merged))


def _span(written: str | None) -> int:
    return int(written) if written and written.strip().isdecimal() and len(written.strip()) < 9 else 1


def _words(cell: Any) -> str:
    """The text of an HTML cell: runs of white space become one space, <br> and paragraphs a new line."""
    parts: list[str] = []
    for node in cell.iter():
        if node.tag in ("br", "p", "div") and node is not cell and "".join(parts).strip():
            parts.append("\n")
        if isinstance(node.tag, str) and node.text and node.tag not in ("script", "style"):
            parts.append(" ".join(_keep_edges(node.text)))
        if node is not cell and node.tail:
            parts.append(" ".join(_keep_edges(node.tail)))
    lines = "".join(parts).replace("\xa0", " ").split("\n")
    return "\n".join(line.strip() for line in lines).strip()


def _keep_edges(text: str) -> list[str]:
    words = text.split()
    if words and text[0].isspace():
        words[0] = " " + words[0]
    if words and text[-1].isspace():
        words[-1] += " "
    return words


def xml_2003_tables(content: bytes, file: str) -> Iterator[MarkupTable]:
    """The worksheets of an Excel 2003 XML workbook, numbers, dates and booleans typed.

    Raises Refused("sheet.xml_entities") when the file declares entities, Refused("sheet.damaged") when it is
    not well formed.
    """
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Refused("sheet.damaged", file=file) from error
    if root.getroottree().docinfo.doctype:
        raise Refused("sheet.xml_entities", file=file)
    for sheet in root.iter(f"{_SS}Worksheet"):
        grid = _Grid(file)
        for line in sheet.iterfind(f"{_SS}Table/{_SS}Row"):
            grid.start_row(_index(line.get(f"{_SS}Index")))
            for cell in line.iterchildren(f"{_SS}Cell"):
                data = cell.find(f"{_SS}Data")
                across = _span(cell.get(f"{_SS}MergeAcross") or "0") if cell.get(f"{_SS}MergeAcross") else 0
                down = _span(cell.get(f"{_SS}MergeDown") or "0") if cell.get(f"{_SS}MergeDown") else 0
                value = "" if data is None else _typed("".join(data.itertext()), data.get(f"{_SS}Type") or "")
                grid.put(value, across + 1, down + 1, _index(cell.get(f"{_SS}Index")))
        yield MarkupTable(sheet.get(f"{_SS}Name") or "", grid.rows, tuple(grid.merged))


def _index(written: str | None) -> int | None:
    return int(written) - 1 if written and written.isdecimal() and 0 < len(written) < 9 else None


def _typed(text: str, kind: str) -> Any:
    """A value of Excel 2003 XML; what does not parse stays the text it is."""
    try:
        if kind == "Number":
            return float(text)
        if kind == "DateTime":
            return datetime.fromisoformat(text)
    except ValueError:
        return text
    if kind == "Boolean":
        return text.strip() == "1"
    return "" if kind == "Error" else text
