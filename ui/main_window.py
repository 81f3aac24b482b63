"""The shell: rail, strips, pages, panels and results; it knows pages only by their entries."""

from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLayout, QStackedWidget, QVBoxLayout, QWidget

from commandroom.clock import Clock
from commandroom.domain.errors import Refused, RoomError
from commandroom.domain.instant import local
from commandroom.text import sentence, tr
from ui import icons
from ui.desk import Desk
from ui.models.event_finder import EventFinder
from ui.shell import Command, Shell, Toast
from ui.theme import Theme
from ui.views.opening_view import OpeningView
from ui.views.page import ActionEntry, Page, PageEntry
from ui.views.page_stack import PageStack
from ui.views.sign_in_view import SignInView
from ui.views.standing_signs import StandingSigns
from ui.widgets.crash_panel import CrashPanel
from ui.widgets.key_help import KeyHelp, Keys
from ui.widgets.panel import PanelHost
from ui.widgets.strips import BottomStrip, Rail, TopStrip
from ui.widgets.toast_line import ToastLine

Box = TypeVar("Box", bound=QLayout)
_FULL = Qt.WindowState.WindowFullScreen


class MainWindow(QWidget):
    """Gate in front (sign-in, lock), work behind; one at a time is visible."""

    closed = Signal()

    def __init__(
        self,
        desk: Desk,
        theme: Theme,
        shell: Shell,
        pages: list[PageEntry],
        actions: list[ActionEntry],
        now: Clock,
    ) -> None:
        super().__init__()
        self.desk, self.theme, self.shell = desk, theme, shell
        self._now = now
        self._actions = {entry.name: entry for entry in actions}
        self.room_name = ""
        self.setObjectName("ground")
        self.setMinimumSize(1024, 640)
        self.setWindowIcon(icons.icon("desk", theme.hex("accent"), 64))
        self.stack = PageStack(desk, theme, shell, pages)
        self.signs = StandingSigns(desk, shell, self)
        shell.add_finder(EventFinder(desk, shell))
        self._build()
        self._connect()
        self._bind_keys()

    # -- what is there ---------------------------------------------------------------------------------

    def _build(self) -> None:
        theme, shell = self.theme, self.shell
        self.rail = Rail(theme)
        self.top = TopStrip(theme, shell)
        self.bottom = BottomStrip(theme, shell)
        self.work = QWidget()
        self.panels = PanelHost(theme, self.stack)
        self.toasts = ToastLine(theme, self.stack)
        right = _bare(QVBoxLayout())
        right.addWidget(self.top)
        right.addWidget(self.stack, 1)
        upper = _bare(QHBoxLayout())
        upper.addWidget(self.rail)
        upper.addLayout(right, 1)
        whole = _bare(QVBoxLayout(self.work))
        whole.addLayout(upper, 1)
        whole.addWidget(self.bottom)
        self.sign_in = SignInView(self.desk, theme)
        self.lock_view = SignInView(self.desk, theme, fixed=True)
        self.gates = QStackedWidget()
        self.opening = OpeningView(theme)
        for layer in (self.opening, self.sign_in, self.lock_view, self.work):
            self.gates.addWidget(layer)
        outer = _bare(QVBoxLayout(self))
        outer.addWidget(self.gates)
        self.crash = CrashPanel(theme, self)
        self.help = KeyHelp(theme, self)
        for place, page in enumerate(self.stack.entries, 1):
            self.rail.add_page(page.name, tr(page.word), page.icon, f"Ctrl+{place}")
        for action in self._actions.values():
            self.rail.add_action(action.name, tr(action.word), action.icon, action.key)

    def _connect(self) -> None:
        desk, shell = self.desk, self.shell
        desk.failed.connect(self.show_refusal)
        desk.busy.connect(self.bottom.set_busy)
        desk.beat.connect(self.top.heartbeat.beat)
        desk.visitors_changed.connect(self.top.visitors.setVisible)
        desk.signed_in.connect(self._signed_in)
        shell.panel_wanted.connect(self.panels.open)
        shell.panel_parked.connect(self.panels.keep)
        shell.toast_wanted.connect(self.toasts.say)
        self.stack.turned.connect(self._turned)
        self.rail.chosen.connect(self.stack.turn_to)
        self.rail.acted.connect(self.act)
        self.top.person_pressed.connect(self.lock)
        self.top.command.left.connect(self.stack.begin)
        self.panels.took.connect(self.toasts.make_room)
        self.panels.parked.connect(self.bottom.add_draft)
        self.panels.unparked.connect(self.bottom.take_draft)
        self.bottom.draft_pressed.connect(self.panels.open)
        self.sign_in.entered.connect(self.enter)
        self.lock_view.entered.connect(self.enter)
        self.lock_view.other_person.connect(self.leave)
        self._ticker = QTimer(self)
        self._ticker.timeout.connect(self._tick)
        self._ticker.start(1000)
        self._tick()

    def _bind_keys(self) -> None:
        """The keys of the shell; they work only while the work is shown."""
        bound: list[tuple[str, str, Callable[[], Any]]] = [
            ("F1", tr("按键一览"), self.show_help),
            ("Ctrl+K", tr("命令 / 搜索"), self.top.command.offer),
            ("Ctrl+Z", tr("撤回刚才的一步"), self.undo),
            ("Ctrl+J", tr("继续最近搁置的草稿"), self.panels.resume),
            ("Ctrl+L", tr("锁定"), self.lock),
            ("F9", tr("访客模式：遮住标题、内容和来电人"), self.desk.toggle_visitors),
            ("Ctrl+T", tr("换主题（浅色、深色、大屏）"), self.theme.use_next),
            ("Ctrl++", tr("放大文字"), partial(self.theme.zoom_by, 0.1)),
            ("Ctrl+-", tr("缩小文字"), partial(self.theme.zoom_by, -0.1)),
            ("F11", tr("全屏"), self.full_screen),
        ]
        self._shell_keys: Keys = [(key, words) for key, words, _ in bound]
        self._page_keys: Keys = []
        for place, page in enumerate(self.stack.entries, 1):
            bound.append((f"Ctrl+{place}", tr(page.word), partial(self.stack.turn_to, page.name)))
            self._page_keys.append((f"Ctrl+{place}", tr(page.word)))
        for action in self._actions.values():
            bound.append((action.key, tr(action.word), partial(self.act, action.name)))
            self._page_keys.append((action.key, tr(action.word)))
        for key, words, run in bound:
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.activated.connect(partial(self._run_key, run))
            self.shell.add_command(Command(words, run, key))

    def _run_key(self, run: Callable[[], Any]) -> None:
        if self.working:
            run()

    # -- gates -----------------------------------------------------------------------------------------

    @property
    def working(self) -> bool:
        """Whether the pages are shown (somebody is signed in and the desk is not locked)."""
        return self.gates.currentWidget() is self.work

    def begin(self, room_name: str, account: str = "", hint: str = "") -> None:
        """The room is open: ask who is there; ``hint`` stands below the fields (a demonstration's accounts)."""
        self.room_name = room_name
        self.top.set_room(room_name)
        self.setWindowTitle(room_name)
        self.gates.setCurrentWidget(self.sign_in)
        for view in (self.sign_in, self.lock_view):
            view.set_hint(hint)
        self.sign_in.greet(room_name, account)

    def show_gate(self, gate: QWidget) -> None:
        """Another view in front of the work (first start)."""
        self.gates.addWidget(gate)
        self.gates.setCurrentWidget(gate)

    def lock(self) -> None:
        """Hide everything at once; forms and drafts stay as they are."""
        person = self.desk.person
        if self.working and person is not None:
            self.help.hide()
            self.gates.setCurrentWidget(self.lock_view)
            self.desk.sign_out()
            self.lock_view.greet(self.room_name, person.id)

    def leave(self) -> None:
        """Somebody else signs in; the drafts belong to the room and stay."""
        self.gates.setCurrentWidget(self.sign_in)
        self.sign_in.name.edit.clear()
        self.sign_in.greet(self.room_name)

    def _signed_in(self, person: Any) -> None:
        self.top.set_person(person.name or person.id)

    def enter(self) -> None:
        """Somebody is signed in: show the work where it was left."""
        self.gates.setCurrentWidget(self.work)
        self.stack.begin()

    # -- pages -----------------------------------------------------------------------------------------

    @property
    def page(self) -> Page | None:
        """The page shown now."""
        return self.stack.page

    def _turned(self, name: str) -> None:
        self.rail.point_at(name)
        for over in (self.panels, self.toasts):
            over.raise_()

    def undo(self) -> bool:
        """Take back what the line speaks of, or the last step of what the page shows."""
        return self.toasts.undo() or (self.page is not None and self.page.undo())

    def act(self, name: str) -> None:
        """Run an action of the rail; a telephone that rings calls the window back from the past."""
        self.shell.to_present()
        self._actions[name].run(self.desk, self.theme, self.shell)

    # -- what is said ----------------------------------------------------------------------------------

    def show_refusal(self, error: RoomError) -> None:
        """A refusal or fault nobody waited for, as a line."""
        self.toasts.say(Toast(sentence(error), "refused" if isinstance(error, Refused) else "trouble"))

    def show_help(self) -> None:
        """Every key that works here."""
        own = self.page.keys() if self.page is not None else []
        groups = [(tr("本页"), own), (tr("去哪里"), self._page_keys), (tr("随处可用"), self._shell_keys)]
        self.help.explain(groups)

    def _tick(self) -> None:
        self.top.tick(local(self._now()))

    # -- the window itself -----------------------------------------------------------------------------

    def full_screen(self) -> None:
        """Full screen and back."""
        self.setWindowState(self.windowState() ^ _FULL)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Type and measures follow the size of the window."""
        super().resizeEvent(event)
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        """The screen is known now."""
        super().showEvent(event)
        self._fit()

    def closeEvent(self, event: QCloseEvent) -> None:
        """The last window: the program ends."""
        super().closeEvent(event)
        self.closed.emit()

    def _fit(self) -> None:
        self.theme.fit(self.size(), self.screen().logicalDotsPerInch())


def _bare(layout: Box) -> Box:
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    return layout
