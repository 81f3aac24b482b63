"""The pressure page: what runs late, by kind of clock and time left; who and where it gathers."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from commandroom.clock import Trust
from commandroom.clock_text import CLOCK_WORDS
from commandroom.domain.changes import Changes
from commandroom.domain.instant import Instant, local
from commandroom.span_text import time_left
from commandroom.store.queue.pressure import KINDS, Card, Running
from commandroom.text import tr
from ui.desk import Desk
from ui.models.live_queue import LiveQueue
from ui.models.names import Names
from ui.models.pressure_feed import PressureFeed
from ui.shell import Shell
from ui.theme import Theme
from ui.views.page import Page, Scene
from ui.views.pressure_side import PressureSide, WhyPane
from ui.widgets.dressing import label, spaced
from ui.widgets.lane import Face, LaneHeading
from ui.widgets.lane_board import LaneBoard
from ui.widgets.light import LightLabel


class PressureView(Page):
    """Lanes of running clocks, bars by unit and grid, and why the chosen clock ends when it does."""

    def __init__(self, desk: Desk, theme: Theme, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(desk, theme, shell, parent)
        self.names = Names(desk)
        self.live = LiveQueue.of(desk)
        self.feed = PressureFeed(desk, self)
        self.board = LaneBoard(theme)
        self.side = PressureSide(theme, self.names, self.live)
        self.bars = self.side.bars
        self.why = WhyPane(theme)
        self._only: str | None = None
        self._current: Running | None = None
        self._lanes: dict[str, list[Running]] = {}
        self._seen_at = 0
        self._doubted = False
        self._build()
        for kind in KINDS:
            self.board.add_lane(kind, partial(self._faces, kind))
        self.board.moved.connect(self._moved)
        self.board.chosen.connect(self._chosen)
        self.board.opened.connect(self._opened)
        self.bars.chosen.connect(self._narrow)
        self.feed.filled.connect(self._show_all)
        self.feed.moved.connect(self._show_moved)
        self.live.opened.connect(self.settled)
        desk.beat.connect(self._beat)
        desk.clock_told.connect(self._trust)

    # -- what is there ---------------------------------------------------------------------------

    def _build(self) -> None:
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(self._head())
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.side)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self.board, 1)
        below = spaced(QVBoxLayout(), self.theme, (12, 0, 12, 12), 0)
        below.addWidget(self.why)
        right.addLayout(below)
        middle.addLayout(right, 1)
        rows.addLayout(middle, 1)

    def _head(self) -> QWidget:
        bar = QWidget(self)
        bar.setObjectName("panelHead")
        bar.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = spaced(QHBoxLayout(bar), self.theme, (16, 8, 16, 8), 16)
        row.addWidget(label(tr("督办"), "title"))
        self._late, self._soon, self._undispatched = (LightLabel(self.theme) for _ in range(3))
        for light in (self._undispatched, self._late, self._soon):
            row.addWidget(light)
        self._filter = QPushButton()
        self._filter.setProperty("role", "chip")
        self._filter.clicked.connect(self.bars.release)
        self._filter.hide()
        row.addWidget(self._filter)
        row.addStretch(1)
        self._why_button = QPushButton(tr("为什么 W"))
        self._why_button.setCheckable(True)
        self._why_button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._why_button.toggled.connect(self._show_why)
        row.addWidget(self._why_button)
        return bar

    # -- what is shown ---------------------------------------------------------------------------

    def lane(self, kind: str) -> list[Running]:
        """The clocks shown in a lane, nearest first."""
        if self._only is None:
            return list(self.feed.board.lane(kind))
        unit, grid = (self._only, None) if self.side.by == "unit" else (None, self._only)
        return list(self.feed.board.lane(kind, unit, grid))

    def _faces(self, kind: str, start: int, count: int) -> list[Face | None]:
        clocks = self._lanes.get(kind, [])[start : start + count]
        now = self.feed.now()
        return [None if card is None else _face(card, self.names, now) for card in self.feed.cards(clocks)]

    def _show_all(self) -> None:
        self._show_moved(frozenset(KINDS))
        if self.board.current[0] == "":
            self.board.first()
        self.side.refresh()
        self.unsay()
        if not len(self.feed.board):
            self.say("empty", tr("没有在走的时限。登记并立案的事件会按时限排在这里。"))
        self.settled.emit()

    def _show_moved(self, kinds: frozenset[str]) -> None:
        """Lanes whose clocks changed are cut anew; every head and every card in sight is compared."""
        now = self.feed.now()
        self._seen_at = now
        late = soon = 0
        for kind in KINDS:
            if kind in kinds or kind not in self._lanes:
                self._lanes[kind] = self.lane(kind)
            count = self.feed.board.count(kind, now)
            late, soon = late + count.overdue, soon + count.soon
            heading = LaneHeading(tr(CLOCK_WORDS[kind]), kind, count.running, count.overdue, count.soon, count.paused)
            self.board.show_lane(kind, heading, len(self._lanes[kind]), always=kind == "C2")
        self._follow()
        waiting = self.feed.board.count("C2", now)
        self._undispatched.set_light(
            "overdue" if waiting.overdue else "due_soon" if waiting.soon else "on_time",
            tr("待派 {count} 件", count=waiting.running), size="body", bold=bool(waiting.overdue),
        )  # fmt: skip
        self._late.set_light("overdue", tr("超期 {count} 项时限", count=late), size="body", bold=True)
        self._soon.set_light("due_soon", tr("临期 {count} 项", count=soon), size="body")
        if not kinds:
            self.side.refresh()
        self._tell_why()

    def _follow(self) -> None:
        """The current card stays the same clock; when it is gone, the one that took its place is current."""
        kind, place = self.board.current
        if self._current is None or not kind:
            return
        clocks = self._lanes[kind]
        if self._current in clocks:
            self.board.point_at(kind, clocks.index(self._current))
        elif clocks:
            place = min(place, len(clocks) - 1)
            self._current = clocks[place]
            self.board.point_at(kind, place)
        else:
            self._current = None
            self.board.point_at("", -1)

    def _narrow(self, code: str | None) -> None:
        self._only = code
        words = "" if code is None else next((bar.name for bar in self.bars.bars if bar.code == code), str(code))
        self._filter.setText(tr("只看 {name}  ✕ Esc", name=words))
        self._filter.setVisible(code is not None)
        self._show_moved(frozenset(KINDS))
        kind, place = self.board.current
        if kind and self._lanes[kind]:
            self.board.go(kind, place)
        else:
            self.board.first()

    # -- the current card ------------------------------------------------------------------------

    def _at(self, kind: str, place: int) -> Running | None:
        clocks = self._lanes.get(kind, [])
        return clocks[place] if 0 <= place < len(clocks) else None

    def _moved(self, kind: str, place: int) -> None:
        self._current = self._at(kind, place)
        self._tell_why()

    def _chosen(self, kind: str, place: int) -> None:
        clock = self._at(kind, place)
        if clock is not None:
            self.shell.selection.choose_event(clock.event, self)

    def _opened(self, kind: str, place: int) -> None:
        self._chosen(kind, place)
        self.shell.show_page("desk")

    def _show_why(self, on: bool) -> None:
        self.why.setVisible(on)
        self._tell_why()

    def _tell_why(self) -> None:
        if not self.why.isHidden():
            clock = self._current
            card = self.feed.cards([clock])[0] if clock is not None else None
            self.why.tell(clock, card, self.feed.why(clock) if clock is not None else [])

    # -- whether it can be believed --------------------------------------------------------------

    def _beat(self, seconds: float) -> None:
        note = self.note
        if seconds < 0 and self.feed.loaded:
            at = f"{local(self._seen_at):%H:%M}"
            self.say("stale", tr("指挥室没有回应：下面是 {at} 的情形，剩余时间仍在走", at=at))
        elif seconds >= 0 and note is not None and note.kind == "stale" and not self._doubted:
            self.unsay()

    def _trust(self, trust: Trust) -> None:
        self._doubted = not trust.sound
        if self._doubted:
            self.say("stale", tr("本机时间不可信：超期与否请以日志时间为准，核对时间后本条自动消失"))
        elif self.note is not None and self.note.kind == "stale":
            self.unsay()

    # -- the page --------------------------------------------------------------------------------

    def take(self, changes: Changes) -> None:
        """Clocks of the changed events move; names are read again by themselves."""
        self.feed.take(changes)

    def enter(self) -> None:
        """Fill the board at the first visit and take the keyboard."""
        self.live.open()
        if not self.feed.loaded:
            self.say("loading", tr("正在读取在走的时限……"))
            self.feed.load()
        self.board.setFocus(Qt.FocusReason.OtherFocusReason)

    def ready(self) -> bool:
        """Whether lanes and bars are there."""
        return self.feed.loaded and self.live.is_open

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """W tells why, U and G group, Esc shows everything again."""
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_W:
            self._why_button.toggle()
        elif key == Qt.Key.Key_U:
            self.side.group_by("unit")
        elif key == Qt.Key.Key_G:
            self.side.group_by("grid")
        elif key == Qt.Key.Key_Escape and self._only is not None:
            self.bars.release()
        else:
            super().keyPressEvent(event)

    def keys(self) -> list[tuple[str, str]]:
        """The keys of the board."""
        return [
            (tr("方向键"), tr("在卡片和泳道之间移动")),
            ("Home / End", tr("最急的、最后的")),
            ("Enter", tr("选中这件事件；Ctrl+1 到指挥台办理")),
            ("W", tr("为什么是这个时限")),
            ("U / G", tr("按单位、按网格看超期")),
            ("Tab", tr("到左边的条形图，Enter 只看这一家")),
            ("Esc", tr("恢复看全部")),
        ]

    def scenes(self) -> list[Scene]:
        """The explanation, and the bars by grid."""
        return [Scene("pressure-why", self._scene_why), Scene("pressure-grid", self._scene_grid)]

    def _scene_why(self) -> None:
        self.board.first()
        self._why_button.setChecked(True)

    def _scene_grid(self) -> None:
        self._why_button.setChecked(False)
        self.side.group_by("grid")


def _face(card: Card, names: Names, now: Instant) -> Face:
    clock = card.clock
    where = names.grid(clock.grid) if clock.grid else ""
    under = " · ".join(part for part in (card.stage, names.unit(card.unit), where) if part)
    light = clock.light(now).value
    return Face(light, time_left(clock.due_at - now), card.title, under or card.place, card.number, clock.event)
