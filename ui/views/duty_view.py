"""The duty page: the month's roster and the seat's handover and log; beside them who is on, load, gaps, swaps."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from commandroom.domain.changes import Changes
from commandroom.domain.cover import month_after
from commandroom.domain.instant import local_date
from commandroom.domain.month_roster import RosterState
from commandroom.reports.duty_board import Board, SeatBoard, board, quality, seat_board
from commandroom.reports.roster_words import MONTH_STATES
from commandroom.text import tr
from ui.desk import Desk
from ui.shell import Shell
from ui.theme import Theme
from ui.views.duty_side import DutySide
from ui.views.duty_steps import DutySteps
from ui.views.page import Page, Scene
from ui.views.seat_view import SeatView
from ui.widgets.dressing import iconed, label, sized, spaced
from ui.widgets.duty_table import DutyTable
from ui.widgets.light import LightLabel

ROSTER = frozenset({"duty", "person", "calendar", "room", "unit", "roster", "rota", "leave", "swap"})
CONCERNED = ROSTER | {"handover", "duty_log", "promise", "equipment", "attendance"}
MONTH, SEAT = "month", "seat"


class DutyView(Page):
    """Month table or seat at the left, the side at the right; Enter on a cell changes it."""

    def __init__(self, desk: Desk, theme: Theme, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(desk, theme, shell, parent)
        self.table = DutyTable(theme)
        self.seat = SeatView(desk, theme, shell)
        self.side = DutySide(desk, theme, shell)
        self.steps = DutySteps(desk, theme, shell)
        self.month = self.day = ""
        self._shown: Board | None = None
        self._reading = self._again = False
        self._rescore = True
        self._build()
        self.table.edited.connect(self.steps.edit)
        self.table.cleared.connect(self.steps.clear)
        self.table.moved.connect(self._moved)
        self.steps.listen(self.side.gaps, self.side.deals)
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
        lines = spaced(QVBoxLayout(bar), self.theme, (16, 6, 16, 6), 4)
        lines.addLayout(self._upper())
        self._lower = QWidget()
        lines.addWidget(self._lower)
        self._steps_row(spaced(QHBoxLayout(self._lower), self.theme, (0, 0, 0, 0), 6))
        rows.addWidget(bar)
        self.leaves = QStackedWidget()
        self.leaves.addWidget(self.table)
        self.leaves.addWidget(self.seat)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.leaves, 1)
        middle.addWidget(sized(self.side, self.theme, wide=340))
        rows.addLayout(middle, 1)

    def _upper(self) -> QHBoxLayout:
        row = spaced(QHBoxLayout(), self.theme, gap=8)
        self._tabs: dict[str, QPushButton] = {}
        group = QButtonGroup(self)
        for name, word in ((MONTH, tr("值班表 M")), (SEAT, tr("交接班和日志 J"))):
            button = QPushButton(word)
            button.setProperty("role", "tab")
            button.setCheckable(True)
            button.setChecked(name == MONTH)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.clicked.connect(partial(self.show_leaf, name))
            group.addButton(button)
            self._tabs[name] = button
            row.addWidget(button)
        row.addSpacing(self.theme.px("m"))
        self._title = label("", "title")
        row.addWidget(self._title)
        for words, icon, step in ((tr("往前 PgUp"), "chevron-left", -1), (tr("往后 PgDn"), "chevron-right", 1)):
            button = iconed(QPushButton(), self.theme, icon)
            button.setToolTip(words)
            button.setAccessibleName(words)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.clicked.connect(partial(self.turn, step))
            row.addWidget(button)
        row.addWidget(self._button(tr("今天 T"), self.go_today))
        row.addStretch(1)
        self._unknown = label(tr("本年放假安排未导入：按平常的星期计"), "warning")
        self._unknown.hide()
        row.addWidget(self._unknown)
        return row

    def _steps_row(self, row: QHBoxLayout) -> None:
        self._state = LightLabel(self.theme)
        self._gaps = LightLabel(self.theme)
        self._points = LightLabel(self.theme)
        for sign in (self._state, self._gaps, self._points):
            row.addWidget(sign)
            row.addSpacing(self.theme.px("s"))
        self._points.hide()  # until the score is reckoned
        row.addStretch(1)
        steps = self.steps
        self._publish = self._button(tr("发布 U"), steps.publish)
        self._lock = self._button(tr("锁定 K"), steps.lock)
        for button in (
            self._button(tr("规则 R"), steps.rota), self._button(tr("排班 G"), steps.generate),
            self._publish, self._lock,
            self._button(tr("请假 Q"), steps.leave), self._button(tr("换班 S"), steps.swap),
            self._button(tr("打印 Ctrl+P"), steps.to_paper),
        ):  # fmt: skip
            row.addWidget(button)

    def _button(self, words: str, press: Callable[[], None]) -> QPushButton:
        made = QPushButton(words)
        made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        made.clicked.connect(partial(_pressed, press))
        return made

    # -- reading -----------------------------------------------------------------------------------------

    def load(self) -> None:
        """Read the month and the seat, now or once more when the running read is done; nothing of a closed room."""
        if not self.desk.is_open:
            return
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
            found, seat = await self.desk.ask(_read, self.month, now, self.day)
        finally:
            self._reading = False
        if self._again or found.month.month != self.month or self.day not in ("", seat.day.day):
            self._again = False
            self.load()
            return
        self._show(found, seat)
        if self._rescore:
            self._rescore = False
            await self._score(now)

    async def _score(self, now: int) -> None:
        score = await self.desk.ask(quality, now)
        self.side.show_score(score)
        light = "on_time" if score.points >= 85 else "due_soon" if score.points >= 60 else "overdue"
        self._points.set_light(light, tr("质量 {points}", points=score.points), size="body")
        self._points.show()

    def _show(self, found: Board, seat: SeatBoard) -> None:
        now, month = self.desk.now(), found.month
        self._shown = self.steps.board = found
        self._unknown.setVisible(not month.calendar_known)
        if not month.held:
            self._gaps.set_light("none", tr("本月还没有排班"), size="body")
        elif month.gap_days:
            self._gaps.set_light("due_soon", tr("{count} 天有缺口", count=month.gap_days), size="body", bold=True)
        else:
            self._gaps.set_light("on_time", tr("没有缺口"), size="body")
        state = found.state.state
        light = {RosterState.DRAFT: "none", RosterState.PUBLISHED: "on_time", RosterState.LOCKED: "paused"}[state]
        words = tr(MONTH_STATES[state])
        if found.changes:
            words = tr("{state}，{count} 处改动 ▲", state=words, count=len(found.changes))
        self._state.set_light(light, words, size="body")
        self._publish.setVisible(state is RosterState.DRAFT)
        self._lock.setVisible(state is not RosterState.DRAFT)
        self._lock.setText(tr("解锁 K") if state is RosterState.LOCKED else tr("锁定 K"))
        was = {
            place: tr("、").join(month.names.get(person, person) for person in change.old)
            for place, change in found.changes.items()
        }
        self.table.show_month(month, local_date(now).isoformat(), was)
        self.steps.at = self.table.current
        self.side.show_board(found)
        self.side.show_now(found.on, now)
        self.seat.show_seat(seat)
        self._entitle()
        self.unsay()
        turns = [at for at in (found.on.turn, seat.next_look) if at]
        if turns:
            self._turn.start(min(max(min(turns) - now, 1), 60) * 1000)
        self.settled.emit()

    def _entitle(self) -> None:
        """The month, or the day of the log, that is shown."""
        shown = self.seat.shown
        if self.leaves.currentWidget() is self.seat and shown is not None:
            self._title.setText(tr("{day} 交接班和值班日志", day=shown.day.day))
        elif self.month:
            self._title.setText(tr("{year} 年 {month} 月值班表", year=self.month[:4], month=int(self.month[5:])))

    def _moved(self, day: str, column: int) -> None:
        self.steps.at = (day, column)

    # -- what can be done --------------------------------------------------------------------------------

    def show_leaf(self, name: str, checked: bool = True) -> None:
        """The month ("month") or the seat ("seat")."""
        del checked
        self._tabs[name].setChecked(True)
        self._lower.setVisible(name == MONTH)
        shown: QWidget = self.table if name == MONTH else self.seat
        self.leaves.setCurrentWidget(shown)
        self._entitle()
        (self.table if name == MONTH else self.seat.items).setFocus(Qt.FocusReason.OtherFocusReason)

    def turn(self, step: int, checked: bool = False) -> None:
        """Another month, or another day of the log, so many later."""
        del checked
        seat = self.seat.shown
        if self.leaves.currentWidget() is self.seat and seat is not None:
            after = date.fromisoformat(seat.day.day) + timedelta(days=step)
            if after <= local_date(self.desk.now()):
                self.day = after.isoformat()
                self.load()
        elif self.month:
            self.month = month_after(self.month, step)
            self.load()

    def go_today(self) -> None:
        """The month and the day of today."""
        today = local_date(self.desk.now()).isoformat()
        if self.leaves.currentWidget() is self.seat:
            self.day = ""
            self.load()
        elif self.month != today[:7]:
            self.month = today[:7]
            self.load()
        else:
            self.table.go(today, self.table.current[1])

    # -- the page ----------------------------------------------------------------------------------------

    def take(self, changes: Changes) -> None:
        """The roster, a person, the calendar or the seat changed: read again."""
        self._rescore = self._rescore or bool(changes.kinds() & ROSTER)
        if changes.kinds() & CONCERNED and self.month:
            self.load()

    def enter(self) -> None:
        """Read the month at the first visit and take the keyboard."""
        if self._shown is None:
            self.say("loading", tr("正在读取值班表……"))
            self.load()
        self.show_leaf(MONTH if self.leaves.currentWidget() is self.table else SEAT)

    def leave(self) -> None:
        """Numbers that were revealed are masked again."""
        self.side.mask_again()

    def ready(self) -> bool:
        """Whether what is asked for is shown."""
        return self._shown is not None and self._shown.month.month == self.month and not self._reading

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Months by page keys, T for today, M and J for the two leaves, the steps of each."""
        key = Qt.Key(event.key())
        keys = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if key == Qt.Key.Key_P and keys == Qt.KeyboardModifier.ControlModifier:
            shown = self.seat.shown if self.leaves.currentWidget() is self.seat else None
            self.steps.to_paper(log=shown.day.day if shown is not None else "")
        elif keys not in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier):
            super().keyPressEvent(event)
        elif key in (Qt.Key.Key_M, Qt.Key.Key_J):
            self.show_leaf(MONTH if key == Qt.Key.Key_M else SEAT)
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self.turn(-1 if key == Qt.Key.Key_PageUp else 1)
        elif key == Qt.Key.Key_T:
            self.go_today()
        elif self._shown is None or not self._stepped(key, shift=keys == Qt.KeyboardModifier.ShiftModifier):
            super().keyPressEvent(event)

    def _stepped(self, key: Qt.Key, *, shift: bool) -> bool:
        if self.leaves.currentWidget() is self.seat:
            return self.seat.take_key(key)
        step = self.steps.of_key(key, shift=shift)
        if step is not None:
            step()
        return step is not None

    def keys(self) -> list[tuple[str, str]]:
        """The keys of the roster and of the seat."""
        return [
            (tr("M / J"), tr("值班表、交接班和日志")),
            (tr("方向键"), tr("在日期和岗位之间移动")),
            ("Enter", tr("排这一格的人（姓名或拼音首字母）")),
            ("F", tr("让最合适的人顶这个缺口")),
            ("Delete / X", tr("清空这一格、这一天")),
            ("G / U / K", tr("自动排班、发布（Shift+U 退回）、锁定")),
            ("Q / S", tr("请假、换班")),
            ("PgUp / PgDn / T", tr("往前、往后一月（日志：一天）、今天")),
            ("Ctrl+P", tr("打印和导出")),
            ("R / N / H", tr("起草交接、另外交代、交班或接班签字")),
            (tr("空格 / W"), tr("接这一项、提出疑问")),
            ("L / P / K / E", tr("记日志、答应的事、答复结果、设备")),
            ("I / O", tr("签到、签退")),
        ]

    def scenes(self) -> list[Scene]:
        """A month with holidays, one with gaps, a cell being filled, the seat."""
        scored, back = partial(self._points.isVisibleTo, self._lower), partial(self.show_leaf, MONTH)
        return [
            Scene("duty-holidays", partial(self._scene_month, -1, "phones")),
            Scene("duty-gaps", partial(self._scene_month, 0, "gaps")),
            Scene("duty-edit", self._scene_edit), Scene("duty-swaps", partial(self._scene_month, 0, "deals")),
            Scene("duty-quality", partial(self._scene_month, 0, "remarks"), scored),
            Scene("duty-leave", self.steps.leave), Scene("duty-rota", self.steps.rota),
            Scene("duty-print", self.steps.to_paper),
            Scene("duty-seat", partial(self.show_leaf, SEAT), after=back),
        ]  # fmt: skip

    def _scene_month(self, step: int, tab: str) -> None:
        self.month = month_after(local_date(self.desk.now()).isoformat()[:7], step)
        self.load()
        self.side.show_tab(tab)

    def _scene_edit(self) -> None:
        self.side.show_tab("load")
        self.steps.edit(*self.table.current)


def _read(reader: Any, month: str, now: int, day: str) -> tuple[Board, SeatBoard]:
    return board(reader, month, now), seat_board(reader, now, day)


def _pressed(press: Callable[[], None], checked: bool = False) -> None:
    del checked
    press()
