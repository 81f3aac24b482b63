"""One line of the report calendar: which paper, to whom, how often, by when, and what a day off means."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QWidget

from commandroom.actions import papers as acts
from commandroom.domain.errors import Refused
from commandroom.domain.submission import AFTER, Submission
from commandroom.reports import papers, report_calendar
from commandroom.reports.period_words import EVERY_WORDS
from commandroom.text import mark, tr
from ui.desk import Desk
from ui.dialogs.duty_form import Asked, DutyForm
from ui.shell import Shell
from ui.theme import Theme
from ui.widgets.entry_line import ChoiceEntry, LineEntry

ON, OFF = "on", "off"
DAYS: Mapping[str, str] = {ON: mark("列入"), OFF: mark("不再列入")}


class DuePanel(DutyForm):
    """Change a line, or add one (``before`` None)."""

    word = mark("保存")
    standing = mark("到期日：日报填 1；周报填下周几（1 为周一，7 为周日）；月报以上填期后第几日（1 至 28）。")

    def __init__(
        self, desk: Desk, theme: Theme, shell: Shell, before: Submission | None, parent: QWidget | None = None
    ) -> None:
        self._before = before
        super().__init__(desk, theme, shell, tr("改报送事项") if before else tr("添报送事项"), parent)

    def build(self) -> None:
        """The fields, as they stand."""
        theme, one = self.theme, self._before
        every = [(value, tr(word)) for value, word in EVERY_WORDS.items()]
        prints = [("", tr("本程序不印"))] + [(name, tr(paper.word)) for name, paper in papers.PAPERS.items()]
        rests = [(value, tr(word)) for value, word in report_calendar.REST_WORDS.items()]
        self.name = LineEntry(theme, tr("材料"), tr("走访覆盖表"))
        self.to = LineEntry(theme, tr("报给谁"), tr("县（区）"))
        self.every = ChoiceEntry(theme, tr("多久一次"), every, one.every if one else "month")
        self.day = LineEntry(theme, tr("到期日"), "5")
        self.time = LineEntry(theme, tr("几点前"), "17:00")
        self.rest = ChoiceEntry(theme, tr("到期日遇节假日"), rests, one.rest if one else AFTER)
        self.paper = ChoiceEntry(theme, tr("由哪种文稿打印"), prints, one.paper if one else "")
        self.state = ChoiceEntry(theme, tr("报送日历"), [(value, tr(word)) for value, word in DAYS.items()], ON)
        given = (one.name, one.to, str(one.day), f"{one.minute // 60:02d}:{one.minute % 60:02d}") if one else (
            "", "", "5", "17:00",
        )  # fmt: skip
        for entry, words in zip((self.name, self.to, self.day, self.time), given, strict=True):
            entry.put("", words)
        fields = (self.name, self.to, self.every, self.day, self.time, self.rest, self.paper)
        for field in fields if one is None else (*fields, self.state):
            self.add(field)

    def asked(self) -> Asked:
        """The line as it is to be; Refused("submission.wrong", "submission.no_name", "submission.twice")."""
        name = self.name.value.strip()
        if not name:
            raise Refused("submission.no_name")
        standing = () if self._before is not None else report_calendar.standing(self.desk.reader)
        if any(name in (one.id, one.name) for one in standing):
            raise Refused("submission.twice", name=name)
        ident = self._before.id if self._before is not None else name
        made = Submission(
            ident, name, self.to.value.strip(), self.every.value, _number(self.day.value), _minute(self.time.value),
            self.paper.value, self._before is not None and self.state.value == OFF, self.rest.value,
        )  # fmt: skip
        return acts.define_submission, (made,)

    def said(self, result: Any) -> str:
        """It stands in the calendar now."""
        del result
        return tr("报送日历已改：{name}", name=self.name.value.strip())


def _number(words: str) -> int:
    """A whole number; 0, which no day is, for anything else."""
    return int(words) if words.strip().isdecimal() else 0


def _minute(words: str) -> int:
    """The minute of the day of ``17:00``; -1, which none is, for anything else."""
    hour, _, minute = words.strip().replace("：", ":").partition(":")
    if not (hour.isdecimal() and (minute or "0").isdecimal()) or int(minute or 0) > 59:
        return -1
    return int(hour) * 60 + int(minute or 0)
