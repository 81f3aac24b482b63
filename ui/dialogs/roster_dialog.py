"""Make a month's roster: the engine works beside the window, can be stopped, and writes nothing before Enter."""

from typing import Any

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget
from shiboken6 import isValid

from commandroom.actions import roster
from commandroom.domain.errors import RoomError
from commandroom.reports.roster_words import broken_words, gap_title
from commandroom.rostering import problem
from commandroom.rostering.fewest import StoppedError
from commandroom.rostering.generate import Drafted, generate
from commandroom.text import sentence, tr
from ui.desk import Cancelled, Desk, Job
from ui.models.names import Names
from ui.shell import Shell
from ui.theme import Theme
from ui.widgets.dressing import label, spaced
from ui.widgets.panel import Panel
from ui.widgets.text_labels import Prose

SHOWN = 12


class RosterPanel(Panel):
    """One month. Begins at once; a second try starts from an empty month or keeps what stands."""

    def __init__(self, desk: Desk, theme: Theme, shell: Shell, month: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk, self.theme, self.shell, self.month = desk, theme, shell, month
        self.title = tr("排 {year} 年 {month} 月的班", year=month[:4], month=int(month[5:]))
        self.drafted: Drafted | None = None
        self._job: Job | None = None
        self._turn = 0
        rows = spaced(QVBoxLayout(self), theme, (20, 16, 20, 20), 12)
        self.afresh = QCheckBox(tr("从头排（已经排好的也重排）"))
        self.afresh.toggled.connect(self.begin)
        rows.addWidget(self.afresh)
        self.says = Prose(theme, tr("正在排班……"), size="body")
        rows.addWidget(self.says)
        self.bar = QProgressBar()
        self.bar.setRange(0, 0)
        self.bar.setTextVisible(False)
        rows.addWidget(self.bar)
        self.told = Prose(theme, "", size="small", token="quiet")
        rows.addWidget(self.told)
        foot = spaced(QHBoxLayout(), theme)
        self.button = QPushButton(tr("写入草稿  Ctrl+Enter"))
        self.button.setProperty("role", "primary")
        self.button.clicked.connect(self.submit)
        self.button.setEnabled(False)
        self.stop = QPushButton(tr("停止"))
        self.stop.clicked.connect(self.cancel)
        foot.addWidget(self.button)
        foot.addWidget(self.stop)
        foot.addWidget(label(tr("Esc 搁置"), "small"))
        foot.addStretch(1)
        rows.addLayout(foot)
        rows.addStretch(1)
        for key in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(key), self).activated.connect(self.submit)
        self.begin()

    def first_field(self) -> QWidget | None:
        """The choice to begin afresh."""
        return self.afresh

    def begin(self, checked: bool = False) -> None:
        """Reckon, now or once more with the other choice."""
        del checked
        self.cancel()
        self._turn += 1
        self.drafted = None
        self.button.setEnabled(False)
        self.stop.show()
        self.bar.show()
        self.told.set_text("")
        self.says.set_text(tr("正在排班……"))
        self.desk.start(self._reckon(self._turn), self)

    async def _reckon(self, turn: int) -> None:
        job = Job(self.desk)
        self._job = job
        words = tr("排 {month} 的班", month=self.month)
        try:
            made = await self.desk.ask(_made, self.month, self.afresh.isChecked(), words=words, job=job)
        except RoomError as error:
            if turn == self._turn:
                self._ended(sentence(error), "overdue")
            return
        except Cancelled:
            if turn == self._turn:
                self._ended(tr("已停止，没有写入任何东西。"), "quiet")
            return
        finally:
            job.deleteLater()
        if turn == self._turn:
            self._show(made)

    def _ended(self, words: str, token: str) -> None:
        self._job = None
        self.bar.hide()
        self.stop.hide()
        self.says.set_text(words, token)

    def _show(self, made: Drafted) -> None:
        self.drafted = made
        held = sum(bool(duty.people) for duty in made.duties)
        if made.complete:
            self._ended(tr("排好了：{count} 个班次，没有违反规则。", count=held), "on_time")
        elif made.gaps:
            words = tr("排了 {count} 个班次，还有 {gaps} 个缺口。", count=held, gaps=len(made.gaps))
            self._ended(words, "due_soon")
        else:
            words = tr("排了 {count} 个班次，有 {broken} 处不合规则。", count=held, broken=len(made.broken))
            self._ended(words, "due_soon")
        names = {person.id: person.name or person.id for person in Names(self.desk).people()}
        lines = [gap_title(gap) for gap in made.gaps[:SHOWN]]
        lines += [broken_words(one, names) for one in made.broken[:SHOWN] if one.rule not in ("seat", "post", "leader")]
        if made.broken and made.proven:
            lines.append(tr("按现有人员和请假，不可能违反得更少。"))
        self.told.set_text("\n".join(lines))
        self.button.setEnabled(True)
        self.button.setFocus()

    def cancel(self) -> None:
        """Stop what runs; nothing of it stays."""
        if self._job is not None:
            self._job.cancel()

    def submit(self) -> None:
        """Write the draft."""
        if self.button.isEnabled() and self.drafted is not None:
            self.button.setEnabled(False)
            self.desk.start(self._submit(self.drafted))

    async def _submit(self, drafted: Drafted) -> None:
        try:
            done = await self.desk.do(roster.draft_month, self.month, drafted)
        except RoomError as error:
            if isValid(self):
                self._ended(sentence(error), "overdue")
            else:
                self.shell.toast(sentence(error), "refused")
            return
        counted: Any = done.result
        words = tr("已写入草稿：新 {new}，改 {changed}", new=counted.new, changed=counted.changed)
        self.shell.toast(words)
        if isValid(self):
            self.done.emit()

    def worth_keeping(self) -> bool:
        """A finished roster that was not written yet."""
        return self.drafted is not None


def _made(reader: Any, month: str, afresh: bool, *, job: Job) -> Drafted:
    try:
        return generate(problem.of(reader, month, afresh=afresh), job.cancelled)
    except StoppedError:
        raise Cancelled from None
