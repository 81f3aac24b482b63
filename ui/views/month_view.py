"""The month page: figures, charts and tables at the left, the paper as it will print at the right."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from commandroom.domain.changes import Changes
from commandroom.domain.people import Right, permits
from commandroom.reports.monthly import MonthReport
from commandroom.reports.period import Basis, Month, day_words
from commandroom.text import tr
from ui.desk import Desk
from ui.dialogs.close_month_dialog import CloseMonthPanel, CorrectMonthPanel
from ui.models.month_feed import MonthFeed
from ui.shell import Shell
from ui.theme import Theme
from ui.views.month_figures import SIDES, MonthFigures
from ui.views.month_paper import MonthPaper
from ui.views.page import Page, Scene
from ui.widgets.buttons import bar_button
from ui.widgets.dressing import iconed, label, spaced
from ui.widgets.text_labels import ElidedLabel

EARLIEST = Month(2000, 1)


class MonthView(Page):
    """One month of the room; ← and → turn to another, Enter opens the events behind a figure."""

    def __init__(self, desk: Desk, theme: Theme, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(desk, theme, shell, parent)
        self.feed = MonthFeed(desk, self)
        self.figures = MonthFigures(desk, theme, shell)
        self.list = self.figures.list
        self.side = MonthPaper(desk, theme, shell, self.feed)
        self.paper = self.side.strip
        columns = QHBoxLayout(self)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(0)
        left = QWidget(self)
        rows = spaced(QVBoxLayout(left), theme, gap=0)
        rows.addWidget(self._head())
        rows.addWidget(self.figures, 1)
        columns.addWidget(left, 5)
        columns.addWidget(self.side, 6)
        self.figures.based.connect(self.choose_basis)
        self.feed.counted.connect(self._counted)
        self.feed.progressed.connect(self._progressed)
        self.feed.settled.connect(self.settled)
        self.desk.signed_in.connect(self._somebody_else)
        self.desk.signed_out.connect(self._show_standing)
        self._bind()

    # -- what is there ---------------------------------------------------------------------------

    def _head(self) -> QWidget:
        head = QWidget(self)
        head.setObjectName("panelHead")
        head.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = spaced(QHBoxLayout(head), self.theme, (16, 8, 16, 8), 8)
        self._title = label("", "title")
        row.addWidget(self._title)
        self._standing = ElidedLabel(self.theme, size="small")
        row.addWidget(self._standing, 1)
        self.sign = iconed(QPushButton(), self.theme, "lock")
        self.sign.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.sign.clicked.connect(self.open_signing)
        self.sign.hide()
        row.addWidget(self.sign)
        self._back = bar_button(self.theme, "←", "chevron-left", partial(self.turn, -1), tr("上个月"))
        self._on = bar_button(self.theme, "→", "chevron-right", partial(self.turn, 1), tr("下个月"))
        row.addWidget(self._back)
        row.addWidget(self._on)
        return head

    def _bind(self) -> None:
        bound: list[tuple[str, Callable[[], None]]] = [
            ("Ctrl+Left", partial(self.turn, -1)), ("Ctrl+Right", partial(self.turn, 1)), ("T", self.go_now),
            ("D", self.figures.ask_rows), ("S", self.open_signing), *self.side.bound(),
            *((str(number), partial(self.choose_basis, basis)) for number, basis in enumerate(Basis, 1)),
            *((key, partial(self.figures.turn, side)) for key, side in zip("FCG", SIDES, strict=True)),
        ]  # fmt: skip
        for key, run in bound:
            self._key(self, key, run)
        for key, step in (("Left", -1), ("Right", 1)):  # charts and tables move inside themselves by these
            self._key(self.list, key, partial(self.turn, step))

    @staticmethod
    def _key(over: QWidget, key: str, run: Callable[[], None]) -> None:
        shortcut = QShortcut(QKeySequence(key), over)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(run)

    # -- what is chosen --------------------------------------------------------------------------

    @property
    def month(self) -> Month | None:
        """The month asked for."""
        return self.feed.month

    def turn(self, step: int, checked: bool = False) -> None:
        """So many months later; never past the present one."""
        del checked
        if self.feed.month is not None:
            wanted = self.feed.month.moved(step)
            if EARLIEST <= wanted <= Month.of(self.desk.now()):
                self._choose(wanted, self.feed.basis)

    def go_now(self) -> None:
        """The month that runs."""
        self._choose(Month.of(self.desk.now()), self.feed.basis)

    def choose_basis(self, basis: Basis, checked: bool = True) -> None:
        """Count by another moment."""
        del checked
        if self.feed.month is not None and basis != self.feed.basis:
            self._choose(self.feed.month, basis)
        self.figures.bases[self.feed.basis].setChecked(True)

    def _choose(self, month: Month, basis: Basis) -> None:
        self.feed.choose(month, basis)
        self._show_month()
        self.side.clear()

    def _show_month(self) -> None:
        month = self.feed.month
        if month is None:
            return
        now = Month.of(self.desk.now())
        words = tr("{month}（未完）", month=month.words) if month == now else month.words
        self._title.setText(words)
        self._on.setEnabled(month < now)
        self._back.setEnabled(month > EARLIEST)
        self.figures.bases[self.feed.basis].setChecked(True)

    def open_rows(self, code: str) -> None:
        """Show the events behind a figure in the queue."""
        self.figures.open_figure(code)

    # -- closing ---------------------------------------------------------------------------------

    def _somebody_else(self, person: object) -> None:
        del person
        self._show_standing()

    def _may_sign(self) -> bool:
        person = self.desk.person
        return person is not None and permits(person, Right.SIGN)

    def _closable(self) -> bool:
        """Whether the month shown is the one that is to be closed now."""
        month, standing = self.feed.month, self.feed.standing
        over = month is not None and month.end <= self.desk.now()
        return over and standing.closed is None and standing.due in (None, month)

    def _show_standing(self) -> None:
        """Closed, under which number, with how many slips; or which month is to be closed first."""
        month, standing = self.feed.month, self.feed.standing
        if month is None or self.feed.report is None:
            return
        if standing.closed is not None:
            words = tr("已结账 {number} · {day}", number=standing.closed.number, day=day_words(standing.closed.at))
            if standing.slips:
                words = tr("{closed} · 更正{count}次", closed=words, count=len(standing.slips))
        elif month.end > self.desk.now():
            words = ""
        elif standing.due is not None and standing.due < month:
            words = tr("未结账，应先结{month}", month=standing.due.words)
        else:
            words = tr("未结账")
        self._standing.set_text(words)
        self.sign.setVisible(self._may_sign() and (standing.closed is not None or self._closable()))
        self.sign.setText(tr("更正  S") if standing.closed is not None else tr("结账  S"))

    def open_signing(self, checked: bool = False) -> None:
        """Ask for what closing, or correcting, needs."""
        del checked
        month, closed = self.feed.month, self.feed.standing.closed
        if month is None or self.feed.report is None or not self.sign.isVisibleTo(self):
            return
        panel: CloseMonthPanel | CorrectMonthPanel
        if closed is not None:
            slips = self.feed.standing.slips
            panel = CorrectMonthPanel(self.desk, self.theme, self.shell, closed, slips)
        else:
            panel = CloseMonthPanel(self.desk, self.theme, self.shell, month, self.feed.basis)
        panel.signed.connect(self._signed)
        self.shell.open_panel(panel)

    def _signed(self, month: str) -> None:
        del month
        self.feed.load()

    # -- what was read ---------------------------------------------------------------------------

    def _counted(self, report: MonthReport) -> None:
        self._show_month()
        self._show_standing()
        self.figures.show_report(report)
        self.unsay()

    def _progressed(self, done: int, total: int, words: str) -> None:
        """The first count of a large room reads every event once; it says how far."""
        del words
        if self.feed.report is None and total:
            share = min(100, done * 100 // total)
            self.say("loading", tr("首次统计，正在读入全部事件的时间：{share}%", share=share))

    # -- the page --------------------------------------------------------------------------------

    def enter(self) -> None:
        """Count at the first visit; what is shown takes the keyboard."""
        if self.feed.report is None:
            self.say("loading", tr("正在统计……"))
            self.feed.load()
        self.figures.take_keys()

    def take(self, changes: Changes) -> None:
        """Count again before long."""
        self.feed.take(changes)

    def ready(self) -> bool:
        """Whether figures and pages are complete."""
        return self.feed.whole and self.figures.is_whole()

    def scenes(self) -> list[Scene]:
        """The charts, the tables, the words added by hand, the other papers, closing, and a month as it was signed."""
        return [
            Scene("month-charts", partial(self.figures.turn, "charts")),
            Scene("month-tables", partial(self.figures.turn, "tables")),
            Scene("month-words", self.side.fill_in), Scene("month-papers", self.side.open_papers),
            Scene("month-closing", self.open_signing),
            Scene("month-closed", partial(self._scene, -1), after=partial(self.turn, 1)),
        ]  # fmt: skip

    def _scene(self, step: int) -> None:
        self.figures.turn("figures")
        self.turn(step)

    def keys(self) -> list[tuple[str, str]]:
        """The keys of the month."""
        return [
            (tr("← / →"), tr("上个月、下个月（图表中加 Ctrl）")), ("T", tr("本月")), ("1 / 2 / 3", tr("统计口径")),
            ("F / C / G", tr("指标、图、表")), (tr("↑ / ↓"), tr("选指标；图表中用方向键")),
            ("Enter", tr("列出背后的事件")), ("D", tr("明细存为表格")), ("S", tr("结账、更正")), *self.side.keys(),
        ]  # fmt: skip
