"""All papers of the room and the report calendar: what is due to whom, preview, mark as sent."""

from functools import partial
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget
from shiboken6 import isValid

from commandroom.actions import papers as acts
from commandroom.domain import submission as submissions
from commandroom.domain.changes import Changes
from commandroom.domain.errors import RoomError
from commandroom.domain.instant import Instant
from commandroom.domain.people import Right, permits
from commandroom.domain.submission import Due, Submission
from commandroom.reports import papers, period_words, report_calendar
from commandroom.text import sentence, tr
from ui.desk import Desk
from ui.dialogs.due_dialog import DuePanel
from ui.dialogs.paper_dialog import PaperPanel, Wanted
from ui.models.dues import read
from ui.shell import Shell
from ui.theme import Theme
from ui.widgets.dressing import label, spaced
from ui.widgets.flow_box import FlowBox
from ui.widgets.panel import Panel
from ui.widgets.text_labels import Prose

TONES = {
    submissions.OVERDUE: "overdue", submissions.SOON_DUE: "due_soon", submissions.DONE: "on_time",
    submissions.DONE_LATE: "due_soon", submissions.WAITING: "quiet",
}  # fmt: skip
SIGNS = {
    submissions.OVERDUE: "■", submissions.SOON_DUE: "▲", submissions.DONE: "●", submissions.DONE_LATE: "●",
    submissions.WAITING: "○",
}  # fmt: skip


class PapersPanel(Panel):
    """Above the papers, below the calendar by its ends."""

    def __init__(self, desk: Desk, theme: Theme, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk, self.theme, self.shell = desk, theme, shell
        self.title = tr("文稿和报送日历")
        self.dues: tuple[Due, ...] = ()
        rows = spaced(QVBoxLayout(self), theme, (20, 12, 20, 20), 12)
        rows.addWidget(label(tr("文稿"), "label"))
        box = FlowBox(theme)
        self.papers: dict[str, QPushButton] = {}
        for name, paper in papers.PAPERS.items():
            period = papers.usual(name, desk.now())
            button = QPushButton(tr("{paper} · {period}", paper=tr(paper.word), period=period_words.words(period)))
            button.clicked.connect(partial(self.open_paper, Wanted(name, period)))
            box.add(button)
            self.papers[name] = button
        rows.addWidget(box)
        head = spaced(QHBoxLayout(), theme)
        head.addWidget(label(tr("报送日历"), "label"), 1)
        self.add = QPushButton(tr("添一项"))
        self.add.setVisible(self._may())
        self.add.clicked.connect(partial(self.change, None))
        head.addWidget(self.add)
        rows.addLayout(head)
        self._calendar = spaced(QVBoxLayout(), theme, gap=10)
        rows.addLayout(self._calendar)
        self.refusal = Prose(theme, "", size="body", token="overdue")
        self.refusal.hide()
        rows.addWidget(self.refusal)
        rows.addStretch(1)
        desk.changed.connect(self._take)
        self.reload()

    def _take(self, changes: Changes) -> None:
        if changes.kinds() & {"submitted", "submission"}:
            self.reload()

    def reload(self) -> None:
        """Read the calendar again."""
        self.desk.start(self._load(), self)

    async def _load(self) -> None:
        now = self.desk.now()
        self.dues = await self.desk.ask(read, now)
        while (item := self._calendar.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for due in self.dues:
            self._calendar.addWidget(self._row(due, now))

    def _row(self, due: Due, now: Instant) -> QWidget:
        state, holder = due.state(now), QWidget()
        rows = spaced(QVBoxLayout(holder), self.theme, gap=2)
        head = spaced(QHBoxLayout(), self.theme, gap=8)
        name = tr("{sign} {period} {name}", sign=SIGNS[state], period=period_words.words(due.period),
                  name=due.submission.name)  # fmt: skip
        head.addWidget(Prose(self.theme, name, size="body", token=TONES[state]), 1)
        if due.submission.paper in papers.PAPERS and due.period.start <= now:
            look = QPushButton(tr("预览"))
            look.setProperty("role", "plain")
            look.clicked.connect(partial(self.open_paper, Wanted(due.submission.paper, due.period)))
            head.addWidget(look)
        if self._may():
            change = QPushButton(tr("改"))
            change.setProperty("role", "plain")
            change.setToolTip(tr("报给谁、何时报、遇节假日怎样；不再列入"))
            change.clicked.connect(partial(self.change, due.submission))
            head.addWidget(change)
        if self._may() and (due.sent or due.period.end <= now):
            mark = QPushButton(tr("撤回") if due.sent else tr("记为已报"))
            mark.setProperty("role", "plain")
            mark.clicked.connect(partial(self.mark, due))
            head.addWidget(mark)
        rows.addLayout(head)
        said = tr("报 {to} · {when} · {state}", to=due.submission.to, when=report_calendar.due_words(due, now),
                  state=tr(report_calendar.STATE_WORDS[state]))  # fmt: skip
        rows.addWidget(Prose(self.theme, said, size="small", token="quiet"))
        return holder

    def _may(self) -> bool:
        return self.desk.person is not None and permits(self.desk.person, Right.PAPERS)

    def open_paper(self, wanted: Wanted, checked: bool = False) -> None:
        """Preview one."""
        del checked
        self.shell.open_panel(PaperPanel(self.desk, self.theme, self.shell, wanted))

    def change(self, one: Submission | None, checked: bool = False) -> None:
        """Change a line of the calendar, or add one."""
        del checked
        self.shell.open_panel(DuePanel(self.desk, self.theme, self.shell, one))

    def mark(self, due: Due, checked: bool = False) -> None:
        """It went, or it did not after all."""
        del checked
        self.desk.start(self._mark(due))

    async def _mark(self, due: Due) -> None:
        act: Any = acts.take_back if due.sent else acts.submit
        try:
            await self.desk.do(act, due.submission.id, due.period)
        except RoomError as error:
            if not isValid(self):
                self.shell.toast(sentence(error), "refused")
                return
            self.refusal.set_text(sentence(error))
            self.refusal.show()

    def first_field(self) -> QWidget | None:
        """The first paper."""
        return next(iter(self.papers.values()))

