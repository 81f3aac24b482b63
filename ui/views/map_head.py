"""The head of the map page: what colours the grids, the search, what lies on the map, the lock, the way back."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from commandroom.text import tr
from ui.models.map_find import Found
from ui.models.map_shader import MapShader
from ui.theme import Theme
from ui.widgets.dressing import iconed, label, sized, spaced
from ui.widgets.map.search import MapSearch
from ui.widgets.map.shade_picker import MapShadePicker


class MapHead(QWidget):
    """One row; other parts of the page put their buttons before 图层."""

    fit_wanted = Signal()

    def __init__(self, theme: Theme, shader: MapShader, find: Callable[[str], list[Found]]) -> None:
        super().__init__()
        self.setObjectName("panelHead")
        row = spaced(QHBoxLayout(self), theme, (16, 8, 16, 8), 8)
        self.shade = MapShadePicker(theme, shader.usual(), shader.figures(), shader.months())
        self.shade.picked.connect(shader.choose)
        row.addWidget(self.shade)
        self.search = sized(MapSearch(find), theme, wide=240, at_most=True)
        row.addWidget(self.search, 1)
        row.addStretch(1)
        self._buttons = spaced(QHBoxLayout(), theme, gap=8)
        row.addLayout(self._buttons)
        self.layers = QPushButton(tr("图层  T"))
        self.layers.setCheckable(True)
        row.addWidget(self.layers)
        self.state = label(tr("视图跟随"), "small")
        self.state.setToolTip(tr("手动过的视图不再自己移动；按 Home 回到全图"))
        row.addWidget(self.state)
        self.fit = iconed(QPushButton(tr("全图 Home")), theme, "map")
        self.fit.clicked.connect(self.fit_wanted)
        row.addWidget(self.fit)

    def add_button(self, button: QPushButton) -> None:
        """A button of another part of the page."""
        self._buttons.addWidget(button)

    def show_left_out(self, count: int) -> None:
        """How many events the layers keep from sight."""
        self.layers.setText(tr("图层 · 隐去 {count} 件  T", count=count) if count else tr("图层  T"))

    def show_lock(self, locked: bool) -> None:
        """Whether a hand has taken the view."""
        self.state.setText(tr("视图已锁定") if locked else tr("视图跟随"))
