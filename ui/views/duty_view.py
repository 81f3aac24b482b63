"""The duty page: the month's roster as a table; who is on now and next, telephones, how the load is shared."""

from functools import partial
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from commandroom.actions import duty as duties
from commandroom.domain.changes import Changes
from commandroom.domain.cover import month_after
from commandroom.domain.errors import RoomError
from commandroom.domain.instant import local_date
from commandroom.reports.duty_month import DutyMonth, OnDuty, column_words, month_table, on_duty
from commandroom.text import sentence, tr
from ui.desk import Desk
from ui.dialogs.duty_dialog import DutyPanel
from ui.shell import Shell
from ui.theme import Theme
from ui.views.duty_side import DutySide
from ui.views.page import Page, Scene
from ui.widgets.dressing import iconed, label, sized, spaced
from ui.widgets.duty_table import DutyTable
from ui.widgets.light import LightLabel

CONCERNED = frozenset({"duty", "person", "calendar", "room", "unit"})


class DutyView(Page):
    """Month table at the left, the side at the right; Enter on a cell changes it."""

    def __init__(self, desk: Desk, theme: Theme, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(desk, theme, shell, parent)
        self.table = DutyTable(theme)
        self.side = DutySide(desk, theme, shell)
        self.month = ""
        self._shown: DutyMonth | None = None
        self._reading = self._again = False
        self._build()
        self.table.edited.connect(self._edit)
        self.table.cleared.connect(self._clear)
        self._turn = QTimer(self)
        self._turn.setSingleShot(True)
        self._turn.timeout.connect(self.load)

    def _build(self) -> None:
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        bar = QWidget(self)
        bar.setObjectName("panelHead")
        bar.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = spaced(QHBoxLayout(bar), self.theme, (16, 8, 16, 8), 8)
        self._title = sized(label("", "title"), self.theme, wide=220)
        row.addWidget(self._title)
        for words, icon, step in ((tr("上月 PgUp"), "chevron-left", -1), (tr("下月 PgDn"), "chevron-right", 1)):
            button = iconed(QPushButton(words), self.theme, icon)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.clicked.connect(partial(self.turn, step))
            row.addWidget(button)
        now = QPushButton(tr("今天 T"))
        now.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        now.clicked.connect(self.go_today)
        row.addWidget(now)
        row.addSpacing(self.theme.px("m"))
        self._gaps = LightLabel(self.theme)
        row.addWidget(self._gaps)
        self._unknown = label(tr("本年放假安排未导入：按平常的星期计"), "warning")
        self._unknown.hide()
        row.addWidget(self._unknown)
        row.addStretch(1)
        row.addWidget(label(tr("Enter 排班 · Delete 清空"), "small"))
        rows.addWidget(bar)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.table, 1)
        middle.addWidget(sized(self.side, self.theme, wide=340))
        rows.addLayout(middle, 1)

    # -- reading ---------------------------------------------------------------------------------

    def load(self) -> None:
        """Read the month and who is on duty, now or once more when the running read is done."""
        if self._reading:
            self._again = True
            return
        self._reading = True
        self.desk.start(self._load(), self)

    async def _load(self) -> None:
        now = self.desk.now()
        if not self.month:
            self.month = local_date(now).isoformat()[:7]
        try:
            month, found = await self.desk.ask(_read, self.month, now)
        finally:
            self._reading = False
        if self._again or month.month != self.month:
            self._again = False
            self.load()
            return
        self._show(month, found)

    def _show(self, month: DutyMonth, found: OnDuty) -> None:
        now = self.desk.now()
        self._shown = month
        self._title.setText(tr("{year} 年 {month} 月值班表", year=month.month[:4], month=int(month.month[5:])))
        self._unknown.setVisible(not month.calendar_known)
        if not month.held:
            self._gaps.set_light("none", tr("本月还没有排班"), size="body")
        elif month.gap_days:
            self._gaps.set_light("due_soon", tr("{count} 天有缺口", count=month.gap_days), size="body", bold=True)
        else:
            self._gaps.set_light("on_time", tr("没有缺口"), size="body")
        self.table.show_month(month, local_date(now).isoformat())
        self.side.show_month(month)
        self.side.show_now(found, now)
        self.unsay()
        if found.turn:
            self._turn.start(min(max(found.turn - now, 1), 3600) * 1000)
        self.settled.emit()

    # -- what can be done ------------------------------------------------------------------------

    def turn(self, step: int, checked: bool = False) -> None:
        """Another month, so many later."""
        del checked
        if self.month:
            self.month = month_after(self.month, step)
            self.load()

    def go_today(self) -> None:
        """The month and the day of today."""
        today = local_date(self.desk.now()).isoformat()
        if self.month != today[:7]:
            self.month = today[:7]
            self.load()
        else:
            self.table.go(today, self.table.current[1])

    def _edit(self, day: str, column: int) -> None:
        shown = self._shown
        if shown is not None:
            cell = next(row.cells[column] for row in shown.rows if row.day == day)
            self.shell.open_panel(DutyPanel(self.desk, self.theme, self.shell, day, shown.columns[column], cell))

    def _clear(self, day: str, column: int) -> None:
        shown = self._shown
        if shown is not None:
            cell = next(row.cells[column] for row in shown.rows if row.day == day)
            if cell.people:
                self.desk.start(self._cleared(day, *shown.columns[column], list(cell.people), cell.note))

    async def _cleared(self, day: str, post: str, shift: str, people: list[str], note: str) -> None:
        await self.desk.do(duties.set_duty, day, post, shift, [])
        words = tr("已清空：{day} {post}", day=day, post=column_words((post, shift)))
        self.shell.toast(words, "done", partial(self._put_back, day, post, shift, people, note))

    def _put_back(self, day: str, post: str, shift: str, people: list[str], note: str) -> None:
        self.desk.start(self.desk.do(duties.set_duty, day, post, shift, people, note))

    def clear_today(self) -> None:
        """Take everybody off the current day, after which each cell can be filled anew."""
        if self._shown is not None:
            self.desk.start(self._clear_day(self.table.current[0]))

    async def _clear_day(self, day: str) -> None:
        try:
            done = await self.desk.do(duties.clear_day, day)
        except RoomError as error:
            self.shell.toast(sentence(error), "refused")
            return
        self.shell.toast(tr("已清空 {day} 的 {count} 个岗位", day=day, count=done.result))

    # -- the page --------------------------------------------------------------------------------

    def take(self, changes: Changes) -> None:
        """The roster, a person or the calendar changed: read the month again."""
        if changes.kinds() & CONCERNED and self.month:
            self.load()

    def enter(self) -> None:
        """Read the month at the first visit and take the keyboard."""
        if self._shown is None:
            self.say("loading", tr("正在读取值班表……"))
            self.load()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def leave(self) -> None:
        """Numbers that were revealed are masked again."""
        self.side.mask_again()

    def ready(self) -> bool:
        """Whether the month that is asked for is shown."""
        return self._shown is not None and self._shown.month == self.month and not self._reading

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Months by page keys, T for today, Shift+Delete for a whole day."""
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self.turn(-1 if key == Qt.Key.Key_PageUp else 1)
        elif key == Qt.Key.Key_T:
            self.go_today()
        elif key == Qt.Key.Key_X and self._shown is not None:
            self.clear_today()
        else:
            super().keyPressEvent(event)

    def keys(self) -> list[tuple[str, str]]:
        """The keys of the roster."""
        return [
            (tr("方向键"), tr("在日期和岗位之间移动")),
            ("Enter", tr("排这一格的人（姓名或拼音首字母）")),
            ("Delete", tr("清空这一格")),
            ("X", tr("清空这一天")),
            ("PgUp / PgDn", tr("上个月、下个月")),
            ("T", tr("回到今天")),
        ]

    def scenes(self) -> list[Scene]:
        """A month with holidays, one with gaps, a cell being filled."""
        return [
            Scene("duty-holidays", partial(self._scene_month, -1)),
            Scene("duty-gaps", partial(self._scene_month, 1)),
            Scene("duty-edit", self._scene_edit),
        ]

    def _scene_month(self, step: int) -> None:
        self.month = month_after(local_date(self.desk.now()).isoformat()[:7], step)
        self.load()
        self.side.show_tab("remarks" if step > 0 else "phones")

    def _scene_edit(self) -> None:
        self.side.show_tab("load")
        self._edit(*self.table.current)


def _read(reader: Any, month: str, now: int) -> tuple[DutyMonth, OnDuty]:
    return month_table(reader, month), on_duty(reader, now)
