"""The steps of the roster: fill a cell, make the month, publish, lock, leave, swaps; each with its key."""

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import Qt

from commandroom.actions import duty as duties
from commandroom.actions import leave, roster, swap
from commandroom.domain.errors import RoomError
from commandroom.domain.month_roster import RosterState
from commandroom.domain.rules import Gap
from commandroom.reports.duty_board import Board
from commandroom.reports.duty_month import Cell, Column, column_words
from commandroom.text import sentence, tr
from ui.desk import Desk
from ui.dialogs.duty_dialog import DutyPanel
from ui.dialogs.duty_print_dialog import DutyPrintPanel
from ui.dialogs.leave_dialog import LeavePanel, ReasonPanel
from ui.dialogs.roster_dialog import RosterPanel
from ui.dialogs.rota_dialog import RotaPanel
from ui.dialogs.swap_dialog import SwapPanel
from ui.shell import Shell
from ui.theme import Theme
from ui.views.duty_lists import DealList, GapList


class DutySteps:
    """What can be done on a board; ``at`` is the current day and column."""

    def __init__(self, desk: Desk, theme: Theme, shell: Shell) -> None:
        self.desk, self.theme, self.shell = desk, theme, shell
        self.board: Board | None = None
        self.at: tuple[str, int] = ("", 0)

    def of_key(self, key: Qt.Key, *, shift: bool) -> Callable[[], None] | None:
        """The step a key means."""
        keys: dict[Qt.Key, Callable[[], None]] = {
            Qt.Key.Key_G: self.generate, Qt.Key.Key_U: self.take_back if shift else self.publish,
            Qt.Key.Key_K: self.lock, Qt.Key.Key_F: self.fill, Qt.Key.Key_Q: self.leave, Qt.Key.Key_S: self.swap,
            Qt.Key.Key_X: self.clear_day, Qt.Key.Key_R: self.rota,
        }  # fmt: skip
        return keys.get(key)

    def listen(self, gaps: GapList, deals: DealList) -> None:
        """Take the answers given beside the roster."""
        gaps.filled.connect(self.fill_with)
        deals.taken.connect(partial(self._deal, swap.take, tr("已接下，等负责人批准")))
        deals.approved.connect(partial(self._deal, swap.approve, tr("已批准，值班表已改")))
        deals.withdrawn.connect(partial(self._deal, swap.withdraw, tr("已撤回换班")))
        deals.granted.connect(partial(self._deal, leave.grant, tr("已批准请假")))
        deals.cancelled.connect(partial(self._deal, leave.cancel, tr("已取消请假")))
        deals.declined.connect(partial(self._say_no, swap.decline, tr("不同意换班")))
        deals.refused.connect(partial(self._say_no, leave.refuse, tr("不批准请假")))

    # -- one cell ----------------------------------------------------------------------------------------

    @property
    def published(self) -> bool:
        """Whether a change of this month needs a reason."""
        return self.board is not None and self.board.state.state is not RosterState.DRAFT

    def cell(self, day: str, column: int) -> tuple[Column, Cell]:
        """A cell of the board, with its post and shift."""
        assert self.board is not None
        row = next(row for row in self.board.month.rows if row.day == day)
        return self.board.month.columns[column], row.cells[column]

    def edit(self, day: str, column: int) -> None:
        """Open the panel of a cell."""
        if self.board is not None:
            where, cell = self.cell(day, column)
            gap = self.board.gap_of(day, *where)
            self.shell.open_panel(
                DutyPanel(self.desk, self.theme, self.shell, day, where, cell, gap, published=self.published)
            )

    def clear(self, day: str, column: int) -> None:
        """Take everybody off a cell; in a published month its panel asks for the reason."""
        if self.board is None:
            return
        where, cell = self.cell(day, column)
        if self.published:
            self.edit(day, column)
        elif cell.people:
            self._set(day, where, [], tr("已清空：{day} {post}", day=day, post=column_words(where)), cell)

    def fill(self) -> None:
        """Put the best candidate on the current cell: one key."""
        if self.board is None:
            return
        day, column = self.at
        gap = self.board.gap_of(day, *self.board.month.columns[column])
        if gap is None:
            self.shell.toast(tr("这一格没有缺口。"), "refused")
        elif not gap.fitting:
            self.edit(day, column)
        else:
            self.fill_with(gap, gap.fitting[0].person)

    def fill_with(self, gap: Gap, person: str) -> None:
        """Put a candidate on a gap beside whoever is there."""
        if self.board is None:
            return
        row = next(row for row in self.board.month.rows if row.day == gap.day)
        columns = self.board.month.columns
        where = (gap.post, gap.shift)
        cell = row.cells[columns.index(where)] if where in columns else Cell((), ())
        name = self.board.month.names.get(person, person)
        words = tr("{day} {post}：{name} 顶班", day=gap.day, post=column_words(where), name=name)
        self._set(gap.day, where, [*cell.people, person], words, cell)

    def _set(self, day: str, where: Column, people: list[str], words: str, cell: Cell) -> None:
        reason = tr("顶缺口") if self.published else ""
        self.desk.start(self._done_set(day, where, people, words, cell, reason))

    async def _done_set(
        self, day: str, where: Column, people: list[str], words: str, cell: Cell, reason: str
    ) -> None:  # fmt: skip
        try:
            await self.desk.do(duties.set_duty, day, *where, people, cell.note, reason)
        except RoomError as error:
            self.shell.toast(sentence(error), "refused")
            return
        self.shell.toast(words, "done", partial(self._put_back, day, where, cell, reason))

    def _put_back(self, day: str, where: Column, cell: Cell, reason: str) -> None:
        why = tr("撤回：{why}", why=reason) if reason else ""
        self._run(duties.set_duty, (day, *where, list(cell.people), cell.note, why), "")

    def clear_day(self) -> None:
        """Take everybody off the current day, after which each cell can be filled anew."""
        if self.published:
            self._say_no(duties.clear_day, tr("清空 {day}", day=self.at[0]), self.at[0])
        elif self.board is not None:
            self._run(duties.clear_day, (self.at[0],), tr("已清空 {day}", day=self.at[0]))

    # -- the month ---------------------------------------------------------------------------------------

    def generate(self) -> None:
        """Make the month's roster."""
        if self.board is not None:
            self.shell.open_panel(RosterPanel(self.desk, self.theme, self.shell, self.board.month.month))

    def publish(self) -> None:
        """Publish the draft."""
        if self.board is not None:
            month = self.board.month.month
            self._run(roster.publish, (month,), tr("{month} 已发布。以后改动要写理由，打印时标出", month=month))

    def take_back(self) -> None:
        """Make a published month a draft again."""
        if self.board is not None:
            month = self.board.month.month
            self._say_no(roster.take_back, tr("{month} 退回草稿", month=month), month)

    def lock(self) -> None:
        """Lock a published month, or open a locked one."""
        if self.board is None:
            return
        month = self.board.month.month
        if self.board.state.state is RosterState.LOCKED:
            self._say_no(roster.unlock, tr("{month} 解锁", month=month), month)
        else:
            self._run(roster.lock, (month,), tr("{month} 已锁定，不能再改", month=month))

    def to_paper(self, *, log: str = "") -> None:
        """Print or export the month, or the log of a day."""
        if self.board is not None:
            month, day = self.board.month.month, log or self.at[0]
            what = "log" if log else "a4"
            self.shell.open_panel(DutyPrintPanel(self.desk, self.theme, self.shell, month, day, what))

    # -- leave and swaps ---------------------------------------------------------------------------------

    def rota(self) -> None:
        """Say what rosters are made by."""
        self.shell.open_panel(RotaPanel(self.desk, self.theme, self.shell))

    def leave(self) -> None:
        """Ask for leave on the current day."""
        self.shell.open_panel(LeavePanel(self.desk, self.theme, self.shell, self.desk.actor, self.at[0]))

    def swap(self) -> None:
        """Offer the current duty."""
        if self.board is None:
            return
        day, column = self.at
        where, cell = self.cell(day, column)
        if not cell.people:
            self.shell.toast(tr("这一格没有人，没有班可换。"), "refused")
            return
        self.shell.open_panel(SwapPanel(self.desk, self.theme, self.shell, day, where, cell.people))

    def _deal(self, action: Callable[..., Any], words: str, ident: str) -> None:
        self._run(action, (ident,), words)

    def _say_no(self, action: Callable[..., Any], title: str, ident: str) -> None:
        said = tr("已记：{title}", title=title)
        self.shell.open_panel(ReasonPanel(self.desk, self.theme, self.shell, title, (action, (ident,)), said))

    def _run(self, action: Callable[..., Any], given: tuple[Any, ...], words: str) -> None:
        self.desk.start(self._ran(action, given, words))

    async def _ran(self, action: Callable[..., Any], given: tuple[Any, ...], words: str) -> None:
        try:
            await self.desk.do(action, *given)
        except RoomError as error:
            self.shell.toast(sentence(error), "refused")
            return
        if words:
            self.shell.toast(words)
