"""The live queue as a column: tabs, search, filter, rows, and how many of how many."""

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from commandroom.domain.changes import Changes
from commandroom.domain.clocks import Light
from commandroom.domain.event import State
from commandroom.store.queue.filter import Filter, Mine, Sort
from commandroom.text import tr
from ui.dialogs.filter_card import FilterCard
from ui.dialogs.step_panel import Seat
from ui.models.event_table import EventTable
from ui.models.live_queue import LiveQueue, mine_of
from ui.models.many_chosen import filter_of
from ui.models.saved_filters import SavedFilters, seat_settings
from ui.widgets.dressing import label, sized, spaced
from ui.widgets.filter_bar import FilterBar
from ui.widgets.queue_marks import QueueMarks
from ui.widgets.queue_table import QueueTable
from ui.widgets.queue_tabs import TABS, QueueTabs
from ui.widgets.state_note import StateNote

_PLAIN = {"open_only": False, "states": frozenset[str](), "lights": frozenset[str](), "mine": None}


def tab_filter(name: str, mine: Mine | None) -> dict[str, object]:
    """What a tab sets of a filter; the rest stays as it is."""
    changed: dict[str, object] = dict(_PLAIN)
    if name != "total":
        changed["open_only"] = True
    if name == "intake":
        changed["states"] = frozenset({State.REPORTED.value})
    elif name == "undispatched":
        changed["states"] = frozenset({State.FILED.value})
    elif name == "due_soon":
        changed["lights"] = frozenset({Light.YELLOW.value})
    elif name == "overdue":
        changed["lights"] = frozenset({Light.RED.value})
    elif name == "mine":
        changed["mine"] = mine
    return changed


