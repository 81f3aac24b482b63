"""The desk (指挥台): queue, event and map side by side, one selection, every step by key."""

from functools import partial

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QWidget

from commandroom.domain.changes import Changes
from commandroom.domain.lifecycle import STEPS
from commandroom.store.queue.filter import Filter
from commandroom.text import tr
from ui.desk import Desk
from ui.dialogs import case_papers
from ui.dialogs.step_panel import Seat
from ui.models.live_queue import LiveQueue
from ui.models.map_feed import MapFeed, Read, Tell
from ui.models.names import Names
from ui.shell import Command, Shell
from ui.theme import Theme
from ui.views.desk_columns import DeskColumns
from ui.views.event_view import EventView
from ui.views.page import Page, Scene
from ui.views.queue_view import QueueView
from ui.widgets.map.panel import MapPanel
from ui.widgets.panel import PanelHost
from ui.widgets.queue_tabs import TABS


class DeskView(Page):
    """The first page. ``read`` and ``tell`` feed the map."""

    def __init__(
        self, desk: Desk, theme: Theme, shell: Shell, read: Read, tell: Tell | None = None,
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(desk, theme, shell, parent)
        self.live = LiveQueue.of(desk)
        self.seat = Seat(desk, theme, shell, Names(desk))
        self.queue = QueueView(self.seat, self.live)
        self.event_panel = EventView(self.seat)
        self.map = MapPanel(theme, shell.selection)
        self.feed = MapFeed(desk, read, tell, self)
        self.map.describe = self.feed.describe
        self.columns = DeskColumns(theme, shell.selection, self.queue, self.event_panel, self.map)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.columns)
        self._host: PanelHost | None = None
        self._connect()
        self._bind()
        for command in self._commands():
            shell.add_command(command)

    def _connect(self) -> None:
        self.live.opened.connect(self._opened)
        self.live.changed.connect(self.event_panel.take_changes)
        self.live.minute.connect(self.event_panel.refresh)
        self.feed.gridsChanged.connect(self.map.show_grids)
        self.feed.coloursChanged.connect(self.map.show_colours)
        self.feed.legendsChanged.connect(self.map.canvas.set_legends)
        self.feed.pinsChanged.connect(self.map.show_events)
        self.map.canvas.drawn.connect(self._settle)
        self.queue.entered.connect(self._go_on)
        self.queue.typed.connect(self._typed)
        self.shell.selection.rowsWanted.connect(self._show_rows)
        self.desk.signed_in.connect(self._somebody_else)

    def _bind(self) -> None:
        """Keys of the page; single letters are heard by the list (and by the event)."""
        bound = [
            ("Esc", self.queue.escape), ("Ctrl+F", self.queue.open_card), ("Ctrl+M", self.columns.show_map),
            ("Ctrl+P", partial(case_papers.show_slip, self.event_panel)),
            ("Ctrl+J", partial(case_papers.choose_case, self.event_panel)),
            *((f"Alt+{place}", partial(self.queue.turn_to, name)) for place, (name, _) in enumerate(TABS, 1)),
        ]  # fmt: skip
        for key, run in bound:
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(run)
        self.event_panel.installEventFilter(self)

    def _commands(self) -> list[Command]:
        return [
            Command(tr("队列：{word}", word=tr(word)), partial(self._to_tab, name), f"Alt+{place}")
            for place, (name, word) in enumerate(TABS, 1)
        ]

    def _show_rows(self, rows: list[int], words: str) -> None:
        """The events behind a figure, in the queue."""
        self.shell.show_page("desk")
        if self.live.is_open and rows:
            self.queue.show_filter(Filter(rows=frozenset(rows), named=words))
            self.queue.to_list()

    def _to_tab(self, name: str) -> None:
        self.shell.show_page("desk")
        if self.live.is_open:
            self.queue.turn_to(name)

    # -- the page --------------------------------------------------------------------------------------

    def enter(self) -> None:
        """Open the queue at the first visit; the list takes the keyboard."""
        self._find_host()
        if not self.live.is_open:
            self.say("loading", tr("正在装入事件队列……"))
            self.queue.restore()
            self.live.open()
        elif self.queue.table.answer is None:
            self._opened()
        else:
            self.queue.table.ask()
            self.queue.to_list()
        if not self.feed.loaded:
            self.feed.load()

    def take(self, changes: Changes) -> None:
        """The queue hears by itself; the map reads again."""
        self.feed.take(changes)

    def ready(self) -> bool:
        """Whether rows, event and map are complete."""
        drawn = self.feed.loaded and (self.map.isHidden() or self.map.canvas.whole)
        return self.live.is_open and self.queue.table.answer is not None and drawn

    def search(self, words: str) -> bool:
        """Search the queue from the command line."""
        if self.live.is_open:
            self.queue.search(words)
            self.queue.to_list()
        return True

    def keys(self) -> list[tuple[str, str]]:
        """The keys of the desk."""
        steps = [(step.key, tr(step.word)) for step in self.event_panel.steps.steps if step.key]
        return [
            ("↑ ↓ PgUp PgDn", tr("换一件")), ("Home End", tr("第一件、最后一件")), ("Enter", tr("做最可能的一步")),
            ("/", tr("搜索；直接打字也行")), ("Ctrl+F", tr("筛选")), ("Esc", tr("收起、清除条件")),
            ("Alt+1…7", tr("换标签页")), ("Ctrl+M", tr("地图与事件换着看")),
            ("Ctrl+P", tr("打印交办单")), ("Ctrl+J", tr("列入本月通报案例")), *steps,
        ]  # fmt: skip

    def scenes(self) -> list[Scene]:
        """A chosen event with its dispatch, the filters, an explanation."""
        return [
            Scene("desk-dispatch", partial(self._scene, "undispatched", "dispatch")),
            Scene("desk-file", partial(self._scene, "intake", "file")),
            Scene("desk-why", self._scene_why),
            Scene("desk-filter", self._scene_filter, after=partial(self.queue.bar.card.setChecked, False)),
        ]

    def _scene(self, tab: str, verb: str) -> None:
        self.queue.turn_to(tab)
        self.queue.list.choose_place(0)
        self.event_panel.take(STEPS[verb])

    def _scene_why(self) -> None:
        self.queue.turn_to("due_soon")
        self.queue.list.choose_place(1)
        for line in self.event_panel.clocks.lines[:1]:
            line.why_button.setChecked(True)

    def _scene_filter(self) -> None:
        self.queue.turn_to("open")
        self.queue.bar.card.setChecked(True)

    def _opened(self) -> None:
        self.unsay()
        self.queue.restore()
        if self.queue.table.answer is None:
            self.queue.table.ask()
        if self.isVisible():
            self.queue.to_list()
        self._settle()

    def _settle(self) -> None:
        self.settled.emit()

    def _somebody_else(self, person: object) -> None:
        del person
        if self.live.is_open:
            if self.queue.asked.mine is not None:
                self.queue.turn_to("open")
            self.queue.table.ask()
        self.event_panel.refresh()

    def _find_host(self) -> None:
        if self._host is None:
            self._host = self.window().findChild(PanelHost)
            if self._host is not None:
                self._host.took.connect(self.columns.make_room)

    # -- keys ------------------------------------------------------------------------------------------

    def _go_on(self) -> None:
        self.event_panel.take_likely()

    def _typed(self, letters: str) -> None:
        if letters == "/":
            self.queue.bar.begin_search()
        elif not self.event_panel.take_key(letters):
            self.queue.bar.begin_search(letters)

    def undo(self) -> bool:
        """Take the last step of the chosen event back; False when the journal does not allow it."""
        return self.event_panel.undo()

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        """A click on the event gives the keys back to the list."""
        if event.type() == QEvent.Type.MouseButtonPress and watched is self.event_panel:
            self.queue.list.setFocus(Qt.FocusReason.MouseFocusReason)
        return False
