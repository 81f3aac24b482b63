"""Open a table file of any kind as named sheets of typed rows."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from commandroom.domain.errors import Refused, Unavailable
from commandroom.sync import delimited, markup_tables
from commandroom.sync.sheet_kind import SheetKind, recognise

Cell = str | int | float | bool | date | datetime | time | timedelta | None
"""A value as the file holds it; "" and None are both an empty cell. csv and HTML hold only text."""
Row = list[Any]
"""The cells of one row, from column A on."""
Merged = markup_tables.Merged


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a book. ``rows()`` starts anew each time and counts from the sheet's own first row."""

    name: str
    hidden: bool
    height: int
    """Rows including the empty ones above the data; for text files an estimate, for progress only."""
    merged: tuple[Merged, ...]
    rows: Callable[[], Iterator[Row]]


@dataclass(frozen=True, slots=True)
class Book:
    """A table file that was opened: what it is and its sheets in order."""

    path: Path
    kind: SheetKind
    encoding: str
    delimiter: str
    sheets: tuple[Sheet, ...]


def open_book(path: Path) -> Book:
    """Open a file of any kind that :func:`recognise` knows.

    Raises what :func:`recognise` raises, Refused("sheet.password"), Refused("sheet.damaged"),
    Refused("sheet.encoding"), Refused("sheet.no_sheets"), Refused("sheet.too_many_cells").
    """
    kind = recognise(path)
    encoding = cut_by = ""
    try:
        if kind == SheetKind.WORKBOOK:
            sheets = _workbook_sheets(path)
        elif kind == SheetKind.TEXT:
            text, encoding, cut_by = delimited.read(path)
            sheets = (_text_sheet(path, text, cut_by),)
        else:
            content = path.read_bytes()
            reader = markup_tables.html_tables if kind == SheetKind.HTML else markup_tables.xml_2003_tables
            sheets = tuple(_markup_sheet(table) for table in reader(content, path.name))
    except OSError as error:
        raise Unavailable("sheet.unreadable", file=path.name, why=error.strerror or str(error)) from error
    if not sheets:
        raise Refused("sheet.no_sheets", file=path.name)
    return Book(path, kind, encoding, cut_by, sheets)


def _text_sheet(path: Path, text: str, cut_by: str) -> Sheet:
    def rows() -> Iterator[Row]:
        return delimited.rows(text, path.name, cut_by)

    return Sheet(path.stem, False, text.count("\n") + 1, (), rows)


def _markup_sheet(table: markup_tables.MarkupTable) -> Sheet:
    def rows() -> Iterator[Row]:
        return iter(table.rows)

    return Sheet(table.name, False, len(table.rows), table.merged, rows)


def _workbook_sheets(path: Path) -> tuple[Sheet, ...]:
    import python_calamine as calamine

    try:
        book = calamine.CalamineWorkbook.from_path(str(path))
        metadata = book.sheets_metadata
    except calamine.CalamineError as error:
        raise _refusal(path, error) from error
    shown = calamine.SheetVisibleEnum.Visible
    usable = (calamine.SheetTypeEnum.WorkSheet,)
    return tuple(
        _workbook_sheet(path, book, entry.name, entry.visible != shown)
        for entry in metadata
        if entry.typ in usable
    )


def _workbook_sheet(path: Path, book: Any, name: str, hidden: bool) -> Sheet:
    """One worksheet; a hidden one is unpacked only when its rows are asked for, which is seldom."""

    @cache
    def sheet() -> Any:
        import python_calamine as calamine

        try:
            return book.get_sheet_by_name(name)
        except (calamine.CalamineError, OSError) as error:
            raise _refusal(path, error) from error

    def rows() -> Iterator[Row]:
        """Rows from A1 on: calamine fills in the empty rows and columns before the data."""
        return iter(sheet().iter_rows()) if sheet().start else iter(())

    if hidden:
        return Sheet(name, True, 0, (), rows)
    end = sheet().end
    return Sheet(name, False, end[0] + 1 if end else 0, tuple(sheet().merged_cell_ranges or ()), rows)


def _refusal(path: Path, error: Exception) -> Refused:
    import python_calamine as calamine

    if isinstance(error, calamine.PasswordError):
        return Refused("sheet.password", file=path.name)
    if "Cell limit exceeded" in str(error):
        return Refused("sheet.too_many_cells", file=path.name)
    return Refused("sheet.damaged", file=path.name)
