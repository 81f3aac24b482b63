"""Who is this: names of a roster file that no account bears, each with the nearest people to choose from."""

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QVBoxLayout, QWidget

from commandroom.sync.roster.roster_names import UnknownName
from commandroom.text import tr
from ui.models.names import Names
from ui.theme import Theme
from ui.widgets.dressing import label, spaced
from ui.widgets.text_labels import ElidedLabel, Prose


class WhoIsThis(QWidget):
    """One line a name; what nobody chooses for stays in the roster as it is written."""

    chosen = Signal(str, str)
    """A name, and the account that is meant; "" keeps the name."""

    def __init__(self, theme: Theme, names: Names, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._names = theme, names
        self.boxes: dict[str, QComboBox] = {}
        rows = spaced(QVBoxLayout(self), theme, (0, 0, 0, 0), 6)
        rows.addWidget(label(tr("这是谁"), "label"))
        words = tr("这些姓名没有账号。选出是谁，或保留原名（照样排班，只是不能登录签到）。")
        rows.addWidget(Prose(theme, words, size="small", token="quiet"))
        self._lines = QWidget()
        rows.addWidget(self._lines)
        self._grid = spaced(QGridLayout(self._lines), theme, (0, 0, 0, 0), 6)
        self._grid.setColumnStretch(1, 1)
        self._shown: list[tuple[str, str]] = []

    def show_names(self, unknown: tuple[UnknownName, ...], meant: Mapping[str, str]) -> None:
        """The names still unknown, and those somebody was chosen for."""
        known = {name for name, _ in self._shown}
        for one in unknown:
            if one.name not in known:
                self._add(one)
        for name, box in self.boxes.items():
            box.blockSignals(True)
            box.setCurrentIndex(max(box.findData(meant.get(name, "")), 0))
            box.blockSignals(False)
        gone = set(self.boxes) - {one.name for one in unknown} - set(meant)
        if gone:
            self._start_again(unknown, meant)
        self.setVisible(bool(self.boxes))

    def _start_again(self, unknown: tuple[UnknownName, ...], meant: Mapping[str, str]) -> None:
        """Another file: its names only."""
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.boxes.clear()
        self._shown.clear()
        if unknown:
            self.show_names(unknown, meant)

    def _add(self, one: UnknownName) -> None:
        row = len(self._shown)
        days = tr("{name}（{count} 班）", name=one.name, count=one.duties)
        self._grid.addWidget(ElidedLabel(self._theme, days), row, 0)
        box = QComboBox()
        box.setAccessibleName(tr("{name} 是谁", name=one.name))
        box.addItem(tr("保留“{name}”", name=one.name), "")
        people = {person.id: person for person in self._names.people()}
        rest = sorted(set(people) - set(one.nearest), key=self._names.person)
        for ident in (*one.nearest, *rest):
            person = people.get(ident)
            if person is not None:
                post = person.post or self._names.unit(person.unit)
                box.addItem(" · ".join(part for part in (person.name or ident, post) if part), ident)
        if one.nearest:
            box.insertSeparator(1 + len(one.nearest))
        box.activated.connect(partial(self._choose, one.name))
        self._grid.addWidget(box, row, 1)
        self.boxes[one.name] = box
        self._shown.append((one.name, days))

    def _choose(self, name: str, place: int) -> None:
        self.chosen.emit(name, self.boxes[name].itemData(place) or "")
