"""The right half of the month page: the paper as it will print, what it is printed in, and where it goes."""

from collections.abc import Awaitable, Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from commandroom.domain.errors import RoomError
from commandroom.text import sentence, tr
from ui.desk import Desk
from ui.models.month_feed import MonthFeed
from ui.shell import Shell
from ui.theme import Theme
from ui.widgets.dressing import iconed, label, spaced
from ui.widgets.paper_strip import PaperStrip
from ui.widgets.text_labels import Prose


class MonthPaper(QWidget):
    """Shows the pages of the month's notice; Ctrl+P and Ctrl+E write its files."""

    def __init__(self, desk: Desk, theme: Theme, shell: Shell, feed: MonthFeed, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk, self.theme, self.shell, self.feed = desk, theme, shell, feed
        self.strip = PaperStrip(theme)
        rows = spaced(QVBoxLayout(self), theme, gap=0)
        rows.addWidget(self._head())
        self.fonts = Prose(theme, size="small", token="due_soon")
        self.fonts.hide()
        band = spaced(QVBoxLayout(), theme, (16, 0, 16, 0), 0)
        band.addWidget(self.fonts)
        rows.addLayout(band)
        rows.addWidget(_scrolled(self.strip), 1)
        feed.counted.connect(self._counted)
        feed.typeset.connect(self._typeset)
        feed.drawn.connect(self._drawn)
        feed.settled.connect(self._settle)
        feed.unprintable.connect(self._unprintable)
        self.strip.wideChanged.connect(feed.set_width)

    def _head(self) -> QWidget:
        head = QWidget(self)
        head.setObjectName("panelHead")
        head.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = spaced(QHBoxLayout(head), self.theme, (16, 8, 16, 8), 8)
        self.state = label("", "small")
        row.addWidget(self.state)
        row.addStretch(1)
        self.pdf = _button(self.theme, tr("导出 PDF  Ctrl+P"), "print", self.ask_pdf)
        self.xlsx = _button(self.theme, tr("导出表格  Ctrl+E"), "export", self.ask_xlsx)
        row.addWidget(self.pdf)
        row.addWidget(self.xlsx)
        return head

    def bound(self) -> list[tuple[str, Callable[[], None]]]:
        """The keys of this half."""
        return [("Ctrl+P", self.ask_pdf), ("Ctrl+E", self.ask_xlsx)]

    def keys(self) -> list[tuple[str, str]]:
        """The keys of this half, for the key help."""
        return [("Ctrl+P", tr("导出 PDF")), ("Ctrl+E", tr("导出表格"))]

    def clear(self) -> None:
        """Another month was asked for."""
        self.state.setText(tr("正在统计……"))
        self.strip.clear()

    # -- what was made ---------------------------------------------------------------------------

    def _counted(self, report: object) -> None:
        del report
        self.state.setText(tr("正在排版……"))
        self.xlsx.setEnabled(True)

    def _typeset(self, pages: int) -> None:
        self.strip.set_count(pages)
        self.pdf.setEnabled(True)
        printed = self.feed.printed
        if printed is not None:
            self.fonts.set_text(printed.faces.words)
            self.fonts.setVisible(bool(printed.faces.missing))

    def _drawn(self, page: int, image: QImage) -> None:
        self.strip.set_page(page, image)
        self.state.setText(tr("已绘 {page} 页，共 {pages} 页", page=page + 1, pages=len(self.strip.pages)))

    def _settle(self) -> None:
        if self.feed.printed is not None:
            self.state.setText(tr("共 {pages} 页，所见即所印", pages=len(self.strip.pages)))

    def _unprintable(self, error: RoomError) -> None:
        self.pdf.setEnabled(False)
        self.strip.set_count(0)
        self.state.setText("")
        self.fonts.set_text(sentence(error))
        self.fonts.show()

    # -- files -----------------------------------------------------------------------------------

    def ask_pdf(self, checked: bool = False) -> None:
        """Ask where the paper goes."""
        del checked
        if self.feed.printed is not None and self.feed.report is not None:
            self._ask(tr("导出 PDF"), f"{self.feed.report.month.key}.pdf", "PDF (*.pdf)", self.feed.save_pdf)

    def ask_xlsx(self, checked: bool = False) -> None:
        """Ask where the tables go."""
        del checked
        if self.feed.report is not None:
            name = f"{self.feed.report.month.key}.xlsx"
            self._ask(tr("导出表格"), name, tr("表格 (*.xlsx)"), self.feed.save_xlsx)

    def _ask(self, title: str, name: str, kind: str, save: Callable[[Path], Awaitable[None]]) -> None:
        path, _ = QFileDialog.getSaveFileName(self, title, name, kind)
        if path:
            self.desk.start(self.save(Path(path), save))

    async def save(self, path: Path, how: Callable[[Path], Awaitable[None]]) -> None:
        """Write a file and say so; a refusal goes where refusals go."""
        await how(path)
        self.shell.toast(tr("已导出到 {file}", file=str(path)))


def _button(theme: Theme, words: str, icon: str, act: Callable[..., None]) -> QPushButton:
    """A button that does not take the keyboard; off until there is something to do."""
    button = iconed(QPushButton(words), theme, icon)
    button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    button.setEnabled(False)
    button.clicked.connect(act)
    return button


def _scrolled(inner: QWidget) -> QScrollArea:
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QScrollArea.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(inner)
    return area
