"""Who holds a post of a day: people by name, pinyin initials or account, one after the other."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget
from shiboken6 import isValid

from commandroom.actions import duty as duties
from commandroom.domain.errors import RoomError
from commandroom.domain.people import Person
from commandroom.domain.rules import Gap
from commandroom.reports.duty_month import Cell, Column, column_words, words
from commandroom.reports.roster_words import candidate_words, gap_words
from commandroom.text import sentence, tr
from ui.desk import Desk
from ui.models.names import Names, match
from ui.shell import Shell
from ui.theme import Theme
from ui.widgets.dressing import label, spaced
from ui.widgets.entry_line import LineEntry
from ui.widgets.flow_box import FlowBox
from ui.widgets.panel import Panel
from ui.widgets.pick_field import Option, PickField
from ui.widgets.text_labels import Prose

OFFERED = 8
PICKS = 5
"""Candidates of a gap with a key of their own."""


class DutyPanel(Panel):
    """One cell of the roster."""

    def __init__(
        self, desk: Desk, theme: Theme, shell: Shell, day: str, column: Column, cell: Cell, gap: Gap | None = None,
        *, published: bool = False, parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.published = published
        self.desk, self.theme, self.shell = desk, theme, shell
        self.day, self.column = day, column
        self.title = tr("{day} {post}", day=day, post=column_words(column))
        self._names = Names(desk)
        self._everybody: list[Person] = [person for person in self._names.people() if "gridworker" not in person.roles]
        self._before = cell.people
        self.people: list[str] = list(cell.people)
        self._note_before = cell.note
        self._build(theme, cell, gap)
        self._show_people()

    def _build(self, theme: Theme, cell: Cell, gap: Gap | None) -> None:
        rows = spaced(QVBoxLayout(self), theme, (20, 16, 20, 20), 14)
        if cell.gap:
            rows.addWidget(Prose(theme, tr("缺口：{why}", why=cell.gap), size="body", token="overdue"))
        rows.addWidget(label(tr("值班人员（按 Backspace 去掉最后一个）"), "label"))
        self._chips = FlowBox(theme)
        rows.addWidget(self._chips)
        if gap is not None:
            self._offer(rows, theme, gap)
        hint = tr("姓名、拼音首字母或账号；没有账号的人直接写名字")
        self.pick = PickField(theme, tr("加人"), self._search, hint=hint, lines=OFFERED)
        self.pick.edit.installEventFilter(self)
        self.pick.confirmed.connect(self._take)
        rows.addWidget(self.pick)
        if self.published:
            self.reason = LineEntry(theme, tr("改动理由（本月已发布，必填）"), tr("例如：出差、生病、换班"))
            self.reason.edit.returnPressed.connect(self.submit)
            rows.addWidget(self.reason)
        rows.addWidget(label(tr("备注"), "label"))
        self.note = QLineEdit(cell.note)
        self.note.setAccessibleName(tr("备注"))
        self.note.returnPressed.connect(self.submit)
        rows.addWidget(self.note)
        self._refusal = Prose(theme, "", size="body", token="overdue")
        self._refusal.hide()
        rows.addWidget(self._refusal)
        foot = spaced(QHBoxLayout(), theme)
        self.button = QPushButton(tr("保存  Enter"))
        self.button.setProperty("role", "primary")
        self.button.clicked.connect(self.submit)
        foot.addWidget(self.button)
        foot.addWidget(label(tr("没有再加的人时按 Enter 保存 · Esc 搁置"), "small"))
        foot.addStretch(1)
        rows.addLayout(foot)
        rows.addStretch(1)

    def _offer(self, rows: QVBoxLayout, theme: Theme, gap: Gap) -> None:
        """Who could fill the gap, one key each; who could not, and why."""
        names = {person.id: person.name or person.id for person in self._everybody}
        if gap.reasons:
            rows.addWidget(Prose(theme, gap_words(gap, names), size="small", token="quiet"))
        for number, candidate in enumerate(gap.fitting[:PICKS], 1):
            button = QPushButton(tr("Alt+{number}  {who}", number=number, who=candidate_words(candidate, names)))
            button.setProperty("role", "choice")
            button.clicked.connect(partial(self.add, candidate.person))
            button.setShortcut(f"Alt+{number}")
            rows.addWidget(button)
        others = [one for one in gap.candidates if not one.fits][:OFFERED]
        if others:
            told = "\n".join(candidate_words(one, names) for one in others)
            rows.addWidget(Prose(theme, told, size="small", token="quiet"))

    def add(self, person: str, checked: bool = False) -> None:
        """Put somebody on."""
        del checked
        if person not in self.people:
            self.people.append(person)
            self._show_people()

    def _search(self, typed: str) -> list[Option]:
        if not typed.strip():
            return []
        scored = [
            (match(typed, person.name, person.id), person)
            for person in self._everybody
            if person.id not in self.people
        ]
        fitting = sorted((pair for pair in scored if pair[0] > 0), key=lambda pair: (-pair[0], pair[1].id))
        options = [
            Option(person.id, person.name or person.id, " · ".join(p for p in (person.post, self._unit(person)) if p))
            for _, person in fitting[:OFFERED]
        ]
        plain = typed.strip()
        if not options or not plain.isascii():
            options.append(Option(f"={plain}", plain, tr("没有账号，只写名字")))
        return options[:OFFERED]

    def _unit(self, person: Person) -> str:
        return self._names.unit(person.unit)

    def _take(self) -> None:
        """Enter in the line: add the chosen one; with nothing typed, save."""
        value = self.pick.value
        if not self.pick.edit.text().strip():
            self.submit()
            return
        person = value.removeprefix("=")
        if person:
            self.add(person)
        self.pick.edit.clear()
        self.pick.refresh()

    def remove(self, person: str) -> None:
        """Take somebody off."""
        if person in self.people:
            self.people.remove(person)
            self._show_people()
            self.pick.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_people(self) -> None:
        self._chips.clear()
        for person in self.people:
            chip = QPushButton(tr("{name}  ✕", name=self._names.person(person)))
            chip.setProperty("role", "chip")
            chip.clicked.connect(partial(self.remove, person))
            self._chips.add(chip)
        if not self.people:
            self._chips.add(label(tr("没有人：保存即为空缺"), "faint"))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Backspace in the empty line takes the last one off."""
        if (
            event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and watched is self.pick.edit
            and event.key() == Qt.Key.Key_Backspace and not self.pick.edit.text() and self.people
        ):  # fmt: skip
            self.remove(self.people[-1])
            return True
        return super().eventFilter(watched, event)

    def submit(self) -> None:
        """Record it; a refusal stays beside the form, what departs from the norms is told and nothing blocked."""
        self.button.setEnabled(False)
        self.desk.start(self._submit())

    async def _submit(self) -> None:
        post, shift = self.column
        note, why, undo = self.note.text(), self.reason.value if self.published else "", self._undo()
        try:
            done = await self.desk.do(duties.set_duty, self.day, post, shift, list(self.people), note, why)
        except RoomError as error:
            if not isValid(self):
                self.shell.toast(sentence(error), "refused")
                return
            self._refusal.set_text(sentence(error))
            self._refusal.show()
            self.button.setEnabled(True)
            return
        names = {person.id: person.name or person.id for person in self._everybody}
        told = tr("；").join(words(remark, names) for remark in done.result)
        saved = tr("已排班：{day} {post}", day=self.day, post=column_words(self.column))
        self.shell.toast(
            tr("{saved}。注意：{told}", saved=saved, told=told) if told else saved,
            "information" if told else "done",
            undo,
        )
        if isValid(self):
            self.done.emit()

    def _undo(self) -> Callable[[], None]:
        before, note = list(self._before), self._note_before
        post, shift = self.column
        why = tr("撤回：{why}", why=self.reason.value) if self.published else ""

        def back() -> None:
            self.desk.start(self.desk.do(duties.set_duty, self.day, post, shift, before, note, why))

        return back

    def worth_keeping(self) -> bool:
        """Whether somebody was added or taken off."""
        return tuple(self.people) != self._before or self.note.text() != self._note_before

    def summary(self) -> str:
        """The chip of the draft."""
        return self.title

    def first_field(self) -> QWidget | None:
        """The line to type a name in."""
        return self.pick.edit
