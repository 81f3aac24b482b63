"""What a person adds to a paper: text blocks, cases picked from the queue, red head, number, who signs."""

from functools import partial

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget
from shiboken6 import isValid

from commandroom.actions import papers as acts
from commandroom.domain.errors import RoomError
from commandroom.domain.masking import mask_case
from commandroom.domain.report_period import ReportPeriod
from commandroom.reports import given, papers, period_words
from commandroom.reports.queue_words import short_number
from commandroom.store.queue.filter import Filter, Sort
from commandroom.text import sentence, tr
from ui.desk import Desk
from ui.models.live_queue import LiveQueue
from ui.shell import Shell
from ui.theme import Theme
from ui.widgets.dressing import label, spaced
from ui.widgets.fields import LineField, WordsField
from ui.widgets.flow_box import FlowBox
from ui.widgets.panel import Panel
from ui.widgets.pick_field import Option, PickField
from ui.widgets.text_labels import Prose

OFFERED = 6


BULLETINS = ("daily", "weekly", "brief")
"""Papers under a red name of their own, with 第×期 instead of a number."""


class PaperTextPanel(Panel):
    """The words of one paper of one period; Ctrl+Enter keeps them in the journal."""

    def __init__(
        self, desk: Desk, theme: Theme, shell: Shell, paper: str, period: ReportPeriod, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.desk, self.theme, self.shell, self.paper, self.period = desk, theme, shell, paper, period
        self.title = tr("填写 {period}{paper}", period=period_words.words(period),
                        paper=tr(papers.PAPERS[paper].word))  # fmt: skip
        self._before = given.kept(desk.reader, paper, period.key)
        self.chosen: list[str] = list(self._before.chosen)
        self.words: dict[str, WordsField | LineField] = {}
        rows = spaced(QVBoxLayout(self), theme, (20, 12, 20, 20), 12)
        self._blocks(rows)
        if paper != "dispute":
            self._cases(rows)
        self._head(rows)
        self.refusal = Prose(theme, "", size="body", token="overdue")
        self.refusal.hide()
        rows.addWidget(self.refusal)
        foot = spaced(QHBoxLayout(), theme)
        self.button = QPushButton(tr("留存  Ctrl+Enter"))
        self.button.setProperty("role", "primary")
        self.button.clicked.connect(self.submit)
        foot.addWidget(self.button)
        foot.addWidget(label(tr("Enter 换行 · Esc 搁置"), "small"))
        foot.addStretch(1)
        rows.addLayout(foot)
        rows.addStretch(1)
        for key in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(key), self).activated.connect(self.submit)

    def _blocks(self, rows: QVBoxLayout) -> None:
        later = {"daily": tr("今日安排"), "weekly": tr("下周安排"), "quarter": tr("提请会议研究的事项"),
                 "circular": tr("有关要求")}.get(self.paper, tr("下步打算"))  # fmt: skip
        first = {"daily": tr("需要关注的事项"), "weekly": tr("需要关注的事项"), "dispute": tr("备注")}
        blocks = [("problems", first.get(self.paper, tr("存在问题")), 4)]
        if self.paper != "dispute":
            blocks += [("next_steps", later, 4), ("cases", tr("典型案例（另写的）"), 3)]
        for name, title, lines in blocks:
            field = WordsField(self.theme, title, hint=tr("不写则留空行"), lines=lines)
            field.set_text(getattr(self._before, name))
            field.edit.confirmed.connect(partial(field.edit.insertPlainText, "\n"))
            self.words[name] = field
            rows.addWidget(field)

    def _cases(self, rows: QVBoxLayout) -> None:
        self.pick = PickField(self.theme, tr("从队列选案例"), self._search, hint=tr("标题里的字、编号"), lines=OFFERED)
        self.pick.confirmed.connect(self._take)
        rows.addWidget(self.pick)
        self._chips = FlowBox(self.theme)
        rows.addWidget(self._chips)
        self._show_chosen()

    def _head(self, rows: QVBoxLayout) -> None:
        self.red = QCheckBox(tr("红头（发文机关标志、文号、红线）"))
        self.red.setChecked(bool(self._before.mark) or self.paper in BULLETINS)
        self.red.setVisible(self.paper not in BULLETINS)
        rows.addWidget(self.red)
        place = str(self.desk.reader.setting("name", ""))
        foot = [("copies", tr("抄送"), ""), ("printed_by", tr("印发机关"), "")]
        if self.paper in BULLETINS:
            lines = [
                ("mark", tr("刊名"), tr("不写则用本名")), ("issue", tr("期号"), tr("第10期（总第34期）；不写则接着数")),
                ("signer", tr("编印单位"), place), *foot,
            ]  # fmt: skip
        else:
            lines = [
                ("mark", tr("发文机关标志"), tr("{room}文件", room=place)), ("number", tr("发文字号"), "××〔2026〕1号"),
                ("addressee", tr("主送"), tr("各村（社区）、各部门：")), ("signer", tr("署名"), place), *foot,
            ]  # fmt: skip
        for name, title, hint in lines:
            field = LineField(self.theme, title, hint=hint, words=getattr(self._before, name))
            self.words[name] = field
            rows.addWidget(field)
        if self.paper not in BULLETINS:
            self.red.toggled.connect(self._switch)
            self._switch(self.red.isChecked())

    def _switch(self, on: bool) -> None:
        mark = self.words["mark"]
        mark.setVisible(on)
        if on and isinstance(mark, LineField) and not mark.text:
            mark.edit.setText(mark.edit.placeholderText())

    # -- cases -------------------------------------------------------------------------------------

    def _search(self, typed: str) -> list[Option]:
        live = LiveQueue.of(self.desk)
        if not typed.strip() or not live.is_open:
            return []
        found = live.queue.ask(Filter(text=typed.strip()), Sort.NEWEST, live.now())
        rows = live.queue.rows(self.desk.reader.raw, found.ids(0, OFFERED))
        return [
            Option(row.id, row.title, short_number(row.number))
            for row in rows
            if row.id not in self.chosen
        ]

    def _take(self) -> None:
        if self.pick.value and self.pick.edit.text().strip():
            self.chosen.append(self.pick.value)
            self.pick.edit.clear()
            self.pick.refresh()
            self._show_chosen()

    def remove(self, event: str) -> None:
        """Take a case off."""
        if event in self.chosen:
            self.chosen.remove(event)
            self._show_chosen()

    def _show_chosen(self) -> None:
        self._chips.clear()
        for ident in self.chosen:
            event = self.desk.reader.event(ident)
            words = mask_case(event.title, event.reporter) if event is not None else ident
            chip = QPushButton(tr("{name}  ✕", name=words[:18]))
            chip.setProperty("role", "chip")
            chip.clicked.connect(partial(self.remove, ident))
            self._chips.add(chip)
        if not self.chosen:
            self._chips.add(label(tr("没有选案例"), "faint"))

    # -- keep --------------------------------------------------------------------------------------

    def _said(self) -> dict[str, str]:
        said = {name: field.text for name, field in self.words.items()}
        if not self.red.isChecked():
            said["mark"] = ""
        return said

    def submit(self) -> None:
        """Keep it; a refusal stays beside the form."""
        self.button.setEnabled(False)
        self.desk.start(self._submit())

    async def _submit(self) -> None:
        try:
            done = await self.desk.do(acts.fill_in, self.paper, self.period, chosen=list(self.chosen), **self._said())
        except RoomError as error:
            if not isValid(self):
                self.shell.toast(sentence(error), "refused")
                return
            self.refusal.set_text(sentence(error))
            self.refusal.show()
            self.button.setEnabled(True)
            return
        self.shell.toast(tr("已留存，预览随之更新。") if done.result else tr("没有变化。"))
        if isValid(self):
            self.done.emit()

    def worth_keeping(self) -> bool:
        """Whether something differs from what stands."""
        differs = any(getattr(self._before, name) != words for name, words in self._said().items())
        return differs or tuple(self.chosen) != self._before.chosen

    def first_field(self) -> QWidget | None:
        """The first block."""
        return self.words["problems"].edit
