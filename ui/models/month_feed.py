"""The month for its page: counted and typeset beside the window, its pages drawn one after another."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PySide6.QtCore import QBuffer, QIODevice, QObject, QSize, QTimer, Signal
from PySide6.QtGui import QImage, QPainter

from commandroom.domain.changes import Changes
from commandroom.domain.closed_month import KIND, ClosedMonth, Correction, corrections
from commandroom.domain.errors import RoomError, Unavailable
from commandroom.domain.instant import Instant
from commandroom.reports import closing, given, month_file, month_xlsx, notice, paper_docx, render, templates
from commandroom.reports.monthly import MonthReport, gather
from commandroom.reports.paper import Document
from commandroom.reports.period import Basis, Month
from commandroom.store.queue.live import Queue
from ui.desk import Desk, Job
from ui.models.live_queue import LiveQueue

PAUSE_MS = 8000
"""How long after a change the month shown is counted again; a month on paper need not flicker."""
CONCERNED = frozenset({"event", "unit", "grid", "item", "room", "report"})
WRITTEN = frozenset({"paper"})
"""What a person wrote for the paper: shown at once."""


class MonthFeed(QObject):
    """Reads one month at a time; what was asked last wins."""

    counted = Signal(object)
    """MonthReport: the figures are there."""
    typeset = Signal(int)
    """How many pages the paper has."""
    drawn = Signal(int, object)
    """Page number from 0, and its picture."""
    progressed = Signal(int, int, str)
    """Rows read, rows in all, words: the first count of a large room."""
    settled = Signal()
    unprintable = Signal(object)
    """RoomError: the figures stand, the paper could not be made."""

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._live = LiveQueue.of(desk)
        self.month: Month | None = None
        self.basis = Basis.REPORTED
        self.report: MonthReport | None = None
        self.printed: render.Print | None = None
        self.standing = Standing()
        self.read: Read | None = None
        self.shipped = False
        """Print by the program's own templates, whatever the room changed."""
        self.whole = False
        self._width = 0
        self._asked = 0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.load)
        self._live.opened.connect(self.load)

    def choose(self, month: Month, basis: Basis) -> None:
        """Another month or basis."""
        self.month, self.basis = month, basis
        self.load()

    def set_width(self, pixels: int) -> None:
        """How wide a page is drawn; the pages that are there are drawn again when it differs."""
        if pixels != self._width and pixels > 0:
            self._width = pixels
            if self.printed is not None:
                self.whole = False
                self._asked += 1
                self._desk.start(self._draw(self.printed, self._asked), self)

    def take(self, changes: Changes) -> None:
        """Something was recorded: count again before long; what was written for the paper shows at once."""
        if changes.kinds() & WRITTEN and self.report is not None:
            self.load()
            return
        if changes.kinds() & CONCERNED and self.report is not None and not self._timer.isActive():
            self._timer.start(PAUSE_MS)

    def load(self) -> None:
        """Count the month and print it anew."""
        self._timer.stop()
        if not self._live.is_open:
            self._live.open()
            return
        self.whole = False
        self._asked += 1
        self._desk.start(self._load(self._asked, self.month, self.basis), self)

    async def _load(self, asked: int, month: Month | None, basis: Basis) -> None:
        job = Job(self)
        job.progressed.connect(self.progressed)
        try:
            read = await self._desk.ask(_count, self._live.queue, month, basis, self._desk.now(), job=job)
        finally:
            job.deleteLater()
        if asked != self._asked:
            return
        report: MonthReport = read.report
        self.month, self.report, self.standing, self.read = report.month, report, read.standing, read
        self.counted.emit(report)
        try:
            printed, pages = await self._desk.work(_print, read, self.shipped)
        except RoomError as error:
            if asked == self._asked:
                self.printed, self.whole = None, True
                self.unprintable.emit(error)
                self.settled.emit()
            return
        if asked != self._asked:
            return
        self.printed = printed
        self.typeset.emit(pages)
        await self._draw(printed, asked)

    async def _draw(self, printed: render.Print, asked: int) -> None:
        page, pages = 0, 1
        while page < pages and self._width:
            image, pages = await self._desk.work(draw_page, printed.pdf, page, self._width)
            if asked != self._asked:
                return
            self.drawn.emit(page, image)
            page += 1
        self.whole = True
        self.settled.emit()

    async def save_pdf(self, path: Path) -> None:
        """Write the paper that is shown. Raises Unavailable("report.cannot_write")."""
        if self.printed is not None:
            await self._desk.work(month_file.write, path, self.printed.pdf)

    async def save_docx(self, path: Path) -> None:
        """Write the paper for Word. Raises Unavailable("report.cannot_write")."""
        if self.read is not None:
            await self._desk.work(_save_docx, path, self.read)

    async def save_xlsx(self, path: Path) -> None:
        """Write the tables of the month that is shown. Raises Unavailable("report.cannot_write")."""
        if self.read is not None:
            await self._desk.work(_save_tables, path, self.read)


