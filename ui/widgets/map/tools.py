"""What a hand on the map may be: one small tool at a time, and drawings laid over the map."""

from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QKeyEvent, QPainter

from ui.widgets.map.projection import Window, to_degrees


@dataclass(frozen=True, slots=True)
class Touch:
    """One place under the hand: pixels of the widget, the window it was touched through, the keys held."""

    px: float
    py: float
    window: Window
    modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier

    @property
    def point(self) -> QPointF:
        """Pixels of the widget."""
        return QPointF(self.px, self.py)

    @property
    def units(self) -> tuple[float, float]:
        """Units of the flat map (ui.widgets.map.projection)."""
        return self.window.to_units(self.px, self.py)

    @property
    def degrees(self) -> tuple[float, float]:
        """Longitude, latitude in degrees WGS-84."""
        return to_degrees(*self.units)

    @property
    def adds(self) -> bool:
        """Whether what is chosen is added to what was chosen before (Shift or Ctrl)."""
        return bool(self.modifiers & (Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier))


class MapTool:
    """What the left button does on the map. A tool answers True for what it took.

    The canvas calls ``begin`` when the tool is taken up and ``end`` when it is laid down. What a tool does not
    take, the map does: wheel, middle button, arrow keys, +/-, Home, Tab and Enter work under every tool, and Esc
    lays the tool down. ``paint`` draws over names and pins, under legend and scale bar, in pixels of the widget;
    the canvas repaints after every gesture a tool took. Subclasses overwrite what they need.
    """

    cursor: Qt.CursorShape = Qt.CursorShape.ArrowCursor
    hovers: bool = False
    """Whether the hover card shows under this tool."""

    def begin(self) -> None:
        """The tool is taken up."""

    def end(self) -> None:
        """The tool is laid down: forget what is half done."""

    def press(self, touch: Touch) -> bool:
        """The left button went down."""
        del touch
        return False

    def move(self, touch: Touch, *, held: bool) -> bool:
        """The pointer moved, with the left button ``held`` or not."""
        del touch, held
        return False

    def release(self, touch: Touch) -> bool:
        """The left button came up."""
        del touch
        return False

    def double(self, touch: Touch) -> bool:
        """The left button was pressed twice."""
        del touch
        return False

    def key(self, event: QKeyEvent) -> bool:
        """A key went down, before the map's own keys are looked at."""
        del event
        return False

    def paint(self, painter: QPainter, window: Window) -> None:
        """Draw what is being done; the painter is antialiased and in pixels of the widget."""
        del painter, window


class MapDrawing(Protocol):
    """Something laid over the map as long as it stands in ``canvas.scene.drawings``: a draft, an overlay."""

    def paint(self, painter: QPainter, window: Window) -> None:
        """Draw under the names and the pins, in pixels of the widget, antialiased; at most a few milliseconds."""
        ...
