"""Sign a month, or correct one that was signed: what is asked, what it means, what the room says."""

from collections.abc import Coroutine, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget
from shiboken6 import isValid

from commandroom.actions.close_month import close_month, require_closable
from commandroom.actions.correct_month import correct_month
from commandroom.domain.closed_month import Change, ClosedMonth, Correction
from commandroom.domain.errors import RoomError
from commandroom.domain.instant import Instant
from commandroom.reports import closing, correction, given, month_file, templates
from commandroom.reports.period import BASIS_WORDS, Basis, Month, moment_words
from commandroom.store.queue.live import Queue
from commandroom.text import sentence, tr
from ui.desk import Desk
from ui.models.live_queue import LiveQueue
from ui.shell import Shell
from ui.theme import Theme
from ui.widgets.dressing import spaced
from ui.widgets.fields import Field, LineField, WordsField
from ui.widgets.panel import Panel
from ui.widgets.plain_table import PlainTable
from ui.widgets.text_labels import Prose


class SigningPanel(Panel):
    """Fields, a button, and the refusal beside them; subclasses say what is signed."""

    signed = Signal(str)
    """The month that was closed or corrected."""

    def __init__(self, desk: Desk, theme: Theme, shell: Shell, month: Month, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk, self.theme, self.shell, self.month = desk, theme, shell, month
        self.fields: list[Field] = []
        self._busy = False
        self._column = spaced(QVBoxLayout(self), theme, (20, 16, 20, 20), 14)

    def begin(self, words: str) -> None:
        """The button and what stands around it, after the fields."""
        self.refusal = Prose(self.theme, "", size="body", token="overdue")
        self.refusal.hide()
        self._column.addWidget(self.refusal)
        foot = spaced(QHBoxLayout(), self.theme)
        self.button = QPushButton(words)
        self.button.setProperty("role", "primary")
        self.button.clicked.connect(self.submit)
        foot.addWidget(self.button)
        foot.addStretch(1)
        self._column.addLayout(foot)
        self._column.addStretch(1)

    def add(self, field: Field) -> None:
        """One more field."""
        self.fields.append(field)
        field.confirmed.connect(self.submit)
        self._column.addWidget(field)

    def tell(self, words: str, token: str = "quiet") -> Prose:
        """A sentence between the fields."""
        made = Prose(self.theme, words, size="body", token=token)
        self._column.addWidget(made)
        return made

    def submit(self, checked: bool = False) -> None:
        """Do it once; a refusal stays beside the form."""
        del checked
        if not self._busy:
            self._busy = True
            self.button.setEnabled(False)
            self.refusal.hide()
            self.desk.start(self._submit())

    async def _submit(self) -> None:
        try:
            said = await self.sign()
        except RoomError as error:
            self._busy = False
            if isValid(self):
                self.refusal.set_text(sentence(error))
                self.refusal.show()
                self.button.setEnabled(True)
            else:
                self.shell.toast(sentence(error), "refused")
            return
        self.shell.toast(said)
        if isValid(self):
            self.signed.emit(self.month.key)
            self.done.emit()

    def sign(self) -> Coroutine[Any, Any, str]:
        """Record it; gives the line that says so."""
        raise NotImplementedError

    def own_name(self) -> str:
        """Who is at the desk, by name."""
        person = self.desk.person
        return "" if person is None else person.name or person.id

    def worth_keeping(self) -> bool:
        """Whether something was written."""
        return any(field.touched() for field in self.fields)

    def first_field(self) -> QWidget | None:
        """The first thing to write."""
        return self.fields[0].first() if self.fields else None


class CloseMonthPanel(SigningPanel):
    """结账: number and signer; the paper is made, sealed and kept."""

    def __init__(
        self, desk: Desk, theme: Theme, shell: Shell, month: Month, basis: Basis, parent: QWidget | None = None
    ) -> None:
        super().__init__(desk, theme, shell, month, parent)
        self.title = tr("{month}结账", month=month.words)
        self.basis = basis
        self.tell(
            tr(
                "{basis}统计，截至现在。结账后按存档原样印出，不再改动；数字有误另出更正单。下一次从{next}开始，不能跳月。",
                basis=tr(BASIS_WORDS[basis]), next=month.moved(1).words,
            )
        )  # fmt: skip
        hint = tr("例如：潞指通〔{year}〕{month}号", year=month.year, month=month.month)
        self.number = LineField(theme, tr("发文字号或期号"), hint=hint)
        self.signer = LineField(theme, tr("签发人"), words=self.own_name())
        self.add(self.number)
        self.add(self.signer)
        self.begin(tr("签发并结账  Enter"))

    async def sign(self) -> str:
        """Count, typeset, seal, keep."""
        number, signer = self.number.text, self.signer.text  # the panel may be put away meanwhile
        await self.desk.do(require_closable, self.month.key, self.month.end)
        queue, now = LiveQueue.of(self.desk).queue, self.desk.now()
        ready = await self.desk.ask(
            _prepared, queue, self.month, self.basis, now, number, signer, words=tr("正在结账……")
        )
        done = await self.desk.do(close_month, self.month.key, **ready.facts, papers=ready.papers)
        closed: ClosedMonth = done.result
        return tr("{month}已结账：{number}，校验 {seal}", month=self.month.words, number=closed.number,
                  seal=closed.seal[:16])  # fmt: skip


class CorrectMonthPanel(SigningPanel):
    """更正: what is not as it was signed, why, and who signs the slip."""

    def __init__(
        self, desk: Desk, theme: Theme, shell: Shell, closed: ClosedMonth, slips: Sequence[Correction] = (),
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(desk, theme, shell, Month.read(closed.month), parent)
        self.title = tr("{month}更正", month=self.month.words)
        self.closed = closed
        self.tell(
            tr("{number}，签发人{signer}，统计截至{as_of}。截止以后的办理进展不是更正。", number=closed.number,
               signer=closed.signer, as_of=moment_words(closed.as_of))
        )  # fmt: skip
        self.state = self.tell(tr("正在核对……"))
        heads = (tr("页"), tr("指标"), tr("原数"), tr("更正为"))
        self.table = PlainTable(theme, heads, (-1, 9, -3, -3))
        self._column.addWidget(self.table)
        self.reason = WordsField(theme, tr("更正原因"), lines=2)
        self.number = LineField(theme, tr("更正单文号"), hint=tr("可不填"))
        self.signer = LineField(theme, tr("签发人"), words=self.own_name())
        for field in (self.reason, self.number, self.signer):
            self.add(field)
        self.begin(tr("签发更正单  Enter"))
        self.button.setEnabled(False)
        for slip in slips:
            button = QPushButton(tr("第{no}号更正单存为 PDF", no=slip.no))
            button.setProperty("role", "plain")
            button.clicked.connect(partial(self.ask_slip, slip.no))
            self._column.insertWidget(2, button)
        desk.start(self._look(), self)

    async def _look(self) -> None:
        found = await self.desk.ask(_differences, LiveQueue.of(self.desk).queue, self.closed)
        self.show_changes(found)

    def show_changes(self, found: tuple[Change, ...]) -> None:
        """What would stand on the slip."""
        self.table.set_rows(tuple((str(one.page or "—"), one.name, one.old, one.new) for one in found))
        self.table.setVisible(bool(found))
        self.button.setEnabled(bool(found))
        words = tr("有 {count} 个数字与签发时不一致：", count=len(found))
        self.state.set_text(words if found else tr("全部数字与签发时一致，没有需要更正的。"))

    def ask_slip(self, no: int, checked: bool = False) -> None:
        """Ask where a slip that was signed goes."""
        del checked
        name = tr("{month}更正单第{no}号.pdf", month=self.month.key, no=no)
        path, _ = QFileDialog.getSaveFileName(self.window(), tr("更正单存为 PDF"), name, "PDF (*.pdf)")
        if path:
            self.desk.start(self.save_slip(Path(path), no))

    async def save_slip(self, path: Path, no: int) -> None:
        """Write a slip byte for byte as it was signed."""
        await self.desk.ask(_slip_to, path, self.closed, no)
        self.shell.toast(tr("已导出到 {file}", file=str(path)))

    async def sign(self) -> str:
        """Compare once more, typeset, keep."""
        queue, now = LiveQueue.of(self.desk).queue, self.desk.now()
        slip = await self.desk.ask(
            _slip, queue, self.closed, now, self.reason.needed(), self.number.text, self.signer.text,
            words=tr("正在出更正单……"),
        )  # fmt: skip
        await self.desk.do(
            correct_month, self.month.key, slip.no, **slip.facts, changes=slip.changes, papers=slip.papers
        )
        return tr("已出{month}更正单第{no}号，{count}处", month=self.month.words, no=slip.no, count=len(slip.changes))


def _prepared(
    reader: Any, queue: Queue, month: Month, basis: Basis, now: Instant, number: str, signer: str
) -> closing.Ready:
    words = given.Given(number=number).over(given.read(reader, "monthly", month.key))
    own = templates.own_folder(reader.path.parent)
    return closing.prepare(reader, queue, month, basis, now, words, signer, own)


def _differences(reader: Any, queue: Queue, closed: ClosedMonth) -> tuple[Change, ...]:
    return correction.changes(reader, queue, closed)[0]


def _slip_to(reader: Any, path: Path, closed: ClosedMonth, no: int) -> None:
    month_file.write(path, closing.slip(reader, closed, no))


def _slip(
    reader: Any, queue: Queue, closed: ClosedMonth, now: Instant, reason: str, number: str, signer: str
) -> correction.Slip:
    own = templates.own_folder(reader.path.parent)
    return correction.prepare(
        reader, queue, closed, now, reason=reason, given=given.Given(number=number), signer=signer, own=own
    )
