"""Show the reporter's name and telephone: the reason is asked for and kept."""

from collections.abc import Callable

from commandroom.actions import reveal
from commandroom.domain.event import Event
from commandroom.domain.lifecycle import Step
from commandroom.domain.people import Right
from commandroom.text import mark, tr
from ui.dialogs.step_panel import Asked, Seat, StepPanel
from ui.widgets.fields import WordsField

REVEAL = Step("reveal", mark("查看来电人"), frozenset(), frozenset(), Right.REVEAL)
"""Not a step of the case; only the words of the panel."""


class RevealPanel(StepPanel):
    """``show`` is called when the entry stands."""

    standing = mark("谁、何时、为什么看，会记入日志。")

    def __init__(self, seat: Seat, event: Event, show: Callable[[], None]) -> None:
        self._show = show
        super().__init__(seat, event, REVEAL)

    def build(self) -> None:
        """Why."""
        self.reason = WordsField(self.seat.theme, tr("用途"), hint=tr("例如：回电核实地点"), lines=2)
        self.add(self.reason)

    def asked(self) -> Asked:
        """The look."""
        return reveal.reveal, {"reason": self.reason.needed()}

    def finished(self, result: object) -> None:
        """Show it; nothing to undo."""
        del result
        self._show()
        self.done.emit()
