"""The seat: what is handed over item by item, the log of the day, promises, equipment, who signed on."""

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QTableWidget,
    QVBoxLayout,
    QWidget,
)

from commandroom.domain.duty_log import CONDITIONS, LINE_KINDS
from commandroom.domain.handover import Handover, Item, Stage
from commandroom.domain.instant import local, stamp
from commandroom.domain.masking import mask_name, mask_phone
from commandroom.reports.duty_board import SeatBoard
from commandroom.reports.handover_words import KINDS, due_words, item_words, people_words, stage_words
from commandroom.text import tr
from ui.desk import Desk
from ui.models.names import Names
from ui.shell import Shell
from ui.theme import Theme
from ui.views.seat_steps import SeatSteps
from ui.widgets.dressing import label, spaced
from ui.widgets.light import LightLabel
from ui.widgets.read_table import fill
from ui.widgets.text_labels import Prose

SHARES = {"items": (10, 56, 14, 20), "log": (10, 12, 60, 18), "promises": (16, 18, 46, 20)}
"""How the columns of each table share its width."""


class SeatView(QWidget):
    """Handover above, the day's log below; every step has a key."""

    def __init__(self, desk: Desk, theme: Theme, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk, self.theme, self.shell = desk, theme, shell
        self.names = Names(desk)
        self.shown: SeatBoard | None = None
        self._handover = self._taking = ""
        self.buttons: dict[str, QPushButton] = {}
        self.steps = steps = SeatSteps(desk, theme, shell, self.names)
        rows = spaced(QVBoxLayout(self), theme, (16, 12, 16, 8), 8)
        head = spaced(QHBoxLayout(), theme, gap=12)
        self._title = label(tr("交接班"), "title")
        self.state = LightLabel(theme)
        head.addWidget(self._title)
        head.addWidget(self.state)
        head.addStretch(1)
        rows.addLayout(head)
        self._people = Prose(theme, "", size="small", token="quiet")
        rows.addWidget(self._people)
        rows.addLayout(self._buttons((
            ("draw", tr("起草 / 更新 R"), steps.draw), ("add", tr("另外交代 N"), steps.add),
            ("hand", tr("交班签字 H"), steps.hand), ("accept", tr("接这一项 空格"), steps.accept),
            ("ask", tr("有疑问 W"), steps.ask), ("take", tr("接班签字 H"), steps.take_over),
        )))  # fmt: skip
        self.items = self._table((tr("类别"), tr("移交内容"), tr("时限"), tr("接收")))
        rows.addWidget(self.items, 5)
        head = spaced(QHBoxLayout(), theme, gap=12)
        self._day = label("", "title")
        head.addWidget(self._day)
        head.addStretch(1)
        rows.addLayout(head)
        rows.addLayout(self._buttons((
            ("come", tr("签到 I"), steps.come), ("go", tr("签退 O"), steps.go), ("line", tr("记日志 L"), steps.line),
            ("promise", tr("答应的事 P"), steps.promise), ("kept", tr("答复结果 K"), steps.kept),
            ("equipment", tr("设备 E"), steps.equipment),
        )))  # fmt: skip
        self.log = self._table((tr("时间"), tr("类别"), tr("内容"), tr("记录人")))
        rows.addWidget(self.log, 3)
        self.promises = self._table((tr("答复期限"), tr("对象"), tr("答应的事"), tr("结果")))
        rows.addWidget(self.promises, 2)
        self._foot = Prose(theme, "", size="small", token="quiet")
        rows.addWidget(self._foot)
        theme.changed.connect(self._fit)

    def _buttons(self, wanted: tuple[tuple[str, str, Callable[[], None]], ...]) -> QHBoxLayout:
        row = spaced(QHBoxLayout(), self.theme, gap=6)
        for name, word, press in wanted:
            button = QPushButton(word)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.clicked.connect(partial(self._press, press))
            self.buttons[name] = button
            row.addWidget(button)
        row.addStretch(1)
        return row

    def _table(self, heads: tuple[str, ...]) -> QTableWidget:
        made = QTableWidget(0, len(heads))
        made.setHorizontalHeaderLabels(list(heads))
        made.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        made.verticalHeader().hide()
        made.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        made.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        made.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        made.setWordWrap(False)
        made.setTabKeyNavigation(False)
        made.setShowGrid(False)
        made.setFrameShape(QFrame.Shape.NoFrame)
        made.setMinimumHeight(0)
        made.installEventFilter(self)
        return made

    # -- showing -----------------------------------------------------------------------------------------

    def show_seat(self, found: SeatBoard) -> None:
        """Show what the seat has now; the current item stays current."""
        self.shown = self.steps.seat = found
        now = self.desk.now()
        running = found.handover
        shown = running or found.before
        if shown is None:
            self.state.set_light("none", tr("还没有起草交接：按 R 从台账列出"), size="body")
            self._people.set_text("")
        else:
            late = bool(shown.alarmed_at) or (0 < shown.due_at <= now)
            light = "overdue" if late else "on_time" if shown.stage is Stage.TAKEN else "due_soon"
            self.state.set_light(light, stage_words(shown, self.names.person, now), size="body", bold=True)
            self._people.set_text(tr(
                "{turn} 换班　交班 {out}　接班 {into}", turn=stamp(shown.turn),
                out=people_words(shown.outgoing, self.names.person),
                into=people_words(shown.incoming, self.names.person),
            ))  # fmt: skip
        line = self.items.currentRow() if shown is not None and shown.id == self._handover else -1
        fill(self.items, (self._item_row(shown, item) for item in shown.items) if shown is not None else ())
        self._handover = shown.id if shown is not None else ""
        if shown is not None and shown.items:
            first = next((n for n, one in enumerate(shown.items) if one.key not in shown.took), 0)
            if self._taking in shown.took:  # on to the next that is open
                later = (n for n, one in enumerate(shown.items) if n > line and one.key not in shown.took)
                line, self._taking = next(later, first), ""
            self.items.setCurrentCell(min(line if line >= 0 else first, len(shown.items) - 1), 0)
        self._show_day(found)
        self._enable()
        self._fit()

    def _item_row(self, shown: Handover, item: Item) -> list[str]:
        took, asked = shown.took.get(item.key), shown.asked.get(item.key)
        words = tr("问：{words}", words=asked.words) if asked is not None and took is None else ""
        if took is not None:
            words = tr("✓ {by} {at}", by=self.names.person(took.by), at=f"{local(took.at):%H:%M}")
        kind = tr(KINDS.get(item.kind, item.kind))
        return [kind, item_words(item, self.names.unit), due_words(item), words]

    def _show_day(self, found: SeatBoard) -> None:
        day = found.day
        self._day.setText(tr("{day} 值班日志", day=day.day))
        gone = day.corrected()
        fill(self.log, (
            [f"{local(one.at):%H:%M}", tr(LINE_KINDS[one.kind]),
             (tr("（已更正）") if one.id in gone else tr("【更正】") if one.corrects else "")
             + (f"{one.source}：" if one.source else "") + one.words, self.names.person(one.by)]
            for one in day.lines
        ))  # fmt: skip
        fill(self.promises, (
            [stamp(one.due)[5:], " ".join(p for p in (mask_name(one.to) if one.to else "",
                                                       mask_phone(one.phone) if one.phone else "") if p),
             one.words, tr("未兑现") if one.open else one.outcome]
            for one in day.promises
        ))  # fmt: skip
        self.promises.setVisible(bool(day.promises))
        there = [
            tr("{name} {come}{go}", name=self.names.person(held.person),
               come=f"{local(held.attendance.came_at):%H:%M}" if held.attendance else tr("未签到"),
               go=f"–{local(held.attendance.went_at):%H:%M}" if held.attendance and held.attendance.went_at else "")
            for held in day.held
        ]  # fmt: skip
        troubled = [
            tr("{name}{state}", name=one.name, state=tr(CONDITIONS[one.condition]))
            for one in day.equipment if one.condition != "good"
        ]  # fmt: skip
        parts = [tr("在岗：{names}", names=tr("、").join(there))] if there else []
        sound = tr("{count} 件正常", count=len(day.equipment))
        parts.append(tr("设备：{words}", words=tr("、").join(troubled) or sound))
        flow = tr("、").join(f"{tr(word)} {count}" for word, count in day.flow if count)
        parts.append(tr("流水：{words}", words=flow or tr("无")))
        if day.head is not None:
            parts.append(tr("台账 {seq} 条，校验码 {hash}…", seq=day.head.seq, hash=day.head.hash[:16]))
        self._foot.set_text("\n".join(parts))

    def _enable(self) -> None:
        """What cannot be done now has no button."""
        running = self.shown.handover if self.shown is not None else None
        stage = running.stage if running is not None else None
        mine = running is not None and self.desk.actor == running.handed_by
        for name, there in (
            ("draw", stage is not Stage.HANDED), ("add", stage is Stage.DRAWN), ("hand", stage is Stage.DRAWN),
            ("accept", stage is Stage.HANDED and not mine), ("ask", stage is Stage.HANDED and not mine),
            ("take", stage is Stage.HANDED and not mine and running is not None and not running.open_items),
            ("kept", any(one.open for one in self.shown.day.promises) if self.shown is not None else False),
        ):  # fmt: skip
            self.buttons[name].setVisible(there)

    def _fit(self) -> None:
        for name, made in (("items", self.items), ("log", self.log), ("promises", self.promises)):
            wide = made.viewport().width()
            for column, share in enumerate(SHARES[name]):
                made.setColumnWidth(column, wide * share // 100)
            for line in range(made.rowCount()):
                made.setRowHeight(line, self.theme.px(28))

    def resizeEvent(self, event: Any) -> None:
        """The columns share the width."""
        super().resizeEvent(event)
        self._fit()

    # -- hands -------------------------------------------------------------------------------------------

    def take_key(self, key: Qt.Key) -> bool:
        """Do what a key means here; False when it means nothing."""
        step = self.steps.of_key(key)
        if step is not None:
            self._press(step)
        return step is not None

    def _press(self, step: Callable[[], None], checked: bool = False) -> None:
        """Take a step on what is current."""
        del checked
        steps, shown = self.steps, self.shown
        steps.seat, steps.item = shown, self.items.currentRow()
        steps.line_at = self.log.currentRow() if self.log.hasFocus() else -1
        steps.promise_at = self.promises.currentRow() if self.promises.hasFocus() else -1
        step()
        item = steps.current()
        self._taking = item.key if step == steps.accept and item is not None else ""

    def eventFilter(self, watched: Any, event: Any) -> bool:
        """Letters are steps, not a search in the table."""
        if isinstance(event, QKeyEvent) and event.type() == QKeyEvent.Type.KeyPress and not event.modifiers():
            return self.take_key(Qt.Key(event.key()))
        return super().eventFilter(watched, event)
