"""The right half of the month page: the paper as it will print, what it is printed in, and where it goes."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from commandroom.domain.errors import RoomError
from commandroom.domain.people import Right, permits
from commandroom.domain.report_period import ReportPeriod
from commandroom.domain.submission import Due
from commandroom.text import sentence, tr
from ui.desk import Desk
from ui.dialogs.paper_text_dialog import PaperTextPanel
from ui.dialogs.papers_dialog import PapersPanel
from ui.dialogs.printing import Printing, Save, ask_save
from ui.models.dues import DuesFeed, due_line
from ui.models.month_feed import MonthFeed
from ui.shell import Shell
from ui.theme import Theme
from ui.widgets.buttons import bar_button
from ui.widgets.dressing import spaced
from ui.widgets.paper_strip import PaperStrip
from ui.widgets.scrolling import scrolled
from ui.widgets.text_labels import ElidedLabel, Prose


class MonthPaper(QWidget):
    """Shows the pages of the month's notice: fill in, print, write its files; the other papers and the calendar."""

    def __init__(self, desk: Desk, theme: Theme, shell: Shell, feed: MonthFeed, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk, self.theme, self.shell, self.feed = desk, theme, shell, feed
        self.strip = PaperStrip(theme)
        self.printing = Printing(desk, shell, self)
        rows = spaced(QVBoxLayout(self), theme, gap=0)
        rows.addWidget(self._head())
        self.fonts = Prose(theme, size="small", token="due_soon")
        self.fonts.hide()
        self.due = Prose(theme, size="small", token="overdue")
        self.due.hide()
        self.dues = DuesFeed(desk, self)
        self.dues.told.connect(self._tell_dues)
        self.anyway = QPushButton(tr("用自带版式"))
        self.anyway.hide()
        self.anyway.clicked.connect(self._use_shipped)
        band = spaced(QVBoxLayout(), theme, (16, 0, 16, 0), 0)
        band.addWidget(self.due)
        band.addWidget(self.fonts)
        band.addWidget(self.anyway, 0, Qt.AlignmentFlag.AlignLeft)
        rows.addLayout(band)
        rows.addWidget(scrolled(self.strip, keys=False, bar=True), 1)
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
        row = spaced(QHBoxLayout(head), self.theme, (16, 8, 16, 8), 4)
        self.state = ElidedLabel(self.theme, size="small", token="quiet")
        row.addWidget(self.state, 1)
        self.others = bar_button(self.theme, tr("文稿 F6"), "month", self.open_papers, tr("其他文稿、报送日历"))
        hover = tr("存在问题、下步打算、案例、红头")
        self.fill = bar_button(self.theme, tr("填写 F4"), "register", self.fill_in, hover)
        self.paper = bar_button(self.theme, tr("打印 Ctrl+P"), "print", self.print)
        self.pdf = bar_button(self.theme, tr("PDF"), "export", self.ask_pdf, tr("存为 PDF  Ctrl+S"))
        self.docx = bar_button(self.theme, tr("Word"), "export", self.ask_docx, tr("存为 Word，供文书修改"))
        self.xlsx = bar_button(self.theme, tr("表格"), "export", self.ask_xlsx, tr("导出表格  Ctrl+E"))
        for button in (self.others, self.fill, self.paper, self.pdf, self.docx, self.xlsx):
            row.addWidget(button)
        self.others.setEnabled(True)
        return head

    def bound(self) -> list[tuple[str, Callable[[], None]]]:
        """The keys of this half."""
        return [("Ctrl+P", self.print), ("Ctrl+S", self.ask_pdf), ("Ctrl+E", self.ask_xlsx), ("F4", self.fill_in),
                ("F6", self.open_papers)]  # fmt: skip

    def keys(self) -> list[tuple[str, str]]:
        """The keys of this half, for the key help."""
        return [("Ctrl+P", tr("打印")), ("Ctrl+S", tr("存为 PDF")), ("Ctrl+E", tr("导出表格")),
                ("F4", tr("填写文稿")), ("F6", tr("其他文稿、报送日历"))]  # fmt: skip

    def clear(self) -> None:
        """Another month was asked for."""
        self.state.set_text(tr("正在统计……"))
        self.strip.clear()

    # -- what was made ---------------------------------------------------------------------------

    def _counted(self, report: object) -> None:
        del report
        self.state.set_text(tr("正在排版……"))
        self.xlsx.setEnabled(True)
        self.fill.setEnabled(self.feed.standing.closed is None and self._may())
        self.docx.setEnabled(True)

    def _typeset(self, pages: int) -> None:
        self.strip.set_count(pages)
        self.pdf.setEnabled(True)
        self.paper.setEnabled(True)
        self.anyway.hide()
        printed = self.feed.printed
        if printed is not None:
            self.fonts.set_text(printed.faces.words)
            self.fonts.setVisible(bool(printed.faces.missing))

    def _drawn(self, page: int, image: QImage) -> None:
        self.strip.set_page(page, image)
        self.state.set_text(tr("{page}/{pages} 页", page=page + 1, pages=len(self.strip.pages)))

    def _settle(self) -> None:
        if self.feed.printed is not None:
            self.state.set_text(tr("共 {pages} 页", pages=len(self.strip.pages)))

    def _unprintable(self, error: RoomError) -> None:
        self.pdf.setEnabled(False)
        self.paper.setEnabled(False)
        self.anyway.setVisible(error.code == "report.own_template")
        self.strip.set_count(0)
        self.state.set_text("")
        self.fonts.set_text(sentence(error))
        self.fonts.show()

    def _tell_dues(self, dues: tuple[Due, ...]) -> None:
        words, token = due_line(dues, self.desk.now())
        self.due.set_text(words, token)
        self.due.setVisible(bool(words))

    def _use_shipped(self) -> None:
        self.feed.shipped = True
        self.feed.load()

    def _may(self) -> bool:
        return self.desk.person is not None and permits(self.desk.person, Right.PAPERS)

    # -- other panels ----------------------------------------------------------------------------

    def open_papers(self, checked: bool = False) -> None:
        """The other papers and the report calendar."""
        del checked
        self.shell.open_panel(PapersPanel(self.desk, self.theme, self.shell))

    def fill_in(self, checked: bool = False) -> None:
        """The words of this month's notice; a signed one stays as it is."""
        del checked
        if self.feed.month is not None and self.fill.isEnabled():
            period = ReportPeriod.read("month", self.feed.month.key)
            self.shell.open_panel(PaperTextPanel(self.desk, self.theme, self.shell, "monthly", period))

    # -- files -----------------------------------------------------------------------------------

    def _name(self) -> str:
        month = self.feed.month
        return tr("{month}通报", month=month.words) if month is not None else ""

    def print(self, checked: bool = False) -> None:
        """Through the system's dialog."""
        del checked
        if self.feed.printed is not None and self.feed.whole:
            self.printing.ask(self.feed.printed.pdf, len(self.strip.pages), self._name())

    def ask_pdf(self, checked: bool = False) -> None:
        """Ask where the paper goes."""
        del checked
        if self.feed.printed is not None:
            self._ask(tr("存为 PDF"), f"{self._name()}.pdf", "PDF (*.pdf)", self.feed.save_pdf)

    def ask_docx(self, checked: bool = False) -> None:
        """Ask where the Word file goes."""
        del checked
        if self.feed.read is not None:
            self._ask(tr("存为 Word"), f"{self._name()}.docx", "Word (*.docx)", self.feed.save_docx)

    def ask_xlsx(self, checked: bool = False) -> None:
        """Ask where the tables go."""
        del checked
        if self.feed.report is not None:
            self._ask(tr("导出表格"), f"{self._name()}.xlsx", tr("表格 (*.xlsx)"), self.feed.save_xlsx)

    def _ask(self, title: str, name: str, kind: str, save: Save) -> None:
        ask_save(self.desk, self.shell, self, title, name, kind, save)
