"""Lanes side by side: one keyboard for all of them, the current card kept when cards come and go."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QWidget

from ui.theme import Theme
from ui.widgets.dressing import spaced
from ui.widgets.lane import Faces, Lane, LaneHeading

LEAST = 168
"""A lane is never narrower than this (pixels at scale 1.0); then the board scrolls sideways."""
_END = 10**9


class LaneBoard(QScrollArea):
    """The lanes by name; arrows go through cards and lanes, Enter chooses."""

    moved = Signal(str, int)
    """Lane and place of the card that is current now; "" and -1 for none."""
    chosen = Signal(str, int)
    opened = Signal(str, int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.lanes: dict[str, Lane] = {}
        self._at = ("", -1)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inner = QWidget()
        self._row = spaced(QHBoxLayout(inner), theme, (12, 0, 8, 8), 12)
        self.setWidget(inner)
        theme.changed.connect(self._measure)

    def add_lane(self, name: str, faces: Faces) -> Lane:
        """One more lane at the right."""
        lane = Lane(self._theme, faces)
        self.lanes[name] = lane
        self._row.addWidget(lane, 1)
        lane.cards.chosen.connect(self._clicked)
        lane.cards.opened.connect(self._clicked_twice)
        self._measure()
        return lane

    def show_lane(self, name: str, heading: LaneHeading, count: int, *, always: bool = False) -> None:
        """Another state of a lane; a lane in which nothing runs is hidden unless it is to be seen ``always``."""
        lane = self.lanes[name]
        lane.head.set_heading(heading)
        lane.setVisible(always or heading.running + heading.paused > 0)
        lane.cards.show_cards(count)

    @property
    def current(self) -> tuple[str, int]:
        """Lane and place of the current card; ("", -1) when there is none."""
        return self._at

    def go(self, name: str, place: int) -> None:
        """Make a card current; the place is brought into what there is."""
        lane = self.lanes.get(name)
        count = lane.cards.count if lane is not None else 0
        place = min(max(place, 0), count - 1)
        before, self._at = self._at, (name, place) if place >= 0 else ("", -1)
        if before[0] and before[0] != self._at[0]:
            self.lanes[before[0]].cards.make_current(-1, lit=False)
        if lane is not None and place >= 0:
            lane.cards.make_current(place, lit=self.hasFocus())
            self.ensureWidgetVisible(lane, 0, 0)
        if before != self._at:
            self.moved.emit(*self._at)

    def point_at(self, name: str, place: int) -> None:
        """The current card has come to stand elsewhere; nothing scrolls and nothing is said."""
        if self._at[0] and self._at[0] != name:
            self.lanes[self._at[0]].cards.make_current(-1, lit=False)
        self._at = (name, place)
        if name:
            self.lanes[name].cards.point_at(place, lit=self.hasFocus())

    def first(self) -> None:
        """The first card of the first lane that has one."""
        name = next((name for name, lane in self.lanes.items() if lane.cards.count), "")
        self.go(name, 0)

    def _clicked(self, place: int) -> None:
        name = self._name_of(self.sender())
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self.go(name, place)
        self.chosen.emit(name, place)

    def _clicked_twice(self, place: int) -> None:
        self.opened.emit(self._name_of(self.sender()), place)

    def _name_of(self, cards: object) -> str:
        return next(name for name, lane in self.lanes.items() if lane.cards is cards)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows, Home, End, page keys; Enter chooses."""
        name, place = self._at
        key = Qt.Key(event.key())
        if not name:
            self.first()
            return
        page = self.lanes[name].cards.page()
        steps = {
            Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -page, Qt.Key.Key_PageDown: page,
            Qt.Key.Key_Home: -_END, Qt.Key.Key_End: _END,
        }  # fmt: skip
        if key in steps:
            self.go(name, place + steps[key])
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._aside(name, -1 if key == Qt.Key.Key_Left else 1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.chosen.emit(name, place)
        else:
            super().keyPressEvent(event)

    def _aside(self, name: str, step: int) -> None:
        """The next lane that has cards, at the card that stands at the same height."""
        names = [known for known, lane in self.lanes.items() if lane.cards.count or known == name]
        other = names[min(max(names.index(name) + step, 0), len(names) - 1)]
        if other != name:
            here, there = self.lanes[name].cards, self.lanes[other].cards
            height = self._at[1] * here.step - here.verticalScrollBar().value()
            self.go(other, (there.verticalScrollBar().value() + height) // there.step)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The current card says where the keyboard is."""
        super().focusInEvent(event)
        self._relight()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The keyboard is elsewhere."""
        super().focusOutEvent(event)
        self._relight()

    def _relight(self) -> None:
        name, place = self._at
        if name:
            self.lanes[name].cards.make_current(place, lit=self.hasFocus())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The lanes share the width."""
        super().resizeEvent(event)
        self._measure()

    def sizeHint(self) -> QSize:
        """As much as there is."""
        return QSize(self._theme.px(900), self._theme.px(600))

    def _measure(self) -> None:
        for lane in self.lanes.values():
            lane.setMinimumWidth(self._theme.px(LEAST))
