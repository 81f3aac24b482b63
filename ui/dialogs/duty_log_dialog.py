"""What the seat writes down: a line of the log, a promise to a caller, equipment, an item to hand over."""

from datetime import datetime
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget

from commandroom.actions import duty_log, handover
from commandroom.domain.duty_log import CONDITIONS, LINE_KINDS
from commandroom.domain.errors import Refused
from commandroom.domain.instant import HOUR, Instant, instant, local
from commandroom.text import mark, tr
from ui.desk import Desk
from ui.dialogs.duty_form import Asked, DutyForm
from ui.shell import Shell
from ui.theme import Theme
from ui.widgets.entry_line import ChoiceEntry, LineEntry, TextEntry
from ui.widgets.flow_box import FlowBox

FORMAT = "%Y-%m-%d %H:%M"
GONE = "gone"


def moment(words: str, now: Instant) -> Instant:
    """``18:30`` of today, or ``2026-11-05 18:30``; Refused("duty_log.bad_time")."""
    text = words.strip().replace("：", ":")
    try:
        if len(text) <= 5:
            text = f"{local(now):%Y-%m-%d} {text}"
        return instant(datetime.strptime(text, FORMAT))  # noqa: DTZ007 - civil time, read as +08:00
    except ValueError:
        raise Refused("duty_log.bad_time", time=words) from None


