"""Any paper for its preview: made and typeset beside the window, its pages drawn one after another."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from commandroom.domain.errors import RoomError
from commandroom.domain.instant import Instant
from commandroom.domain.report_period import ReportPeriod
from commandroom.reports import month_file, paper_docx, paper_xlsx, papers, render, slip, templates
from commandroom.reports.paper import Document
from commandroom.store.queue.live import Queue
from ui.desk import Desk
from ui.models.month_feed import draw_page


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """A document with the moment it is dated and the room's own templates."""

    document: Document
    at: Instant
    own: Path


Make = Callable[[Any], Sheet]
"""Reads through a reader; gives what is to be printed."""


class PaperFeed(QObject):
    """Makes one paper at a time; what was asked last wins."""

    typeset = Signal(int)
    """How many pages there are."""
    drawn = Signal(int, object)
    """Page number from 0, and its picture."""
    settled = Signal()
    unprintable = Signal(object)
    """RoomError: why there is no paper."""

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.sheet: Sheet | None = None
        self.printed: render.Print | None = None
        self.whole = False
        self._width = 0
        self._asked = 0

    def show(self, make: Make, *, shipped: bool = False) -> None:
        """Make another paper; ``shipped``: by the program's own templates."""
        self._asked += 1
        self.whole = False
        self._desk.start(self._load(self._asked, make, shipped), self)

    def set_width(self, pixels: int) -> None:
        """How wide a page is drawn."""
        if pixels != self._width and pixels > 0:
            self._width = pixels
            if self.printed is not None:
                self._asked += 1
                self._desk.start(self._draw(self.printed, self._asked), self)

    async def _load(self, asked: int, make: Make, shipped: bool) -> None:
        try:
            sheet = await self._desk.ask(make)
            if asked != self._asked:
                return
            self.sheet = sheet
            own = None if shipped else sheet.own
            printed = await self._desk.work(render.pdf, sheet.document, sheet.at, own)
        except RoomError as error:
            if asked == self._asked:
                self.printed, self.whole = None, True
                self.unprintable.emit(error)
                self.settled.emit()
            return
        if asked == self._asked:
            self.printed = printed
            await self._draw(printed, asked)

    async def _draw(self, printed: render.Print, asked: int) -> None:
        page, pages = 0, 1
        while page < pages:
            image, pages = await self._desk.work(draw_page, printed.pdf, page, max(self._width, 100))
            if asked != self._asked:
                return
            if not page:
                self.typeset.emit(pages)
            self.drawn.emit(page, image)
            page += 1
        self.whole = True
        self.settled.emit()

    async def save_pdf(self, path: Path) -> None:
        """Write the paper that is shown. Raises Unavailable("report.cannot_write")."""
        if self.printed is not None:
            await self._desk.work(month_file.write, path, self.printed.pdf)

    async def save_docx(self, path: Path) -> None:
        """Write it for Word. Raises Refused("paper.no_docx"), Unavailable("report.cannot_write")."""
        if self.sheet is not None:
            await self._desk.work(write_docx, path, self.sheet)

    async def save_xlsx(self, path: Path) -> None:
        """Write its tables with every row. Raises Refused("paper.no_tables"), Unavailable("report.cannot_write")."""
        if self.sheet is not None:
            await self._desk.work(write_xlsx, path, self.sheet)


def write_xlsx(path: Path, sheet: Sheet) -> None:
    """The tables of the document as a workbook."""
    month_file.write(path, paper_xlsx.xlsx(sheet.document, sheet.at))


def write_docx(path: Path, sheet: Sheet) -> None:
    """The document as a Word file."""
    month_file.write(path, paper_docx.docx(sheet.document, sheet.at))


def making(queue: Queue, paper: str, period: ReportPeriod, now: Instant, *, draft: bool = False) -> Make:
    """How a paper of a period is made; the return with wrong sums only as a draft that says so."""

    def make(reader: Any) -> Sheet:
        own = templates.own_folder(reader.path.parent)
        document = papers.make(
            reader, queue.figures(reader.raw), paper, period, now, render.faces().families("hei"), own=own, draft=draft
        )
        return Sheet(document, now - now % 60, own)

    return make


def slip_of(event: str, now: Instant) -> Make:
    """How the slip of a case is made."""

    def make(reader: Any) -> Sheet:
        document = slip.compose(reader, event, now, render.faces().families("hei"))
        return Sheet(document, now - now % 60, templates.own_folder(reader.path.parent))

    return make
