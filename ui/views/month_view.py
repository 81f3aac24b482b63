"""The month page: figures with their formulas at the left, the paper as it will print at the right."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from commandroom.domain.changes import Changes
from commandroom.reports.figures import Figure
from commandroom.reports.monthly import MonthReport
from commandroom.reports.period import BASIS_WORDS, Basis, Month
from commandroom.text import tr
from ui.desk import Desk
from ui.models.month_feed import MonthFeed
from ui.shell import Shell
from ui.theme import Theme
from ui.views.month_paper import MonthPaper
from ui.views.page import Page
from ui.widgets.dressing import iconed, label, sized, spaced
from ui.widgets.figure_list import FigureLine, FigureList
from ui.widgets.text_labels import Prose

EARLIEST = Month(2000, 1)


class MonthView(Page):
    """One month of the room; ← and → turn to another, Enter opens the events behind a figure."""

    def __init__(self, desk: Desk, theme: Theme, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(desk, theme, shell, parent)
        self.feed = MonthFeed(desk, self)
        self.list = FigureList(theme)
        self.side = MonthPaper(desk, theme, shell, self.feed)
        self.paper = self.side.strip
        self._bases: dict[Basis, QPushButton] = {}
        columns = QHBoxLayout(self)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(0)
        columns.addWidget(sized(self._left(), theme, wide=440))
        columns.addWidget(self.side, 1)
        self.feed.counted.connect(self._counted)
        self.feed.settled.connect(self.settled)
        self.list.opened.connect(self.open_rows)
        self.list.pointed.connect(self._follow)
        self._bind()

    # -- what is there ---------------------------------------------------------------------------

    def _left(self) -> QWidget:
        side = QWidget(self)
        rows = spaced(QVBoxLayout(side), self.theme, gap=0)
        head = QWidget(side)
        head.setObjectName("panelHead")
        head.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = spaced(QHBoxLayout(head), self.theme, (16, 8, 16, 8), 8)
        self._title = label("", "title")
        row.addWidget(self._title)
        row.addStretch(1)
        self._back = _button(self.theme, "←", "chevron-left", partial(self.turn, -1), tr("上个月"))
        self._on = _button(self.theme, "→", "chevron-right", partial(self.turn, 1), tr("下个月"))
        row.addWidget(self._back)
        row.addWidget(self._on)
        rows.addWidget(head)
        choice = spaced(QHBoxLayout(), self.theme, (16, 8, 16, 8), 4)
        group = QButtonGroup(self)
        for number, basis in enumerate(Basis, 1):
            button = QPushButton(f"{tr(BASIS_WORDS[basis])} {number}")
            button.setCheckable(True)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.setProperty("role", "pill")
            button.clicked.connect(partial(self.choose_basis, basis))
            group.addButton(button)
            self._bases[basis] = button
            choice.addWidget(button)
        choice.addStretch(1)
        rows.addLayout(choice)
        self._scroll = _scrolled(self.list)
        rows.addWidget(self._scroll, 1)
        self._basis = Prose(self.theme, size="small", token="quiet")
        foot = spaced(QVBoxLayout(), self.theme, (16, 8, 16, 8), 4)
        foot.addWidget(self._basis)
        rows.addLayout(foot)
        return side

    def _bind(self) -> None:
        bound: list[tuple[str, Callable[[], None]]] = [
            ("Left", partial(self.turn, -1)), ("Right", partial(self.turn, 1)), ("T", self.go_now),
            *self.side.bound(),
            *((str(number), partial(self.choose_basis, basis)) for number, basis in enumerate(Basis, 1)),
        ]  # fmt: skip
        for key, run in bound:
            shortcut = QShortcut(QKeySequence(key), self)
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
        self._bases[self.feed.basis].setChecked(True)

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
        self._bases[self.feed.basis].setChecked(True)

    def open_rows(self, code: str) -> None:
        """Show the events behind a figure in the queue."""
        report = self.feed.report
        if report is None:
            return
        figure = report.figure(code)
        if not len(figure.rows):
            self.shell.toast(tr("“{figure}”没有可列出的事件。", figure=tr(figure.name)), "information")
            return
        words = tr("{month}{figure}", month=report.month.words, figure=tr(figure.name))
        self.shell.selection.show_rows(figure.rows.tolist(), words)

    # -- what was read ---------------------------------------------------------------------------

    def _counted(self, report: MonthReport) -> None:
        self._show_month()
        self.list.set_lines(tuple(_line(one) for one in report.figures))
        self._basis.set_text(report.basis_words)
        self.unsay()

    def _follow(self, top: int, bottom: int) -> None:
        self._scroll.ensureVisible(0, (top + bottom) // 2, 0, (bottom - top) // 2 + 1)

    # -- the page --------------------------------------------------------------------------------

    def enter(self) -> None:
        """Count at the first visit; the figures take the keyboard."""
        if self.feed.report is None:
            self.say("loading", tr("正在统计……"))
            self.feed.load()
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def take(self, changes: Changes) -> None:
        """Count again before long."""
        self.feed.take(changes)

    def ready(self) -> bool:
        """Whether figures and pages are complete."""
        return self.feed.whole

    def keys(self) -> list[tuple[str, str]]:
        """The keys of the month."""
        return [
            (tr("← / →"), tr("上个月、下个月")), ("T", tr("本月")), ("1 / 2 / 3", tr("统计口径")),
            ("↑ / ↓", tr("选指标")), ("Enter", tr("列出指标背后的事件")), *self.side.keys(),
        ]  # fmt: skip


def _button(theme: Theme, words: str, icon: str, act: Callable[..., None], hover: str = "") -> QPushButton:
    """A button that does not take the keyboard; off until there is something to do."""
    button = iconed(QPushButton(words), theme, icon)
    button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    button.setEnabled(False)
    button.setToolTip(hover)
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


def _line(one: Figure) -> FigureLine:
    before, year_ago = one.written(one.before), one.written(one.year_ago)
    earlier = tr("上月 {before} · 去年同月 {year_ago}", before=before, year_ago=year_ago)
    counts = f"{one.fraction} · {earlier}" if one.fraction else earlier
    return FigureLine(one.code, tr(one.name), one.words, tr(one.formula), counts, len(one.rows))
