"""The panel every step is asked in: form, what it would start, the refusal as a sentence, one button."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget
from shiboken6 import isValid

from commandroom.actions import undo
from commandroom.actions.preview import Notice, Preview
from commandroom.domain.errors import Refused, RoomError
from commandroom.domain.event import Event
from commandroom.domain.instant import stamp
from commandroom.domain.lifecycle import STEPS, Step
from commandroom.domain.masking import mask_case
from commandroom.reports.clock_rows import row_of
from commandroom.reports.queue_words import short_number
from commandroom.text import sentence, tr
from ui.desk import Desk
from ui.models.names import Names
from ui.shell import Shell
from ui.theme import Theme
from ui.widgets.buttons import submit_foot
from ui.widgets.clock_lines import ClockLines
from ui.widgets.dressing import label, spaced
from ui.widgets.fields import Field
from ui.widgets.panel import Panel
from ui.widgets.text_labels import Prose

PREVIEW_MS = 60
"""A preview is asked for when nothing was changed for so long."""
Asked = tuple[Callable[..., Any], dict[str, Any]]
"""An action and its facts beside the event."""


@dataclass(frozen=True, slots=True)
class Seat:
    """What panels and views stand on: the desk, the look, the window around, names."""

    desk: Desk
    theme: Theme
    shell: Shell
    names: Names


class StepPanel(Panel):
    """One step of one case. Subclasses add fields in ``build`` and give the action in ``asked``."""

    standing = ""
    """What the step means, in one line under the case."""

    def __init__(self, seat: Seat, event: Event, step: Step, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.seat, self.event_now, self.step = seat, event, step
        self.title = f"{tr(step.word)} · {short_number(event.number)}"
        self.busy = False
        self._fields: list[Field] = []
        self._lines: ClockLines | None = None
        self.column = spaced(QVBoxLayout(self), seat.theme, (20, 16, 20, 20), 14)
        head = Prose(seat.theme, mask_case(event.title, event.reporter), size="body")
        self.column.addWidget(head)
        if self.standing:
            self.column.addWidget(Prose(seat.theme, tr(self.standing), size="small", token="quiet"))
        self._refusal = Prose(seat.theme, "", size="body", token="overdue")
        self._refusal.hide()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PREVIEW_MS)
        self._timer.timeout.connect(self._ask_preview)
        self.build()
        self.column.addWidget(self._refusal)
        self.button = submit_foot(
            self, self.column, seat.theme, tr("{word}  Enter", word=tr(step.word)), tr("Shift+Enter 换行 · Esc 搁置"),
            self.submit,
        )  # fmt: skip
        self._timer.start()

    # -- what subclasses say -----------------------------------------------------------------------------

    def build(self) -> None:
        """Add the fields."""

    def asked(self) -> Asked:
        """The action and its facts; Refused when something is still missing."""
        raise NotImplementedError

    def foresee(self) -> Asked | None:
        """A read-only action that gives the Preview; None when there is nothing to foresee."""
        return None

    def said(self) -> str:
        """What to say when it is done."""
        return tr("已{word}：{title}", word=tr(self.step.word), title=self._title())

    def _title(self) -> str:
        return mask_case(self.event_now.title, self.event_now.reporter)

    # -- parts -------------------------------------------------------------------------------------------

    def add(self, field: Field) -> Field:
        """One more field."""
        field.confirmed.connect(self.submit)
        field.changed.connect(self._changed)
        self._fields.append(field)
        self.column.addWidget(field)
        return field

    def show_preview_here(self, title: str) -> None:
        """The place of the preview among the fields."""
        self.column.addWidget(label(title, "label"))
        self._lines = ClockLines(self.seat.theme)
        self.column.addWidget(self._lines)
        self._warnings = Prose(self.seat.theme, "", size="small", token="due_soon")
        self._warnings.hide()
        self.column.addWidget(self._warnings)

    def first_field(self) -> QWidget | None:
        """The first field, or the button."""
        return self._fields[0].first() if self._fields else self.button

    def worth_keeping(self) -> bool:
        """Whether something was entered."""
        return any(field.touched() for field in self._fields)

    def summary(self) -> str:
        """The words of the chip."""
        return self.title

    @property
    def refusal(self) -> str:
        """The refusal shown, "" when none."""
        return "" if self._refusal.isHidden() else self._refusal.text()

    @property
    def preview_words(self) -> tuple[str, ...]:
        """What the preview says, line by line."""
        shown = () if self._lines is None else tuple(f"{row.word} {row.due}" for row in self._lines.rows)
        return shown if self._lines is None or self._warnings.isHidden() else (*shown, self._warnings.text())

    # -- doing -------------------------------------------------------------------------------------------

    def submit(self) -> None:
        """Do it, once; a refusal is said here and the form stays."""
        if self.busy:
            return
        try:
            action, facts = self.asked()
        except RoomError as error:
            self.refuse(error)
            return
        self.busy = True
        self.button.setEnabled(False)
        self.seat.desk.start(self._do(action, facts))

    async def _do(self, action: Callable[..., Any], facts: dict[str, Any]) -> None:
        try:
            done = await self.seat.desk.do(action, self.event_now.id, **facts)
        except RoomError as error:
            if isValid(self):
                self._free()
                self.refuse(error)
            else:
                self.seat.shell.toast(sentence(error), "refused")
            return
        if isValid(self):
            self._free()
            self.finished(done.result)

    def _free(self) -> None:
        self.busy = False
        self.button.setEnabled(True)

    def finished(self, result: object) -> None:
        """It is recorded: say so, with undo where the journal allows it, and go."""
        del result
        announce(self.seat, self.event_now.id, self.step, self.said())
        self.done.emit()

    def refuse(self, error: RoomError) -> None:
        """Say why not, in the panel."""
        self._refusal.set_text(sentence(error), "overdue" if isinstance(error, Refused) else "due_soon")
        self._refusal.show()

    def _changed(self) -> None:
        self._refusal.hide()
        self._timer.start()

    def _ask_preview(self) -> None:
        asked = self.foresee() if self._lines is not None else None
        if asked is not None:
            self.seat.desk.start(self._foresee(*asked), self)
        elif self._lines is not None:
            self._lines.set_rows([])

    async def _foresee(self, action: Callable[..., Any], facts: dict[str, Any]) -> None:
        try:
            done = await self.seat.desk.do(action, self.event_now.id, **facts)
        except RoomError as error:
            if isValid(self):
                self.refuse(error)
            return
        if isValid(self):
            self._show_preview(done.result)

    def _show_preview(self, preview: Preview) -> None:
        assert self._lines is not None
        desk = self.seat.desk
        now = desk.now()
        calendars = partial(desk.reader.find, "calendar")
        self._lines.set_rows([row_of(clock, now, calendars) for clock in preview.clocks])
        said = "\n".join(warning_words(warning) for warning in preview.warnings)
        self._warnings.set_text(said)
        self._warnings.setVisible(bool(said))


def announce(seat: Seat, event: str, step: Step, words: str) -> None:
    """The line that says what happened, with undo where the journal allows it."""
    seat.shell.toast(words, "done", partial(take_back, seat, event) if step.undoable else None)


def take_back(seat: Seat, event: str) -> None:
    """Undo the last step of a case."""
    seat.desk.start(_undo(seat, event))


async def _undo(seat: Seat, event: str) -> None:
    done = await seat.desk.do(undo.undo, event)
    seat.shell.toast(tr("已撤回：{word}", word=tr(STEPS[done.result].word)))


def warning_words(warning: Notice) -> str:
    """A warning of a preview as a sentence."""
    facts = warning.facts
    if warning.code == "no_seat":
        return tr("{unit}没有可签收的账号，派出后要电话告知，由指挥室代记。", unit=facts["unit"])
    if warning.code == "nobody_on_duty":
        return tr("现在不是办公时间，{unit}今天没有人在值班表上。电话 {phone}", **facts)
    if warning.code == "unknown_years":
        years = tr("、").join(str(year) for year in facts["years"])
        return tr("{years} 年放假安排尚未导入，时限暂按平常的星期计算。", years=years)
    if warning.code == "capped":
        return tr("受来源平台时限约束，处置时限提前到 {until}。", until=stamp(facts["until"]))
    return warning.code
