"""The parts of the import panel that only show: first rows, wrong cells, conflicts and moves, where points fall."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from commandroom.sync.file_look import FileLook, Point
from commandroom.text import tr
from ui.layers import LIGHTS, GridLayer, PinLayer
from ui.theme import Theme
from ui.widgets.dressing import label, sized, spaced
from ui.widgets.map.canvas import MapCanvas
from ui.widgets.map.palette import MapPalette
from ui.widgets.read_table import SHOWN, fill, snug, table
from ui.widgets.text_labels import Prose


class FirstRows(QWidget):
    """The first rows as the file holds them, persons masked, and which sheets are read or left out, and why."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        column = spaced(QVBoxLayout(self), theme, gap=4)
        self.sheets = Prose(theme, size="small", token="quiet")
        self.rows = table(theme, (), 5)
        column.addWidget(label(tr("前几行"), "label"))
        column.addWidget(self.rows)
        column.addWidget(self.sheets)

    def show_look(self, seen: FileLook) -> None:
        """Show what a look found."""
        self.rows.setColumnCount(len(seen.headers))
        self.rows.setHorizontalHeaderLabels([header.replace("\n", "") for header in seen.headers])
        fill(self.rows, seen.rows)
        snug(self.rows, self._theme, 180)
        read = tr("、").join(tr("{sheet}（约 {rows} 行）", sheet=name, rows=rows) for name, rows in seen.sheets)
        lines = [tr("读取：{sheets}", sheets=read)]
        lines += [tr("不读：{sheet}，{reason}", sheet=name, reason=reason) for name, reason in seen.left_out]
        self.sheets.set_text("\n".join(lines))


class PointsFall(QWidget):
    """Samples of a file's points over the room's grids, and which part of them falls where it should."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.canvas = MapCanvas(MapPalette.of(theme), self)
        sized(self.canvas, theme, high=220)
        self.words = Prose(theme, size="small", token="quiet")
        column = spaced(QVBoxLayout(self), theme, gap=4)
        column.addWidget(label(tr("坐标落点（抽样）"), "label"))
        column.addWidget(self.canvas)
        column.addWidget(self.words)
        theme.changed.connect(self._redress)

    def show_grids(self, layer: GridLayer) -> None:
        """The room's grids."""
        self.canvas.set_grids(layer)

    def show_look(self, seen: FileLook) -> None:
        """Green where a sample fell in a grid, red where it fell in none, yellow in another than stated."""
        none = np.zeros(len(seen.samples), np.int64)
        lights = [_light(one) for one in seen.samples]
        self.canvas.set_pins(
            PinLayer(
                tuple(str(number) for number in range(len(seen.samples))),
                np.array([one.lon for one in seen.samples], np.float64),
                np.array([one.lat for one in seen.samples], np.float64),
                none,
                np.array([LIGHTS.index(light) for light in lights], np.int64),
            )
        )
        inside = _part(seen.inside, seen.points)
        lines = [tr("试了 {count} 个点：{percent} 落在某个网格内。", count=seen.points, percent=inside)]
        if seen.stated:
            lines.append(tr("写明网格的 {count} 个点：{percent} 落在所写的网格内。", count=seen.stated,
                            percent=_part(seen.agreeing, seen.stated)))  # fmt: skip
        if seen.points and seen.inside * 2 < seen.points:
            lines.append(tr("多数点落在网格之外：请换一个坐标系再看，或核对是不是本镇街的文件。"))
        self.words.set_text("\n".join(lines), "due_soon" if seen.inside * 2 < seen.points else "quiet")

    def _redress(self) -> None:
        self.canvas.set_palette(MapPalette.of(self._theme))


def _light(point: Point) -> str:
    if not point.found:
        return "overdue"
    return "due_soon" if point.stated and not point.found.startswith(point.stated) else "on_time"


def _part(some: int, whole: int) -> str:
    return f"{some * 100 / whole:.1f}%" if whole else "—"


class EventLines(QWidget):
    """Lines that each speak of an event; Enter or a double click goes to it."""

    chosen = Signal(str)

    def __init__(self, theme: Theme, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = label(title, "label")
        self._words = title
        self.list = sized(QListWidget(), theme, high=4 * 28 + 8)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.itemActivated.connect(self._go)
        column = spaced(QVBoxLayout(self), theme, gap=4)
        column.addWidget(self._title)
        column.addWidget(self.list)
        self.hide()

    def show_lines(self, lines: Sequence[tuple[str, str]]) -> None:
        """(event id, words) of each line; none hides all of it."""
        self.list.clear()
        for event, words in lines[:SHOWN]:
            item = QListWidgetItem(words)
            item.setData(Qt.ItemDataRole.UserRole, event)
            item.setToolTip(words)
            self.list.addItem(item)
        self._title.setText(f"{self._words} · {len(lines):,}")
        self.setVisible(bool(lines))

    def _go(self, item: QListWidgetItem) -> None:
        event = str(item.data(Qt.ItemDataRole.UserRole) or "")
        if event:
            self.chosen.emit(event)
