"""Opens the wall on its monitor, waits hidden while that is unplugged, and remembers where it stood."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QRect, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from shiboken6 import isValid

from commandroom.text import tr
from ui.desk import Desk
from ui.shell import Command, Shell
from ui.wall import wall_state
from ui.wall.wall_state import WallState
from ui.wall.wall_window import WallWindow

SETTLE_MS = 500
"""Monitors come and go several times while a cable is pushed in."""


@dataclass(frozen=True, slots=True)
class Monitor:
    """A monitor as the system names it, and where it stands."""

    name: str
    place: QRect


def monitors() -> list[Monitor]:
    """The monitors there are now."""
    return [Monitor(screen.name(), screen.geometry()) for screen in QGuiApplication.screens()]


class WallKeeper(QObject):
    """One wall at most. ``state`` is written at every change, so that a power cut finds it."""

    closed = Signal()

    def __init__(
        self,
        desk: Desk,
        shell: Shell,
        path: Path,
        found: Callable[[], Sequence[Monitor]] = monitors,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk, self._shell, self._path, self._found = desk, shell, path, found
        self.state: WallState = wall_state.load(path)
        self.window: WallWindow | None = None
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.setInterval(SETTLE_MS)
        self._settling.timeout.connect(self.look)
        app = QGuiApplication.instance()
        assert isinstance(app, QGuiApplication)
        app.screenAdded.connect(self._plugged)
        app.screenRemoved.connect(self._plugged)

    def offer(self) -> None:
        """Commands of the desk: the wall on each monitor, and its end."""
        for monitor in self._found():
            words = tr("大屏：打开在显示器 {name}（{wide}×{high}）", name=monitor.name, wide=monitor.place.width(),
                       high=monitor.place.height())  # fmt: skip
            self._shell.add_command(Command(words, partial(self.open, monitor.name)))
        self._shell.add_command(Command(tr("大屏：关闭"), self.close))

    def resume(self) -> None:
        """After a start: the wall as it stood before, if it was open."""
        if self.state.open:
            self.open(self.state.monitor)

    def open(self, monitor: str = "") -> None:
        """Show the wall on a monitor: the one named, the one it stood on, else the last there is."""
        known = [one.name for one in self._found()]
        wanted = monitor or self.state.monitor
        if wanted not in known and not (wanted and self.state.open):
            wanted = known[-1] if known else ""
        self._remember(replace(self.state, open=True, monitor=wanted))
        if self.window is None:
            self.window = WallWindow(self._desk, self.state.of(wanted))
            self.window.turned.connect(self._turned)
            self.window.closed.connect(self._gone)
        self.look()

    def look(self) -> None:
        """Put the wall on its monitor, or let it wait hidden until that is there again."""
        window = self.window
        if window is None:
            return
        name = self.state.monitor
        place = next((one.place for one in self._found() if one.name == name), None)
        if place is None and window.isVisible():
            window.hide()
            self._shell.toast(
                tr("大屏的显示器 {name} 已断开：大屏先收起，接回后自动恢复。", name=name), "trouble"
            )
        elif place is not None and (not window.isVisible() or window.geometry() != place):
            back = window.property("shown")
            window.setGeometry(place)
            window.show()
            window.setProperty("shown", True)
            if back:
                self._shell.toast(tr("大屏已回到显示器 {name}。", name=name), "information")

    def close(self) -> None:
        """End the wall; it does not come back at the next start."""
        self._remember(replace(self.state, open=False))
        self.put_away()

    def put_away(self) -> None:
        """End the window and keep in mind that the wall is open: the program ends."""
        window, self.window = self.window, None
        if window is not None and isValid(window):
            window.closed.disconnect(self._gone)
            window.close()
            window.deleteLater()
            self.closed.emit()

    def _gone(self) -> None:
        """Somebody closed the window by the system."""
        self._remember(replace(self.state, open=False))
        window, self.window = self.window, None
        if window is not None:
            window.deleteLater()
        self.closed.emit()

    def _turned(self, page: str) -> None:
        name = self.state.monitor
        self._remember(self.state.with_monitor(name, replace(self.state.of(name), page=page)))

    def _remember(self, state: WallState) -> None:
        if state != self.state:
            self.state = state
            wall_state.keep(self._path, state)

    def _plugged(self, _screen: object) -> None:
        self._settling.start()
