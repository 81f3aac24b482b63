"""What lies on the map, to be switched on and off: levels of grids, events and which of them, people, names, base."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QAbstractButton, QFrame, QPushButton, QVBoxLayout, QWidget

from commandroom.domain.catalog import CATEGORY_WORDS, Category
from commandroom.text import tr
from ui.layers import GridLayer
from ui.theme import Theme
from ui.widgets.dressing import label, sized, spaced
from ui.widgets.flow_box import FlowBox
from ui.widgets.map.pin_choice import MapPinChoice

WIDE = 344
"""Pixels of the card at scale 1.0."""


class MapLayerCard(QFrame):
    """Lies over the right edge of the map while it is open; every press is answered at once."""

    changed = Signal()
    """Something was switched; ask ``pins``, ``posts``, ``names`` and ``hidden``."""
    base_wanted = Signal()

    def __init__(self, theme: Theme, over: QWidget) -> None:
        super().__init__(over)
        self._theme, self._over = theme, over
        self.setProperty("role", "card")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        sized(self, theme, wide=WIDE)
        self._rows = spaced(QVBoxLayout(self), theme, (16, 12, 16, 16), 8)
        self._rows.addWidget(label(tr("网格"), "label"))
        self._level_box = FlowBox(theme, gap=4).in_column()
        self._rows.addWidget(self._level_box)
        self._rows.addWidget(label(tr("地图上"), "label"))
        self._shown_box = FlowBox(theme, gap=4).in_column()
        self._rows.addWidget(self._shown_box)
        self.levels: dict[int, QPushButton] = {}
        self.pins = self._pill(self._shown_box, tr("事件"), on=True)
        self.posts = self._pill(self._shown_box, tr("人员岗位"), on=False)
        self.names = self._pill(self._shown_box, tr("地名"), on=True)
        self.only = MapPinChoice(theme, [tr(CATEGORY_WORDS[category]) for category in Category])
        self._rows.addWidget(self.only)
        self.base = QPushButton(tr("选底图文件…"))
        self.base.setToolTip(tr("选一个 MBTiles 图片底图文件；再点一次撤下。不选也能看：网格本身就是图。"))
        self.base.clicked.connect(self.base_wanted)
        self._rows.addWidget(label(tr("底图"), "label"))
        self._rows.addWidget(self.base)
        over.installEventFilter(self)
        theme.changed.connect(self.place)
        self.hide()

    def show_levels(self, layer: GridLayer) -> None:
        """A button for each level there is; what was off stays off."""
        off = self.hidden
        self._level_box.clear()
        self.levels = {}
        for level in sorted(set(layer.levels.tolist())):
            named = level < len(layer.level_words)
            words = tr(layer.level_words[level]) if named else tr("第 {level} 级", level=level + 1)
            self.levels[level] = self._pill(self._level_box, words, on=level not in off)
        self.place()

    def add_layer(self, words: str, shown: bool, switch: Callable[[bool], None]) -> QAbstractButton:
        """One more layer, by its word."""
        button = self._pill(self._shown_box, words, on=shown)
        button.toggled.connect(switch)
        return button

    def add_button(self, button: QPushButton) -> None:
        """One more button at the foot."""
        self._rows.addWidget(button)
        self.place()

    def hold_posts(self, held: bool) -> None:
        """In the past nobody knows who kept a grid: the layer is off, and says so, until the present is back."""
        self.posts.setEnabled(not held)
        self.posts.setText(tr("人员岗位（回放时没有）") if held else tr("人员岗位"))
        self.changed.emit()
        self.place()

    @property
    def with_posts(self) -> bool:
        """Whether people are to be shown."""
        return self.posts.isChecked() and self.posts.isEnabled()

    @property
    def hidden(self) -> set[int]:
        """The levels that are off."""
        return {level for level, button in self.levels.items() if not button.isChecked()}

    def _pill(self, box: FlowBox, words: str, *, on: bool) -> QPushButton:
        button = QPushButton(words)
        button.setProperty("role", "pill")
        button.setCheckable(True)
        button.setChecked(on)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.toggled.connect(self._switched)
        box.add(button)
        return button

    def _switched(self, on: bool) -> None:
        del on
        self.changed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the size of the map."""
        if event.type() == QEvent.Type.Resize:
            self.place()
        return super().eventFilter(watched, event)

    def event(self, event: QEvent) -> bool:
        """Other widgets inside need another height."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.place()
        return super().event(event)

    def place(self) -> None:
        """At the right edge, below the north arrow, as high as it needs."""
        wide = self._theme.px(WIDE)
        for part in self.findChildren(QPushButton):
            part.ensurePolished()
        self._rows.invalidate()
        rim = self.contentsMargins()
        across, down = rim.left() + rim.right(), rim.top() + rim.bottom()
        self.resize(wide, self._rows.heightForWidth(wide - across) + down)
        edge = self._theme.px(12)
        self.move(self._over.width() - self.width() - edge, edge + self._theme.px(60))
        self.raise_()
