"""The numbers of the dispute return: counted, corrected by hand, sums checked while typing, kept when right."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from commandroom.actions import papers as acts
from commandroom.domain.errors import RoomError
from commandroom.domain.report_period import ReportPeriod
from commandroom.reports import dispute, period_words, templates
from commandroom.reports.dispute import LEVELS, Form
from commandroom.text import sentence, tr
from ui.desk import Desk
from ui.shell import Shell
from ui.theme import Theme
from ui.widgets.dressing import label, spaced
from ui.widgets.panel import Panel
from ui.widgets.text_labels import Prose


class DisputePanel(Panel):
    """One month's return as a table; what the room counted stands there already."""

    def __init__(
        self, desk: Desk, theme: Theme, shell: Shell, period: ReportPeriod, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.desk, self.theme, self.shell, self.period = desk, theme, shell, period
        self.title = tr("填写 {period}矛盾纠纷排查表", period=period_words.words(period))
        self.used: Form | None = None
        self._counted: dict[str, dict[str, int]] = {}
        self._start: dict[str, dict[str, int]] = {}
        rows = spaced(QVBoxLayout(self), theme, (20, 12, 20, 20), 10)
        hint = tr("先填好的是自动统计数，可直接改；涉及人数和集中排查次数要人工填。")
        rows.addWidget(Prose(theme, hint, size="small", token="quiet"))
        self.table = QTableWidget(0, len(LEVELS))
        self.table.setMinimumHeight(theme.px(520))
        self.table.setHorizontalHeaderLabels([tr("乡镇街道"), tr("村居")])
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.table.itemChanged.connect(self._check)
        rows.addWidget(self.table, 1)
        self.faults = Prose(theme, "", size="body", token="overdue")
        rows.addWidget(self.faults)
        foot = spaced(QHBoxLayout(), theme)
        self.save = QPushButton(tr("留存数字  Ctrl+Enter"))
        self.save.setProperty("role", "primary")
        self.save.clicked.connect(self.submit)
        self.approve = QPushButton(tr("核对无误，供汇总"))
        self.approve.setEnabled(False)
        self.approve.clicked.connect(self.approve_all)
        foot.addWidget(self.save)
        foot.addWidget(self.approve)
        foot.addWidget(label(tr("Esc 搁置"), "small"))
        foot.addStretch(1)
        rows.addLayout(foot)
        QShortcut(QKeySequence("Ctrl+Return"), self).activated.connect(self.submit)
        desk.start(self._load(), self)

    async def _load(self) -> None:
        used, self._counted, self._start = await self.desk.ask(_read, self.period)
        self.used = used
        codes, names = used.codes(), names_of(used)
        self.table.blockSignals(True)
        self.table.setRowCount(len(codes))
        self.table.setVerticalHeaderLabels([names[code] for code in codes])
        for row, code in enumerate(codes):
            for column, level in enumerate(LEVELS):
                item = QTableWidgetItem(str(self._start[code][level]))
                item.setTextAlignment(Qt.AlignmentFlag.AlignCenter)
                self.table.setItem(row, column, item)
        self.table.blockSignals(False)
        self._check()

    def numbers(self) -> dict[str, dict[str, int]] | None:
        """The table as numbers; None when a cell is none."""
        if self.used is None:
            return None
        found: dict[str, dict[str, int]] = {}
        for row, code in enumerate(self.used.codes()):
            found[code] = {}
            for column, level in enumerate(LEVELS):
                item = self.table.item(row, column)
                words = item.text().strip() if item is not None else ""
                if not words.isascii() or not words.isdigit():
                    return None
                found[code][level] = int(words)
        return found

    def _check(self, item: QTableWidgetItem | None = None) -> None:
        del item
        numbers = self.numbers()
        wrong = (tr("有的格子不是整数"),) if numbers is None else dispute.faults(numbers, self.form)
        self.faults.set_text(tr("；").join(wrong))
        self.faults.setVisible(bool(wrong))
        self.save.setEnabled(numbers is not None)
        self.approve.setEnabled(not wrong)

    @property
    def form(self) -> Form:
        """The list in use."""
        assert self.used is not None, "the table is not filled yet"
        return self.used

    def cells(self) -> dict[str, int]:
        """What differs from what the room counted."""
        numbers = self.numbers() or {}
        return {
            f"{code}/{level}": value
            for code, levels in numbers.items()
            for level, value in levels.items()
            if value != self._counted[code][level]
        }

    def submit(self, checked: bool = False) -> None:
        """Keep the numbers written by hand."""
        del checked
        if self.numbers() is not None:
            self.desk.start(self._submit(approve=False))

    def approve_all(self, checked: bool = False) -> None:
        """The return is right: longer periods may be summed from it."""
        del checked
        self.desk.start(self._submit(approve=True))

    async def _submit(self, *, approve: bool) -> None:
        numbers, cells = self.numbers() or {}, self.cells()
        try:
            await self.desk.do(acts.fill_in, dispute.PAPER, self.period, cells=cells)
            if approve:
                await self.desk.do(acts.keep_return, dispute.PAPER, self.period, numbers, self.form.names())
        except RoomError as error:
            if not isValid(self):
                self.shell.toast(sentence(error), "refused")
                return
            self.faults.set_text(sentence(error))
            self.faults.show()
            return
        self.shell.toast(tr("已核对留存，可供季度汇总。") if approve else tr("已留存。"))
        if isValid(self):
            self.done.emit()

    def worth_keeping(self) -> bool:
        """Whether a number was changed."""
        return self.used is not None and self.numbers() != self._start

    def first_field(self) -> QWidget | None:
        """The table."""
        return self.table


def names_of(used: Form) -> dict[str, str]:
    """Every line's name on the form."""
    found = {dispute.FOUND: tr("排查数"), dispute.SETTLED: tr("调处数"), dispute.DONE: tr("成功数"),
             dispute.SWEEPS: tr("集中排查次数")}  # fmt: skip
    for place, (name, _) in enumerate(used.classes, 1):
        found[f"c{place}f"] = tr("{name} 排查", name=name)
        found[f"c{place}s"] = tr("{name} 调处", name=name)
    found |= {f"p{place}": name for place, name in enumerate(used.people, 1)}
    words = (tr("重大 排查"), tr("重大 调处"), tr("重大 成功"))
    return found | dict(zip(dispute.GRAVE, words, strict=True))


def _read(reader: Any, period: ReportPeriod) -> tuple[Form, dict[str, dict[str, int]], dict[str, dict[str, int]]]:
    folder: Path = reader.path.parent
    used = dispute.form(templates.own_folder(folder))
    return used, dispute.count(reader, period, used), dispute.gather(reader, period, used)