@dataclass(frozen=True, slots=True)
class Standing:
    """How the month shown stands: how it was closed, its slips, and the first month that is not closed."""

    closed: ClosedMonth | None = None
    slips: tuple[Correction, ...] = ()
    due: Month | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Read:
    """What one load brings; ``signed`` and ``kept``: the papers as they were signed, when these are they."""

    report: MonthReport
    standing: Standing
    signed: bytes | None
    words: given.Given = field(default_factory=given.Given)
    own: Path | None = None
    kept: Mapping[str, bytes] = field(default_factory=dict)
    lost: RoomError | None = None
    """Why the papers as they were signed are not to be had; none is made anew in their place."""

    def document(self) -> Document:
        """The notice with what was written for it."""
        return notice.compose(self.report, self.words, render.faces().families("hei"))


def first_shown(due: Month | None, now: Instant) -> Month:
    """The month a person comes for: the first one not closed, at the latest the one before this."""
    before = Month.of(now).moved(-1)
    return before if due is None else min(due, before)


def _count(reader: Any, queue: Queue, month: Month | None, basis: Basis, now: Instant, *, job: Job) -> Read:
    due = closing.to_close(reader)
    shown = month or first_shown(due, now)
    report = gather(reader, queue.figures(reader.raw, job.report), shown, basis, now)
    closed = closing.closed(reader, shown)
    slips = corrections(reader.all(KIND), shown.key) if closed is not None else ()
    same = closed is not None and closed.basis == basis.value
    kept, lost = {}, None
    try:
        kept = {name: closing.paper(reader, closed, name) for name in closed.documents} if closed and same else {}
    except Unavailable as error:  # the figures stand; the paper says why it is not there
        lost = error
    words = given.read(reader, "monthly", shown.key)
    own = templates.own_folder(reader.path.parent)
    return Read(report, Standing(closed, slips, due), kept.get(closing.PAPER), words, own, kept, lost)


def _print(read: Read, shipped: bool) -> tuple[render.Print, int]:
    _require_kept(read)
    if read.signed is not None:
        return render.Print(read.signed, render.faces(), ()), _opened(read.signed).pageCount()
    printed = render.pdf(read.document(), read.report.as_of, None if shipped else read.own)
    return printed, _opened(printed.pdf).pageCount()


def _require_kept(read: Read) -> None:
    if read.lost is not None:
        raise read.lost


def _save_docx(path: Path, read: Read) -> None:
    _require_kept(read)
    month_file.write(path, read.kept.get(closing.WORDS) or paper_docx.docx(read.document(), read.report.as_of))


def _save_tables(path: Path, read: Read) -> None:
    _require_kept(read)
    month_file.write(path, read.kept.get(closing.TABLES) or month_xlsx.workbook(read.report))


def _opened(pdf: bytes) -> Any:
    from PySide6.QtPdf import QPdfDocument

    document = QPdfDocument(None)  # type: ignore[call-overload]
    buffer = QBuffer(document)
    buffer.setData(pdf)
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    document.load(buffer)
    return document


def page_sizes(pdf: bytes) -> list[tuple[float, float]]:
    """Width and height of every page in points."""
    document = _opened(pdf)
    sizes = [document.pagePointSize(page) for page in range(document.pageCount())]
    return [(size.width(), size.height()) for size in sizes]


def draw_page(pdf: bytes, page: int, width: int) -> tuple[QImage, int]:
    """One page as a picture of this many pixels across, and how many pages there are."""
    document = _opened(pdf)
    size = document.pagePointSize(page)
    high = round(width * size.height() / size.width())
    paper = QImage(width, high, QImage.Format.Format_RGB32)
    paper.fill(0xFFFFFFFF)
    with QPainter(paper) as painter:
        painter.drawImage(0, 0, document.render(page, QSize(width, high)))
    return paper, document.pageCount()
