"""What rosters are made by: posts and shifts, how many, how they go round, who; and the norms of this room."""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from commandroom.actions import roster
from commandroom.domain.errors import Refused
from commandroom.domain.people import Person
from commandroom.domain.profile import DutyNorm
from commandroom.domain.roster import POSTS, SHIFTS
from commandroom.domain.rota import MOST_WANTED, NORMS, Line, Rota, Rotation
from commandroom.reports.roster_words import ROTATIONS
from commandroom.rostering.judge import departments
from commandroom.rostering.rotas import norm_of, rota_of
from commandroom.text import mark, tr
from ui.desk import Desk
from ui.dialogs.duty_form import Asked, DutyForm
from ui.dialogs.rota_handlers import HandlerPairs
from ui.shell import Shell
from ui.theme import Theme
from ui.widgets.dressing import label, spaced

ROLE_OF_POST: Mapping[str, tuple[str, ...]] = {
    "duty_leader": ("duty_leader",), "duty_commander": ("dispatcher",), "dispatcher": ("dispatcher",),
    "handler": ("handler",), "standby": ("handler",), "on_duty": ("handler",),
}  # fmt: skip
"""Who holds a post when nobody is named."""
NORM_WORDS: Mapping[str, str] = {
    "rest_hours": mark("两班之间至少休息（小时）"), "week_hours": mark("每周平均最多（小时）"),
    "night_weight": mark("夜班算几个班"), "weekend_weight": mark("周末算几个班"),
    "holiday_weight": mark("节假日算几个班"),
    "memory_years": mark("公平按几年累计"),
}  # fmt: skip
_PARTED = re.compile(r"[、，,;；\s]+")


def _choice(words: Mapping[str, str], chosen: str) -> QComboBox:
    made = QComboBox()
    for value, word in words.items():
        made.addItem(tr(word), value)
    made.setCurrentIndex(made.findData(chosen))
    return made


def _count(value: int, words: Callable[[int], str]) -> QComboBox:
    made = QComboBox()
    for number in range(MOST_WANTED + 1):
        made.addItem(words(number), number)
    made.setCurrentIndex(value)
    made.setAccessibleName(words(value))
    return made


def _on_work(count: int) -> str:
    return tr("工作日 {count} 人", count=count)


def _on_off(count: int) -> str:
    return tr("休息日 {count} 人", count=count)


