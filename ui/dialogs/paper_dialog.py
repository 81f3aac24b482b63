"""The preview of one paper: pages as they will print, other periods by ← and →, print, save, fill in."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtGui import QImage, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from commandroom.domain.errors import RoomError
from commandroom.domain.report_period import MONTH, ReportPeriod
from commandroom.reports import papers, period_words
from commandroom.text import sentence, tr
from ui.desk import Desk
from ui.dialogs.dispute_dialog import DisputePanel
from ui.dialogs.paper_text_dialog import PaperTextPanel
from ui.dialogs.printing import Printing, ask_save
from ui.models.live_queue import LiveQueue
from ui.models.paper_feed import Make, PaperFeed, making, slip_of
from ui.shell import Shell
from ui.theme import Theme
from ui.widgets.dressing import iconed, label, spaced
from ui.widgets.flow_box import FlowBox
from ui.widgets.panel import Panel
from ui.widgets.paper_strip import PaperStrip
from ui.widgets.text_labels import Prose


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the panel shows: a paper of a period, or the slip of an event (``event`` and its ``number``)."""

    paper: str
    period: ReportPeriod | None = None
    event: str = ""
    number: str = ""


class PaperPanel(Panel):
    """One paper; nothing in it is entered, so Esc just closes it."""

    def __init__(self, desk: Desk, theme: Theme, shell: Shell, wanted: Wanted, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk, self.theme, self.shell, self.wanted = desk, theme, shell, wanted
        self.feed = PaperFeed(desk, self)
        self.strip = PaperStrip(theme)
        self.printing = Printing(desk, shell, self)
        self._draft = False
        rows = spaced(QVBoxLayout(self), theme, (0, 8, 0, 0), 6)
        rows.addWidget(self._tools())
        self.state = label("", "small")
        self.trouble = Prose(theme, "", size="body", token="overdue")
        self.trouble.hide()
        self.anyway = QPushButton()
        self.anyway.hide()
        self.anyway.clicked.connect(self._anyway)
        band = spaced(QVBoxLayout(), theme, (16, 0, 16, 0), 4)
        for widget in (self.state, self.trouble, self.anyway):
            band.addWidget(widget)
        rows.addLayout(band)
        rows.addWidget(self.strip)
        rows.addStretch(1)
        self.feed.typeset.connect(self._typeset)
        self.feed.drawn.connect(self._drawn)
        self.feed.unprintable.connect(self._unprintable)
        self.strip.wideChanged.connect(self.feed.set_width)
        for key, act in (("Left", partial(self.turn, -1)), ("Right", partial(self.turn, 1)), ("Ctrl+P", self.print),
                         ("Ctrl+S", self.ask_pdf), ("F4", self.fill_in)):  # fmt: skip
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.activated.connect(act)
        self.reload()

    def _tools(self) -> QWidget:
        box = FlowBox(self.theme)
        self._acts: list[QPushButton] = []
        acts: list[tuple[str, str, Callable[..., None]]] = [
            (tr("打印  Ctrl+P"), "print", self.print), (tr("存为 PDF  Ctrl+S"), "export", self.ask_pdf),
        ]  # fmt: skip
        if self.wanted.period is not None:
            acts.append((tr("填写  F4"), "register", self.fill_in))
            if self.wanted.paper != "dispute":
                acts[2:2] = [(tr("存为 Word"), "export", self.ask_docx), (tr("存为表格"), "export", self.ask_xlsx)]
            acts = [(tr("前一期 ←"), "chevron-left", partial(self.turn, -1)),
                    (tr("后一期 →"), "chevron-right", partial(self.turn, 1)), *acts]  # fmt: skip
        for words, icon, act in acts:
            button = iconed(QPushButton(words), self.theme, icon)
            button.clicked.connect(act)
            box.add(button)
            self._acts.append(button)
        holder = QWidget()
        spaced(QHBoxLayout(holder), self.theme, (16, 0, 16, 0), 0).addWidget(box)
        return holder

    # -- what is shown -----------------------------------------------------------------------------

    @property
    def name(self) -> str:
        """The paper in words, as its file is called."""
        if self.wanted.period is None:
            return tr("交办单 {number}", number=self.wanted.number)
        word = tr(papers.PAPERS[self.wanted.paper].word)
        return tr("{period}{paper}", period=period_words.words(self.wanted.period), paper=word)

    def _make(self) -> Make | None:
        if self.wanted.period is None:
            return slip_of(self.wanted.event, self.desk.now())
        live = LiveQueue.of(self.desk)
        if not live.is_open:
            live.open()
            live.opened.connect(self.reload)
            return None
        return making(live.queue, self.wanted.paper, self.wanted.period, self.desk.now(), draft=self._draft)

    def reload(self) -> None:
        """Make the paper anew."""
        self._show(shipped=False)

    def _show(self, *, shipped: bool) -> None:
        self.title = self.name
        self.retitled.emit()
        self.trouble.hide()
        self.anyway.hide()
        self.state.setText(tr("正在排版……"))
        make = self._make()
        if make is not None:
            self.feed.show(make, shipped=shipped)

    def turn(self, step: int, checked: bool = False) -> None:
        """Another period; none that has not begun."""
        del checked
        period = self.wanted.period
        if period is None:
            return
        other = period.moved(step)
        if other.start <= self.desk.now():
            self.wanted, self._draft = Wanted(self.wanted.paper, other), False
            self.reload()

    def _typeset(self, pages: int) -> None:
        self.strip.set_count(pages)
        printed = self.feed.printed
        fonts = printed.faces.words if printed is not None and printed.faces.missing else ""
        own = tr("用了您改过的版式。") if printed is not None and printed.own else ""
        self.state.setText(tr("共 {pages} 页。{own}", pages=pages, own=own))
        self.state.setToolTip(fonts)
        wrong = self.feed.sheet.document.facts.get("faults", ()) if self.feed.sheet is not None else ()
        if wrong:
            self._say(tr("草稿，不得上报：{faults}。", faults=tr("；").join(wrong)))

    def _say(self, words: str) -> None:
        self.trouble.set_text(words)
        self.trouble.show()

    def _drawn(self, page: int, image: QImage) -> None:
        self.strip.set_page(page, image)

    def _unprintable(self, error: RoomError) -> None:
        self.strip.set_count(0)
        self.state.setText("")
        self._say(sentence(error))
        offers = {"report.own_template": tr("用自带版式"), "dispute.sums": tr("先看草稿")}
        if error.code in offers:
            self.anyway.setText(offers[error.code])
            self.anyway.setProperty("shipped", error.code == "report.own_template")
            self.anyway.show()

    def _anyway(self) -> None:
        shipped = bool(self.anyway.property("shipped"))
        self._draft = self._draft or not shipped
        self._show(shipped=shipped)

    # -- where it goes -----------------------------------------------------------------------------

    def print(self, checked: bool = False) -> None:
        """Through the system's dialog."""
        del checked
        if self.feed.printed is not None and self.feed.whole:
            self.printing.ask(self.feed.printed.pdf, len(self.strip.pages), self.name)

    def ask_pdf(self, checked: bool = False) -> None:
        """Ask where the PDF goes."""
        del checked
        if self.feed.printed is not None:
            ask_save(self.desk, self.shell, self, tr("存为 PDF"), f"{self.name}.pdf", "PDF (*.pdf)",
                     self.feed.save_pdf)  # fmt: skip

    def ask_docx(self, checked: bool = False) -> None:
        """Ask where the Word file goes."""
        del checked
        if self.feed.sheet is not None:
            ask_save(self.desk, self.shell, self, tr("存为 Word"), f"{self.name}.docx", "Word (*.docx)",
                     self.feed.save_docx)  # fmt: skip

    def ask_xlsx(self, checked: bool = False) -> None:
        """Ask where the tables go."""
        del checked
        if self.feed.sheet is not None:
            ask_save(self.desk, self.shell, self, tr("存为表格"), f"{self.name}.xlsx", "Excel (*.xlsx)",
                     self.feed.save_xlsx)  # fmt: skip

    def fill_in(self, checked: bool = False) -> None:
        """The words of this paper."""
        del checked
        if self.wanted.period is None:
            return
        if self.wanted.paper == "dispute" and self.wanted.period.kind == MONTH:
            self.shell.open_panel(DisputePanel(self.desk, self.theme, self.shell, self.wanted.period))
        else:
            panel = PaperTextPanel(self.desk, self.theme, self.shell, self.wanted.paper, self.wanted.period)
            self.shell.open_panel(panel)

    def first_field(self) -> QWidget | None:
        """The keys of the panel work at once."""
        return self._acts[0] if self._acts else None
