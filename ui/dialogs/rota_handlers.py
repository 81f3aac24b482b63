"""The named handler and the deputy of each department (L11: one of each), chosen among its own handlers."""

from collections.abc import Mapping, Sequence

from PySide6.QtWidgets import QComboBox, QGridLayout, QWidget

from commandroom.domain.people import Person, Unit
from commandroom.text import tr
from ui.theme import Theme
from ui.widgets.dressing import label
from ui.widgets.text_labels import Prose

Pair = tuple[str, str]


class HandlerPairs(QWidget):
    """A row for each department: handler and deputy; where neither is chosen, the posts of its people say who."""

    def __init__(
        self, theme: Theme, departments: Sequence[tuple[Unit, tuple[Person, ...]]], given: Mapping[str, Pair],
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._given = dict(given)
        self.rows: dict[str, tuple[QComboBox, QComboBox]] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(2, 1)
        grid.addWidget(label(tr("各部门处置员"), "label"), 0, 0)
        grid.addWidget(label(tr("处置员"), "small"), 0, 1)
        grid.addWidget(label(tr("后备"), "small"), 0, 2)
        for place, (unit, people) in enumerate(departments, 1):
            name = unit.short or unit.name or unit.id
            pair = given.get(unit.id, ("", ""))
            boxes = (_box(people, pair[0], tr("{unit}的处置员", unit=name)),
                     _box(people, pair[1], tr("{unit}的后备", unit=name)))  # fmt: skip
            grid.addWidget(label(name, "small"), place, 0)
            for column, box in enumerate(boxes, 1):
                grid.addWidget(box, place, column)
            self.rows[unit.id] = boxes
        if not departments:
            grid.addWidget(Prose(theme, tr("还没有部门。"), size="small", token="quiet"), 1, 0, 1, 3)

    def pairs(self) -> dict[str, Pair]:
        """The pairs by unit as they are to stand; departments left to the posts of their people are not among them."""
        made = {unit: pair for unit, pair in self._given.items() if unit not in self.rows}
        for unit, (handler, deputy) in self.rows.items():
            pair = str(handler.currentData() or ""), str(deputy.currentData() or "")
            if any(pair):
                made[unit] = pair
        return made


def _box(people: Sequence[Person], chosen: str, name: str) -> QComboBox:
    """One of a department's handlers, or nobody by name; who is chosen and is no handler any more stays shown."""
    made = QComboBox()
    made.setAccessibleName(name)
    made.setMinimumContentsLength(4)
    made.addItem(tr("按职务"), "")
    for person in people:
        made.addItem(person.name or person.id, person.id)
    if chosen and made.findData(chosen) < 0:
        made.addItem(tr("{person}（已不是处置员）", person=chosen), chosen)
    made.setCurrentIndex(max(made.findData(chosen), 0))
    return made
