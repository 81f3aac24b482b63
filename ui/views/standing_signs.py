"""Feeds what stands at the edges of the window: mode, the clock's and the backup's lamps; and makes backups."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QFileDialog, QWidget

from commandroom.domain.changes import Changes
from commandroom.domain.instant import local
from commandroom.domain.submission import Due
from commandroom.reports.backup_state import BackupState, last_backup
from commandroom.text import tr
from ui.desk import Desk
from ui.models.dues import DuesFeed, due_lamp
from ui.shell import Command, Shell
from ui.widgets.lamps import backup_lamp, clock_lamp

LOOK_MS = 60_000
"""How often the words of the lamps are said anew: a backup grows older without anybody touching it."""


class StandingSigns(QObject):
    """Keeps the lamps true from the moment the room is open."""

    def __init__(self, desk: Desk, shell: Shell, window: QWidget) -> None:
        super().__init__(window)
        self._desk, self._shell, self._window = desk, shell, window
        self.backup = BackupState()
        desk.opened.connect(self._begin)
        desk.changed.connect(self._take)
        desk.clock_told.connect(self._tell_clock)
        self.dues = DuesFeed(desk, self)
        self.dues.told.connect(self._tell_dues)
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self._tell_backup)
        shell.add_command(Command(tr("备份到文件…"), self.ask_backup))

    def _begin(self, room: Any) -> None:
        del room
        self._shell.mode(tr("平时"))
        self._desk.start(self._read(), self)
        self._timer.start()

    def _take(self, changes: Changes) -> None:
        if changes.of("note"):
            self._desk.start(self._read(), self)

    async def _read(self) -> None:
        self.backup = await self._desk.ask(last_backup)
        self._tell_backup()

    def _tell_backup(self) -> None:
        if self._desk.is_open:
            self._shell.lamp(backup_lamp(self.backup, self._desk.now()))

    def _tell_dues(self, dues: tuple[Due, ...]) -> None:
        self._shell.lamp(due_lamp(dues, self._desk.now()))

    def _tell_clock(self, trust: Any) -> None:
        self._shell.lamp(clock_lamp(trust))

    def ask_backup(self) -> None:
        """Ask where to, then back up."""
        name = f"commandroom-{local(self._desk.now()):%Y%m%d-%H%M}.backup"
        begin, kind = str(Path.home() / name), tr("备份 (*.backup)")
        path, _ = QFileDialog.getSaveFileName(self._window, tr("备份到"), begin, kind)
        if path:
            self._desk.start(self.back_up(Path(path)))

    async def back_up(self, target: Path) -> None:
        """Write a proved copy of the whole room and note it; raises what the backup raises."""
        from commandroom.actions.backed_up import note_backup  # reads the database's library, long after the start

        made = await self._desk.run(_copied, target, words=tr("正在备份并验证…"))
        await self._desk.do(note_backup, target.name, made.made_at, made.entries, made.head)
        self._shell.toast(tr("已备份 {entries} 条台账到 {file}，已验证。", entries=made.entries, file=target.name))


def _copied(room: Any, target: Path) -> Any:
    return room.back_up(target)
