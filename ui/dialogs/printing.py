"""Print a finished PDF through the system's own dialog, page by page beside the window; without a printer say so."""

from collections.abc import Awaitable, Callable
from pathlib import Path

from PySide6.QtCore import QMarginsF, QObject, QRect, QSizeF, Qt, Signal
from PySide6.QtGui import QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from commandroom.text import tr
from ui.desk import Desk
from ui.models.month_feed import draw_page, page_sizes
from ui.shell import Shell

DPI = 300
INCH = 72.0
"""Points."""
SLACK = 4.0
"""Points by which a sheet of paper may be smaller than the page without being called another paper."""


class Printing(QObject):
    """Asks for printer and pages, then prints; belongs to the widget whose paper it is."""

    _file_wanted = Signal(bytes, str)
    """Queued: whoever asks may be in a task, and no other task may go on while a dialog waits inside of one."""

    def __init__(self, desk: Desk, shell: Shell, window: QWidget) -> None:
        super().__init__(window)
        self._desk, self._shell, self._window = desk, shell, window
        self.dialog: QPrintDialog | None = None
        self.printer: QPrinter | None = None
        """What the dialog sets; the dialog itself does not keep it alive."""
        self._pdf, self._pages = b"", 0
        self.to_scale = False
        """Whether the paper is a map whose scale is lost when it is printed smaller."""
        self._file_wanted.connect(self._ask_file_now, Qt.ConnectionType.QueuedConnection)

    def ask(self, pdf: bytes, pages: int, name: str) -> None:
        """Open the dialog for a paper of so many pages; with no printer here, offer a file instead."""
        if not QPrinterInfo.availablePrinterNames():
            self._shell.toast(tr("这台电脑没有可用的打印机，请另存为 PDF 拿到别处打印。"), "refused")
            self.ask_file(pdf, name)
            return
        self._pdf, self._pages = pdf, pages
        printer = self.printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setDocName(name)
        printer.setResolution(DPI)
        printer.setFullPage(True)
        printer.setPageLayout(_layout(pdf))
        self.dialog = QPrintDialog(printer, self._window)
        self.dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.dialog.setWindowTitle(tr("打印 {name}（共 {pages} 页）", name=name, pages=pages))
        self.dialog.setMinMax(1, pages)
        self.dialog.setFromTo(1, pages)
        self.dialog.accepted.connect(self._accepted)
        self.dialog.finished.connect(self._over)
        QDialog.open(self.dialog)  # QPrintDialog's own open() wants a receiver and a slot

    def ask_file(self, pdf: bytes, name: str) -> None:
        """Ask where the PDF goes instead, soon."""
        self._file_wanted.emit(pdf, name)

    def _ask_file_now(self, pdf: bytes, name: str) -> None:
        path, _ = QFileDialog.getSaveFileName(self._window.window(), tr("另存为 PDF"), f"{name}.pdf", "PDF (*.pdf)")
        if path:
            self._desk.start(self._save(Path(path), pdf))

    async def _save(self, path: Path, pdf: bytes) -> None:
        from commandroom.reports import month_file

        await self._desk.work(month_file.write, path, pdf)
        self._shell.toast(tr("已导出到 {file}", file=str(path)))

    def _over(self, result: int) -> None:
        del result
        self.dialog = None

    def _accepted(self) -> None:
        if self.printer is not None:
            self._desk.start(self.run(self.printer))  # no owner: half a paper is worse than a closed panel

    async def run(self, printer: QPrinter) -> int:
        """Print the pages the dialog chose; gives how many. Each is drawn beside the window, only put down here."""
        first = max(printer.fromPage(), 1)
        last = printer.toPage() or self._pages
        name, done = printer.printerName() or "PDF", 0
        pdf = self._pdf  # another paper may be asked for meanwhile
        sizes, smaller = await self._desk.work(page_sizes, pdf), False
        if not printer.isValid():
            self._say_silent(name)
            return 0
        with QPainter(printer) as painter:
            if not painter.isActive():
                self._say_silent(name)
                return 0
            for page in range(first, last + 1):
                if page > first:
                    printer.newPage()
                wide, high = sizes[page - 1]
                pixels = round(wide / INCH * printer.resolution())
                image, _ = await self._desk.work(draw_page, pdf, page - 1, pixels)
                where, shrunk = _place(printer, wide, high)
                smaller |= shrunk
                painter.drawImage(where, image)
                done += 1
        self._shell.toast(tr("已送打印机 {name}，{count} 页。", name=name, count=done))
        if smaller:
            self._shell.toast(
                tr("所选的纸比图幅小，已缩小打印，图上的比例尺不再准确。") if self.to_scale
                else tr("所选的纸比版面小，已缩小打印。"), "refused"
            )  # fmt: skip
        return done

    def _say_silent(self, name: str) -> None:
        self._shell.toast(tr("打印机 {name} 没有应答。请检查连接，或另存为 PDF。", name=name), "refused")


def _layout(pdf: bytes) -> QPageLayout:
    """The paper that the first page was set for."""
    wide, high = page_sizes(pdf)[0]
    lying = wide > high
    size = QPageSize(QSizeF(min(wide, high), max(wide, high)), QPageSize.Unit.Point, "",
                     QPageSize.SizeMatchPolicy.FuzzyMatch)  # fmt: skip
    way = QPageLayout.Orientation.Landscape if lying else QPageLayout.Orientation.Portrait
    return QPageLayout(size, way, QMarginsF(0, 0, 0, 0))


def _place(printer: QPrinter, wide: float, high: float) -> tuple[QRect, bool]:
    """Where a page of so many points lies on the paper: its own size, in the middle; smaller (True) where it must."""
    paper = printer.paperRect(QPrinter.Unit.Point)
    ratio = min(1.0, (paper.width() + SLACK) / wide, (paper.height() + SLACK) / high)
    dots = printer.resolution() / INCH
    across, down = wide * ratio, high * ratio
    left, top = (paper.width() - across) / 2, (paper.height() - down) / 2
    return QRect(round(left * dots), round(top * dots), round(across * dots), round(down * dots)), ratio < 1.0


Save = Callable[[Path], Awaitable[None]]
"""Writes what is shown to a file."""


def ask_save(desk: Desk, shell: Shell, window: QWidget, title: str, name: str, kind: str, save: Save) -> None:
    """Ask for a file, write it, say so; a refusal goes where refusals go.

    The dialog lies over the whole window: a panel may go while it waits, and would take it along.
    """
    path, _ = QFileDialog.getSaveFileName(window.window(), title, name, kind)
    if path:
        desk.start(saved(shell, Path(path), save))


async def saved(shell: Shell, path: Path, save: Save) -> None:
    """Write a file and say so."""
    await save(path)
    shell.toast(tr("已导出到 {file}", file=str(path)))