class LogLinePanel(DutyForm):
    """One line: what kind, when, from whom, what."""

    word = mark("记入日志")
    standing = mark("记下就不能改；写错了再记一条更正，两条都在。")

    def __init__(
        self, desk: Desk, theme: Theme, shell: Shell, corrects: str = "", before: str = "",
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        self._corrects, self._before = corrects, before
        super().__init__(desk, theme, shell, tr("更正") if corrects else tr("值班日志"), parent)

    def build(self) -> None:
        """The fields."""
        theme = self.theme
        self.words = TextEntry(theme, tr("内容"), lines=4)
        self.words.put("", self._before)
        self.kind = ChoiceEntry(theme, tr("类别"), [(code, tr(word)) for code, word in LINE_KINDS.items()], "matter")
        self.time = LineEntry(theme, tr("时间"), tr("18:30 或 2026-11-05 18:30"))
        self.time.put("", f"{local(self.desk.now()):%H:%M}")
        self.source = LineEntry(theme, tr("来自（谁来电、谁指示）"))
        for one in (self.words, self.kind, self.time, self.source):
            self.add(one)

    def asked(self) -> Asked:
        """The line; a time nobody touched is now."""
        now = self.desk.now()
        at = moment(self.time.value, now) if self.time.typed else 0
        return duty_log.write_line, (self.kind.value, self.words.value, at, self.source.value, self._corrects)

    def said(self, result: Any) -> str:
        """That it stands."""
        return tr("已记入值班日志")


class PromisePanel(DutyForm):
    """What was promised to whom, until when."""

    word = mark("记下答复期限")
    standing = mark("到期前一直列在交接清单里，直到写明结果。")

    def build(self) -> None:
        """The fields."""
        theme = self.theme
        self.words = LineEntry(theme, tr("答应了什么"), tr("例如：今天下班前回电告知维修时间"))
        self.to = LineEntry(theme, tr("对谁"))
        self.phone = LineEntry(theme, tr("电话"))
        self.due = LineEntry(theme, tr("什么时候以前"), tr("18:30 或 2026-11-05 18:30"))
        self.due.put("", f"{local(self.desk.now() + 2 * HOUR):{FORMAT}}")
        for one in (self.words, self.to, self.phone, self.due):
            self.add(one)

    def asked(self) -> Asked:
        """The promise."""
        due = moment(self.due.value, self.desk.now())
        return duty_log.promise, (self.to.value, self.words.value, due, self.phone.value)

    def said(self, result: Any) -> str:
        """Until when."""
        return tr("已记下，{due} 前答复", due=self.due.value)


class KeptPanel(DutyForm):
    """What came of a promise."""

    word = mark("已兑现")

    def __init__(
        self, desk: Desk, theme: Theme, shell: Shell, promise: str, words: str, parent: QWidget | None = None
    ) -> None:
        self._promise = promise
        super().__init__(desk, theme, shell, tr("答复结果 · {words}", words=words), parent)

    def build(self) -> None:
        """The outcome."""
        self.outcome = LineEntry(self.theme, tr("怎么答复的"))
        self.add(self.outcome)

    def asked(self) -> Asked:
        """The outcome."""
        return duty_log.keep_promise, (self._promise, self.outcome.value)

    def said(self, result: Any) -> str:
        """That it is off the list."""
        return tr("已记下结果，不再列入交接")


class EquipmentPanel(DutyForm):
    """How a piece of equipment stands; a new name puts it on the list."""

    word = mark("记下设备情况")

    def __init__(
        self, desk: Desk, theme: Theme, shell: Shell, name: str = "", parent: QWidget | None = None
    ) -> None:
        self._name = name
        super().__init__(desk, theme, shell, tr("设备情况"), parent)

    def build(self) -> None:
        """The fields."""
        theme = self.theme
        self.name = LineEntry(theme, tr("设备"), tr("例如：录音电话、指挥大屏、800M 对讲机"))
        self.name.put("", self._name)
        known = FlowBox(theme)
        for one in self.desk.reader.all("equipment"):
            chip = QPushButton(tr("{name} {condition}", name=one.name, condition=tr(CONDITIONS[one.condition])))
            chip.setProperty("role", "chip")
            chip.clicked.connect(partial(self._choose, one.name))
            known.add(chip)
        self.column.addWidget(known)
        conditions = [*((code, tr(word)) for code, word in CONDITIONS.items()), (GONE, tr("不再使用，从名单划去"))]
        self.condition = ChoiceEntry(theme, tr("情况"), conditions, "good")
        self.note = LineEntry(theme, tr("说明（什么毛病、报给谁了）"))
        self.place = LineEntry(theme, tr("位置"))
        for one in (self.name, self.condition, self.note, self.place):
            self.add(one)

    def _choose(self, name: str, checked: bool = False) -> None:
        del checked
        self.name.put("", name)
        self.condition.first().setFocus(Qt.FocusReason.OtherFocusReason)

    def asked(self) -> Asked:
        """The state, or that it is no more."""
        if self.condition.value == GONE:
            known = {one.name: one.id for one in self.desk.reader.all("equipment")}
            return duty_log.drop_equipment, (known.get(self.name.value, self.name.value),)
        given = (self.name.value, self.condition.value, self.note.value, self.place.value)
        return duty_log.see_equipment, given

    def said(self, result: Any) -> str:
        """Of which."""
        word = CONDITIONS.get(self.condition.value)
        if word is None:
            return tr("已从设备名单划去：{name}", name=self.name.value)
        return tr("已记下：{name} {condition}", name=self.name.value, condition=tr(word))


class HandoverItemPanel(DutyForm):
    """One more item on the list."""

    word = mark("列入移交")

    def __init__(self, desk: Desk, theme: Theme, shell: Shell, ident: str, parent: QWidget | None = None) -> None:
        self._ident = ident
        super().__init__(desk, theme, shell, tr("另外交代"), parent)

    def build(self) -> None:
        """The words."""
        self.words = LineEntry(self.theme, tr("交代什么"))
        self.add(self.words)

    def asked(self) -> Asked:
        """The item."""
        return handover.add_item, (self._ident, self.words.value)

    def said(self, result: Any) -> str:
        """That it is there."""
        return tr("已列入移交清单")


class AskBackPanel(DutyForm):
    """A question instead of taking an item."""

    word = mark("提出疑问")
    standing = mark("这一项留着不接；到时限仍没有接，会报告值班长和带班领导。")

    def __init__(
        self, desk: Desk, theme: Theme, shell: Shell, ident: str, key: str, title: str, parent: QWidget | None = None
    ) -> None:
        self._ident, self._key = ident, key
        super().__init__(desk, theme, shell, tr("疑问 · {title}", title=title), parent)

    def build(self) -> None:
        """The question."""
        self.words = LineEntry(self.theme, tr("哪里不清楚"))
        self.add(self.words)

    def asked(self) -> Asked:
        """The question."""
        return handover.ask_back, (self._ident, self._key, self.words.value)

    def said(self, result: Any) -> str:
        """That it stands on the sheet."""
        return tr("疑问已记在交接单上")


class HandPanel(DutyForm):
    """Sign as the one who goes, with a few words."""

    word = mark("交班签字")
    standing = mark("签字后清单不再变动，接班人在时限内逐项接。签字不影响值班，漏接只报警。")

    def __init__(self, desk: Desk, theme: Theme, shell: Shell, ident: str, parent: QWidget | None = None) -> None:
        self._ident = ident
        super().__init__(desk, theme, shell, tr("交班"), parent)

    def build(self) -> None:
        """The words."""
        self.words = TextEntry(self.theme, tr("交班说明"), lines=5)
        self.add(self.words)

    def asked(self) -> Asked:
        """The signature."""
        return handover.hand_over, (self._ident, self.words.value)

    def said(self, result: Any) -> str:
        """Until when it must be taken."""
        return tr("已交班，请接班人在 {at:%H:%M} 前逐项接", at=local(result.due_at))
