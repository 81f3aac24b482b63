"""The legal next steps as buttons with their keys; the likeliest stands first and is the strong one."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from commandroom.domain.event import State
from commandroom.domain.lifecycle import Step
from commandroom.text import tr
from ui.theme import Theme
from ui.widgets.dressing import iconed, label, spaced
from ui.widgets.flow_box import FlowBox

LIKELY = {
    State.REPORTED: ("reject", "file"), State.NEED_INFO: ("supply_info",), State.VERIFYING_SOURCE: ("source_verified",),
    State.FILED: ("dispatch",), State.DISPATCHED: ("accept",), State.HANDLING: ("accept", "finish"),
    State.RETURN_REVIEW: ("redispatch",), State.PENDING_CHECK: ("check",), State.PENDING_CLOSE: ("close",),
    State.VOID_REVIEW: ("void",), State.CLOSED: ("revisit", "archive"), State.DRAFT: ("report",),
}  # fmt: skip
"""The step a case in a state most often takes next, the first that is offered."""


class StepBar(QWidget):
    """Buttons of the offered steps; the others are absent, and the help says why."""

    wanted = Signal(object)
    """The Step whose button or key was pressed."""
    undo_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.steps: tuple[Step, ...] = ()
        self.buttons: dict[str, QPushButton] = {}
        self._made: dict[tuple[str, bool], QPushButton] = {}
        self._flow = FlowBox(theme)
        self.undo = iconed(QPushButton(tr("撤回上一步")), theme, "undo")
        self.undo.setProperty("role", "plain")
        self.undo.clicked.connect(self.undo_wanted)
        self.help = iconed(QPushButton(tr("其他步骤")), theme, "help")
        self.help.setProperty("role", "plain")
        self.help.setCheckable(True)
        self._none = label("", "quiet")
        self._none.hide()
        row = spaced(QHBoxLayout(self), theme, (16, 10, 12, 10), 4)
        row.addWidget(self._none, 1, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._flow, 1, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.undo, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.help, 0, Qt.AlignmentFlag.AlignTop)

    @property
    def likely(self) -> Step | None:
        """The strong one."""
        return self.steps[0] if self.steps and self.buttons[self.steps[0].verb].property("role") == "primary" else None

    def offer(self, state: str, steps: tuple[Step, ...], said: str = "") -> None:
        """Show the buttons of these steps; ``said`` stands there when there is something else to say."""
        wanted = LIKELY.get(State(state), ()) if state else ()
        first = next((step for verb in wanted for step in steps if step.verb == verb), None)
        ordered = steps if first is None else (first, *(step for step in steps if step is not first))
        self._none.setText(said)
        self._none.setVisible(bool(said))
        self._flow.setVisible(not said)
        if ordered == self.steps:
            return
        self.steps = ordered
        self.buttons = {step.verb: self._button(step, strong=step is first) for step in ordered}
        self._flow.show_only(list(self.buttons.values()))
        previous: QWidget | None = None
        for button in self.buttons.values():
            if previous is not None:
                self.setTabOrder(previous, button)
            previous = button

    def _button(self, step: Step, *, strong: bool) -> QPushButton:
        """The button of a step, made once: dressing a new one costs more than all else here."""
        button = self._made.get((step.verb, strong))
        if button is None:
            word = tr(step.word)
            button = QPushButton(f"{word}  {step.key}" if step.key else word, self._flow)
            self._made[(step.verb, strong)] = button
            button.setProperty("role", "primary" if strong else "")
            button.setAutoDefault(False)
            button.setAccessibleName(word)
            button.clicked.connect(partial(self.wanted.emit, step))
        return button

    def by_key(self, key: str) -> Step | None:
        """The offered step with a letter as its key."""
        return next((step for step in self.steps if step.key and step.key == key.upper()), None)
