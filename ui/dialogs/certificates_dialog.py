"""Who holds the certificate to enforce the law, ticked person by person: the coming hours ask for it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QPushButton, QVBoxLayout, QWidget

from commandroom.actions import define
from commandroom.domain.errors import RoomError
from commandroom.domain.people import LAW, Person
from commandroom.text import sentence, tr
from ui.desk import Desk
from ui.shell import Shell
from ui.theme import Theme
from ui.widgets.dressing import label, spaced
from ui.widgets.panel import Panel
from ui.widgets.text_labels import Prose

MARK = Qt.ItemDataRole.UserRole
HIGH = 420
"""Pixels of the list at scale 1.0."""


class CertificatesPanel(Panel):
    """Everybody in use, those who hold it first; only what was changed is recorded, as a step of its own each."""

    def __init__(self, desk: Desk, theme: Theme, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = tr("持证人员")
        self._desk, self._shell = desk, shell
        rows = spaced(QVBoxLayout(self), theme, (20, 16, 20, 20), 10)
        said = tr("勾上持有行政执法证的人。72 小时条据此提示哪个时段“值班无执法证人员”。")
        rows.addWidget(Prose(theme, said, size="small", token="quiet"))
        rows.addWidget(label(tr("行政执法证"), "label"))
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("姓名或单位"))
        self.search.textChanged.connect(self._narrow)
        rows.addWidget(self.search)
        self.list = QListWidget()
        self.list.setAccessibleName(tr("行政执法证"))
        self.list.setMinimumHeight(theme.px(HIGH))
        rows.addWidget(self.list, 1)
        self._refusal = Prose(theme, "", token="overdue")
        self._refusal.hide()
        rows.addWidget(self._refusal)
        self.save = QPushButton(tr("保存"))
        self.save.setProperty("role", "primary")
        self.save.clicked.connect(self.submit)
        rows.addWidget(self.save)
        self._held: dict[str, tuple[str, ...]] = {}
        self._fill()

    def first_field(self) -> QWidget | None:
        """The search."""
        return self.search

    def worth_keeping(self) -> bool:
        """Whether a tick was changed."""
        return bool(self.changed())

    def _fill(self) -> None:
        units = {unit.id: unit.short or unit.name for unit in self._desk.reader.all("unit")}
        people: list[Person] = [person for person in self._desk.reader.all("person") if person.active]
        for person in sorted(people, key=lambda one: (LAW not in one.certificates, one.unit, one.name)):
            words = tr(" · ").join(part for part in (person.name or person.id, units.get(person.unit, "")) if part)
            item = QListWidgetItem(words)
            item.setData(MARK, person.id)
            item.setFlags(Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
            item.setCheckState(Qt.CheckState.Checked if LAW in person.certificates else Qt.CheckState.Unchecked)
            self.list.addItem(item)
            self._held[person.id] = person.certificates

    def _narrow(self, words: str) -> None:
        for row in range(self.list.count()):
            item = self.list.item(row)
            item.setHidden(words.strip() not in item.text())

    def changed(self) -> dict[str, list[str]]:
        """The certificates of everybody whose tick is another than it was, by account."""
        found = {}
        for row in range(self.list.count()):
            item = self.list.item(row)
            person, holds = str(item.data(MARK)), item.checkState() == Qt.CheckState.Checked
            before = self._held[person]
            if holds != (LAW in before):
                found[person] = sorted({*before, LAW} if holds else {*before} - {LAW})
        return found

    def submit(self) -> None:
        """Record the changes."""
        self.save.setEnabled(False)
        self._desk.start(self.record(), self)

    async def record(self) -> None:
        """One step for each person; what was refused stays on the screen."""
        changes = self.changed()
        try:
            for person, certificates in changes.items():
                await self._desk.do(define.define_person, person, certificates=certificates)
                self._held[person] = tuple(certificates)
        except RoomError as error:
            self._refusal.set_text(sentence(error))
            self._refusal.show()
            return
        finally:
            self.save.setEnabled(True)
        self._shell.toast(tr("已记下 {count} 人的证件", count=len(changes)))
        self.done.emit()


def open_certificates(desk: Desk, theme: Theme, shell: Shell) -> None:
    """Ask who holds it."""
    shell.open_panel(CertificatesPanel(desk, theme, shell))