class QueueView(QWidget):
    """Answers from memory; shares the selection."""

    entered = Signal()
    typed = Signal(str)
    counted = Signal()
    """The counts were drawn anew."""

    def __init__(self, seat: Seat, live: LiveQueue, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.seat, self.live = seat, live
        self.setObjectName("queuePanel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        theme = seat.theme
        self.saved = SavedFilters()
        self.table = EventTable(seat.desk, live, self)
        self.tabs = QueueTabs(theme)
        self.bar = FilterBar(theme)
        self.list = QueueTable(theme, self.table, seat.names)
        self.marks = QueueMarks(self.list, self.table)
        self._many: Filter | None = None
        self._mapped: tuple[frozenset[str], frozenset[str]] = (frozenset(), frozenset())
        self.card = FilterCard(theme, seat.names, self.saved, self.list)
        self.foot = label("", "small")
        self.empty = StateNote(theme, self.list.viewport())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.tabs)
        column.addWidget(self.bar)
        column.addWidget(self.list, 1)
        foot = sized(QWidget(), theme, high=32)
        spaced(QVBoxLayout(foot), theme, (16, 0, 16, 0), 0).addWidget(self.foot)
        column.addWidget(foot)
        self._connect()

    def _connect(self) -> None:
        self.tabs.chosen.connect(self.turn_to)
        self.bar.searched.connect(self.search)
        self.bar.sorted.connect(self._sort)
        self.bar.cleared.connect(self.clear)
        self.bar.card_wanted.connect(self._open_card)
        self.bar.grid_wanted.connect(self._only_grid)
        self.bar.search.to_list.connect(self.to_list)
        self.bar.search.escaped.connect(self._leave_search)
        self.card.changed.connect(self.show_filter)
        self.list.chosen.connect(self._chosen)
        self.list.entered.connect(self.entered)
        self.list.typed.connect(self.typed)
        self.table.answered.connect(self._answered)
        self.live.minute.connect(self._count)
        self.live.changed.connect(self._changed)
        selection = self.seat.shell.selection
        selection.eventChanged.connect(self._event_chosen)
        selection.gridChanged.connect(self._grid_chosen)
        selection.manyChanged.connect(self._many_chosen)
        self.marks.changed.connect(self._marked)

    # -- what is asked ---------------------------------------------------------------------------------

    @property
    def mine(self) -> Mine | None:
        """What concerns who is signed in."""
        return mine_of(self.seat.desk.person)

    @property
    def asked(self) -> Filter:
        """The filter now."""
        return self.table.filter

    def show_filter(self, asked: Filter) -> None:
        """Another filter, from its first row."""
        self.list.to_top()
        self.table.show(asked)
        if self.card.isVisible():
            self.card.show_filter(asked, self.mine)

    def turn_to(self, name: str) -> None:
        """A tab: it sets state and light, the rest stays."""
        self.show_filter(replace(self.asked, **tab_filter(name, self.mine)))  # type: ignore[arg-type]
        self.to_list()

    def search(self, words: str) -> None:
        """Look for words in what is shown."""
        if words != self.asked.text:
            self.show_filter(replace(self.asked, text=words))

    def clear(self) -> None:
        """Everything that is open, by the nearest clock."""
        self.bar.search.clear()
        self._many, self._mapped = None, (frozenset(), frozenset())
        self.seat.shell.selection.choose_many((), (), self)
        self.marks.show(frozenset())
        self.show_filter(Filter(open_only=True))
        self.card.hide()
        self.to_list()

    def _sort(self, value: str) -> None:
        self.list.to_top()
        self.table.show(self.asked, Sort(value))
        seat_settings().setValue("queue/sort", value)
        self.to_list()

    def restore(self) -> None:
        """The order this seat kept."""
        kept = str(seat_settings().value("queue/sort", Sort.NEAREST.value))
        self.table.sort = Sort(kept) if kept in set(Sort) else Sort.NEAREST
        self.bar.show_sort(self.table.sort)

    def _only_grid(self, code: str) -> None:
        self.bar.offer_grid("", "")
        self.show_filter(replace(self.asked, grid=code))

    # -- what is answered ------------------------------------------------------------------------------

    def _answered(self) -> None:
        asked = self.asked
        self.bar.show_filter(asked.words(self.seat.names), asked.text, clearable=asked != Filter(open_only=True))
        mine = self.mine
        names = [name for name, _ in TABS if all(
            getattr(asked, field) == value for field, value in tab_filter(name, mine).items()
        ) and (name != "mine" or mine is not None)]  # fmt: skip
        self.tabs.point_at(names[0] if names else "")
        if self.table.count:
            self.empty.clear()
        elif asked.text:
            self.empty.say("empty", tr("没有含“{words}”的事件。Esc 清除条件。", words=asked.text))
        else:
            self.empty.say("empty", tr("这里现在没有事件。"))
        self._count()

    def _changed(self, changes: Changes) -> None:
        if changes.kinds() - {"event"}:
            self.list.viewport().update()

    def _count(self) -> None:
        if not self.live.is_open:
            return
        tabs = self.live.queue.tabs(self.live.now(), self.mine)
        self.tabs.count(tabs, mine=self.mine is not None)
        answer = self.table.answer
        shown = f"{self.table.count:,}" if answer is None or answer.exact else f"≥ {self.table.count:,}"
        words = tr("共 {total} 件 · 显示 {shown} 件 · 今日报 {reported} 办 {closed}", total=f"{tabs.total:,}",
                   shown=shown, reported=tabs.reported_today, closed=tabs.closed_today)  # fmt: skip
        if self.marks.ids:
            words = tr("已选 {count} 件 · {words}", count=f"{len(self.marks.ids):,}", words=words)
        self.foot.setText(words)
        self.counted.emit()

    # -- hands -----------------------------------------------------------------------------------------

    def to_list(self) -> None:
        """The list takes the keyboard; a row is chosen when none is."""
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)
        if not self.seat.shell.selection.event_id and self.table.count:
            self.list.choose_place(0)

    def open_card(self) -> None:
        """Open the filters, or put them away."""
        self.bar.card.setChecked(not self.bar.card.isChecked())

    def _open_card(self, on: bool) -> None:
        if on:
            self.card.show_filter(self.asked, self.mine)
            self.card.place_over()
            self.card.show()
        else:
            self.card.hide()
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def escape(self) -> None:
        """Esc: the filters are put away, then cleared."""
        if self.card.isVisible():
            self.bar.card.setChecked(False)
        else:
            self.clear()

    def _leave_search(self) -> None:
        if self.bar.search.text():
            self.bar.search.clear()
            self.search("")
        else:
            self.escape()
        self.to_list()

    def _chosen(self, ident: str) -> None:
        self.seat.shell.selection.choose_event(ident, self)

    def _event_chosen(self, ident: str, by: object) -> None:
        if by is not self:
            self.list.choose(ident)

    def _marked(self, ids: frozenset[str]) -> None:
        """Several rows were chosen here: every map shows them; with none any more, what a map had chosen again."""
        events, grids = (ids, frozenset[str]()) if ids else self._mapped
        self.seat.shell.selection.choose_many(events, grids, self)
        self._count()

    def _many_chosen(self, events: frozenset[str], grids: frozenset[str], by: object) -> None:
        """Several things were chosen on a map: only they are shown; nothing any more shows what was before."""
        if by is self:
            return
        self.marks.show(frozenset())
        if not self.live.is_open:
            return
        self._mapped = events, grids
        before, self._many = self._many, filter_of(self.live, self.seat.desk.reader, events, grids)
        if self._many is not None:
            self.show_filter(self._many)
        elif before is not None and (self.asked.rows, self.asked.grids) == (before.rows, before.grids):
            self.show_filter(Filter(open_only=True))

    def _grid_chosen(self, code: str, by: object) -> None:
        del by
        self.bar.offer_grid(code if code != self.asked.grid else "", self.seat.names.grid(code))
