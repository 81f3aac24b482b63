"""SheetBook: tables of a report as a workbook; every word a text, every number a number, set up to print."""

import io
from typing import Any

from commandroom.domain.instant import Instant, local
from commandroom.reports.figures import NOTHING
from commandroom.reports.paper_cells import clean
from commandroom.reports.tables import Cell, Table
from commandroom.text import tr

_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
_MOST = 32_000
"""Signs a cell holds, a little under Excel's own limit."""
_NAME = 31
"""Signs of a sheet's name."""


class SheetBook:
    """A workbook being written; the same tables at the same moment give the same bytes.

    ``period``: the words before every sheet's title and at its foot.
    """

    def __init__(self, title: str, author: str, at: Instant, period: str) -> None:
        import xlsxwriter

        self._made = io.BytesIO()
        self.book: Any = xlsxwriter.Workbook(
            self._made, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
                         "strings_to_numbers": False},
        )  # fmt: skip
        self.book.set_properties({"title": title, "author": author, "created": local(at).replace(tzinfo=None)})
        self.period = period
        self.formats = _formats(self.book)
        self._names: set[str] = set()

    def finished(self) -> bytes:
        """The bytes of the file."""
        self.book.close()
        return self._made.getvalue()

    def sheet(self, title: str, widths: list[float]) -> Any:
        """A new sheet with its title over it; A4, lying when it is wide, its head again on every page."""
        sheet = self.book.add_worksheet(self._name(title))
        sheet.set_paper(9)
        if sum(widths) > 90:
            sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.6, right=0.6, top=0.8, bottom=0.8)
        sheet.set_footer(tr("&L{month}&C第 &P 页，共 &N 页", month=self.period))
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        sheet.merge_range(0, 0, 0, max(len(widths) - 1, 1), "", self.formats["title"])
        sheet.write_string(0, 0, tr("{month}{title}", month=self.period, title=title), self.formats["title"])
        sheet.set_row(0, 26)
        sheet.repeat_rows(1)
        sheet.freeze_panes(2, 0)
        return sheet

    def _name(self, title: str) -> str:
        """The name of a sheet: short enough, of allowed signs, and not there yet."""
        plain = title.translate(_FORBIDDEN).strip(" '")
        name, again = plain[:_NAME], 1
        while name.lower() in self._names:
            again += 1
            name = f"{plain[: _NAME - 4]} {again}"
        self._names.add(name.lower())
        return name

    def text(self, sheet: Any, row: int, column: int, words: str, layout: str) -> None:
        """Words as a text, whatever they begin with."""
        sheet.write_string(row, column, clean(words)[:_MOST], self.formats[layout])

    def put(self, sheet: Any, row: int, column: int, cell: Cell) -> None:
        """A cell of a table: words, a number in its form, or a dash."""
        if isinstance(cell.value, str):
            self.text(sheet, row, column, cell.value, "words")
        elif cell.value is None:
            self.text(sheet, row, column, NOTHING, "none")
        else:
            sheet.write_number(row, column, cell.value, self.formats[cell.kind])

    def heads(self, sheet: Any, heads: tuple[str, ...]) -> None:
        """The heads of the columns."""
        for column, head in enumerate(heads):
            self.text(sheet, 1, column, head, "head")

    def note(self, sheet: Any, row: int, columns: int, words: str) -> None:
        """A line of small type under a table."""
        sheet.merge_range(row, 0, row, max(columns - 1, 1), "", self.formats["note"])
        self.text(sheet, row, 0, words, "note")
        sheet.set_row(row, 28)

    def table(self, table: Table, about: str) -> tuple[Any, int]:
        """A whole table on a sheet of its own, ``about`` and its note below; gives the sheet and the next free row."""
        widths = [36.0 if column in table.wide and len(table.wide) > 1 else 16.0 if column in table.wide else 11.0
                  for column in range(len(table.heads))]  # fmt: skip
        if table.code.startswith(("late", "duplicates", "due_soon", "together_open", "hard")):
            widths[1] = 22.0
        sheet = self.sheet(table.title, widths)
        self.heads(sheet, table.heads)
        rows = [*table.rows, table.total] if table.total else list(table.rows)
        for row, cells in enumerate(rows, 2):
            for column, cell in enumerate(cells):
                self.put(sheet, row, column, cell)
        self.note(sheet, len(rows) + 3, len(table.heads), f"{about} {table.note}".strip())
        return sheet, len(rows) + 5


def _formats(book: Any) -> dict[str, Any]:
    edge = {"border": 1, "valign": "vcenter", "font_name": "宋体", "font_size": 10}
    return {
        "title": book.add_format({"bold": True, "font_size": 16, "align": "center", "font_name": "宋体"}),
        "note": book.add_format({"font_size": 9, "text_wrap": True, "valign": "top", "font_name": "宋体"}),
        "head": book.add_format({**edge, "bold": True, "align": "center", "text_wrap": True, "bg_color": "#E8EDF2"}),
        "words": book.add_format({**edge, "text_wrap": True}),
        "count": book.add_format({**edge, "num_format": "0"}),
        "share": book.add_format({**edge, "num_format": "0.00%"}),
        "hours": book.add_format({**edge, "num_format": "0.0"}),
        "none": book.add_format({**edge, "align": "right"}),
    }
