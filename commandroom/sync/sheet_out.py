"""Write a table to xlsx or csv: every value as text that no program takes for a formula, nothing lost."""

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

from commandroom.domain.errors import Refused, Unavailable
from commandroom.sync.delimited import guarded

CELL_LIMIT = 32_767
"""What one cell of a spreadsheet holds, in UTF-16 units; the rest goes to the sheet 超长续文."""
SHEET_ROWS = 1_048_576
OVERFLOW_SHEET = "超长续文"
_EVERY = 500

Progress = Callable[[int, int], None]
"""Rows written, rows in all (0 = not known)."""
Cancelled = Callable[[], bool]


def write_table(
    path: Path,
    headers: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    sheet: str = "Sheet1",
    total: int = 0,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> int:
    """Write a table to a .xlsx or .csv file and answer how many rows it has.

    Texts stay texts ("=1+1" too), numbers numbers, dates dates; csv is UTF-8 with a mark, as Excel wants it.
    The file appears whole or not at all. Raises Refused: "sheet.write_kind", "sheet.write_cancelled";
    Unavailable("sheet.write_failed").
    """
    writers = {".xlsx": _write_xlsx, ".csv": _write_csv}
    write = writers.get(path.suffix.lower())
    if write is None:
        raise Refused("sheet.write_kind", file=path.name)
    part = path.with_name(f".{path.name}.part")

    def watched() -> Iterable[Sequence[Any]]:
        for number, row in enumerate(rows):
            if number % _EVERY == 0:
                if cancelled is not None and cancelled():
                    raise Refused("sheet.write_cancelled", file=path.name)
                if progress is not None:
                    progress(number, total)
            yield row

    try:
        count = write(part, headers, watched(), sheet)
        part.replace(path)
    except OSError as error:
        raise Unavailable("sheet.write_failed", file=path.name, why=error.strerror or str(error)) from error
    finally:
        part.unlink(missing_ok=True)
    if progress is not None:
        progress(count, total or count)
    return count


@contextmanager
def workbook(path: Path) -> Iterator["XlsxTable"]:
    """A workbook of many sheets that stands at ``path`` when the block is through, whole or not at all.

    Raises Refused("sheet.write_kind"), Unavailable("sheet.write_failed").
    """
    import xlsxwriter.exceptions

    if path.suffix.lower() != ".xlsx":
        raise Refused("sheet.write_kind", file=path.name)
    part = path.with_name(f".{path.name}.part")
    book = XlsxTable(part, in_order=False)
    try:
        yield book
        book.close()
        part.replace(path)
    except (OSError, xlsxwriter.exceptions.FileCreateError) as error:
        raise Unavailable("sheet.write_failed", file=path.name, why=str(error)) from error
    finally:
        book.abandon()
        part.unlink(missing_ok=True)


def writable(text: str) -> str:
    """The text with lone surrogates, which no file can hold, made visible as U+FFFD."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8") if _broken(text) else text


def _broken(text: str) -> bool:
    return any("\ud800" <= sign <= "\udfff" for sign in text)


def _write_csv(path: Path, headers: Sequence[str], rows: Iterable[Sequence[Any]], sheet: str) -> int:
    count = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([guarded(writable(header)) for header in headers])
        for row in rows:
            writer.writerow([guarded(writable(cell)) if isinstance(cell, str) else _plain(cell) for cell in row])
            count += 1
    return count


def _plain(value: Any) -> Any:
    """A value for csv: dates as ISO text, booleans in words, numbers as they are (a minus is no formula)."""
    if isinstance(value, datetime):
        return value.isoformat(" ")
    if isinstance(value, bool):
        return "是" if value else "否"
    return "" if value is None else value


def split_long(text: str) -> list[str]:
    """The text in parts that each fit one cell; characters beyond the basic plane count twice."""
    if len(text) * 2 <= CELL_LIMIT or len(text.encode("utf-16-le")) <= CELL_LIMIT * 2:
        return [text]
    half = CELL_LIMIT // 2
    return [text[at : at + half] for at in range(0, len(text), half)]


class XlsxTable:
    """One workbook being written row by row; texts in the format '@', long ones continued on their own sheet."""

    def __init__(self, path: Path, *, in_order: bool = True) -> None:
        """``in_order``: rows are written once from top to bottom, and memory does not grow with them."""
        import xlsxwriter

        self.book = xlsxwriter.Workbook(
            str(path),
            {"constant_memory": in_order, "strings_to_formulas": False, "strings_to_urls": False,
             "strings_to_numbers": False, "nan_inf_to_errors": True},
        )
        self.text = self.book.add_format({"num_format": "@"})
        self.wrong = self.book.add_format({"num_format": "@", "bg_color": "#F4B6B6", "border": 1})
        self.head = self.book.add_format({"num_format": "@", "bold": True, "bg_color": "#E8EDF3", "border": 1})
        self._moment = self.book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        self._day = self.book.add_format({"num_format": "yyyy-mm-dd"})
        self._overflow: list[tuple[str, int, int, int, str]] = []

    def put(self, sheet: Any, row: int, column: int, value: Any, form: Any = None) -> None:
        """Write one value; ``form`` overrides the format."""
        if isinstance(value, str):
            if not value:
                if form is not None:
                    sheet.write_blank(row, column, None, form)
                return
            parts = split_long(writable(value))
            sheet.write_string(row, column, parts[0], form or self.text)
            for number, part in enumerate(parts[1:], start=2):
                self._overflow.append((sheet.get_name(), row + 1, column + 1, number, part))
        elif isinstance(value, bool):
            sheet.write_boolean(row, column, value, form)
        elif isinstance(value, datetime):
            sheet.write_datetime(row, column, value.replace(tzinfo=None), form or self._moment)
        elif isinstance(value, date):
            sheet.write_datetime(row, column, value, form or self._day)
        elif isinstance(value, int | float) and abs(value) < 10**15:
            sheet.write_number(row, column, value, form)
        elif value is not None:
            sheet.write_string(row, column, str(value), form or self.text)
        elif form is not None:
            sheet.write_blank(row, column, None, form)

    def abandon(self) -> None:
        """Give up the workbook: close and remove the temporary files in which rows waited. Harmless after close."""
        self.book.fileclosed = True
        for sheet in self.book.worksheets():
            waiting = getattr(sheet, "row_data_fh", None)
            if waiting is not None and not waiting.closed:
                waiting.close()
            name = getattr(sheet, "row_data_filename", None)
            if name:
                Path(name).unlink(missing_ok=True)

    def close(self) -> None:
        """Write what was too long for its cell, then the file."""
        if self._overflow:
            sheet = self.book.add_worksheet(OVERFLOW_SHEET)
            sheet.write_row(0, 0, ("工作表", "行", "列", "第几段", "内容"), self.head)
            for number, line in enumerate(self._overflow, start=1):
                for column, value in enumerate(line):
                    if isinstance(value, str):
                        sheet.write_string(number, column, value, self.text)
                    else:
                        sheet.write_number(number, column, value)
        self.book.close()


def _write_xlsx(path: Path, headers: Sequence[str], rows: Iterable[Sequence[Any]], sheet: str) -> int:
    import xlsxwriter.exceptions

    table = XlsxTable(path)
    count, line, number = 0, 0, 0
    page = None
    try:
        for row in rows:
            if page is None or line >= SHEET_ROWS:
                number += 1
                page = _page(table, headers, sheet if number == 1 else f"{sheet[:26]}（{number}）")
                line = 1
            for column, value in enumerate(row):
                table.put(page, line, column, value)
            line += 1
            count += 1
        if page is None:
            _page(table, headers, sheet)
        table.close()
    except xlsxwriter.exceptions.FileCreateError as error:
        raise Unavailable("sheet.write_failed", file=path.name, why=str(error)) from error
    finally:
        table.abandon()
    return count


def _page(table: XlsxTable, headers: Sequence[str], name: str) -> Any:
    page = table.book.add_worksheet(name)
    page.freeze_panes(1, 0)
    for column, header in enumerate(headers):
        table.put(page, 0, column, header, table.head)
    if headers:
        page.set_column(0, len(headers) - 1, 16)
    return page
