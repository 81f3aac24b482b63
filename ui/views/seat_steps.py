"""The steps of the seat: hand over, take over item by item, sign on and off, write down; each with its key."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt

from commandroom.actions import attendance, handover
from commandroom.domain.duty_log import attendance_id
from commandroom.domain.errors import RoomError
from commandroom.domain.handover import Handover, Item, Stage
from commandroom.reports.duty_board import SeatBoard
from commandroom.reports.duty_month import column_words
from commandroom.reports.handover_words import item_words
from commandroom.text import sentence, tr
from ui.desk import Desk
from ui.dialogs.duty_log_dialog import (
    AskBackPanel,
    EquipmentPanel,
    HandoverItemPanel,
    HandPanel,
    KeptPanel,
    LogLinePanel,
    PromisePanel,
)
from ui.models.names import Names
from ui.shell import Shell
from ui.theme import Theme


class SeatSteps:
    """What can be done on ``seat``; ``item``, ``line_at`` and ``promise_at`` are the current lines, -1 for none."""

    def __init__(self, desk: Desk, theme: Theme, shell: Shell, names: Names) -> None:
        self.desk, self.theme, self.shell, self.names = desk, theme, shell, names
        self.seat: SeatBoard | None = None
        self.item = self.line_at = self.promise_at = -1

    def of_key(self, key: Qt.Key) -> Callable[[], None] | None:
        """The step a key means."""
        handed = self.running is not None and self.running.stage is Stage.HANDED
        keys: dict[Qt.Key, Callable[[], None]] = {
            Qt.Key.Key_R: self.draw, Qt.Key.Key_N: self.add, Qt.Key.Key_Delete: self.drop,
            Qt.Key.Key_H: self.take_over if handed else self.hand, Qt.Key.Key_Space: self.accept,
            Qt.Key.Key_W: self.ask, Qt.Key.Key_I: self.come, Qt.Key.Key_O: self.go, Qt.Key.Key_L: self.line,
            Qt.Key.Key_P: self.promise, Qt.Key.Key_K: self.kept, Qt.Key.Key_E: self.equipment,
        }  # fmt: skip
        return keys.get(key)

    @property
    def running(self) -> Handover | None:
        """The handover being written or taken."""
        return self.seat.handover if self.seat is not None else None

    def current(self) -> Item | None:
        """The item the keyboard is on."""
        running, line = self.running, self.item
        return running.items[line] if running is not None and 0 <= line < len(running.items) else None

    def draw(self) -> None:
        """List what the room knows."""
        self._do(handover.draw_up)

    def add(self) -> None:
        """One more item."""
        if self.running is not None:
            self.shell.open_panel(HandoverItemPanel(self.desk, self.theme, self.shell, self.running.id))

    def drop(self) -> None:
        """Take an item of one's own off."""
        item, running = self.current(), self.running
        if item is not None and running is not None:
            self._do(handover.drop_item, running.id, item.key)

    def hand(self) -> None:
        """Sign as the one who goes."""
        if self.running is not None:
            self.shell.open_panel(HandPanel(self.desk, self.theme, self.shell, self.running.id))

    def accept(self) -> None:
        """Take the current item."""
        item, running = self.current(), self.running
        if item is not None and running is not None:
            self._do(handover.accept, running.id, [item.key])

    def ask(self) -> None:
        """Ask about the current item."""
        item, running = self.current(), self.running
        if item is not None and running is not None:
            title = item_words(item, self.names.unit)
            panel = AskBackPanel(self.desk, self.theme, self.shell, running.id, item.key, title)
            self.shell.open_panel(panel)

    def take_over(self) -> None:
        """Sign as the one who comes."""
        if self.running is not None:
            self._do(handover.take_over, self.running.id)

    def come(self) -> None:
        """Sign on to one's duty."""
        self._sign(attendance.come, tr("已签到"))

    def go(self) -> None:
        """Sign off."""
        self._sign(attendance.go, tr("已签退"))

    def _sign(self, action: Callable[..., Any], words: str) -> None:
        me = self.desk.actor
        now = self.desk.now()
        mine = [duty for duty in self.desk.reader.all("duty") if me in duty.people
                and duty.start - attendance.EARLY <= now <= duty.end + attendance.LATE]  # fmt: skip
        known = {one.id for one in self.desk.reader.all("attendance") if one.came_at and not one.went_at}
        if action is attendance.go:
            mine = [duty for duty in mine if attendance_id(duty.id, me) in known] or mine
        else:
            mine = [duty for duty in mine if now < duty.end] or mine
        if not mine:
            self.shell.toast(tr("现在前后没有排您的班，不用签到。"), "refused")
            return
        duty = min(mine, key=lambda one: abs(one.start - now))
        self._do(action, duty.id, said=f"{words}：{column_words((duty.post, duty.shift))}")

    def line(self) -> None:
        """Write a line; a current line that has the keyboard is corrected."""
        if self.seat is not None and 0 <= self.line_at < len(self.seat.day.lines):
            wrong = self.seat.day.lines[self.line_at]
            self.shell.open_panel(LogLinePanel(self.desk, self.theme, self.shell, wrong.id, wrong.words))
            return
        self.shell.open_panel(LogLinePanel(self.desk, self.theme, self.shell))

    def promise(self) -> None:
        """Note a promise."""
        self.shell.open_panel(PromisePanel(self.desk, self.theme, self.shell, tr("答应的事")))

    def kept(self) -> None:
        """Say what came of the current promise, or of the first that waits."""
        promises = self.seat.day.promises if self.seat is not None else ()
        waiting = [one for one in promises if one.open]
        if 0 <= self.promise_at < len(promises) and promises[self.promise_at].open:
            waiting = [promises[self.promise_at]]
        if waiting:
            panel = KeptPanel(self.desk, self.theme, self.shell, waiting[0].id, waiting[0].words)
            self.shell.open_panel(panel)

    def equipment(self) -> None:
        """Note how a piece of equipment stands."""
        self.shell.open_panel(EquipmentPanel(self.desk, self.theme, self.shell))

    def _do(self, action: Callable[..., Any], *given: Any, said: str = "") -> None:
        self.desk.start(self._done(action, given, said))

    async def _done(self, action: Callable[..., Any], given: tuple[Any, ...], said: str) -> None:
        try:
            await self.desk.do(action, *given)
        except RoomError as error:
            self.shell.toast(sentence(error), "refused")
            return
        if said:
            self.shell.toast(said)
