"""The rail at the left, the strip on top and the strip at the bottom of the window."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from commandroom.text import tr
from ui.shell import Lamp, Shell
from ui.theme import Theme
from ui.widgets.command_line import CommandLine
from ui.widgets.dressing import iconed, label, sized, spaced, tool
from ui.widgets.heartbeat import Heartbeat
from ui.widgets.light import LightLabel
from ui.widgets.panel import Panel
from ui.widgets.text_labels import ElidedLabel


class Rail(QWidget):
    """Pages above, actions below; icon over word."""

    chosen = Signal(str)
    acted = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setObjectName("rail")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        sized(self, theme, wide="rail")
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._buttons: dict[str, int] = {}
        self._column = spaced(QVBoxLayout(self), theme, (7, 8, 8, 8), 4)
        self._column.addStretch(1)
        self._pages = 0

    def add_page(self, name: str, word: str, icon: str, key: str) -> None:
        """A page's button."""
        button = self._button(word, icon, key)
        button.setCheckable(True)
        button.clicked.connect(partial(self.chosen.emit, name))
        self._group.addButton(button, self._pages)
        self._buttons[name] = self._pages
        self._column.insertWidget(self._pages, button, 0, Qt.AlignmentFlag.AlignHCenter)
        self._pages += 1

    def add_action(self, name: str, word: str, icon: str, key: str) -> None:
        """An action's button, at the lower end."""
        button = self._button(word, icon, key)
        button.clicked.connect(partial(self.acted.emit, name))
        self._column.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)

    def point_at(self, name: str) -> None:
        """Show which page is open."""
        self._group.button(self._buttons[name]).setChecked(True)

    def _button(self, word: str, icon: str, key: str) -> QToolButton:
        button = tool(word, "rail", f"{word}  {key}")
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        return iconed(button, self._theme, icon)


class TopStrip(QWidget):
    """Who we are, the mode, the command line, who is on duty, the clock, the heartbeat, who sits here."""

    person_pressed = Signal()

    def __init__(self, theme: Theme, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setObjectName("topStrip")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        sized(self, theme, high="top")
        self._name = ElidedLabel(theme, size="title", bold=True)
        self._mode = label(tr("平时"), "key")
        self._mode.setToolTip(tr("平时与战时之间的转换由指挥长下令"))
        self.visitors = LightLabel(theme, "due_soon", tr("访客模式 F9"))
        self.visitors.setToolTip(tr("标题、内容和来电人都已遮住；再按 F9 恢复"))
        self.visitors.hide()
        self.command = sized(CommandLine(shell), theme, wide=460, at_most=True)
        self._duty = ElidedLabel(theme, size="small", token="quiet", align=Qt.AlignmentFlag.AlignRight)
        self._clock = QLabel()
        self.heartbeat = Heartbeat(theme)
        self.person = QPushButton()
        self.person.setProperty("role", "plain")
        self.person.clicked.connect(self.person_pressed)
        iconed(self.person, theme, "person")
        row = spaced(QHBoxLayout(self), theme, (16, 0, 8, 0), 12)
        row.addWidget(self._name)
        row.addWidget(self._mode, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.visitors)
        row.addStretch(1)
        row.addWidget(self.command, 4)
        row.addStretch(1)
        row.addWidget(self._duty)
        row.addWidget(self._clock)
        row.addWidget(self.heartbeat)
        row.addWidget(self.person)
        shell.duty_changed.connect(self._duty.set_text)
        shell.mode_changed.connect(self._mode.setText)
        theme.changed.connect(self._restyle)
        self._restyle()

    def set_room(self, name: str) -> None:
        """The room's name."""
        self._name.set_text(name)

    def set_person(self, name: str) -> None:
        """Who is signed in here."""
        self.person.setText(name)
        self.person.setToolTip(tr("{name} 已登录。按 Ctrl+L 锁定", name=name))

    def tick(self, now: datetime) -> None:
        """The civil time, with seconds."""
        self._clock.setText(f"{now:%H:%M:%S}")
        self._clock.setToolTip(f"{now:%Y-%m-%d}")

    def _restyle(self) -> None:
        font = self._theme.font("title", tabular=True)
        self._clock.setFont(font)
        self._clock.setFixedWidth(QFontMetrics(font).horizontalAdvance("00:00:00") + 2)


class BottomStrip(QWidget):
    """Parked drafts as chips at the left; what the room is busy with; lamps at the right."""

    draft_pressed = Signal(object)

    def __init__(self, theme: Theme, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setObjectName("bottomStrip")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        sized(self, theme, high="bottom")
        self._chips: dict[Panel, QPushButton] = {}
        self._lamps: dict[str, tuple[QLabel, LightLabel]] = {}
        self._none = label(tr("没有搁置的草稿"), "faint")
        self._drafts = spaced(QHBoxLayout(), theme, gap=6)
        self._drafts.addWidget(label(tr("草稿"), "small"))
        self._drafts.addWidget(self._none)
        self._busy = ElidedLabel(theme, size="small", token="information", align=Qt.AlignmentFlag.AlignHCenter)
        self._lit = spaced(QHBoxLayout(), theme, gap=6)
        row = spaced(QHBoxLayout(self), theme, (16, 0, 16, 0), 16)
        row.addLayout(self._drafts)
        row.addWidget(self._busy, 1)
        row.addLayout(self._lit)
        shell.lamp_changed.connect(self.set_lamp)

    def add_draft(self, panel: Panel) -> None:
        """A chip for a panel put aside."""
        chip = QPushButton(panel.summary())
        chip.setProperty("role", "chip")
        chip.setToolTip(tr("继续：{summary}", summary=panel.summary()))
        press: Callable[[], None] = partial(self.draft_pressed.emit, panel)
        chip.clicked.connect(press)
        self._chips[panel] = chip
        self._drafts.addWidget(chip)
        self._none.hide()

    def take_draft(self, panel: Panel) -> None:
        """The panel came back or is gone."""
        chip = self._chips.pop(panel, None)
        if chip is not None:
            self._drafts.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self._none.setVisible(not self._chips)

    def set_busy(self, words: str) -> None:
        """What long work holds the room, "" for none."""
        self._busy.set_text(words)

    def set_lamp(self, lamp: Lamp) -> None:
        """Light a lamp, or change it."""
        if lamp.name not in self._lamps:
            word, light = label(lamp.word, "small"), LightLabel(self._theme)
            self._lamps[lamp.name] = word, light
            if len(self._lamps) > 1:
                self._lit.addSpacing(self._theme.px("s"))
            self._lit.addWidget(word)
            self._lit.addWidget(light)
        word, light = self._lamps[lamp.name]
        word.setText(lamp.word)
        light.set_light(lamp.state, lamp.says)
        for part in (word, light):
            part.setToolTip(lamp.hover)
