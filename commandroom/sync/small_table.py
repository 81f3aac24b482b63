"""The tables of a small book: its visible sheets that have a header, their data rows, and what is wrong in a cell."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from commandroom.domain.errors import Refused
from commandroom.sync.cells import verbatim
from commandroom.sync.incoming import WrongCell
from commandroom.sync.sheets import Book, Row, Sheet
from commandroom.sync.table_header import (
    BLANK_ROWS_END,
    SCAN_ROWS,
    Header,
    cell_at,
    column_letter,
    ends_table,
    find_header,
    header_key,
    is_blank,
    repeats_header,
)


@dataclass(frozen=True, slots=True)
class SmallTable:
    """A sheet with its header and the rows above that (titles, notes)."""

    sheet: Sheet
    header: Header
    above: tuple[Row, ...]

    def rows(self) -> Iterator[tuple[int, Row]]:
        """The data rows with their numbers from 1; a total, a signature or three blank rows end them."""
        blank = 0
        for number, row in enumerate(self.sheet.rows(), start=1):
            if number <= self.header.first_data_row:
                continue
            blank = blank + 1 if is_blank(row) else 0
            end = ends_table(row)
            if blank >= BLANK_ROWS_END or end == "end":
                return
            if not blank and not end and not repeats_header(row, self.header):
                yield number, row

    def wrong(self, number: int, row: Row, index: int, why: Refused) -> WrongCell:
        """A cell of a row that cannot be taken, and why not."""
        label = self.header.labels[index] if index < len(self.header.labels) else ""
        value = verbatim(cell_at(row, index))
        facts = tuple(why.facts.items())
        return WrongCell(self.sheet.name, number, column_letter(index), label, value, why.code, facts)


def aliases(columns: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """The fields by the keys of their columns' names."""
    return {header_key(label): field for field, labels in columns.items() for label in labels}


def tables(book: Book, known: Mapping[str, str], least: int = 2) -> Iterator[SmallTable]:
    """The visible sheets with a header of at least ``least`` fields of ``known`` (:func:`aliases`)."""
    for sheet in book.sheets:
        if sheet.hidden:
            continue
        top = [row for row, _ in zip(sheet.rows(), range(SCAN_ROWS + 1), strict=False)]
        header = find_header(top, sheet.merged, known, least=least)
        if header is not None:
            yield SmallTable(sheet, header, tuple(top[: header.row]))
