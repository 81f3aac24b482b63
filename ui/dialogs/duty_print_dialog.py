"""Print or export duty: the month on A4 or A3, the day's log, the roster as a sheet or a calendar."""

from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget
from shiboken6 import isValid

from commandroom.actions import reveal
from commandroom.domain.errors import RoomError
from commandroom.domain.people import Right, permits
from commandroom.reports.month_file import write
from commandroom.text import mark, sentence, tr
from ui.desk import Desk
from ui.dialogs.printing import Printing
from ui.models.month_feed import page_sizes
from ui.shell import Shell
from ui.theme import Theme
from ui.widgets.dressing import spaced
from ui.widgets.entry_line import ChoiceEntry, LineEntry
from ui.widgets.panel import Panel
from ui.widgets.text_labels import Prose

THINGS = (
    ("a4", mark("值班表 A4（PDF）")), ("a3", mark("值班表 A3 张贴（PDF）")),
    ("log", mark("值班日志 / 交接班单（PDF）")), ("xlsx", mark("值班表（Excel）")),
    ("ics", mark("值班日历（iCalendar，可导入手机）")),
)  # fmt: skip

PAPERS = ("a4", "a3", "log")
"""What goes to the printer; the rest are files."""


class DutyPrintPanel(Panel):
    """What, where to, and for what the telephone numbers are shown."""

    def __init__(
        self, desk: Desk, theme: Theme, shell: Shell, month: str, day: str, what: str = "a4",
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.desk, self.theme, self.shell, self.month, self.day = desk, theme, shell, month, day
        self.title = tr("打印和导出")
        rows = spaced(QVBoxLayout(self), theme, (20, 16, 20, 20), 14)
        self.what = ChoiceEntry(theme, tr("什么"), [(code, tr(word)) for code, word in THINGS], what)
        self.what.changed.connect(self._fit)
        self.reason = LineEntry(theme, tr("用途（填了才印出完整电话，会记入日志）"), tr("例如：张贴在指挥大厅"))
        self.note = Prose(theme, "", size="small", token="quiet")
        self._refusal = Prose(theme, "", size="body", token="overdue")
        self._refusal.hide()
        for part in (self.what, self.reason, self.note, self._refusal):
            rows.addWidget(part)
        self.button = QPushButton(tr("保存为文件…  Enter"))
        self.button.setProperty("role", "primary")
        self.button.clicked.connect(self.choose)
        self.reason.edit.returnPressed.connect(self.choose)
        foot = spaced(QHBoxLayout(), theme)
        self.printing = Printing(desk, shell, self)
        self.to_printer = QPushButton(tr("打印  Ctrl+P"))
        self.to_printer.setShortcut("Ctrl+P")
        self.to_printer.clicked.connect(self.print)
        foot.addWidget(self.button)
        foot.addWidget(self.to_printer)
        foot.addStretch(1)
        rows.addLayout(foot)
        rows.addStretch(1)
        self._fit()

    def first_field(self) -> QWidget | None:
        """What is wanted."""
        return self.what.first()

    def _fit(self) -> None:
        what = self.what.value
        allowed = self.desk.person is not None and permits(self.desk.person, Right.REVEAL)
        self.to_printer.setVisible(what in PAPERS)
        self.reason.setVisible(allowed and what in PAPERS)
        about = tr("{day} 08:30 至次日 08:30", day=self.day) if what == "log" else tr("{month} 全月", month=self.month)
        self.note.set_text(about)

    def _name(self) -> str:
        what = self.what.value
        if what == "log":
            return tr("值班日志-{day}.pdf", day=self.day)
        suffix = {"a4": "-A4.pdf", "a3": "-A3.pdf"}.get(what, f".{what}")
        return tr("值班表-{month}", month=self.month) + suffix

    def choose(self) -> None:
        """Ask where to, then write."""
        suffix = self._name().rpartition(".")[2]
        name, _ = QFileDialog.getSaveFileName(
            self.window(), tr("保存为文件"), str(Path.home() / self._name()), f"{suffix.upper()} (*.{suffix})"
        )
        if name and isValid(self):
            self.write(Path(name))

    def write(self, target: Path) -> None:
        """Write the file there."""
        self.button.setEnabled(False)
        self.desk.start(self._write(target), self)

    def print(self, checked: bool = False) -> None:
        """Through the system's own dialog."""
        del checked
        self.to_printer.setEnabled(False)
        self.desk.start(self._print(), self)

    async def _write(self, target: Path) -> None:
        what = self.what.value
        try:
            if what in PAPERS:
                await self.desk.work(write, target, await self._paper(target.name))
            else:
                await self.desk.ask(_roster_to, target, self.month)
        except RoomError as error:
            self._refuse(error)
            return
        finally:
            self.button.setEnabled(True)
        self.shell.toast(tr("已保存「{file}」", file=target.name))
        self.done.emit()

    async def _print(self) -> None:
        try:
            pdf = await self._paper(tr("打印机"))
        except RoomError as error:
            self._refuse(error)
            return
        finally:
            self.to_printer.setEnabled(True)
        pages = len(await self.desk.work(page_sizes, pdf))
        self.printing.ask(pdf, pages, self._name().removesuffix(".pdf"))

    async def _paper(self, name: str) -> bytes:
        """The PDF; whole telephones leave an entry with what they were printed for."""
        what, why = self.what.value, "" if self.reason.isHidden() else self.reason.value
        if why:
            await self.desk.do(reveal.reveal, f"duty:{what}", why, 0, name)
        pdf: bytes = await self.desk.ask(_made, what, self.month, self.day, self.desk.now(), bool(why))
        return pdf

    def _refuse(self, error: RoomError) -> None:
        self._refusal.set_text(sentence(error))
        self._refusal.show()


def _roster_to(reader: Any, target: Path, month: str) -> None:
    """Write the roster as a file on the reader's thread."""
    from commandroom.sync.roster.roster_out import write_roster

    names = {person.id: person.name or person.id for person in reader.all("person")}
    mine = [duty for duty in reader.all("duty") if duty.day.startswith(month)]
    write_roster(target, mine, names)


def _made(reader: Any, what: str, month: str, day: str, now: int, revealed: bool) -> bytes:
    """Make the paper on the reader's thread."""
    from commandroom.reports import render, templates
    from commandroom.reports.duty_log_paper import log_paper
    from commandroom.reports.duty_paper import month_paper

    make = partial(log_paper, reader, day) if what == "log" else partial(month_paper, reader, month, what)
    own = templates.own_folder(reader.path.parent)
    return render.pdf(make(now, revealed=revealed), now, own).pdf
