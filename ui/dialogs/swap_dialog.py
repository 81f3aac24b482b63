"""Offer one's place in a duty: to somebody, or to whoever may hold the post; against another duty, or for nothing."""

from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from commandroom.actions import swap
from commandroom.domain.roster import Duty, duty_id
from commandroom.reports.duty_month import Column, column_words
from commandroom.text import mark, tr
from ui.desk import Desk
from ui.dialogs.duty_form import Asked, DutyForm
from ui.dialogs.leave_dialog import find_people
from ui.models.names import Names
from ui.shell import Shell
from ui.theme import Theme
from ui.widgets.entry_line import ChoiceEntry, LineEntry, PickEntry

AHEAD = 40
"""Duties of the other person that are offered in exchange."""


class SwapPanel(DutyForm):
    """One duty, who gives it, and to whom."""

    word = mark("提出换班")
    standing = mark("换的是这一班本身：班次时间以后再调，换班仍然有效。对方接下、负责人批准后才改值班表。")

    def __init__(
        self, desk: Desk, theme: Theme, shell: Shell, day: str, column: Column, people: tuple[str, ...],
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        self._names = Names(desk)
        self._duty, self._day, self._people = duty_id(day, *column), day, people
        title = tr("换班 · {day} {post}", day=day, post=column_words(column))
        super().__init__(desk, theme, shell, title, parent)

    def build(self) -> None:
        """Who gives, who is asked, what comes back, why."""
        theme = self.theme
        givers = [(person, self._names.person(person)) for person in self._people]
        own = self.desk.person.id if self.desk.person is not None else ""
        self.giver = ChoiceEntry(theme, tr("谁要换出"), givers, own if own in self._people else "")
        hint = tr("姓名、拼音首字母或账号；空着就是谁能值都可以接")
        self.to = PickEntry(theme, tr("换给谁"), partial(find_people, self._names), hint)
        self.to.changed.connect(self._offer_duties)
        self.other = ChoiceEntry(theme, tr("换回对方哪一班"), [("", tr("不换回，只请对方代班"))])
        self.reason = LineEntry(theme, tr("事由"))
        for one in (self.giver, self.to, self.other, self.reason):
            self.add(one)

    def _offer_duties(self) -> None:
        """The coming duties of whoever is asked."""
        person = self.to.value
        now = self.desk.now()
        duties: list[Duty] = sorted(
            (one for one in self.desk.reader.all("duty") if person and person in one.people and one.start > now),
            key=lambda one: one.start,
        )
        offered = [("", tr("不换回，只请对方代班"))]
        offered += [(one.id, f"{one.day} {column_words((one.post, one.shift))}") for one in duties[:AHEAD]]
        self.other.offer(offered)

    def asked(self) -> Asked:
        """The offer."""
        given = (self._duty, self.giver.value, self.to.value or self.to.unknown, self.other.value, self.reason.value)
        return swap.offer, given

    def said(self, result: Any) -> str:
        """To whom."""
        to = self._names.person(self.to.value) if self.to.value else tr("能值这一班的人")
        return tr("已提出换班，等 {to} 接", to=to)
