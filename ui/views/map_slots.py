"""The places of the map page where other parts put their buttons, layers, sides, feet and keys."""

import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from ui.desk import Desk
from ui.shell import Shell
from ui.theme import Theme
from ui.views.import_steps import import_steps
from ui.views.map_head import MapHead
from ui.views.page import Page, Scene
from ui.widgets.map.layer_card import MapLayerCard

BREATH_MS = 30
"""Between two parts that are fitted: the window paints and hears keys meanwhile."""
SLICE = 0.008
"""Seconds of importing what a part needs in one breath."""


class MapSlots(Page):
    """A head over a middle (tools, map, sides) over feet; the map page fills it."""

    head: MapHead
    layers: MapLayerCard

    def __init__(self, desk: Desk, theme: Theme, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(desk, theme, shell, parent)
        self._more_keys: list[tuple[str, str]] = []
        self._more_scenes: list[Scene] = []
        self.undoers: list[Callable[[], bool]] = []
        """Parts that take a step back when asked; the first that does so answers True."""
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(0)
        self._middle = QHBoxLayout()
        self._middle.setSpacing(0)
        self._foot = QVBoxLayout()
        self._parts: list[Callable[[Any], None]] = []
        self._imports: Iterator[str] | None = None
        self._breath = QTimer(self)
        self._breath.setSingleShot(True)
        self._breath.setInterval(BREATH_MS)
        self._breath.timeout.connect(self._fit_next)

    @property
    def fitted(self) -> bool:
        """Whether every part that was to be fitted stands."""
        return not self._parts

    def fit_later(self, parts: Iterable[Callable[[Any], None]]) -> None:
        """Fit further parts one by one, each in a breath of its own, after the page itself is shown."""
        self._parts = list(parts)
        self._breath.start()

    def _fit_next(self) -> None:
        if self._parts and self._imported(self._parts[0]):
            self._parts[0](self)
            del self._parts[0]
        if self._parts:
            self._breath.start()
        else:
            self.settled.emit()

    def _imported(self, part: Callable[[Any], None]) -> bool:
        """Import on for a part; True when all it needs is there."""
        if self._imports is None:
            self._imports = import_steps(part)
        until = time.perf_counter() + SLICE
        for _ in self._imports:
            if time.perf_counter() >= until:
                return False
        self._imports = None
        return True

    def lay_out(self, tools: QWidget, panel: QWidget) -> None:
        """Put the page's own parts into their places."""
        self._rows.addWidget(self.head)
        self._middle.addWidget(tools)
        self._middle.addWidget(panel, 1)
        self._rows.addLayout(self._middle, 1)
        self._rows.addLayout(self._foot)

    def add_button(self, button: QPushButton) -> None:
        """A button at the head of the page (print, export)."""
        self.head.add_button(button)

    def add_layer(self, words: str, shown: bool, switch: Callable[[bool], None]) -> QAbstractButton:
        """A layer to be switched on and off, by its word."""
        return self.layers.add_layer(words, shown, switch)

    def add_side(self, side: QWidget) -> None:
        """Something beside the map, at its right (a list of drafts); hidden sides take no room."""
        self._middle.addWidget(side)

    def add_foot(self, foot: QWidget) -> None:
        """Something under the map (a time slider)."""
        self._foot.addWidget(foot)

    def add_banner(self, banner: QWidget) -> None:
        """Something over everything, as wide as the page: that this is not the present."""
        self._rows.insertWidget(0, banner)

    def add_keys(self, keys: list[tuple[str, str]]) -> None:
        """Further keys (key, what it does) for the key help."""
        self._more_keys += keys

    def add_scenes(self, scenes: list[Scene]) -> None:
        """Further pictures worth taking."""
        self._more_scenes += scenes

    def undo(self) -> bool:
        """Take back the last step of the part that has one."""
        return any(undo() for undo in self.undoers)
