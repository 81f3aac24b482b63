"""Close with its type, ask the reporter, open again, archive, void."""

from functools import partial

from commandroom.actions import close
from commandroom.domain.event import ClosingType
from commandroom.reports.event_story import CLOSING_WORDS, SATISFACTION_WORDS
from commandroom.text import mark, tr
from ui.dialogs import choices
from ui.dialogs.step_panel import Asked, StepPanel
from ui.widgets.fields import ChoiceField, WordsField
from ui.widgets.pick_field import Option, PickField

_KINDS = (
    ClosingType.NORMAL, ClosingType.OVERDUE, ClosingType.SPECIAL, ClosingType.ERROR, ClosingType.RECORD_ONLY,
    ClosingType.PROCEDURAL, ClosingType.INTERIM, ClosingType.SUBSTANTIVE,
)  # fmt: skip


class ClosePanel(StepPanel):
    """T23: the type follows from the handling clock unless somebody says otherwise."""

    def build(self) -> None:
        """Type and note."""
        late = self.event_now.handle_late
        own = ClosingType.OVERDUE if late else ClosingType.NORMAL
        options = [(kind.value, tr(CLOSING_WORDS[kind])) for kind in _KINDS]
        self.kind = ChoiceField(self.seat.theme, tr("结案类型"), options, own.value)
        self.note = WordsField(self.seat.theme, tr("备注"), hint=tr("可不填"), lines=2)
        self.add(self.kind)
        self.add(self.note)

    def asked(self) -> Asked:
        """The closing."""
        return close.close, {"closing_type": self.kind.needed(), "note": self.note.text}


class RevisitPanel(StepPanel):
    """T24."""

    def build(self) -> None:
        """How satisfied, whether it is solved."""
        theme = self.seat.theme
        options = [(value, tr(word)) for value, word in SATISFACTION_WORDS.items()]
        self.satisfaction = ChoiceField(theme, tr("满意度"), options, "satisfied")
        self.solved = ChoiceField(theme, tr("是否解决"), [("yes", tr("已解决")), ("no", tr("未解决"))])
        self.note = WordsField(theme, tr("来电人的话"), hint=tr("可不填"), lines=3)
        for field in (self.satisfaction, self.solved, self.note):
            self.add(field)

    def asked(self) -> Asked:
        """The visit."""
        facts = {"satisfaction": self.satisfaction.needed(), "solved": self.solved.value, "note": self.note.text}
        return close.revisit, facts


class ReopenPanel(StepPanel):
    """T25: to a unit, or back to filing."""

    standing = mark("重开后另起一轮计时；超过规定天数的不能重开。")

    def build(self) -> None:
        """Why, and to whom."""
        names, event = self.seat.names, self.event_now
        known = choices.units(names, (event.unit,) if event.unit else ())
        if not event.unit:
            known = [(Option("", tr("回到待派单")), ""), *known]
        self.reason = WordsField(self.seat.theme, tr("重开原因"))
        self.unit = PickField(self.seat.theme, tr("交给谁办"), partial(choices.find, known), lines=4)
        self.add(self.reason)
        self.add(self.unit)

    def asked(self) -> Asked:
        """The reopening."""
        return close.reopen, {"reason": self.reason.needed(), "unit": self.unit.value}


class ArchivePanel(StepPanel):
    """T26: nothing is asked but once more."""

    standing = mark("归档以后不能再改，也不能重开。")

    def asked(self) -> Asked:
        """For good."""
        return close.archive, {}


class ProposeVoidPanel(StepPanel):
    """T27, first half."""

    standing = mark("测试、重复或无意义的件。只是提议：要另一个人确认后才作废。")

    def build(self) -> None:
        """Why."""
        self.reason = WordsField(self.seat.theme, tr("作废原因"))
        self.add(self.reason)

    def asked(self) -> Asked:
        """The proposal."""
        return close.propose_void, {"reason": self.reason.needed()}


class VoidPanel(StepPanel):
    """T27, second half."""

    standing = mark("确认后所有时限停止，这件不再办理。")

    def asked(self) -> Asked:
        """The confirmation."""
        return close.void, {}
