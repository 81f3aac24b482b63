"""Ask for leave, or note it for somebody who telephoned; and say yes or no to one."""

from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from commandroom.actions import leave
from commandroom.domain.leave import KINDS
from commandroom.text import mark, tr
from ui.desk import Desk
from ui.dialogs.duty_form import Asked, DutyForm
from ui.models.names import Names, match
from ui.shell import Shell
from ui.theme import Theme
from ui.widgets.entry_line import ChoiceEntry, LineEntry, PickEntry

OFFERED = 8


def find_people(names: Names, typed: str) -> list[tuple[str, str]]:
    """People by name, pinyin initials or account, best first."""
    scored = [(match(typed, person.name, person.id), person) for person in names.people()]
    fitting = sorted((pair for pair in scored if pair[0] > 0), key=lambda pair: (-pair[0], pair[1].id))
    return [(person.id, person.name or person.id) for _, person in fitting[:OFFERED]]


class LeavePanel(DutyForm):
    """Who, from when to when, of which kind."""

    word = mark("请假")
    standing = mark("自己请假等负责人批准；负责人代记的立即生效。批准后的假期不再排班，已排的班列为缺口。")

    def __init__(
        self, desk: Desk, theme: Theme, shell: Shell, person: str, day: str, parent: QWidget | None = None
    ) -> None:
        self._names = Names(desk)
        self._person, self._day = person, day
        super().__init__(desk, theme, shell, tr("请假"), parent)

    def build(self) -> None:
        """Person, days, kind, reason."""
        theme = self.theme
        self.person = PickEntry(theme, tr("请假人"), partial(find_people, self._names), tr("姓名、拼音首字母或账号"))
        self.person.put(self._person, self._names.person(self._person))
        self.first = LineEntry(theme, tr("从（含）"), "2026-11-05")
        self.last = LineEntry(theme, tr("到（含）"), "2026-11-06")
        for entry in (self.first, self.last):
            entry.put("", self._day)
        self.kind = ChoiceEntry(theme, tr("类别"), [(code, tr(word)) for code, word in KINDS.items()], "personal")
        self.reason = LineEntry(theme, tr("事由"))
        for one in (self.person, self.first, self.last, self.kind, self.reason):
            self.add(one)

    def asked(self) -> Asked:
        """The leave."""
        given = (self.person.value or self.person.unknown, self.first.value, self.last.value, self.kind.value)
        return leave.ask, (*given, self.reason.value)

    def said(self, result: Any) -> str:
        """Who is away when."""
        name = self._names.person(self.person.value)
        return tr("已记：{name} {first} 至 {last} 请假", name=name, first=self.first.value, last=self.last.value)


class ReasonPanel(DutyForm):
    """A step that wants its reason: say no, take a published month back, unlock a month."""

    word = mark("确定")

    def __init__(
        self, desk: Desk, theme: Theme, shell: Shell, title: str, asked: Asked, said: str,
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        self._asked, self._said = asked, said
        super().__init__(desk, theme, shell, title, parent)

    def build(self) -> None:
        """The reason."""
        self.reason = LineEntry(self.theme, tr("理由"))
        self.add(self.reason)

    def asked(self) -> Asked:
        """The action with the reason behind what it was given."""
        action, given = self._asked
        return action, (*given, self.reason.value)

    def said(self, result: Any) -> str:
        """What was announced before."""
        del result
        return self._said
