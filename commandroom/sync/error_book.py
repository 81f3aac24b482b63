"""Give the rows that could not be taken back in their own layout, with the reason, red where it is wrong."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from commandroom.domain.errors import Refused
from commandroom.sync.incoming import WrongCell
from commandroom.sync.sheet_out import XlsxTable, workbook
from commandroom.sync.sheets import Merged, Row
from commandroom.sync.table_header import REASON_HEADER, Header, column_letter
from commandroom.sync.table_reading import Plan, Table

Cancelled = Callable[[], bool]


def write_error_book(
    path: Path, planned: Plan, wrong: Sequence[WrongCell], cancelled: Cancelled | None = None
) -> int:
    """Write the wrong rows of a file to an .xlsx workbook and answer how many there are.

    Each sheet keeps its name, its title and note rows, its header and merged cells; 错误原因 is added behind the
    last column and the wrong cells are red. Corrected, the workbook imports like the file it came from. A csv
    becomes a workbook too: only so can a cell be red. Raises Refused("sheet.write_kind"),
    Refused("sheet.write_cancelled"); Unavailable("sheet.write_failed").
    """
    count = 0
    with workbook(path) as book:
        for table in planned.tables:
            cells = [cell for cell in wrong if cell.sheet == table.sheet.name]
            if cells:
                count += _write_sheet(book, table, cells, path, cancelled)
        if not count:
            book.book.add_worksheet(REASON_HEADER)
    return count


def _write_sheet(
    book: XlsxTable, table: Table, wrong: Sequence[WrongCell], path: Path, cancelled: Cancelled | None
) -> int:
    """One sheet: the rows down to the header as they were, then each wrong row once."""
    by_row: dict[int, list[WrongCell]] = {}
    for cell in wrong:
        by_row.setdefault(cell.row, []).append(cell)
    sheet = book.book.add_worksheet(_free_name(table.sheet.name, book))
    last = len(table.header.labels)
    spans = _head_spans(table)
    for (top, left), (bottom, right) in spans:
        sheet.merge_range(top, left, bottom, right, "", book.head if top >= table.header.row else book.text)
    covered = _covered(spans)
    line = table.header.first_data_row
    for number, row in enumerate(table.sheet.rows(), start=1):
        if number % 1_000 == 0 and cancelled is not None and cancelled():
            raise Refused("sheet.write_cancelled", file=path.name)
        if number <= table.header.first_data_row:
            _write_head(book, sheet, table.header, number - 1, row, covered)
            if number == table.header.row + 1:
                book.put(sheet, number - 1, last, REASON_HEADER, book.head)
        elif number in by_row:
            _write_wrong(book, sheet, line, row, by_row[number], last)
            line += 1
    sheet.set_column(0, max(0, last - 1), 16)
    sheet.set_column(last, last, 60)
    return len(by_row)


def _head_spans(table: Table) -> list[Merged]:
    """The merged ranges of the title, the notes and the header."""
    return [span for span in table.sheet.merged if span[1][0] < table.header.first_data_row and span[0] != span[1]]


def _covered(spans: Sequence[Merged]) -> set[tuple[int, int]]:
    """The cells that a merged range hides."""
    inside = {
        (row, column)
        for (top, left), (bottom, right) in spans
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
    }
    return inside - {first for first, _last in spans}


def _write_head(
    book: XlsxTable, sheet: Any, header: Header, index: int, row: Row, covered: set[tuple[int, int]]
) -> None:
    for column, value in enumerate(row):
        if (index, column) not in covered:
            book.put(sheet, index, column, value, book.head if index >= header.row else None)


def _write_wrong(
    book: XlsxTable, sheet: Any, line: int, row: Row, wrong: Sequence[WrongCell], last: int
) -> None:
    """One row with its wrong cells red and the reasons, with the row's number in the original file."""
    red = {cell.column for cell in wrong}
    for column in range(max(len(row), last)):
        if column == last:
            continue
        value = row[column] if column < len(row) else ""
        book.put(sheet, line, column, value, book.wrong if column_letter(column) in red else None)
    reasons = "；".join(dict.fromkeys(_reason(cell) for cell in wrong))
    book.put(sheet, line, last, f"原第 {wrong[0].row} 行：{reasons}", book.wrong)


def _reason(cell: WrongCell) -> str:
    return f"「{cell.header}」{cell.reason}" if cell.header else cell.reason


def _free_name(name: str, book: XlsxTable) -> str:
    """A name that a worksheet may have: at most 31 characters, no brackets, colons, stars or slashes, used once."""
    clean = "".join("_" if sign in "[]:*?/\\" else sign for sign in name).strip("'")[:31] or "Sheet"
    used = {sheet.get_name().casefold() for sheet in book.book.worksheets()}
    number, free = 1, clean
    while free.casefold() in used:
        number += 1
        free = f"{clean[:27]}（{number}）"
    return free
