"""Beside the roster: gaps with who could fill them, swaps and leaves with what can be answered."""

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from commandroom.domain.leave import KINDS, Leave, LeaveState
from commandroom.domain.rules import Gap
from commandroom.domain.swap import Swap, SwapState
from commandroom.reports.duty_board import Board
from commandroom.reports.duty_month import column_words
from commandroom.reports.roster_words import LEAVE_STATES, SWAP_STATES, gap_title, gap_words
from commandroom.text import tr
from ui.models.names import Names
from ui.theme import Theme
from ui.widgets.dressing import label, spaced
from ui.widgets.flow_box import FlowBox
from ui.widgets.text_labels import Prose

SHOWN = 15
PICKS = 3
"""Candidates of a gap that have a button here; the cell's own panel has them all."""


class _Cards(QWidget):
    """Cards one under the other."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._column = spaced(QVBoxLayout(self), theme, (0, 0, 0, 0), 8)

    def clear(self) -> None:
        """Take them all away."""
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    def card(self, title: str, words: str, buttons: list[tuple[str, Callable[[], None]]], token: str = "text") -> None:
        """One card: title, words, what can be pressed."""
        card = QFrame()
        card.setProperty("role", "card")
        column = spaced(QVBoxLayout(card), self._theme, (10, 8, 10, 8), 4)
        column.addWidget(Prose(self._theme, title, size="body", token=token))
        if words:
            column.addWidget(Prose(self._theme, words, size="small", token="quiet"))
        if buttons:
            row = FlowBox(self._theme)
            for word, press in buttons:
                button = QPushButton(word)
                button.setProperty("role", "chip")
                button.setAccessibleName(f"{title} {word}")
                button.clicked.connect(partial(_press, press))
                row.add(button)
            column.addWidget(row)
        self._column.addWidget(card)

    def line(self, words: str) -> None:
        """A quiet line."""
        self._column.addWidget(label(words, "faint"))


class GapList(_Cards):
    """The gaps still to come, each with why and who could fill it."""

    filled = Signal(object, str)
    """A gap, and who is to fill it."""

    def show_gaps(self, gaps: tuple[Gap, ...], names: Mapping[str, str]) -> None:
        """Show these."""
        self.clear()
        if not gaps:
            self.line(tr("以后的日子没有缺口"))
        for gap in gaps[:SHOWN]:
            buttons: list[tuple[str, Callable[[], None]]] = [
                (names.get(one.person, one.person), partial(self.filled.emit, gap, one.person))
                for one in gap.fitting[:PICKS]
            ]
            more = len(gap.fitting) - PICKS
            words = gap_words(gap, names)
            if more > 0:
                words = tr("{words}。另有 {count} 人可以", words=words, count=more)
            self.card(gap_title(gap), words, buttons, "overdue")
        if len(gaps) > SHOWN:
            self.line(tr("还有 {count} 个缺口", count=len(gaps) - SHOWN))


class DealList(_Cards):
    """Swaps that wait for somebody, and leaves; only what this person may answer has a button."""

    taken = Signal(str)
    approved = Signal(str)
    declined = Signal(str)
    withdrawn = Signal(str)
    granted = Signal(str)
    refused = Signal(str)
    cancelled = Signal(str)

    def __init__(self, theme: Theme, names: Names, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._names = names
        self.waiting = 0
        """How many wait for an answer."""

    def show_deals(self, board: Board, person: str, *, makes: bool) -> None:
        """Those of a month, as this person may answer them; ``makes``: whether they make the roster."""
        self.clear()
        asked = [leave for leave in board.leaves if leave.state is LeaveState.ASKED]
        self.waiting = len(board.swaps) + len(asked)
        if not board.swaps and not board.leaves:
            self.line(tr("没有换班和请假。请假 Q，换班 S"))
        for swap in board.swaps[:SHOWN]:
            self._swap(swap, person, makes=makes)
        for leave in board.leaves[:SHOWN]:
            self._leave(leave, person, makes=makes)

    def _swap(self, swap: Swap, person: str, *, makes: bool) -> None:
        giver = self._names.person(swap.giver)
        to = self._names.person(swap.taker or swap.to) if swap.taker or swap.to else tr("谁能值都可以")
        title = tr("{giver} 换出 {duty}", giver=giver, duty=_duty_words(swap.duty))
        words = [tr("给 {to}", to=to), tr(SWAP_STATES[swap.state])]
        if swap.other:
            words.append(tr("换回 {duty}", duty=_duty_words(swap.other)))
        if swap.reason:
            words.append(swap.reason)
        buttons: list[tuple[str, Callable[[], None]]] = []
        if swap.state is SwapState.OFFERED and person != swap.giver and (not swap.to or swap.to == person):
            buttons.append((tr("我接"), partial(self.taken.emit, swap.id)))
        if swap.state is SwapState.TAKEN and makes:
            buttons.append((tr("批准"), partial(self.approved.emit, swap.id)))
        if makes or person == swap.to:
            buttons.append((tr("不同意…"), partial(self.declined.emit, swap.id)))
        if person in (swap.giver, swap.offered_by):
            buttons.append((tr("撤回"), partial(self.withdrawn.emit, swap.id)))
        self.card(title, tr(" · ").join(words), buttons)

    def _leave(self, leave: Leave, person: str, *, makes: bool) -> None:
        name, kind = self._names.person(leave.person), tr(KINDS[leave.kind])
        days = leave.first if leave.first == leave.last else tr("{a} 至 {b}", a=leave.first, b=leave.last)
        buttons: list[tuple[str, Callable[[], None]]] = []
        if leave.state is LeaveState.ASKED and makes:
            buttons.append((tr("批准"), partial(self.granted.emit, leave.id)))
            buttons.append((tr("不批准…"), partial(self.refused.emit, leave.id)))
        if makes or person == leave.person:
            buttons.append((tr("取消"), partial(self.cancelled.emit, leave.id)))
        words = [days, tr(LEAVE_STATES[leave.state]), leave.reason]
        title = tr("{name} {kind}", name=name, kind=kind)
        self.card(title, tr(" · ").join(part for part in words if part), buttons)


def _duty_words(ident: str) -> str:
    day, post, shift = ident.split("/", 2)
    return f"{day[5:]} {column_words((post, shift))}"



def _press(press: Callable[[], None], checked: bool = False) -> None:
    del checked
    press()