class LineRow(QWidget):
    """One line of the rota in three rows of fields."""

    def __init__(self, theme: Theme, line: Line, names: Mapping[str, str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._line = line
        self.post, self.shift = _choice(POSTS, line.post), _choice(SHIFTS, line.shift)
        self.rotation = _choice({turn.value: word for turn, word in ROTATIONS.items()}, line.rotation.value)
        self.shift.setEditable(True)
        if line.shift not in SHIFTS:
            self.shift.setCurrentText(line.shift)
        self.shift.setMinimumContentsLength(9)
        self.work, self.off = _count(line.work_days, _on_work), _count(line.days_off, _on_off)
        self.people = QLineEdit(tr("、").join(names.get(person, person) for person in line.people))
        self.people.setPlaceholderText(tr("不写姓名就按角色排"))
        self.people.setAccessibleName(tr("可以值这个岗位的人"))
        self.remove = QPushButton(tr("删去"))
        rows = spaced(QVBoxLayout(self), theme, (0, 0, 0, 6), 4)
        first, second = spaced(QHBoxLayout(), theme), spaced(QHBoxLayout(), theme)
        for here in (self.post, self.shift, self.rotation):
            first.addWidget(here, 1)
        second.addWidget(self.work, 1)
        second.addWidget(self.off, 1)
        second.addWidget(self.remove)
        rows.addLayout(first)
        rows.addLayout(second)
        rows.addWidget(self.people)

    def line(self, known: Mapping[str, str]) -> Line:
        """The line as it stands; ``known``: accounts by name and by account. Refused("rota.unknown_person", …)."""
        people = []
        for word in filter(None, _PARTED.split(self.people.text())):
            if word not in known:
                raise Refused("rota.unknown_person", person=word)
            people.append(known[word])
        post = str(self.post.currentData())
        shift = {tr(word): value for value, word in SHIFTS.items()}.get(
            self.shift.currentText().strip(), self.shift.currentText().strip()
        )
        same = post == self._line.post and bool(self._line.roles)
        roles = self._line.roles if same else ROLE_OF_POST[post]
        counts = int(self.work.currentData()), int(self.off.currentData())
        turn = Rotation(self.rotation.currentData())
        return Line(post, shift, *counts, turn, tuple(people), roles, self._line.without if same else ())


class RotaPanel(DutyForm):
    """The rota of the room; what it never set is what profile L combines."""

    word = mark("保存排班规则")
    standing = mark("岗位、班次、工作日和休息日各要几人、怎样轮换、由谁来值。写了姓名就只排这些人。")

    def __init__(self, desk: Desk, theme: Theme, shell: Shell, parent: QWidget | None = None) -> None:
        self._rota: Rota = rota_of(desk.reader)
        self._norm: DutyNorm = norm_of(desk.reader)
        people: Sequence[Person] = [person for person in desk.reader.all("person") if person.active]
        self._names = {person.id: person.name or person.id for person in people}
        counts: dict[str, int] = {}
        for person in people:
            counts[person.name] = counts.get(person.name, 0) + 1
        self._known = {person.name: person.id for person in people if counts[person.name] == 1}
        self._known |= {person.id: person.id for person in people}
        self.rows: list[LineRow] = []
        self.norms: dict[str, QLineEdit] = {}
        super().__init__(desk, theme, shell, tr("排班规则"), parent)

    def build(self) -> None:
        """A row for each line, one button for another line, and the norms."""
        self._lines = spaced(QVBoxLayout(), self.theme, (0, 0, 0, 0), 8)
        self.column.addLayout(self._lines)
        for line in self._rota.lines:
            self.add_line(line)
        more = QPushButton(tr("加一行"))
        more.clicked.connect(self.add_line)
        self.column.addWidget(more)
        found = departments(self.desk.reader.all("unit"), self.desk.reader.all("person"))
        self.handlers = HandlerPairs(self.theme, found, self._rota.handlers)
        self.column.addWidget(self.handlers)
        grid = QGridLayout()
        for place, (name, word) in enumerate(NORM_WORDS.items()):
            field = QLineEdit(str(getattr(self._norm, name)))
            field.setValidator(QIntValidator(0, NORMS[name][1], field))
            field.setAccessibleName(tr(word))
            field.returnPressed.connect(self.submit)
            self.norms[name] = field
            grid.addWidget(label(tr(word), "small"), place, 0)
            grid.addWidget(field, place, 1)
        self.column.addLayout(grid)

    def add_line(self, line: object = None) -> None:
        """One more line, a standby unless another is given."""
        given = line if isinstance(line, Line) else Line("standby", "whole", roles=ROLE_OF_POST["standby"])
        names = {**self._names, **{account: account for account in given.people if self._twice(account)}}
        row = LineRow(self.theme, given, names)
        row.remove.clicked.connect(partial(self.drop_line, row))
        self.rows.append(row)
        self._lines.addWidget(row)

    def _twice(self, account: str) -> bool:
        """Whether two people share this one's name, so that only the account tells who is meant."""
        return self._known.get(self._names.get(account, account)) != account

    def drop_line(self, row: LineRow, _checked: bool = False) -> None:
        """Take a line away."""
        self.rows.remove(row)
        self._lines.removeWidget(row)
        row.deleteLater()

    def first_field(self) -> QWidget | None:
        """The first post."""
        return self.rows[0].post if self.rows else self.button

    def asked(self) -> Asked:
        """The lines, the norms that differ from the ones in force or were set before, and who handles for whom."""
        lines = [row.line(self._known) for row in self.rows]
        given = {name: int(field.text() or 0) for name, field in self.norms.items()}
        changed = {name: value for name, value in given.items() if value != getattr(self._norm, name)}
        return roster.set_rota, (lines, {**self._rota.norm, **changed}, self.handlers.pairs())

    def said(self, result: Any) -> str:
        """Whether anything changed."""
        return tr("排班规则没有变化") if result == "same" else tr("排班规则已保存，下次排班就按它")
